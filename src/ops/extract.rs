//! From an object that is at hand to a Rust value.

use crate::convert::FromPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::enter;

impl PyObject {
    /// The Rust value of this object.
    ///
    /// # Errors
    /// It is no `T`.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let numbers: PyObject = raw_pyeval("[1, 2]")?;
    /// assert_eq!(numbers.extract::<Vec<i64>>()?, [1, 2]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn extract<T: FromPython>(&self) -> Result<T> {
        enter(|py| T::from_python(self, py))?
    }
}
