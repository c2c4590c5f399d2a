//! | Rust (feature `rust_decimal`) | Python |
//! |---|---|
//! | `Decimal` | `decimal.Decimal`, with its zeros at the end |
//!
//! From Python comes a `Decimal` or an `int` of at most 96 bits and 28 places; infinities and NaN do not. A `float`
//! is none, as Python's decimals do not mix with floats.

use super::library::{Library, method};
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag};
use rust_decimal::Decimal;

const DECIMAL: Library = Library { module: c"decimal", name: c"Decimal" };

/// The most places that a Rust `Decimal` has.
const MOST_PLACES: i64 = 28;

impl ToPython for Decimal {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        DECIMAL.call((self.to_string(),), py)
    }
}

impl FromPython for Decimal {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Decimal> {
        let too_large = || ConversionError::new("Decimal of at most 96 bits and 28 places", object).into();
        // SAFETY: attached and valid.
        if unsafe { has_flag(object.as_ptr(), TypeFlag::Int) } {
            let number = i128::from_python(object, py).map_err(|_| too_large())?;
            return Decimal::try_from_i128_with_scale(number, 0).map_err(|_| too_large());
        }
        DECIMAL.expect(object, "Decimal", py)?;
        let parts = method(object, c"as_tuple", py)?;
        let (negative, digits, exponent): (u8, Vec<u8>, PyObject) = FromPython::from_python(&parts, py)?;
        // For an infinity and for NaN it is a text.
        let Ok(exponent) = i64::from_python(&exponent, py) else {
            return Err(ConversionError::new("finite Decimal", object).into());
        };
        let (mantissa, places) = fit(&digits, exponent).ok_or_else(too_large)?;
        let mut decimal = Decimal::try_from_i128_with_scale(mantissa, places).map_err(|_| too_large())?;
        decimal.set_sign_negative(negative == 1);
        Ok(decimal)
    }
}

/// The digits as a number, and how many of them stand behind the point; `None` where that is too much. Zeros at the
/// end are kept as long as there is room for them.
fn fit(digits: &[u8], exponent: i64) -> Option<(i128, u32)> {
    let mut digits = match digits.iter().position(|digit| *digit != 0) {
        Some(first) => &digits[first..],
        None => return Some((0, exponent.saturating_neg().clamp(0, MOST_PLACES) as u32)),
    };
    let mut exponent = exponent;
    while exponent < -MOST_PLACES {
        let (0, rest) = digits.split_last()? else { return None };
        (digits, exponent) = (rest, exponent + 1);
    }
    let shift = |number: i128, digit: u8| number.checked_mul(10)?.checked_add(digit.into());
    let number = digits.iter().try_fold(0, |number, digit| shift(number, *digit))?;
    // The number is not 0, so that this ends when it is too large.
    let number = (0..exponent.max(0)).try_fold(number, |number, _| shift(number, 0))?;
    Some((number, exponent.min(0).unsigned_abs() as u32))
}
