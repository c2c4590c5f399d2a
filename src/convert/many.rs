//! Many numbers at once, of an object that shows the memory where they lie: numpy's arrays, `array.array`,
//! `memoryview`.

use super::masked::is_masked;
use crate::dtype::{DType, Element, copy_bytes, make_valid};
use crate::error::{ConversionError, PyError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{Py_buffer, TypeFlag, has_flag};
use std::ffi::CStr;
use std::mem::MaybeUninit;

/// The numbers of an object that shows one row of just such numbers, whatever is between them; `None` for any other,
/// whose items have to be asked for one by one, and for an array with a mask.
pub(super) fn numbers<T: Element>(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<T>>> {
    const FORMAT_AND_STRIDES: i32 = 0x4 | 0x18;
    let api = py.api();
    // SAFETY: attached and valid.
    unsafe {
        let (given, object) = (object, object.as_ptr());
        if has_flag(object, TypeFlag::List)
            || has_flag(object, TypeFlag::Tuple)
            || api.PyObject_CheckBuffer(object) == 0
            || is_masked(given, py)
        {
            return None;
        }
        let mut view = MaybeUninit::<Py_buffer>::zeroed();
        if api.PyObject_GetBuffer(object, view.as_mut_ptr(), FORMAT_AND_STRIDES) < 0 {
            drop(PyError::take(py));
            return None;
        }
        let view = view.assume_init_mut();
        let numbers = row::<T>(view).map(|(length, stride)| copy(view.buf.cast(), length, stride));
        api.PyBuffer_Release(view);
        numbers
    }
}

/// How many numbers there are, and how far apart; `None` for what is no row of just such numbers.
///
/// # Safety
/// The view has been filled.
unsafe fn row<T: Element>(view: &Py_buffer) -> Option<(usize, isize)> {
    if view.ndim != 1 || view.itemsize as usize != size_of::<T>() || view.format.is_null() {
        return None;
    }
    // SAFETY: as the caller promises; of one dimension there is one length, and one distance.
    let (format, length, stride) =
        unsafe { (CStr::from_ptr(view.format), *view.shape as usize, *view.strides) };
    let same = DType::from_format(format.to_str().ok()?)? == DType::Scalar(T::SCALAR?);
    same.then_some((length, stride))
}

/// A copy of so many numbers, which lie so far apart.
///
/// # Safety
/// They are there, whoever else writes them.
unsafe fn copy<T: Element>(from: *const u8, length: usize, stride: isize) -> Result<Vec<T>> {
    let size = size_of::<T>();
    let mut numbers: Vec<T> = Vec::new();
    let no_memory = |_| ConversionError::described("a row that fits into memory", format!("{length} items"));
    numbers.try_reserve_exact(length).map_err(no_memory)?;
    let into = numbers.as_mut_ptr().cast::<u8>();
    // SAFETY: as the caller promises; there is room for all, and each is written.
    unsafe {
        if stride == size as isize {
            copy_bytes(from, into, length * size);
        } else {
            for index in 0..length {
                copy_bytes(from.offset(index as isize * stride), into.add(index * size), size);
            }
        }
        make_valid::<T>(into, length);
        numbers.set_len(length);
    }
    Ok(numbers)
}
