//! What the first part of a name means: in `__main__` or another dict, else among the builtins.
//!
//! Both dicts are asked as they are now. Where a dict has a stamp that is new after every change, the answer is remembered
//! with the stamps of both, and holds for as long as they have them. Where stamps can be late, that is so of builtins alone.

use super::call::method_at;
use super::name::{Name, with_root};
use super::support::{ask, error_of};
use crate::convert::outside;
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, builtins, lasting_builtins, main_dict};
use crate::sys::{self, Borrowed, New, dict_stamp};
use std::cell::Cell;
use std::ptr::null_mut;

/// What a name meant when it was last looked up.
#[derive(Debug)]
pub(super) struct Root {
    /// Those of `__main__` and of builtins; of no dicts at first.
    stamps: Cell<[u64; 2]>,
    /// Held by the one or the other for as long as they have these stamps, or for ever.
    object: Cell<*mut sys::PyObject>,
}

// SAFETY: touched only by attached threads where there are stamps, and so a GIL, and no Python code runs meanwhile.
unsafe impl Sync for Root {}

/// The stamps of the two dicts now.
#[inline(always)]
fn stamps(py: Python<'_>) -> Option<[u64; 2]> {
    // SAFETY: attached; both are dicts that are never freed.
    unsafe { Some([dict_stamp(main_dict(py))?, dict_stamp(builtins(py))?]) }
}

impl Root {
    /// Nothing has been looked up.
    pub(super) const fn new() -> Root {
        Root { stamps: Cell::new([0; 2]), object: Cell::new(null_mut()) }
    }

    /// What is remembered, if it still holds.
    #[inline(always)]
    pub(super) fn remembered(&self, py: Python<'_>) -> Option<PyObject> {
        if stamps(py)? != self.stamps.get() {
            return None;
        }
        // SAFETY: attached; a dict that has not changed holds it, or one that keeps all that it holds (see `lasts`).
        unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(self.object.get())) }
    }

    /// Looks the name up, and remembers it.
    #[inline(always)]
    pub(super) fn find(&self, py: Python<'_>, string: *mut sys::PyObject, text: &str) -> Result<PyObject> {
        found(py, main_dict(py), string, text, |stamps, object| self.remember(stamps, object))
    }

    fn remember(&self, stamps: [u64; 2], object: &PyObject) {
        self.stamps.set(stamps);
        self.object.set(object.as_ptr());
    }
}

/// What a name that arrives at run time means in a dict, else in builtins.
#[inline]
pub(super) fn named_root(py: Python<'_>, dict: *mut sys::PyObject, text: &str) -> Result<PyObject> {
    if dict == main_dict(py)
        && stamps(py).is_some()
        && let Some(Some(object)) = with_root(py, text, |root| root.remembered(py))
    {
        return Ok(object);
    }
    text.with_string(py, |string| {
        found(py, dict, string, text, |stamps, object| {
            if dict == main_dict(py) {
                with_root(py, text, |root| root.remember(stamps, object));
            }
        })
    })
}

/// What a name means in a dict, else in builtins. What lives for as long as the stamps of `__main__` and builtins are the
/// same is handed to `remember` with these.
#[inline(always)]
fn found(
    py: Python<'_>,
    globals: *mut sys::PyObject,
    string: *mut sys::PyObject,
    text: &str,
    remember: impl FnOnce([u64; 2], &PyObject),
) -> Result<PyObject> {
    // Taken before: what changes meanwhile, as comparing keys may run Python code, has other ones then.
    let stamps = stamps(py);
    if let Some(object) = item_of(py, globals, string) {
        let object = object?;
        if let Some(stamps) = stamps
            && lasting_builtins(py).is_null()
        {
            remember(stamps, &object);
        }
        return Ok(object);
    }
    let Some(object) = item_of(py, builtins(py), string) else { return Err(undefined(py, globals, text)) };
    let object = object?;
    if let Some(stamps) = stamps
        && (lasting_builtins(py).is_null() || lasts(py, &object, string))
    {
        remember(stamps, &object);
    }
    Ok(object)
}

/// What a dict has for a key, or the exception that comparing a key raised.
#[inline(always)]
fn item_of(py: Python<'_>, dict: *mut sys::PyObject, string: *mut sys::PyObject) -> Option<Result<PyObject>> {
    let mut object = null_mut();
    // SAFETY: attached; the dict and the string are valid.
    let found = unsafe { py.api().PyDict_GetItemRef(dict, string, &mut object) };
    (found != 0).then(|| take(py, New::from_ptr(object)))
}

/// Whether an object is what that name meant among the builtins at the start.
#[cold]
fn lasts(py: Python<'_>, object: &PyObject, string: *mut sys::PyObject) -> bool {
    // SAFETY: attached; the dict, which is never freed, and the string are valid. Comparing a key may raise.
    unsafe {
        let found = py.api().PyDict_GetItemWithError(lasting_builtins(py), string).as_ptr();
        if found.is_null() {
            py.api().PyErr_Clear();
        }
        found == object.as_ptr()
    }
}

/// The `NameError` of a name, which says so where it is a module that could be imported, or what is like it.
#[cold]
pub(super) fn undefined(py: Python<'_>, dict: *mut sys::PyObject, text: &str) -> crate::Error {
    let mut message = format!("name '{text}' is not defined");
    if importable(py, text) {
        message += &format!(". It is a module: import_module(\"{text}\") makes it known");
    } else if let Ok(Some(near)) = near(py, dict, text) {
        message += &format!(". Did you mean: '{near}'?");
    }
    error_of(py, py.api().PyExc_NameError(), &message)
}

/// The name in a dict or among the builtins that is most like this one.
fn near(py: Python<'_>, dict: *mut sys::PyObject, text: &str) -> Result<Option<String>> {
    // SAFETY: attached; both are dicts.
    let names = |dict| unsafe { take(py, py.api().PyDict_Keys(dict)) };
    ask(py, "near", (text, names(dict)?, names(builtins(py))?))
}

/// Whether Python would find a module of that name.
fn importable(py: Python<'_>, text: &str) -> bool {
    let spec = || -> Result<bool> {
        // SAFETY: attached; the name is static.
        let module = take(py, unsafe { py.api().PyImport_ImportModule(c"importlib.util".as_ptr()) })?;
        let spec: PyObject = outside(|| method_at(&"find_spec", (&module, &text)))?;
        Ok(spec.as_ptr() != py.api()._Py_NoneStruct())
    };
    spec().unwrap_or(false)
}
