//! | Rust | Python |
//! |---|---|
//! | `a..b`, `a..=b` of integers | `range(a, b)`, `range(a, b + 1)` |
//!
//! From Python comes a `range` of step 1. (Where something is indexed, as in `pyref!`, a Rust range is a `slice`.)

use super::library::{attribute, builtin, call};
use super::rules::plain;
use super::slice::{slice_of, slice_through};
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::type_of;
use std::ops::{Range, RangeInclusive};

impl<T: ToPython> ToPython for Range<T> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        range(&self.start, &self.end, py)
    }

    fn to_key(&self, py: Python<'_>) -> Result<PyObject> {
        slice_of(&self.start, &self.end, &(), py)
    }
}

impl<T: ToPython> ToPython for RangeInclusive<T> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let last = Temporary::new(self.end().to_python(py)?, py);
        let one = Temporary::new(plain(&1, py)?, py);
        // SAFETY: attached; both are valid.
        let end = Temporary::take(py, unsafe { py.api().PyNumber_Add(last.as_ptr(), one.as_ptr()) })?;
        range(self.start(), &*end, py)
    }

    fn to_key(&self, py: Python<'_>) -> Result<PyObject> {
        slice_through(self.start(), self.end(), py)
    }
}

impl<T: FromPython> FromPython for Range<T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (start, end) = bounds(object, py)?;
        Ok(start..T::from_python(&end, py)?)
    }
}

impl<T: FromPython> FromPython for RangeInclusive<T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (start, end) = bounds(object, py)?;
        let one = Temporary::new(plain(&1, py)?, py);
        // SAFETY: attached; both are valid.
        let last = take(py, unsafe { py.api().PyNumber_Subtract(end.as_ptr(), one.as_ptr()) })?;
        Ok(start..=T::from_result(last, py)?)
    }
}

/// A `range`.
fn range(start: &impl ToPython, end: &impl ToPython, py: Python<'_>) -> Result<PyObject> {
    call(&builtin(py.api().PyRange_Type(), py), (start, end), None, py)
}

/// Where a `range` of step 1 starts and ends.
fn bounds<'py, T: FromPython>(object: &PyObject, py: Python<'py>) -> Result<(T, Temporary<'py>)> {
    // SAFETY: attached and valid. Nothing is a subclass of range.
    let is_range = unsafe { type_of(object.as_ptr()) == py.api().PyRange_Type() };
    if !is_range || attribute::<i64>(object, c"step", py).ok() != Some(1) {
        return Err(ConversionError::new("range of step 1", object).into());
    }
    Ok((attribute(object, c"start", py)?, Temporary::new(attribute(object, c"stop", py)?, py)))
}
