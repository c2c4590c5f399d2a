//! [`Item`]: what an `ndarray` can be of that crosses to Python and back.

use super::copy::items_of;
use super::descr::{descr_for, dtype_of_array};
use super::numpy::numpy;
use super::raw::Ndarray;
use crate::convert::{Bytes, FromPython, Temporary, ToPython, Value, is_masked};
use crate::dtype::{DType, Element, TimeUnit, Unit};
use crate::error::{Result, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use ndarray::{ArrayRef, Dimension};
use std::ffi::CStr;
use std::time::{Duration, SystemTime};

/// What the arrays of `ndarray` can be of that become numpy's, and are made of them.
///
/// | Rust | numpy |
/// |---|---|
/// | an [`Element`]: numbers, `bool`, records | the same bytes |
/// | `String` | `U`; `object`, where a text ends in a zero |
/// | [`Bytes`] | `S`; `object`, where they end in a zero |
/// | `Duration`, with their features the spans of `chrono` and `jiff` | `timedelta64[us]`; `object`, where one is too long |
/// | with their features, dates and times without a zone of `chrono` and `jiff` | `datetime64[D]`, `datetime64[us]` |
/// | [`Value`], [`PyObject`], `SystemTime`, `Option` | `object` |
///
/// From Python all but the first are made of the items of any array, one by one: also of `datetime64` and `timedelta64`
/// of other units, cut to microseconds, where what is no time is `None`. What an array masks is `None`, too.
pub trait Item: sealed::Sealed + Sized {
    /// The shape of an array, and its items in C's order.
    #[doc(hidden)]
    fn of_array(object: &PyObject, py: Python<'_>) -> Result<(Vec<usize>, Vec<Self>)>;

    /// A new array of these.
    #[doc(hidden)]
    fn to_array<D: Dimension>(items: &ArrayRef<Self, D>, py: Python<'_>) -> Result<PyObject>;
}

mod sealed {
    pub trait Sealed {}
}

impl<T: Element> sealed::Sealed for T {}

impl<T: Element> Item for T {
    fn of_array(object: &PyObject, py: Python<'_>) -> Result<(Vec<usize>, Vec<T>)> {
        let array = Ndarray::of(object, py)?.expect("an array");
        items_of(object, array, py)
    }

    fn to_array<D: Dimension>(items: &ArrayRef<T, D>, py: Python<'_>) -> Result<PyObject> {
        let numpy = numpy(py)?;
        let dtype = Temporary::new(descr_for::<T>(py)?, py);
        // SAFETY: the array has memory of its own, for as many items as the shape says, which are all written before
        // anybody else has it. It was asked for in C's order.
        unsafe {
            let object = numpy.wrap(py, &dtype, items.shape(), None, std::ptr::null_mut(), 0)?;
            let place = Ndarray::new(&object, numpy).data().cast::<T>();
            match items.as_slice() {
                Some(items) => place.copy_from_nonoverlapping(items.as_ptr(), items.len()),
                None => items.iter().enumerate().for_each(|(index, item)| place.add(index).write(*item)),
            }
            Ok(object)
        }
    }
}

/// Types whose arrays are made of objects.
macro_rules! objects {
    ($($type:ty $(where $parameter:ident)?: $dtype:expr;)*) => {$(
        impl$(<$parameter: FromPython + ToPython>)? sealed::Sealed for $type {}

        impl$(<$parameter: FromPython + ToPython>)? Item for $type {
            fn of_array(object: &PyObject, py: Python<'_>) -> Result<(Vec<usize>, Vec<$type>)> {
                objects_of(object, py)
            }

            fn to_array<D: Dimension>(items: &ArrayRef<$type, D>, py: Python<'_>) -> Result<PyObject> {
                let dtype: fn(&$type) -> Option<&'static str> = $dtype;
                array_of_objects(items, dtype, py)
            }
        }
    )*};
}

objects! {
    String: |text| (!text.ends_with('\0')).then_some("U");
    Bytes: |bytes| (bytes.last() != Some(&0)).then_some("S");
    Value: |_| None;
    PyObject: |_| None;
    Duration: |span| span_of(span.as_micros().try_into().ok());
    SystemTime: |_| None;
    Option<T> where T: |_| None;
}

#[cfg(feature = "chrono")]
objects! {
    chrono::NaiveDate: |_| Some("M8[D]");
    chrono::NaiveDateTime: |_| Some("M8[us]");
    chrono::TimeDelta: |span| span_of(span.num_microseconds());
}

#[cfg(feature = "jiff")]
objects! {
    jiff::civil::Date: |_| Some("M8[D]");
    jiff::civil::DateTime: |_| Some("M8[us]");
    jiff::SignedDuration: |span| span_of(span.as_micros().try_into().ok());
}

/// The dtype of a span of so many microseconds; none for what numpy's have no room for, or have as no time.
fn span_of(microseconds: Option<i64>) -> Option<&'static str> {
    microseconds.is_some_and(|span| span != i64::MIN).then_some("m8[us]")
}

/// What a method gives for one argument.
fn method(object: &PyObject, name: &CStr, argument: impl ToPython, py: Python<'_>) -> Result<PyObject> {
    let argument = Temporary::new(argument.to_python(py)?, py);
    // SAFETY: attached; all are valid.
    unsafe {
        let method = take(py, py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()))?;
        let method = Temporary::new(method, py);
        let arguments = [argument.as_ptr()];
        let result =
            py.api().PyObject_Vectorcall(method.as_ptr(), arguments.as_ptr(), 1, std::ptr::null_mut());
        take(py, result)
    }
}

/// The shape of an array, and its items, each made of an object.
fn objects_of<T: FromPython>(object: &PyObject, py: Python<'_>) -> Result<(Vec<usize>, Vec<T>)> {
    let array = Ndarray::of(object, py)?.expect("an array");
    // Python has no time that is finer.
    let coarse = match dtype_of_array(array, py)? {
        DType::DateTime(unit) if is_finer(unit) => Some("M8[us]"),
        DType::TimeDelta(unit) if is_finer(unit) => Some("m8[us]"),
        _ => None,
    };
    // Whatever class of array it is, these are numpy's own, which nobody else has.
    let of_dtype = |object: &PyObject, dtype: &str| -> Result<PyObject> {
        let dtype = Temporary::new(dtype.to_python(py)?, py);
        numpy(py)?.call(py, c"array", &[object, &dtype])
    };
    let coarse = coarse.map(|dtype| of_dtype(object, dtype)).transpose()?;
    let mut objects = of_dtype(coarse.as_ref().unwrap_or(object), "O")?;
    if is_masked(object, py) {
        // SAFETY: attached; valid, and the name static.
        let module =
            take(py, unsafe { py.api().PyObject_GetAttrString(numpy(py)?.module.as_ptr(), c"ma".as_ptr()) })?;
        let mask = method(&module, c"getmaskarray", object, py)?;
        objects = numpy(py)?.call(py, c"where", &[&mask, &().to_python(py)?, &objects])?;
    }
    let objects = Temporary::new(objects, py);
    let shape = Ndarray::of(&objects, py)?.expect("an array").shape().to_vec();
    let flat = Temporary::new(method(&objects, c"reshape", -1, py)?, py);
    let items = Vec::from_python(&flat, py)?;
    Ok((shape, items))
}

fn is_finer(unit: TimeUnit) -> bool {
    matches!(unit.unit, Unit::Nanosecond | Unit::Picosecond | Unit::Femtosecond | Unit::Attosecond)
}

/// A new array of objects; of numpy's texts, bytes or times, where `dtype` says so of each item.
fn array_of_objects<T: ToPython, D: Dimension>(
    items: &ArrayRef<T, D>,
    dtype: fn(&T) -> Option<&'static str>,
    py: Python<'_>,
) -> Result<PyObject> {
    let numpy = numpy(py)?;
    let object = Temporary::new(numpy.dtype(py, "O")?, py);
    let count = items.len();
    // SAFETY: numpy fills an array of objects with `None` before anybody has it.
    let array = unsafe { numpy.wrap(py, &object, &[count], None, std::ptr::null_mut(), 0) }?;
    for (index, item) in items.iter().enumerate() {
        let (key, item) = (Temporary::new(index.to_python(py)?, py), Temporary::new(item.to_python(py)?, py));
        // SAFETY: attached; all are valid.
        check(py, unsafe { py.api().PyObject_SetItem(array.as_ptr(), key.as_ptr(), item.as_ptr()) })?;
    }
    let mut fixed = items.iter().map(dtype);
    let first = fixed.next().flatten().filter(|_| fixed.all(|dtype| dtype.is_some()));
    let array = match first {
        Some(dtype) => method(&array, c"astype", dtype, py)?,
        None => array,
    };
    method(&array, c"reshape", items.shape(), py)
}
