//! | Rust | Python |
//! |---|---|
//! | [`Slice`] | `slice` |
//! | `a..`, `..b`, `..=b`, `..` | `slice` |
//! | [`Ellipsis`] | `Ellipsis` |

use super::library::attribute;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{Borrowed, type_of};
use std::ops::{RangeFrom, RangeFull, RangeTo, RangeToInclusive};

/// A Python `slice`, as [`slice`](slice()) makes it.
#[derive(Clone, Debug)]
pub struct Slice {
    /// Where it starts.
    pub start: SliceBound,
    /// Where it stops; what stands there is not part of it.
    pub stop: SliceBound,
    /// How far it is from one to the next.
    pub step: SliceBound,
}

/// One of the three parts of a [`Slice`].
#[derive(Clone, Debug)]
pub enum SliceBound {
    /// Python's `None`: the beginning, the end, or a step of 1.
    None,
    /// A number; a negative one counts from the end.
    Int(i64),
    /// Any other object.
    Object(PyObject),
}

/// `slice(start, stop, step)`: what Python writes `start:stop:step` between brackets.
///
/// Each part is a number, `None`, or an object. Where the step is 1 a Rust range does the same.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let text: PyObject = raw_pyeval("'abcdef'")?;
/// assert_eq!(text.item::<String>(slice(1, 6, 2))?, "bdf");
/// assert_eq!(text.item::<String>(slice(None, None, -1))?, "fedcba");
/// assert_eq!(text.item::<String>(1..-1)?, "bcde");
/// # Ok(())
/// # }
/// ```
pub fn slice(
    start: impl Into<SliceBound>,
    stop: impl Into<SliceBound>,
    step: impl Into<SliceBound>,
) -> Slice {
    Slice { start: start.into(), stop: stop.into(), step: step.into() }
}

/// Python's `Ellipsis`, the `...` between brackets.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::Ellipsis;
/// use py4rs::prelude::*;
///
/// assert_eq!(pycall!("repr", Ellipsis => String)?, "Ellipsis");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ellipsis;

impl ToPython for Ellipsis {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        // SAFETY: the singletons are valid for ever.
        let ellipsis =
            unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(py.api()._Py_EllipsisObject())) };
        Ok(ellipsis.expect("singletons are not null"))
    }
}

impl ToPython for Slice {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        slice_of(&self.start, &self.stop, &self.step, py)
    }
}

impl FromPython for Slice {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Slice> {
        // SAFETY: attached and valid. Nothing is a subclass of slice.
        if unsafe { type_of(object.as_ptr()) } != py.api().PySlice_Type() {
            return Err(ConversionError::new("slice", object).into());
        }
        Ok(Slice {
            start: attribute(object, c"start", py)?,
            stop: attribute(object, c"stop", py)?,
            step: attribute(object, c"step", py)?,
        })
    }
}

impl ToPython for SliceBound {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        match self {
            SliceBound::None => ().to_python(py),
            SliceBound::Int(number) => number.to_python(py),
            SliceBound::Object(object) => object.to_python(py),
        }
    }
}

impl FromPython for SliceBound {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<SliceBound> {
        Ok(match Option::<i64>::from_python(object, py) {
            Ok(number) => number.into(),
            Err(_) => SliceBound::Object(object.to_python(py)?),
        })
    }
}

impl From<()> for SliceBound {
    fn from((): ()) -> SliceBound {
        SliceBound::None
    }
}

impl From<PyObject> for SliceBound {
    fn from(object: PyObject) -> SliceBound {
        SliceBound::Object(object)
    }
}

impl From<&PyObject> for SliceBound {
    fn from(object: &PyObject) -> SliceBound {
        SliceBound::Object(object.clone())
    }
}

impl From<Option<i64>> for SliceBound {
    fn from(number: Option<i64>) -> SliceBound {
        number.map_or(SliceBound::None, SliceBound::Int)
    }
}

macro_rules! bounds {
    ($($int:ty)*) => {$(
        impl From<$int> for SliceBound {
            fn from(number: $int) -> SliceBound {
                SliceBound::Int(number.into())
            }
        }
    )*};
}

bounds!(i8 i16 i32 i64 u8 u16 u32);

macro_rules! wide_bounds {
    ($($int:ty)*) => {$(
        impl From<$int> for SliceBound {
            /// No sequence is longer than what an `i64` counts.
            fn from(number: $int) -> SliceBound {
                SliceBound::Int(number.try_into().unwrap_or(i64::MAX))
            }
        }
    )*};
}

wide_bounds!(u64 usize);

impl From<isize> for SliceBound {
    fn from(number: isize) -> SliceBound {
        SliceBound::Int(number as i64)
    }
}

/// Ranges that are open at an end: a `slice` wherever they stand.
macro_rules! open_ranges {
    ($($range:ty: |$self:ident, $py:ident| $slice:expr;)*) => {$(
        impl<T: ToPython> ToPython for $range {
            fn to_python(&$self, $py: Python<'_>) -> Result<PyObject> {
                $slice
            }
        }
    )*};
}

open_ranges! {
    RangeFrom<T>: |self, py| slice_of(&self.start, &(), &(), py);
    RangeTo<T>: |self, py| slice_of(&(), &self.end, &(), py);
    RangeToInclusive<T>: |self, py| slice_through(&(), &self.end, py);
}

impl ToPython for RangeFull {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        slice_of(&(), &(), &(), py)
    }
}

/// The `slice` of these three.
///
/// # Errors
/// One of them cannot be converted.
pub fn slice_of(
    start: &(impl ToPython + ?Sized),
    stop: &(impl ToPython + ?Sized),
    step: &(impl ToPython + ?Sized),
    py: Python<'_>,
) -> Result<PyObject> {
    let (start, stop, step) = (start.to_python(py)?, stop.to_python(py)?, step.to_python(py)?);
    // SAFETY: attached; all are valid.
    let slice = take(py, unsafe { py.api().PySlice_New(start.as_ptr(), stop.as_ptr(), step.as_ptr()) });
    for part in [start, stop, step] {
        part.release(py);
    }
    slice
}

/// The `slice` from `start` through `last`. Through the last element, which is -1, it has no end.
///
/// # Errors
/// One of them cannot be converted, or `last` is no number.
pub fn slice_through(
    start: &(impl ToPython + ?Sized),
    last: &(impl ToPython + ?Sized),
    py: Python<'_>,
) -> Result<PyObject> {
    let (last, one) = (last.to_python(py)?, 1.to_python(py)?);
    // SAFETY: attached; both are valid.
    let stop = take(py, unsafe { py.api().PyNumber_Add(last.as_ptr(), one.as_ptr()) })?;
    match i64::from_python(&stop, py) {
        Ok(0) => slice_of(start, &(), &(), py),
        _ => slice_of(start, &stop, &(), py),
    }
}
