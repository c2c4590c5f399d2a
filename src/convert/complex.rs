//! | Rust (feature `num-complex`) | Python |
//! |---|---|
//! | `Complex<f64>`, `Complex<f32>` | `complex` |
//!
//! From Python comes what Python's own `cmath` takes for a complex number: a `complex`, a `float`, an `int`, or an
//! object with `__complex__`, `__float__` or `__index__`. A `Complex<f32>` takes what it can hold, rounded.

use super::float::narrow;
use super::library::{builtin, call};
use super::rules::{plain, pythonized};
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Error, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag, type_of};
use num_complex::Complex;

impl ToPython for Complex<f64> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        // SAFETY: attached.
        take(py, unsafe { py.api().PyComplex_FromDoubles(self.re, self.im) })
    }
}

impl ToPython for Complex<f32> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        plain(&Complex::new(f64::from(self.re), f64::from(self.im)), py)
    }
}

impl FromPython for Complex<f64> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        // SAFETY: attached and valid.
        let (is_complex, is_text) = unsafe {
            let class = type_of(object.as_ptr());
            let is_complex = py.api().PyType_IsSubtype(class, py.api().PyComplex_Type()) != 0;
            (is_complex, has_flag(object.as_ptr(), TypeFlag::Str))
        };
        if is_complex {
            return Ok(parts(object, py));
        }
        // Python's `complex` also reads a text.
        if is_text {
            return Err(ConversionError::new("complex", object).into());
        }
        match call(&builtin(py.api().PyComplex_Type(), py), (object,), None, py) {
            Ok(complex) => Ok(parts(&complex, py)),
            // What no complex can be made of says so with a TypeError; else the exception is the object's own.
            Err(Error::Python(raised)) if raised.type_name() == "TypeError" => {
                Err(ConversionError::new("complex", object).into())
            }
            Err(error) => Err(error),
        }
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
}

/// The parts of a `complex`.
fn parts(complex: &PyObject, py: Python<'_>) -> Complex<f64> {
    // SAFETY: attached; of a complex nothing can fail.
    unsafe {
        Complex::new(
            py.api().PyComplex_RealAsDouble(complex.as_ptr()),
            py.api().PyComplex_ImagAsDouble(complex.as_ptr()),
        )
    }
}
