//! | Rust (feature `num-complex`) | Python |
//! |---|---|
//! | `Complex<f64>`, `Complex<f32>` | `complex` |
//!
//! From Python comes what Python's own `cmath` takes for a complex number: a `complex`, a `float`, an `int`, or an
//! object with `__complex__`, `__float__` or `__index__`. A `Complex<f32>` takes what it can hold, rounded.

use super::float::narrow;
use super::many::numbers;
use super::rules::{plain, pythonized};
use super::{FromPython, ToPython, value};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use num_complex::Complex;

impl ToPython for Complex<f64> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        plain(&value::Complex::from(*self), py)
    }
}

impl ToPython for Complex<f32> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        plain(&value::Complex::new(self.re.into(), self.im.into()), py)
    }
}

impl FromPython for Complex<f64> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        value::Complex::from_python(object, py).map(Self::from)
    }

    fn many_from_python(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<Self>>> {
        numbers(object, py)
    }
}

impl FromPython for Complex<f32> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let wide = Complex::<f64>::from_python(object, py)?;
        match (narrow(wide.re), narrow(wide.im)) {
            (Some(re), Some(im)) => Ok(Complex::new(re, im)),
            _ => Err(ConversionError::new("complex of two f32", object).into()),
        }
    }

    fn many_from_python(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<Self>>> {
        numbers(object, py)
    }
}
