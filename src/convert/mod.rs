//! Values on their way between Rust and Python.
//!
//! [`ToPython`] makes a Python object of a Rust value, [`FromPython`] a Rust value of a Python object. Nothing
//! is coerced that Python itself would not take: a `float` is no integer, a `str` no list of strings. What
//! does not fit is a [`ConversionError`](crate::ConversionError) that says what was expected, what came and
//! where.

#[cfg(feature = "num-bigint")]
mod big;
mod bytes;
#[cfg(any(feature = "chrono", feature = "jiff"))]
mod calendar;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "num-complex")]
mod complex;
mod datetime;
#[cfg(feature = "rust_decimal")]
mod decimal;
mod depth;
pub mod fields;
mod float;
#[cfg(feature = "num-rational")]
mod fraction;
#[cfg(feature = "half")]
mod half;
mod int;
#[cfg(feature = "jiff")]
mod jiff;
mod lent;
mod library;
mod many;
mod map;
mod masked;
mod number;
mod path;
mod pickle;
mod plain;
mod pointer;
mod range;
pub(crate) mod rules;
mod sequence;
#[cfg(feature = "serde")]
pub mod serde;
mod set;
mod slice;
mod temporary;
mod text;
mod time;
mod tuple;
#[cfg(feature = "uuid")]
mod uuid;
pub mod value;

use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
pub(crate) use depth::is_exhausted;
use lent::Lent;
#[cfg(feature = "ndarray")]
pub(crate) use masked::{is_masked, refuse_masked};
pub(crate) use rules::outside;

pub use bytes::Bytes;
pub use map::Pairs;
pub use rules::{
    Pythonized, Pythonizer, define_rustifier, pythonized, pythonizer, with_pythonizers, with_remote_objects,
    with_remote_objects_eval, with_rustifiers,
};
pub use slice::{Ellipsis, Slice, SliceBound, slice, slice_of, slice_through};
pub use temporary::Temporary;
pub use value::Value;

/// A Rust value that Python can be given.
///
/// | Rust | Python |
/// |---|---|
/// | `()`, `None` | `None` |
/// | `bool` | `bool` |
/// | `i8` to `i128`, `u8` to `u128`, `isize`, `usize` | `int` |
/// | `f32`, `f64` | `float` |
/// | `str`, `String`, `char`, `OsStr`, `OsString` | `str` |
/// | [`Bytes`], and `Vec`, slices and arrays of `u8` | `bytes` |
/// | `Some(x)`, references, `Box`, `Rc`, `Arc`, `Cow` | what they hold |
/// | `Wrapping`, `Saturating`, `NonZero` | what they hold |
/// | tuples to 12 | `tuple` |
/// | `Vec`, slices, arrays, `VecDeque` of anything else | `list` |
/// | `HashMap`, `BTreeMap`, [`Pairs`], `IndexMap` | `dict` |
/// | `HashSet`, `BTreeSet`, `IndexSet` | `set` |
/// | `a..b`, `a..=b` | `range`; where something is indexed, like every Rust range, a `slice` |
/// | `Path`, `PathBuf` | `pathlib.Path` |
/// | the arrays of `ndarray` (feature `ndarray`), [`PyArray`](crate::array::PyArray) | `numpy.ndarray`: a copy; the same memory |
/// | `Duration`, `SystemTime` | `datetime.timedelta`, `datetime.datetime` in UTC |
/// | [`PyObject`] | the object itself |
/// | [`Value`] | what it holds |
/// | [`RustObject`](crate::RustObject) | an object that is the value |
/// | a closure, as [`pyfunction`](crate::pyfunction) | a function |
/// | a type that derives it ([`ToPython`](derive@crate::ToPython)) | a dict, an object of a class, a member of an `Enum` |
///
/// [`with_pythonizers`] changes, for a while, what becomes of a type.
///
/// With the feature of their crate's name also `f16` (`half`), `BigInt`, `BigUint` (`num-bigint`), `Complex` (`num-complex`), `Ratio`
/// (`num-rational`), `Decimal` (`rust_decimal`), `Uuid` (`uuid`), the maps of `indexmap`, the dates and times of
/// `chrono` and of `jiff`; `crates` is all of them. `docs/conversions.md` shows a sample of each.
///
/// ```
/// use py4rs::prelude::*;
///
/// struct Celsius(f64);
///
/// impl ToPython for Celsius {
///     fn to_python(&self, py: Python<'_>) -> py4rs::Result<PyObject> {
///         self.0.to_python(py)
///     }
/// }
/// # fn main() -> py4rs::Result<()> {
/// assert_eq!(pycall!("round", Celsius(36.6) => i64)?, 37);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to Python",
    note = "implement or derive `ToPython` for it, or convert it to a type that has it: numbers, text, tuples, \
            `Vec`, maps, `Value`, `PyObject`",
    note = "a closure that is no argument of a macro is given as `pyfunction(|..| ..)`"
)]
pub trait ToPython {
    /// The Python object of this value.
    ///
    /// # Errors
    /// Python has no memory left, or what the value holds cannot be converted.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject>;

