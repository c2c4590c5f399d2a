//! Copies of arrays' memory, which others may write meanwhile.

use super::descr::{descr_for, dtype_of_array, holds};
use super::from_python::wrong_dtype;
use super::numpy::numpy;
use super::raw::{Ndarray, WRITEABLE};
use crate::convert::{Temporary, refuse_masked};
use crate::dtype::{DType, Element, Field, copy_bytes, items, make_valid};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::Borrowed;

/// The shape of an array and its items, in C's order; of another dtype where numpy calls the change to this one safe.
///
/// # Errors
/// The items are something else, or more than there is memory for.
pub(super) fn items_of<T: Element>(
    object: &PyObject,
    array: Ndarray<'_>,
    py: Python<'_>,
) -> Result<(Vec<usize>, Vec<T>)> {
    let wanted = Temporary::new(descr_for::<T>(py)?, py);
    refuse_masked(object, py)?;
    let same = holds::<T>(array, py)?;
    if !same {
        expect_safe(array, &wanted, &T::dtype(), py)?;
    }
    // From here on no Python code runs until the items have been copied, or it is numpy that reads the array.
    let shape = array.shape().to_vec();
    let count = items(&shape).unwrap_or(usize::MAX);
    let mut copied: Vec<T> = Vec::new();
    let too_many = |_| ConversionError::described("an array that fits into memory", format!("{count} items"));
    copied.try_reserve_exact(count).map_err(too_many)?;
    let place = copied.as_mut_ptr().cast::<u8>();
    // SAFETY: there is room for all items. Either way every byte of them is written.
    unsafe {
        if same && array.is_c_order(size_of::<T>()) {
            copy_bytes(array.data(), place, count * size_of::<T>());
        } else {
            let numpy = numpy(py)?;
            let target = numpy.wrap(py, &wanted, &shape, None, place, WRITEABLE)?;
            let done = numpy.copy(py, object, &target);
            target.release(py);
            done?;
        }
        make_valid::<T>(place, count);
        copied.set_len(count);
    }
    Ok((shape, copied))
}

/// Refuses items that do not become others safely.
#[cold]
fn expect_safe(array: Ndarray<'_>, wanted: &PyObject, dtype: &DType, py: Python<'_>) -> Result<()> {
    let named = has_names_of(&dtype_of_array(array, py)?, dtype);
    // SAFETY: attached; an array's dtype is counted before any code runs.
    let given = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(array.descr())) };
    let given = given.expect("an array has a dtype");
    let safe = numpy(py)?.call(py, c"can_cast", &[&given, wanted])?;
    if named && safe.as_ptr() == py.api()._Py_TrueStruct() {
        return Ok(());
    }
    Err(wrong_dtype(wanted, &given))
}

/// Whether the fields of records have the names of others in their order: numpy assigns them by their places.
fn has_names_of(given: &DType, wanted: &DType) -> bool {
    match (given, wanted) {
        (DType::Struct { fields: given, .. }, DType::Struct { fields: wanted, .. }) => {
            let same = |(given, wanted): (&Field, &Field)| {
                given.name == wanted.name && has_names_of(&given.dtype, &wanted.dtype)
            };
            given.len() == wanted.len() && given.iter().zip(wanted).all(same)
        }
        _ => true,
    }
}
