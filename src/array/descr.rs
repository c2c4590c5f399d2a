//! numpy's dtype objects, from and to [`DType`].

use super::from_python::wrong_dtype;
use super::numpy::numpy;
use super::raw::Ndarray;
use crate::convert::{FromPython, Pairs, ToPython, refuse_masked};
use crate::dtype::{DType, Element, Field};
use crate::error::{ConversionError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed};
use std::ffi::CStr;

/// An attribute of an object.
fn attribute<T: FromPython>(object: &PyObject, name: &CStr, py: Python<'_>) -> Result<T> {
    // SAFETY: attached; the object is valid, and the name static.
    T::from_result(take(py, unsafe { py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()) })?, py)
}

/// So deep may records nest.
const MOST_LEVELS: usize = 32;

/// What a dtype object says, at some level of nesting.
fn dtype_of(descr: &PyObject, level: usize, py: Python<'_>) -> Result<DType> {
    if level > MOST_LEVELS {
        let expected = format!("records of at most {MOST_LEVELS} levels");
        return Err(ConversionError::described(expected, "more of them").into());
    }
    let named: Option<Vec<String>> = attribute(descr, c"names", py)?;
    let Some(names) = named else {
        let subarray: Option<PyObject> = attribute(descr, c"subdtype", py)?;
        let text: String = attribute(descr, c"str", py)?;
        return Ok(match DType::from_typestr(&text) {
            Some(dtype) if subarray.is_none() => dtype,
            _ => DType::Other(descr.str()?),
        });
    };
    let size = attribute(descr, c"itemsize", py)?;
    let mapping: PyObject = attribute(descr, c"fields", py)?;
    let Pairs(known): Pairs<String, PyObject> = Pairs::from_python(&mapping, py)?;
    let mut fields = Vec::with_capacity(names.len());
    for name in names {
        let Some((_, about)) = known.iter().find(|(known, _)| *known == name) else { continue };
        // A dtype, an offset, and perhaps a title.
        let about: Vec<PyObject> = Vec::from_python(about, py)?;
        let [dtype, offset, ..] = &*about else { continue };
        let field =
            Field { name, dtype: dtype_of(dtype, level + 1, py)?, offset: usize::from_python(offset, py)? };
        fields.push(field);
    }
    Ok(DType::Struct { fields, size })
}

/// The dtype object that says this.
pub(super) fn descr_of(dtype: &DType, py: Python<'_>) -> Result<PyObject> {
    let numpy = numpy(py)?;
    match dtype {
        DType::Scalar(scalar) => Ok(numpy.scalar(*scalar).clone()),
        DType::Struct { fields, size } => {
            let mut names = Vec::with_capacity(fields.len());
            let (mut formats, mut offsets) = (Vec::new(), Vec::new());
            for field in fields {
                names.push(&*field.name);
                formats.push(descr_of(&field.dtype, py)?);
                offsets.push(field.offset);
            }
            let parts = [
                ("names", names.to_python(py)?),
                ("formats", formats.to_python(py)?),
                ("offsets", offsets.to_python(py)?),
                ("itemsize", size.to_python(py)?),
            ];
            numpy.dtype(py, Pairs(parts.to_vec()))
        }
        DType::Other(name) => numpy.dtype(py, name),
        dtype => numpy.dtype(py, dtype.typestr().unwrap_or_default()),
    }
}

/// The dtype object of arrays of `T`.
#[inline]
pub(super) fn descr_for<T: Element>(py: Python<'_>) -> Result<PyObject> {
    match T::SCALAR {
        Some(scalar) => Ok(numpy(py)?.scalar(scalar).clone()),
        None => descr_of(&T::dtype(), py),
    }
}

/// Whether an array's items are those of `T`.
#[inline(always)]
pub(super) fn holds<T: Element>(array: Ndarray<'_>, py: Python<'_>) -> Result<bool> {
    if let Some(scalar) = T::SCALAR
        && array.descr() == numpy(py)?.scalar(scalar).as_ptr()
    {
        return Ok(true);
    }
    let before = array.descr();
    // Python code that runs meanwhile may give the array another dtype.
    Ok(dtype_of_array(array, py)? == T::dtype() && array.descr() == before)
}

/// The array that an object is, whose items are those of `T`.
///
/// # Errors
/// It is none, or one of something else, or has a mask.
pub(super) fn array_of<'a, T: Element>(object: &'a PyObject, py: Python<'_>) -> Result<Ndarray<'a>> {
    let Some(array) = Ndarray::of(object, py)? else {
        return Err(ConversionError::new("numpy.ndarray", object).into());
    };
    refuse_masked(object, py)?;
    if !holds::<T>(array, py)? {
        return Err(wrong_dtype(T::dtype(), dtype_of_array(array, py)?));
    }
    Ok(array)
}

/// What an array's items are.
#[cold]
pub(super) fn dtype_of_array(array: Ndarray<'_>, py: Python<'_>) -> Result<DType> {
    let descr: *mut sys::PyObject = array.descr();
    // SAFETY: attached; an array has a dtype, which is counted before any code runs.
    let descr = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(descr)) };
    dtype_of(&descr.expect("an array has a dtype"), 0, py)
}
