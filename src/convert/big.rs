//! | Rust (feature `num-bigint`) | Python |
//! |---|---|
//! | `BigInt`, `BigUint` | `int` of any size |
//!
//! From Python comes what the other integers come from; no `BigUint` of a negative number.

use super::int::index;
use super::library::{attribute, builtin, call, method};
use super::rules::{plain, pythonized};
use super::{Bytes, FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::small_int;
use num_bigint::{BigInt, BigUint};

impl ToPython for BigInt {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        match i64::try_from(self) {
            Ok(small) => plain(&small, py),
            Err(_) => int_of(self.to_signed_bytes_le(), true, py),
        }
    }
}

impl ToPython for BigUint {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        match u64::try_from(self) {
            Ok(small) => plain(&small, py),
            Err(_) => int_of(self.to_bytes_le(), false, py),
        }
    }
}

impl FromPython for BigInt {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<BigInt> {
        // SAFETY: attached and valid.
        if let Some(small) = unsafe { small_int(object.as_ptr()) } {
            return Ok(small.into());
        }
        let int = index(object, py, "BigInt")?;
        // One bit more, for the sign.
        let length = usize::from_python(&method(&int, c"bit_length", py)?, py)? / 8 + 1;
        let to_bytes = attribute(&int, c"to_bytes", py)?;
        let signed = plain(&true, py)?;
        let bytes = call(&to_bytes, (length, "little"), Some((c"signed", &signed)), py)?;
        Bytes::from_python(&bytes, py).map(|bytes| BigInt::from_signed_bytes_le(&bytes))
    }
}

impl FromPython for BigUint {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<BigUint> {
        BigInt::from_python(object, py)?
            .to_biguint()
            .ok_or_else(|| ConversionError::new("BigUint (0 or more)", object).into())
    }
}

/// The `int` of these bytes, the least significant first.
fn int_of(bytes: Vec<u8>, signed: bool, py: Python<'_>) -> Result<PyObject> {
    let from_bytes = attribute(&builtin(py.api().PyLong_Type(), py), c"from_bytes", py)?;
    let signed = plain(&signed, py)?;
    call(&from_bytes, (Bytes(bytes), "little"), Some((c"signed", &signed)), py)
}
