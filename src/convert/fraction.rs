//! | Rust (feature `num-rational`) | Python |
//! |---|---|
//! | `Ratio` of any integers | `fractions.Fraction` |
//!
//! From Python comes what has a `numerator` and a `denominator`, as every rational number of Python's has: an `int`
//! too, a `float` not.

use super::library::{Library, attribute};
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use num_integer::Integer;
use num_rational::Ratio;

const FRACTION: Library = Library { module: c"fractions", name: c"Fraction" };

impl<T: ToPython> ToPython for Ratio<T> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        FRACTION.call((self.numer(), self.denom()), py)
    }
}

impl<T: FromPython + Clone + Integer> FromPython for Ratio<T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        // SAFETY: attached and valid; the name is static.
        let is_rational =
            unsafe { py.api().PyObject_HasAttrString(object.as_ptr(), c"denominator".as_ptr()) != 0 };
        if !is_rational {
            return Err(ConversionError::new("Fraction", object).into());
        }
        let (numerator, denominator): (T, T) =
            (attribute(object, c"numerator", py)?, attribute(object, c"denominator", py)?);
        if denominator <= T::zero() {
            return Err(ConversionError::new("Fraction with a positive denominator", object).into());
        }
        Ok(Ratio::new(numerator, denominator))
    }
}
