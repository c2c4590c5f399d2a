//! Attributes, which the original calls slots.

use super::arguments::Argument;
use super::name::Name;
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, check, take};
use crate::runtime::enter;

/// The attribute `name` of an object, or of whatever Python makes of a Rust value.
///
/// # Errors
/// There is no such attribute, reading it raises, or its value is no `T`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let number: PyObject = raw_pyeval("3 + 4j")?;
/// assert_eq!(pyslot_value::<f64>(&number, "imag")?, 4.0);
/// # Ok(())
/// # }
/// ```
#[inline]
pub fn pyslot_value<T: FromPython>(object: impl ToPython, name: impl Name) -> Result<T> {
    enter(|py| {
        let object = Argument::of(&object, py)?;
        // SAFETY: attached; both objects are valid.
        let value = name
            .with_string(py, |name| take(py, unsafe { py.api().PyObject_GetAttr(object.as_ptr(), name) }))?;
        T::from_result(value, py)
    })?
}

/// Sets the attribute `name` of an object.
///
/// # Errors
/// The object takes no such attribute, setting it raises, or the value cannot be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// raw_pyexec("class Point: pass")?;
/// let point: PyObject = pycall!("Point")?;
/// set_pyslot_value(&point, "x", 5)?;
/// assert_eq!(pyslot_value::<i64>(&point, "x")?, 5);
/// # Ok(())
/// # }
/// ```
#[inline]
pub fn set_pyslot_value(object: impl ToPython, name: impl Name, value: impl ToPython) -> Result<()> {
    enter(|py| {
        let (object, value) = (Argument::of(&object, py)?, Argument::of(&value, py)?);
        name.with_string(py, |name| {
            // SAFETY: attached; all objects are valid.
            check(py, unsafe { py.api().PyObject_SetAttr(object.as_ptr(), name, value.as_ptr()) })
        })
    })?
}
