//! | Rust (feature `num-bigint`) | Python |
//! |---|---|
//! | `BigInt`, `BigUint` | `int` of any size |
//!
//! From Python comes what the other integers come from; no `BigUint` of a negative number.

use super::rules::{plain, pythonized};
use super::{FromPython, ToPython, value};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use num_bigint::{BigInt, BigUint, Sign};

impl ToPython for BigInt {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let is_negative = self.sign() == Sign::Minus;
        plain(&value::BigInt::from_digits(is_negative, self.iter_u64_digits().collect()), py)
    }
}

impl ToPython for BigUint {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        plain(&value::BigInt::from_digits(false, self.iter_u64_digits().collect()), py)
    }
}

impl FromPython for BigInt {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<BigInt> {
        value::BigInt::from_python(object, py).map(BigInt::from)
    }
}

impl FromPython for BigUint {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<BigUint> {
        BigInt::from_python(object, py)?
            .to_biguint()
            .ok_or_else(|| ConversionError::new("BigUint (0 or more)", object).into())
    }
}
