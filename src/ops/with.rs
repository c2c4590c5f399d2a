//! Context managers: Python's `with`.

use super::call::call_at;
use super::name::Interned;
use super::slot::pyslot_value;
use super::support::{ask, builtin};
use crate::convert::outside;
use crate::error::{Error, Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};

impl PyObject {
    /// Python's `with self as entered: body(entered)`.
    ///
    /// The manager is left in any case, a panic included, and is told of the error: an exception as it is, anything
    /// else as a `RuntimeError` with its text. `None` where the manager takes the error back, as
    /// `contextlib.suppress` does.
    ///
    /// # Errors
    /// The object is no context manager, entering or leaving it raises, or those of `body`.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// import_module("io")?;
    /// let file: PyObject = pycall!("io.StringIO", "text")?;
    /// let text = file.with(|file| pymethod!(file, "read" => String))?;
    /// assert_eq!(text.as_deref(), Some("text"));
    /// assert!(pyslot_value::<bool>(&file, "closed")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn with<R>(&self, body: impl FnOnce(PyObject) -> Result<R>) -> Result<Option<R>> {
        let (mut manager, entered) = enter(|py| Manager::enter(py, self))??;
        let result = body(entered);
        let exit = manager.exit.take().expect("it is entered");
        match result {
            Ok(value) => leave(self, &exit, None).map(|_| Some(value)),
            Err(error) => match leave(self, &exit, Some(&error))? {
                true => Ok(None),
                false => Err(error),
            },
        }
    }
}

/// An entered manager, and what leaves it, which is still there at the end only when the body panics.
struct Manager<'a> {
    object: &'a PyObject,
    exit: Option<PyObject>,
}

impl<'a> Manager<'a> {
    /// Enters, once it is sure that one can leave. Python finds both methods in the class.
    fn enter(py: Python<'_>, object: &'a PyObject) -> Result<(Manager<'a>, PyObject)> {
        static ENTER: Interned = Interned::new("__enter__");
        static EXIT: Interned = Interned::new("__exit__");
        let class = class(py, object)?;
        let enter: PyObject = pyslot_value(&class, &ENTER)?;
        let exit = pyslot_value(&class, &EXIT)?;
        let entered = call_at(&enter, (object,))?;
        Ok((Manager { object, exit: Some(exit) }, entered))
    }
}

impl Drop for Manager<'_> {
    fn drop(&mut self) {
        if let Some(exit) = self.exit.take() {
            let text = "the body of a `with` panicked";
            let error = enter(|py| {
                let error = runtime_error(py, text)?;
                leave_with(py, self.object, &exit, Some(&error))
            });
            drop(error);
        }
    }
}

/// Leaves the manager; whether it takes the error back.
fn leave(manager: &PyObject, exit: &PyObject, error: Option<&Error>) -> Result<bool> {
    enter(|py| match error {
        None => leave_with(py, manager, exit, None),
        Some(Error::Python(error)) => leave_with(py, manager, exit, Some(error.exception())),
        Some(error) => leave_with(py, manager, exit, Some(&runtime_error(py, &error.to_string())?)),
    })?
}

fn leave_with(
    py: Python<'_>,
    manager: &PyObject,
    exit: &PyObject,
    exception: Option<&PyObject>,
) -> Result<bool> {
    let Some(exception) = exception else {
        return call_at::<PyObject>(exit, (manager, (), (), ()))?.bool();
    };
    // SAFETY: attached; the object is an exception.
    let traceback = unsafe { PyObject::from_new(py, py.api().PyException_GetTraceback(exception.as_ptr())) };
    let taken = call_at(exit, (manager, class(py, exception)?, exception, traceback));
    let taken = taken.and_then(|taken: PyObject| taken.bool());
    if let Err(Error::Python(error)) = &taken {
        ask::<()>(py, "raised_within", (error.exception(), exception))?;
    }
    taken
}

fn class(py: Python<'_>, object: &PyObject) -> Result<PyObject> {
    // SAFETY: attached; the object is valid.
    take(py, unsafe { py.api().PyObject_Type(object.as_ptr()) })
}

/// A `RuntimeError` with that text.
fn runtime_error(py: Python<'_>, text: &str) -> Result<PyObject> {
    outside(|| call_at(&builtin(py, "RuntimeError")?, (text,)))
}
