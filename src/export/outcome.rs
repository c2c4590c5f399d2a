//! What a function that Python calls gives: a value, or a result of one.

use super::exceptions::error_of_any;
use crate::convert::ToPython;
use crate::error::{AnyError, Result};
use crate::object::PyObject;
use crate::runtime::Python;

/// What a closure or function that Python calls can give: a value that Python can be given, or a `Result` of one with an
/// error of any type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to Python by a function that it calls",
    note = "give a value that implements `ToPython`, or a `Result` of one and of an error that is `Send + Sync`",
    note = "a value that has attributes goes as `RustObject::with_attributes(value)`"
)]
pub trait Outcome {
    /// The object, or the error.
    ///
    /// # Errors
    /// It is one, or the value cannot be converted.
    #[doc(hidden)]
    fn outcome(self, py: Python<'_>) -> Result<PyObject>;
}

impl<T: ToPython> Outcome for T {
    #[inline]
    fn outcome(self, py: Python<'_>) -> Result<PyObject> {
        self.to_python(py)
    }
}

impl<T: ToPython, E: Into<AnyError>> Outcome for std::result::Result<T, E> {
    #[inline]
    fn outcome(self, py: Python<'_>) -> Result<PyObject> {
        match self {
            Ok(value) => value.to_python(py),
            Err(error) => Err(error_of_any(py, error.into())),
        }
    }
}
