//! Classes by their names.

use crate::convert::temporary::Temporary;
use crate::error::Result;
use crate::object::{PyObject, lossy_text};
use crate::runtime::Python;
use crate::sys::{Borrowed, PyTypeObject, TypeFlag, has_flag, type_of};
use std::ptr::null_mut;

/// The module and the qualified name of a class, as `decimal.Decimal`; a builtin has no module.
pub(in crate::convert) fn qualified_name(py: Python<'_>, class: *mut PyTypeObject) -> Option<String> {
    // SAFETY: attached; the class is kept by its instance or subclass at this moment. Asking for its attributes may run
    // code that changes the instance's class, so that it is kept here, too.
    let class = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(class.cast())) }?;
    let class = Temporary::new(class, py);
    // SAFETY: attached and valid.
    let part = |name: &std::ffi::CStr| unsafe {
        lossy_text(py, py.api().PyObject_GetAttrString(class.as_ptr(), name.as_ptr()))
    };
    let (module, name) = (part(c"__module__")?, part(c"__qualname__")?);
    Some(if module == "builtins" { name } else { format!("{module}.{name}") })
}

/// How far from an object's own class, which is 0, the class of this name is among its ancestors.
///
/// The name is that of the class itself, or one by which a module that is imported has it: what
/// `pandas.DataFrame` is called there is its own matter.
pub(super) fn distance(py: Python<'_>, object: &PyObject, name: &str) -> Result<Option<usize>> {
    let named = find_class(py, name).map(|class| Temporary::new(class, py));
    // SAFETY: attached; an object keeps its class alive while no code runs that changes it, and the tuple keeps all of
    // the classes in it.
    unsafe {
        let class = type_of(object.as_ptr());
        let mro = Temporary::take(py, py.api().PyObject_GetAttrString(class.cast(), c"__mro__".as_ptr()))?;
        if !has_flag(mro.as_ptr(), TypeFlag::Tuple) {
            return Ok(None);
        }
        let length = py.api().PyTuple_Size(mro.as_ptr());
        let is_it = |index: &isize| {
            let ancestor = py.api().PyTuple_GetItem(mro.as_ptr(), *index).as_ptr();
            match &named {
                Some(named) => named.as_ptr() == ancestor,
                None => qualified_name(py, ancestor.cast()).as_deref() == Some(name),
            }
        };
        Ok((0..length).find(is_it).map(|index| index as usize))
    }
}

/// What has this name in a module that is imported, or among the builtins. Nothing is imported for it.
pub(in crate::convert) fn find_class(py: Python<'_>, name: &str) -> Option<PyObject> {
    let mut end = name.rfind('.');
    let Some(_) = end else { return attributes(py, module(py, "builtins")?, name) };
    // The longest name of a module first: the rest are attributes.
    while let Some(at) = end {
        let found = module(py, &name[..at]).and_then(|module| attributes(py, module, &name[at + 1..]));
        if found.is_some() {
            return found;
        }
        end = name[..at].rfind('.');
    }
    None
}

/// A module that is imported.
fn module(py: Python<'_>, name: &str) -> Option<PyObject> {
    let api = py.api();
    // SAFETY: attached; a Rust text is UTF-8; the dict of modules is the interpreter's.
    unsafe {
        let modules: Borrowed = api.PyImport_GetModuleDict();
        let name = PyObject::from_new(
            py,
            api.PyUnicode_FromStringAndSize(name.as_ptr().cast(), name.len() as isize),
        );
        let mut module = null_mut();
        let found = name.map(|name| {
            let name = Temporary::new(name, py);
            api.PyDict_GetItemRef(modules.as_ptr(), name.as_ptr(), &mut module)
        });
        if found.is_none_or(|found| found < 0) {
            api.PyErr_Clear();
        }
        PyObject::from_new(py, crate::sys::New::from_ptr(module))
    }
}

/// The attribute of an attribute, as the dots say.
fn attributes(py: Python<'_>, mut object: PyObject, path: &str) -> Option<PyObject> {
    let api = py.api();
    for name in path.split('.') {
        // SAFETY: attached; a Rust text is UTF-8; the objects are valid.
        let attribute = unsafe {
            let text = api.PyUnicode_FromStringAndSize(name.as_ptr().cast(), name.len() as isize);
            let attribute = PyObject::from_new(py, text).and_then(|name| {
                PyObject::from_new(py, api.PyObject_GetAttr(object.as_ptr(), name.as_ptr()))
            });
            if attribute.is_none() {
                api.PyErr_Clear();
            }
            attribute
        };
        std::mem::replace(&mut object, attribute?).release(py);
    }
    Some(object)
}
