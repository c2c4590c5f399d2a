//! Masked arrays, those of `numpy.ma`: there is memory, and an item in it, also where there is no value.

use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag, type_of};

/// Whether an object is a masked array, by what its class has, which is one that is written in Python.
#[inline]
pub(crate) fn is_masked(object: &PyObject, py: Python<'_>) -> bool {
    let api = py.api();
    // SAFETY: attached and valid; the names are static.
    unsafe {
        let has = |name: &'static std::ffi::CStr| {
            api.PyObject_HasAttrString(type_of(object.as_ptr()).cast(), name.as_ptr()) != 0
        };
        has_flag(object.as_ptr(), TypeFlag::Heap)
            && !has_flag(object.as_ptr(), TypeFlag::Immutable)
            && has(c"filled")
            && has(c"mask")
    }
}

/// Refuses a masked array, whose items alone would not say which of them are none.
#[inline]
pub(crate) fn refuse_masked(object: &PyObject, py: Python<'_>) -> Result<()> {
    if !is_masked(object, py) {
        return Ok(());
    }
    let got = "a masked one: `.filled(value)` gives an array, and `.tolist()` a list with `None`";
    Err(ConversionError::described("an array without a mask", got).into())
}
