//! What the array of a [`Value`](crate::Value) says of itself.

use super::descr::dtype_of_array;
use super::raw::Ndarray;
use crate::convert::FromPython;
use crate::convert::value::Array;
use crate::dtype::DType;
use crate::error::{ConversionError, Result};
use crate::runtime::{Python, enter};

impl Array {
    /// The type of its items.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
    /// use py4rs::array::{DType, Scalar};
    /// use py4rs::prelude::*;
    ///
    /// import_module("numpy")?;
    /// let Value::Array(array) = raw_pyeval("numpy.ones((2, 3))")? else { panic!("it is an array") };
    /// assert_eq!(array.shape()?, [2, 3]);
    /// match array.dtype()? {
    ///     DType::Scalar(Scalar::Float64) => assert_eq!(array.extract::<ndarray::Array2<f64>>()?.sum(), 6.0),
    ///     other => panic!("it is of {other}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Python cannot be used any more.
    pub fn dtype(&self) -> Result<DType> {
        self.with(dtype_of_array)
    }

    /// How many items it has in each dimension.
    ///
    /// # Errors
    /// As for [`dtype`](Array::dtype).
    pub fn shape(&self) -> Result<Vec<usize>> {
        self.with(|array, _py| Ok(array.shape().to_vec()))
    }

    /// The array as a Rust type, such as `ndarray::Array2<f64>` or [`PyArray`](super::PyArray).
    ///
    /// # Errors
    /// It is no `T`.
    pub fn extract<T: FromPython>(&self) -> Result<T> {
        enter(|py| T::from_python(self.as_object(), py))?
    }

    fn with<R>(&self, f: impl FnOnce(Ndarray<'_>, Python<'_>) -> Result<R>) -> Result<R> {
        enter(|py| match Ndarray::of(self.as_object(), py)? {
            Some(array) => f(array, py),
            None => Err(ConversionError::new("numpy.ndarray", self.as_object()).into()),
        })?
    }
}
