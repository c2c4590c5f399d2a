//! [`Shown`]: memory that an object of Python's shows, by whatever protocol.

use super::buffer_protocol;
use crate::dtype::{DType, Element, Layout, Scalar, copy_bytes};
use crate::error::{ConversionError, Result, take};
use crate::export::Class;
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys;
use std::ffi::CStr;

/// The class of the objects that keep what an object shows: what they own gives it back.
pub(super) static KEEPER: Class =
    Class::new(c"py4rs.Shown", c"What keeps memory that an object shows to Rust.", Vec::new);

/// Memory that an object shows.
pub(super) struct Shown {
    pub(super) first: *mut u8,
    pub(super) layout: Layout,
    pub(super) dtype: DType,
    pub(super) writeable: bool,
    pub(super) writers: Writers,
    /// What keeps the memory where it is.
    #[allow(dead_code, reason = "it is only kept")]
    pub(super) keeper: PyObject,
}

// SAFETY: addresses of memory that is kept; whoever reads or writes there says why it may.
unsafe impl Send for Shown {}
// SAFETY: as above.
unsafe impl Sync for Shown {}

/// Who may write to memory while Rust has it.
#[derive(Clone, Copy)]
pub(super) enum Writers {
    /// It is that of a `bytes`, which never changes.
    Nobody,
    /// Whoever has this `bytearray`, of which one reference is the keeper's. A `bytearray` is known to no list of
    /// Python's, and has no weak references.
    Having(*mut sys::PyObject),
    /// Anybody.
    Anybody,
}

impl Shown {
    /// What an object shows: by the buffer protocol, DLPack or `__array_interface__`, the first that it has.
    ///
    /// # Errors
    /// It has none of them, or shows what Rust cannot read.
    pub(super) fn of(object: &PyObject, py: Python<'_>) -> Result<Shown> {
        // SAFETY: attached; valid.
        if unsafe { py.api().PyObject_CheckBuffer(object.as_ptr()) } != 0 {
            return buffer_protocol::shown(object, py);
        }
        Err(ConversionError::new("an object with the buffer protocol", object).into())
    }

    /// Refuses items that are no `T`.
    pub(super) fn expect<T: Element>(&self) -> Result<()> {
        let wanted = T::dtype();
        let is_byte = T::SCALAR == Some(Scalar::UInt8) && self.dtype == DType::Bytes(1);
        if self.dtype == wanted || is_byte {
            return Ok(());
        }
        Err(ConversionError::described(format!("memory of {wanted}"), format!("memory of {}", self.dtype))
            .into())
    }

    /// Whether nobody can write to the memory.
    pub(super) fn is_constant(&self) -> bool {
        matches!(self.writers, Writers::Nobody)
    }

    /// Whether Rust alone has the memory.
    pub(super) fn is_alone(&self, _py: Python<'_>) -> bool {
        match self.writers {
            // SAFETY: attached; the keeper keeps it.
            Writers::Having(owner) => unsafe { sys::has_gil() && sys::count(owner) == Some(1) },
            Writers::Nobody | Writers::Anybody => false,
        }
    }

    /// Copies all items, in C's order, into memory that has room for them.
    ///
    /// # Safety
    /// It has; an item has `size` bytes.
    pub(super) unsafe fn copy_out(&self, into: *mut u8, size: usize) {
        // SAFETY: as the caller promises; the items are there.
        unsafe {
            each_row(&self.layout, self.first, into, size, |own, other, count| copy_bytes(own, other, count))
        }
    }

    /// Copies all items, which lie in C's order, to where they are shown.
    ///
    /// # Safety
    /// They are there; an item has `size` bytes, and Python allows to write.
    pub(super) unsafe fn copy_in(&self, from: *const u8, size: usize) {
        let row = |own: *mut u8, other: *mut u8, count| {
            // SAFETY: as below.
            unsafe { copy_bytes(other, own, count) }
        };
        // SAFETY: as the caller promises.
        unsafe { each_row(&self.layout, self.first, from.cast_mut(), size, row) }
    }
}

/// Calls `f` for each row of bytes: its address, that of its twin in C's order, how many bytes.
///
/// # Safety
/// Both have the items that the layout says.
unsafe fn each_row(
    layout: &Layout,
    first: *mut u8,
    ordered: *mut u8,
    size: usize,
    f: impl Fn(*mut u8, *mut u8, usize),
) {
    let Some(items @ 1..) = layout.items() else { return };
    if layout.is_c_order(size) {
        return f(first, ordered, items * size);
    }
    let (shape, strides) = (&layout.shape, &layout.strides);
    let mut index = vec![0; shape.len()];
    let mut from = first;
    for item in 0..items {
        f(from, ordered.wrapping_add(item * size), size);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            from = from.wrapping_offset(strides[axis]);
            if index[axis] < shape[axis] {
                break;
            }
            from = from.wrapping_offset(-strides[axis] * shape[axis] as isize);
            index[axis] = 0;
        }
    }
}

/// An attribute of an object.
pub(super) fn attribute(object: &PyObject, name: &CStr, py: Python<'_>) -> Result<PyObject> {
    // SAFETY: attached; valid, and the name static.
    take(py, unsafe { py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()) })
}
