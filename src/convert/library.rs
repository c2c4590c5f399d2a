//! Objects of Python's own library, by name: classes are imported where they are needed, attributes read and
//! methods called.

use super::rules::plain;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{Result, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed};
use std::ffi::CStr;
use std::ptr::null_mut;

/// A class, or a function, of a module.
pub(super) struct Library {
    pub(super) module: &'static CStr,
    pub(super) name: &'static CStr,
}

impl Library {
    /// The object. It is looked up each time, as Python would do it; the module is imported once.
    pub(super) fn get<'py>(&self, py: Python<'py>) -> Result<Temporary<'py>> {
        let (api, module) = (py.api(), self.module);
        // SAFETY: attached; the names are static and ASCII, and the objects valid.
        unsafe {
            let attribute =
                |module: &PyObject| api.PyObject_GetAttrString(module.as_ptr(), self.name.as_ptr());
            let name = api.PyUnicode_FromStringAndSize(module.as_ptr(), module.count_bytes() as isize);
            let name = Temporary::take(py, name)?;
            // Which is faster than asking the import system, where the module is there. Where it is not, or is just
            // being imported by another thread, or must not be imported (a `None` says so), that knows what to do.
            let known = PyObject::from_new(py, api.PyImport_GetModule(name.as_ptr()));
            if let Some(module) = known.map(|module| Temporary::new(module, py))
                && let Some(found) = PyObject::from_new(py, attribute(&module))
            {
                return Ok(Temporary::new(found, py));
            }
            api.PyErr_Clear();
            let module = Temporary::take(py, api.PyImport_Import(name.as_ptr()))?;
            Temporary::take(py, attribute(&module))
        }
    }

    /// What it gives for these arguments, a Rust tuple.
    pub(super) fn call(&self, arguments: impl ToPython, py: Python<'_>) -> Result<PyObject> {
        let callable = self.get(py)?;
        call(&callable, arguments, None, py)
    }

    /// Refuses what is no instance of the class.
    #[cfg(any(feature = "rust_decimal", feature = "uuid"))]
    pub(super) fn expect(&self, object: &PyObject, expected: &'static str, py: Python<'_>) -> Result<()> {
        let class = self.get(py)?;
        // SAFETY: attached; both are valid.
        let is = unsafe { py.api().PyObject_IsInstance(object.as_ptr(), class.as_ptr()) };
        check(py, is)?;
        if is == 1 { Ok(()) } else { Err(crate::error::ConversionError::new(expected, object).into()) }
    }
}

/// A class of the table.
pub(super) fn builtin(class: *mut sys::PyTypeObject, py: Python<'_>) -> Temporary<'_> {
    // SAFETY: the table's classes are valid for ever.
    let class = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(class.cast())) };
    Temporary::new(class.expect("a class is not null"), py)
}

/// What a callable gives for the arguments, a Rust tuple, and one argument by name.
pub(super) fn call(
    callable: &PyObject,
    arguments: impl ToPython,
    keyword: Option<(&CStr, &PyObject)>,
    py: Python<'_>,
) -> Result<PyObject> {
    let api = py.api();
    let arguments = Temporary::new(plain(&arguments, py)?, py);
    // SAFETY: attached; all objects are valid, the arguments are a tuple and the keywords a dict.
    unsafe {
        let Some((name, value)) = keyword else {
            return take(py, api.PyObject_Call(callable.as_ptr(), arguments.as_ptr(), null_mut()));
        };
        let keywords = Temporary::take(py, api.PyDict_New())?;
        check(py, api.PyDict_SetItemString(keywords.as_ptr(), name.as_ptr(), value.as_ptr()))?;
        take(py, api.PyObject_Call(callable.as_ptr(), arguments.as_ptr(), keywords.as_ptr()))
    }
}

/// An attribute of an object.
pub(super) fn attribute<T: FromPython>(object: &PyObject, name: &CStr, py: Python<'_>) -> Result<T> {
    // SAFETY: attached; the object is valid.
    let value = take(py, unsafe { py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()) })?;
    T::from_result(value, py)
}

/// What a method gives that takes no arguments.
pub(super) fn method<'py>(object: &PyObject, name: &CStr, py: Python<'py>) -> Result<Temporary<'py>> {
    // SAFETY: attached; the object is valid.
    let method =
        Temporary::take(py, unsafe { py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()) })?;
    call(&method, NoArguments, None, py).map(|object| Temporary::new(object, py))
}

/// No arguments: the empty tuple, where `()` is `None`.
pub(super) struct NoArguments;

impl ToPython for NoArguments {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        // SAFETY: attached.
        take(py, unsafe { py.api().PyTuple_New(0) })
    }
}

/// The name of a scalar's class where it is numpy's own, whose classes no C symbol names.
#[cold]
pub(super) fn numpy_name(object: &PyObject, py: Python<'_>) -> Option<String> {
    let text = |name: &CStr| {
        // SAFETY: attached; an object keeps its class alive.
        let value = unsafe {
            let class: *mut sys::PyObject = sys::type_of(object.as_ptr()).cast();
            take(py, py.api().PyObject_GetAttrString(class, name.as_ptr()))
        };
        value.and_then(|value| String::from_result(value, py)).ok()
    };
    text(c"__module__").filter(|module| module == "numpy").and_then(|_| text(c"__name__"))
}
