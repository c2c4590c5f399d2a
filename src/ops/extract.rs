//! Between objects that are at hand and Rust values.

use crate::convert::{FromPython, ToPython};
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::enter;

impl PyObject {
    /// The Python object of a Rust value.
    ///
    /// # Errors
    /// Python cannot be started, or the value cannot be converted.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// assert_eq!(PyObject::new([1, 2])?.to_string(), "[1, 2]");
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(value: impl ToPython) -> Result<PyObject> {
        enter(|py| value.to_python(py))?
    }

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
