//! What this library asks of Python that Python itself says best: functions of modules of its own.

use super::arguments::Arguments;
use super::call::call_at;
use super::link::item;
use super::name::name;
use crate::convert::{FromPython, outside};
use crate::error::{Error, PyError, Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, builtins};
use crate::sys::{self, Borrowed, Stolen, TypeFlag, has_flag};
use std::sync::OnceLock;

/// Python code of this library: a module that no `import` finds.
pub(crate) struct Support {
    text: &'static str,
    dict: OnceLock<PyObject>,
}

/// What the verbs ask.
static VERBS: Support = Support::new(include_str!("support.py"));

/// What a function for the verbs gives. Arguments and result are the library's own affair, to which no rules of the
/// user's apply, and a traceback begins behind the function.
pub(super) fn ask<T: FromPython>(py: Python<'_>, function: &str, arguments: impl Arguments) -> Result<T> {
    outside(|| {
        let result = call_at(&VERBS.item(py, function)?, arguments);
        if let Err(Error::Python(error)) = &result {
            call_at::<()>(&VERBS.item(py, "hide_frames")?, (error.exception(),))?;
        }
        result
    })
}

impl Support {
    /// A module of this text, which is run when something of it is first asked for.
    pub(crate) const fn new(text: &'static str) -> Support {
        Support { text, dict: OnceLock::new() }
    }

    /// What the module has under a name.
    pub(crate) fn item(&self, py: Python<'_>, text: &str) -> Result<PyObject> {
        let text = name(py, text)?;
        if let Some(module) = self.dict.get() {
            return item(py, module, &text);
        }
        // Of two threads that come here together the first one's stays.
        let module = new_dict(py, "py4rs")?;
        call_at::<()>(&builtin(py, "exec")?, (self.text, &module))?;
        item(py, self.dict.get_or_init(|| module), &text)
    }
}

/// An object of the builtins.
pub(super) fn builtin(py: Python<'_>, text: &str) -> Result<PyObject> {
    item(py, &builtins_dict(py), &name(py, text)?)
}

fn builtins_dict(py: Python<'_>) -> PyObject {
    // SAFETY: attached; the dict is never freed.
    unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(builtins(py))) }.expect("found at start")
}

/// A dict in which code can run, as a module of that name.
pub(super) fn new_dict(py: Python<'_>, module: &str) -> Result<PyObject> {
    // SAFETY: attached.
    let dict = take(py, unsafe { py.api().PyDict_New() })?;
    dict.set_item(name(py, "__name__")?, name(py, module)?)?;
    dict.set_item(name(py, "__builtins__")?, builtins_dict(py))?;
    // Those of the builtins would be found instead.
    for text in ["__doc__", "__package__", "__spec__", "__loader__"] {
        dict.set_item(name(py, text)?, ())?;
    }
    Ok(dict)
}

/// Runs a code object in a dict.
pub(super) fn run_code(py: Python<'_>, code: &PyObject, dict: &PyObject) -> Result<PyObject> {
    // SAFETY: attached; the code is a code object, the dict a dict, and both are kept by the caller.
    take(py, unsafe { py.api().PyEval_EvalCode(code.as_ptr(), dict.as_ptr(), dict.as_ptr()) })
}

/// The object, or the error that it is, where it is an exception.
pub(super) fn unless_exception(py: Python<'_>, object: PyObject) -> Result<PyObject> {
    // SAFETY: attached; the object is valid. Raising takes over the object's reference.
    unsafe {
        if !has_flag(object.as_ptr(), TypeFlag::Exception) {
            return Ok(object);
        }
        py.api().PyErr_SetRaisedException(Stolen::from_ptr(object.into_new().as_ptr()));
        Err(Error::Python(PyError::take(py)))
    }
}

/// The exception of a class of Python's own, such as `PyExc_TypeError`, with a text.
#[cold]
pub(crate) fn error_of(py: Python<'_>, class: *mut *mut sys::PyObject, text: &str) -> Error {
    // SAFETY: attached; a Rust text is UTF-8, and the class is static.
    unsafe {
        let text = py.api().PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize);
        if let Some(text) = PyObject::from_new(py, text) {
            py.api().PyErr_SetObject(*class, text.as_ptr());
        }
    }
    PyError::take(py).into()
}
