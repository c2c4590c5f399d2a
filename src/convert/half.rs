//! | Rust (feature `half`) | Python |
//! |---|---|
//! | `f16` | `float` |

use super::lent::Lent;
use super::many::numbers;
use super::rules::{plain, pythonized};
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use half::f16;

impl ToPython for f16 {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        plain(&self.to_f64(), py)
    }
}

impl FromPython for f16 {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<f16> {
        let expected = "f16 (-65504 to 65504)";
        narrow(f64::from_python(object, py)?).ok_or_else(|| ConversionError::new(expected, object).into())
    }

    fn at_once(object: Lent<'_>, py: Python<'_>) -> Option<f16> {
        f64::at_once(object, py).and_then(narrow)
    }

    fn many_from_python(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<f16>>> {
        numbers(object, py)
    }
}

/// The nearest `f16`; `None` for a finite number beyond its range.
fn narrow(wide: f64) -> Option<f16> {
    let value = f16::from_f64(wide);
    (value.is_finite() || !wide.is_finite()).then_some(value)
}
