//! The buffer protocol: what `bytes`, `bytearray`, `memoryview`, `array.array`, `mmap` and ctypes arrays show.

use super::shown::{KEEPER, Shown, Writers, attribute};
use crate::dtype::{DType, Layout};
use crate::error::{ConversionError, Result, check};
use crate::object::PyObject;
use crate::runtime::{Python, enter_initialised};
use crate::sys::{Py_buffer, type_of};
use std::ffi::CStr;

/// `PyBUF_FULL_RO`: format, shape, strides and whatever else, also of what may not be written.
const FULL: i32 = 0x11c;

/// A view that has been filled, at an address that stays: what the exporter has put there may lead back to it.
struct Held(Box<Py_buffer>);

// SAFETY: an exporter's view may be given back by any thread that is attached.
unsafe impl Send for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: attached; it has been filled, and this is its end.
        enter_initialised(|py| unsafe { py.api().PyBuffer_Release(&mut *self.0) });
    }
}

/// What an object shows by the buffer protocol. Until the view is given back its owner neither frees nor moves the
/// memory.
pub(super) fn shown(object: &PyObject, py: Python<'_>) -> Result<Shown> {
    let mut view = Box::new(Py_buffer::empty());
    // SAFETY: attached; valid. A failure leaves the view empty.
    check(py, unsafe { py.api().PyObject_GetBuffer(object.as_ptr(), &mut *view, FULL) })?;
    let held = Held(view);
    let view = &*held.0;
    // SAFETY: it has been filled.
    let layout = unsafe { layout_of(view) }?;
    // SAFETY: a format is a C text, and lives as long as the view.
    let format = (!view.format.is_null()).then(|| unsafe { CStr::from_ptr(view.format) }.to_string_lossy());
    let format = format.as_deref().unwrap_or("B");
    let dtype = DType::from_format(format)
        .filter(|dtype| dtype.size() == Some(view.itemsize as usize))
        .unwrap_or_else(|| DType::Other(format!("the buffer format {format:?}")));
    let (first, writeable, writers) = (view.buf.cast(), view.readonly == 0, writers_of(view, object, py)?);
    let keeper = KEEPER.instance(py, held)?;
    Ok(Shown { first, layout, dtype, writeable, writers, keeper })
}

/// Where the items are.
///
/// # Safety
/// The view has been filled.
unsafe fn layout_of(view: &Py_buffer) -> Result<Layout> {
    let dimensions = view.ndim as usize;
    // SAFETY: each list that is there has as many entries as dimensions, none of which is negative among the lengths.
    unsafe {
        let list = |list: *mut isize| match (list.is_null(), dimensions) {
            (true, _) => None,
            (false, 0) => Some(&[][..]),
            (false, dimensions) => Some(std::slice::from_raw_parts(list, dimensions)),
        };
        if list(view.suboffsets).is_some_and(|offsets| offsets.iter().any(|offset| *offset >= 0)) {
            return Err(
                ConversionError::described("one piece of memory", "pieces that are pointed to").into()
            );
        }
        let shape: Vec<usize> = match list(view.shape) {
            Some(shape) => shape.iter().map(|length| *length as usize).collect(),
            // Bytes in a row.
            None if dimensions == 1 => vec![(view.len / view.itemsize.max(1)) as usize],
            None => Vec::new(),
        };
        Ok(match list(view.strides) {
            Some(strides) => Layout { shape, strides: strides.to_vec() },
            None => Layout::c_order(&shape, view.itemsize as usize),
        })
    }
}

/// Who may write to the memory. What shows it is not always what was asked: a class can have others do it.
fn writers_of(view: &Py_buffer, object: &PyObject, py: Python<'_>) -> Result<Writers> {
    if view.obj.is_null() {
        return Ok(Writers::Anybody);
    }
    let api = py.api();
    // SAFETY: attached; the view keeps the object that shows the memory.
    let class = unsafe { type_of(view.obj) };
    if class == api.PyBytes_Type() {
        return Ok(Writers::Nobody);
    }
    if class == api.PyByteArray_Type() {
        return Ok(Writers::Having(view.obj));
    }
    if class == api.PyMemoryView_Type() && view.obj == object.as_ptr() && view.readonly != 0 {
        let of = attribute(object, c"obj", py)?;
        // SAFETY: attached; valid.
        if unsafe { type_of(of.as_ptr()) } == api.PyBytes_Type() {
            return Ok(Writers::Nobody);
        }
    }
    Ok(Writers::Anybody)
}