    /// The object itself, where the value is one already: it need not be counted for as long as it is lent.
    #[doc(hidden)]
    #[inline(always)]
    fn as_object(&self) -> Option<&PyObject> {
        None
    }

    /// The object that stands for the value between the brackets of `object[value]`: a range is a `slice` there.
    ///
    /// # Errors
    /// As for [`to_python`](ToPython::to_python).
    #[doc(hidden)]
    #[inline(always)]
    fn to_key(&self, py: Python<'_>) -> Result<PyObject> {
        self.to_python(py)
    }

    /// The object of many such values, where it is no list of theirs.
    #[doc(hidden)]
    #[inline(always)]
    fn many_to_python(_values: &[Self], _py: Python<'_>) -> Option<Result<PyObject>>
    where
        Self: Sized,
    {
        None
    }
}

/// A Rust value that can be made of a Python object.
///
/// | Python | Rust |
/// |---|---|
/// | `None` | `()`, `None` |
/// | `bool` and numpy's | `bool` |
/// | `int` and what has `__index__`, in range | all integer types |
/// | `float` and what has `__float__` or `__index__`, as for Python's `math` | `f32`, `f64` |
/// | `str` | `String`; `char` for one character; `OsString`, with lone surrogates too |
/// | `bytes`, `bytearray`, `memoryview` | [`Bytes`], `Vec<u8>` |
/// | `tuple` of that length | tuples to 12 |
/// | `list`, `tuple` and other sequences that are no text or bytes | `Vec`, `VecDeque`; arrays of that length |
/// | `dict` and other mappings | `HashMap`, `BTreeMap`, [`Pairs`], `IndexMap` |
/// | `set`, `frozenset` | `HashSet`, `BTreeSet`, `IndexSet` |
/// | `numpy.ndarray`, and what `numpy.asarray` makes one of | the arrays of `ndarray`: a copy; [`PyArray`](crate::array::PyArray): the same memory |
/// | an array of one dimension, `array.array`, `memoryview` | `Vec`, at once where the numbers are of its type |
/// | `range` of step 1 | `Range`, `RangeInclusive` |
/// | `pathlib.Path`, `str`, `bytes`, what has `__fspath__` | `PathBuf` |
/// | `datetime.timedelta`, `datetime.datetime` with a time zone | `Duration`, `SystemTime` |
/// | anything | [`Value`], [`PyObject`]; `Box`, `Rc`, `Arc`, `Cow`, `Option` of what it is |
/// | what [`RustObject`](crate::RustObject) gave Python | the same |
/// | a dict, an object with attributes, a member of an `Enum` | a type that derives it ([`FromPython`](derive@crate::FromPython)) |
///
/// The types of crates are those of [`ToPython`].
///
/// ```
/// use py4rs::prelude::*;
///
/// struct Point(f64, f64);
///
/// impl FromPython for Point {
///     fn from_python(object: &PyObject, py: Python<'_>) -> py4rs::Result<Self> {
///         <(f64, f64)>::from_python(object, py).map(|(x, y)| Point(x, y))
///     }
/// }
/// # fn main() -> py4rs::Result<()> {
/// let point: Point = raw_pyeval("(3, 4)")?;
/// assert_eq!(point.0 + point.1, 7.0);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be made of a Python object",
    note = "implement or derive `FromPython` for it, or ask for a type that has it: numbers, `String`, tuples, \
            `Vec`, maps, `Value`, `PyObject`",
    note = "a call whose result is not used ends in `=> ()`"
)]
pub trait FromPython: Sized {
    /// The Rust value of `object`.
    ///
    /// # Errors
    /// The object is something else ([`Error::Conversion`](crate::Error)), or Python code that it runs to
    /// show its value raised an exception.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self>;

    /// The Rust value of an object that is not needed any more: what a call gives. `()` takes, and drops,
    /// whatever comes.
    ///
    /// # Errors
    /// As for [`from_python`](FromPython::from_python).
    // Where nothing is optimised, what is in line takes room on the stack for as long as its verb runs.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn from_result(object: PyObject, py: Python<'_>) -> Result<Self> {
        let value = Self::from_python(&object, py);
        object.release(py);
        value
    }
    /// The Rust value of an object whose kind alone says that it is one, without running any Python code; `None`
    /// where that is not certain.
    #[doc(hidden)]
    #[inline(always)]
    fn at_once(_object: Lent<'_>, _py: Python<'_>) -> Option<Self> {
        None
    }

    /// Whether a parameter of this type may be left out, as if `None` had been given.
    #[doc(hidden)]
    const OPTIONAL: bool = false;

    /// Many such values of an object that is no sequence of theirs.
    #[doc(hidden)]
    #[inline(always)]
    fn many_from_python(_object: &PyObject, _py: Python<'_>) -> Option<Result<Vec<Self>>> {
        None
    }
}
