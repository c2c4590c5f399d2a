//! | Rust | Python |
//! |---|---|
//! | `i8` to `i64`, `u8` to `u64`, `isize`, `usize`, `i128`, `u128` | `int` |
//!
//! From Python comes what Python itself takes where it needs an integer: an `int` (so a `bool`), or an object
//! with `__index__` such as numpy's integers. A `float` is none.

use super::lent::Lent;
use super::many::numbers;
use super::rules::pythonized;
use super::{FromPython, ToPython, bytes};
use crate::error::{ConversionError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{small_int, type_of};
use std::ffi::c_long;

/// The integers of at most 64 bits.
macro_rules! small {
    ($($type:ident: $wide:ident $from:ident $as:ident $({ $($many_to:item)* } $bytes:path)?;)*) => {$(
        impl ToPython for $type {
            #[inline(always)]
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                if let Some(object) = pythonized(self, py) {
                    return object;
                }
                // C's long, where it can hold the value, is a little faster.
                // SAFETY: attached.
                take(py, unsafe {
                    match c_long::try_from(*self) {
                        Ok(value) => py.api().PyLong_FromLong(value),
                        Err(_) => py.api().$from((*self).into_wide()),
                    }
                })
            }

            $($($many_to)*)?
        }

        impl FromPython for $type {
            #[inline(always)]
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<$type> {
                match $as(object, py, stringify!($type))?.map($type::try_from) {
                    Some(Ok(value)) => Ok(value),
                    _ => Err(out_of_range::<$type>(stringify!($type), object)),
                }
            }

            #[inline(always)]
            fn at_once(object: Lent<'_>, _py: Python<'_>) -> Option<$type> {
                // SAFETY: attached and valid.
                $type::try_from(unsafe { small_int(object.as_ptr()) }?).ok()
            }

            fn many_from_python(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<$type>>> {
                None$(.or_else(|| $bytes(object, py)))?.or_else(|| numbers(object, py))
            }
        }

        impl IntoWide for $type {
            type Wide = $wide;
            const RANGE: (i128, u128) = ($type::MIN as i128, $type::MAX as u128);
            #[inline(always)]
            fn into_wide(self) -> $wide {
                self as $wide
            }
        }
    )*};
}

/// An integer and the C type that carries it.
trait IntoWide {
    type Wide;
    /// The smallest and the greatest value.
    const RANGE: (i128, u128);
    fn into_wide(self) -> Self::Wide;
}

small! {
    i8: i64 PyLong_FromLongLong signed;
    i16: i64 PyLong_FromLongLong signed;
    i32: i64 PyLong_FromLongLong signed;
    i64: i64 PyLong_FromLongLong signed;
    isize: i64 PyLong_FromLongLong signed;
    u8: i64 PyLong_FromLongLong signed {
        fn many_to_python(values: &[u8], py: Python<'_>) -> Option<Result<PyObject>> {
            Some(bytes::bytes_of(values, py))
        }
    } bytes::read;
    u16: i64 PyLong_FromLongLong signed;
    u32: i64 PyLong_FromLongLong signed;
    u64: u64 PyLong_FromUnsignedLongLong unsigned;
    usize: u64 PyLong_FromUnsignedLongLong unsigned;
}

#[cold]
fn out_of_range<T: IntoWide>(name: &'static str, object: &PyObject) -> crate::Error {
    let (least, most) = T::RANGE;
    ConversionError::out_of_range(format!("{name} ({least} to {most})"), object).into()
}

/// The value of an integer object; `None` where it has more than 64 bits.
#[inline(always)]
fn signed(object: &PyObject, py: Python<'_>, name: &'static str) -> Result<Option<i64>> {
    // SAFETY: attached and valid; an exact int is an int.
    unsafe {
        if let Some(value) = small_int(object.as_ptr()) {
            return Ok(Some(value));
        }
        if type_of(object.as_ptr()) == py.api().PyLong_Type() {
            return Ok(signed_value(object, py));
        }
        Ok(signed_value(&index(object, py, name)?, py))
    }
}

/// As [`signed`], for what is not negative.
#[inline(always)]
fn unsigned(object: &PyObject, py: Python<'_>, name: &'static str) -> Result<Option<u64>> {
    // SAFETY: attached and valid; an exact int is an int.
    unsafe {
        if type_of(object.as_ptr()) == py.api().PyLong_Type() {
            return Ok(unsigned_value(object, py));
        }
        Ok(unsigned_value(&index(object, py, name)?, py))
    }
}

/// # Safety
/// `int` is an `int`.
#[inline(always)]
unsafe fn signed_value(int: &PyObject, py: Python<'_>) -> Option<i64> {
    let mut overflow = 0;
    // SAFETY: attached; of an int nothing can fail but for its size.
    let value = unsafe { py.api().PyLong_AsLongLongAndOverflow(int.as_ptr(), &mut overflow) };
    (overflow == 0).then_some(value)
}

/// # Safety
/// `int` is an `int`.
#[inline(always)]
unsafe fn unsigned_value(int: &PyObject, py: Python<'_>) -> Option<u64> {
    // SAFETY: attached; of an int the exception can only be that it is out of range.
    unsafe {
        let value = py.api().PyLong_AsUnsignedLongLong(int.as_ptr());
        if value == u64::MAX && !py.api().PyErr_Occurred().is_null() {
            py.api().PyErr_Clear();
            return None;
        }
        Some(value)
    }
}

/// The `int`, of a subclass perhaps, that an object gives where Python needs an integer.
#[cold]
pub(super) fn index(object: &PyObject, py: Python<'_>, name: &'static str) -> Result<PyObject> {
    // SAFETY: attached and valid.
    unsafe {
        if py.api().PyIndex_Check(object.as_ptr()) == 0 {
            return Err(ConversionError::new(name, object).into());
        }
        take(py, py.api().PyNumber_Index(object.as_ptr()))
    }
}

/// The integers of 128 bits, in two halves.
macro_rules! wide {
    ($($type:ident: $half:ident $from:ident $make:ident;)*) => {$(
        impl ToPython for $type {
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                if let Some(object) = pythonized(self, py) {
                    return object;
                }
                // SAFETY: attached.
                let half = |half: $half| take(py, unsafe { py.api().$make(half) });
                if let Ok(small) = $half::try_from(*self) {
                    return half(small);
                }
                // SAFETY: attached.
                let low = take(py, unsafe { py.api().PyLong_FromUnsignedLongLong(*self as u64) })?;
                combine(py, &half((*self >> 64) as $half)?, &low)
            }
        }

        impl FromPython for $type {
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<$type> {
                let (high, low) = split(object, py, stringify!($type))?;
                match $from(&high, py, stringify!($type))? {
                    Some(high) => Ok(($type::from(high) << 64) | $type::from(low)),
                    None => Err(out_of_range::<$type>(stringify!($type), object)),
                }
            }
        }

        impl IntoWide for $type {
            type Wide = $type;
            const RANGE: (i128, u128) = ($type::MIN as i128, $type::MAX as u128);
            fn into_wide(self) -> $type {
                self
            }
        }
    )*};
}

wide! {
    i128: i64 signed PyLong_FromLongLong;
    u128: u64 unsigned PyLong_FromUnsignedLongLong;
}

/// `(high << 64) | low`.
fn combine(py: Python<'_>, high: &PyObject, low: &PyObject) -> Result<PyObject> {
    let api = py.api();
    // SAFETY: attached, and the objects are valid.
    unsafe {
        let bits = take(py, api.PyLong_FromLong(64))?;
        let shifted = take(py, api.PyNumber_Lshift(high.as_ptr(), bits.as_ptr()))?;
        take(py, api.PyNumber_Or(shifted.as_ptr(), low.as_ptr()))
    }
}

/// `object >> 64`, and the low 64 bits.
fn split(object: &PyObject, py: Python<'_>, name: &'static str) -> Result<(PyObject, u64)> {
    let api = py.api();
    let number = index(object, py, name)?;
    // SAFETY: attached, and the objects are valid; of an int the low bits can always be had.
    unsafe {
        let bits = take(py, api.PyLong_FromLong(64))?;
        let low = api.PyLong_AsUnsignedLongLongMask(number.as_ptr());
        Ok((take(py, api.PyNumber_Rshift(number.as_ptr(), bits.as_ptr()))?, low))
    }
}
