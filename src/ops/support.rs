//! What this library asks of Python that Python itself says best: functions of modules of its own.

use super::call::call_at;
use crate::error::{Error, PyError, Result, check, take};
use crate::object::PyObject;
use crate::runtime::{Python, builtins};
use crate::sys::{Borrowed, Stolen};
use std::sync::OnceLock;

/// Python code of this library: a module that no `import` finds.
pub(crate) struct Support {
    text: &'static str,
    dict: OnceLock<PyObject>,
}

impl Support {
    /// A module of this text, which is run when something of it is first asked for.
    pub(crate) const fn new(text: &'static str) -> Support {
        Support { text, dict: OnceLock::new() }
    }

    /// What the module has under a name.
    pub(crate) fn item(&self, py: Python<'_>, name: &str) -> Result<PyObject> {
        let item = |module: &PyObject| super::link::item(py, module, name);
        if let Some(module) = self.dict.get() {
            return item(module);
        }
        // Of two threads that come here together the first one's stays.
        let module = new_dict(py, "py4rs")?;
        let exec = builtin(py, "exec")?;
        call_at::<()>(&exec, (self.text, &module))?;
        item(self.dict.get_or_init(|| module))
    }
}

/// A function of what the verbs ask.
pub(super) fn support(py: Python<'_>, name: &str) -> Result<PyObject> {
    static VERBS: Support = Support::new(include_str!("support.py"));
    VERBS.item(py, name)
}

/// An object of the builtins.
pub(super) fn builtin(py: Python<'_>, name: &str) -> Result<PyObject> {
    super::link::item(py, &builtins_dict(py), name)
}

fn builtins_dict(py: Python<'_>) -> PyObject {
    // SAFETY: attached; the dict is never freed.
    unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(builtins(py))) }.expect("found at start")
}

/// A dict in which code can run, as a module of that name.
pub(super) fn new_dict(py: Python<'_>, name: &str) -> Result<PyObject> {
    // SAFETY: attached.
    let dict = take(py, unsafe { py.api().PyDict_New() })?;
    dict.set_item("__name__", name)?;
    dict.set_item("__builtins__", builtins_dict(py))?;
    // Those of the builtins would be found instead.
    for name in ["__doc__", "__package__", "__spec__", "__loader__"] {
        dict.set_item(name, ())?;
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
    let api = py.api();
    // SAFETY: attached; the object is valid, the class static. Raising takes over the object's reference.
    unsafe {
        let is = api.PyObject_IsInstance(object.as_ptr(), *api.PyExc_BaseException());
        check(py, is)?;
        if is == 0 {
            return Ok(object);
        }
        api.PyErr_SetRaisedException(Stolen::from_ptr(object.into_new().as_ptr()));
        Err(Error::Python(PyError::take(py)))
    }
}
