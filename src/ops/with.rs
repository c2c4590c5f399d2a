//! Context managers: Python's `with`.

use super::call::{call_at, method_at};
use super::name::Interned;
use super::support::builtin;
use crate::error::{Error, Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use std::thread;

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
        static ENTER: Interned = Interned::new("__enter__");
        let manager = Manager(self);
        let entered = method_at(&ENTER, (self,))?;
        let result = body(entered);
        std::mem::forget(manager);
        match result {
            Ok(value) => exit(self, None).map(|_| Some(value)),
            Err(error) => match exit(self, Some(&error))? {
                true => Ok(None),
                false => Err(error),
            },
        }
    }
}

/// An entered manager; dropped only when the body panics.
struct Manager<'a>(&'a PyObject);

impl Drop for Manager<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            let text = "the body of a `with` panicked";
            let error = enter(|py| runtime_error(py, text).map(|error| exit_with(self.0, Some(&error))));
            drop(error);
        }
    }
}

/// Leaves the manager; whether it takes the error back.
fn exit(manager: &PyObject, error: Option<&Error>) -> Result<bool> {
    match error {
        None => exit_with(manager, None),
        Some(Error::Python(error)) => exit_with(manager, Some(error.exception())),
        Some(error) => {
            let exception = enter(|py| runtime_error(py, &error.to_string()))??;
            exit_with(manager, Some(&exception))
        }
    }
}

fn exit_with(manager: &PyObject, exception: Option<&PyObject>) -> Result<bool> {
    static EXIT: Interned = Interned::new("__exit__");
    enter(|py| {
        let taken: PyObject = match exception {
            None => method_at(&EXIT, (manager, (), (), ()))?,
            Some(exception) => {
                // SAFETY: attached; the object is an exception.
                let (class, traceback) = unsafe {
                    let class = take(py, py.api().PyObject_Type(exception.as_ptr()))?;
                    (class, PyObject::from_new(py, py.api().PyException_GetTraceback(exception.as_ptr())))
                };
                method_at(&EXIT, (manager, class, exception, traceback))?
            }
        };
        taken.bool()
    })?
}

/// A `RuntimeError` with that text.
fn runtime_error(py: Python<'_>, text: &str) -> Result<PyObject> {
    call_at(&builtin(py, "RuntimeError")?, (text,))
}
