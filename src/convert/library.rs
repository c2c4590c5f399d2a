//! Objects of Python's own library, by name: classes are imported where they are needed, attributes read and
//! methods called.

use super::rules::plain;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, check, take};
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
    pub(super) fn get(&self, py: Python<'_>) -> Result<PyObject> {
        // SAFETY: attached; the names are static.
        let module = take(py, unsafe { py.api().PyImport_ImportModule(self.module.as_ptr()) })?;
        // SAFETY: as above, and the module is valid.
        take(py, unsafe { py.api().PyObject_GetAttrString(module.as_ptr(), self.name.as_ptr()) })
    }

    /// What it gives for these arguments, a Rust tuple.
    pub(super) fn call(&self, arguments: impl ToPython, py: Python<'_>) -> Result<PyObject> {
        call(&self.get(py)?, arguments, None, py)
    }

    /// Refuses what is no instance of the class.
    pub(super) fn expect(&self, object: &PyObject, expected: &'static str, py: Python<'_>) -> Result<()> {
        match self.is_class_of(object, py)? {
            true => Ok(()),
            false => Err(ConversionError::new(expected, object).into()),
        }
    }

    /// Whether an object is an instance of the class.
    pub(super) fn is_class_of(&self, object: &PyObject, py: Python<'_>) -> Result<bool> {
        let class = self.get(py)?;
        // SAFETY: attached; both are valid.
        let is = unsafe { py.api().PyObject_IsInstance(object.as_ptr(), class.as_ptr()) };
        check(py, is).map(|()| is == 1)
    }
}

/// A class of the table.
pub(super) fn builtin(class: *mut sys::PyTypeObject, py: Python<'_>) -> PyObject {
    // SAFETY: the table's classes are valid for ever.
    unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(class.cast())) }.expect("a class is not null")
}

/// What a callable gives for the arguments, a Rust tuple, and one argument by name.
pub(super) fn call(
    callable: &PyObject,
    arguments: impl ToPython,
    keyword: Option<(&CStr, &PyObject)>,
    py: Python<'_>,
) -> Result<PyObject> {
    let api = py.api();
    let arguments = plain(&arguments, py)?;
    // SAFETY: attached; all objects are valid, the arguments are a tuple and the keywords a dict.
    unsafe {
        let Some((name, value)) = keyword else {
            return take(py, api.PyObject_Call(callable.as_ptr(), arguments.as_ptr(), null_mut()));
        };
        let keywords = take(py, api.PyDict_New())?;
        check(py, api.PyDict_SetItemString(keywords.as_ptr(), name.as_ptr(), value.as_ptr()))?;
        take(py, api.PyObject_Call(callable.as_ptr(), arguments.as_ptr(), keywords.as_ptr()))
    }
}

/// An attribute of an object.
pub(super) fn attribute<T: FromPython>(object: &PyObject, name: &CStr, py: Python<'_>) -> Result<T> {
    // SAFETY: attached; the object is valid.
    let value = take(py, unsafe { py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()) })?;
    let converted = T::from_python(&value, py);
    value.release(py);
    converted
}

/// What a method gives that takes no arguments.
pub(super) fn method(object: &PyObject, name: &CStr, py: Python<'_>) -> Result<PyObject> {
    call(&attribute(object, name, py)?, NoArguments, None, py)
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
        value.and_then(|value| String::from_python(&value, py)).ok()
    };
    text(c"__module__").filter(|module| module == "numpy").and_then(|_| text(c"__name__"))
}
