//! What the closure of a capture gives: a value, or a result of one.

use crate::convert::ToPython;
use crate::error::{Error, Result};

/// What the closure of a capture can give: a value of a type that implements [`ToPython`], or a `Result` of anything.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given by the closure of a capture",
    note = "give a `Result<{Self}>`, a value that implements `ToPython`, or `()`"
)]
pub trait Captured {
    /// What is given along with the text.
    type Value;

    /// The value, or the error.
    ///
    /// # Errors
    /// It is one.
    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Value>;
}

impl<T: ToPython> Captured for T {
    type Value = T;

    fn into_result(self) -> Result<T> {
        Ok(self)
    }
}

impl<T, E: Into<Error>> Captured for std::result::Result<T, E> {
    type Value = T;

    fn into_result(self) -> Result<T> {
        self.map_err(Into::into)
    }
}
