//! [`Shown`]: memory that an object of Python's shows, by whatever protocol.

use super::rows::Rows;
use super::{buffer_protocol, dlpack_import, interface};
use crate::convert::refuse_masked;
use crate::dtype::{DType, Element, Layout, Scalar};
use crate::error::{ConversionError, Error, Result, take};
use crate::export::Class;
use crate::gc;
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
        refuse_masked(object, py)?;
        // SAFETY: attached; valid.
        if unsafe { py.api().PyObject_CheckBuffer(object.as_ptr()) } != 0 {
            match buffer_protocol::shown(object, py) {
                // Before 3.9 an object is asked for its buffer to see that it has none.
                Err(Error::Python(error)) if error.type_name() == "TypeError" => (),
                done => return done,
            }
        }
        if has(object, c"__dlpack__", py) {
            return dlpack_import::shown(object, py);
        }
        if has(object, c"__array_interface__", py) {
            return interface::shown(object, py);
        }
        let expected = "an object with the buffer protocol, `__dlpack__` or `__array_interface__`";
        Err(ConversionError::new(expected, object).into())
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
    pub(super) fn is_alone(&self, py: Python<'_>) -> bool {
        let Writers::Having(owner) = self.writers else { return false };
        // SAFETY: attached; the keeper keeps it.
        let alone = || unsafe { sys::has_gil() && sys::count(owner) == Some(1) };
        alone() || {
            // What detached threads have dropped may be on its way.
            gc::release_queued(py);
            alone()
        }
    }

    /// Where the items are.
    pub(super) fn rows(&self) -> Rows<'_> {
        Rows { first: self.first, shape: &self.layout.shape, strides: &self.layout.strides }
    }
}

/// Whether an object has an attribute.
fn has(object: &PyObject, name: &CStr, py: Python<'_>) -> bool {
    // SAFETY: attached; valid, and the name static.
    unsafe { py.api().PyObject_HasAttrString(object.as_ptr(), name.as_ptr()) != 0 }
}

/// An attribute of an object.
pub(super) fn attribute(object: &PyObject, name: &CStr, py: Python<'_>) -> Result<PyObject> {
    // SAFETY: attached; valid, and the name static.
    take(py, unsafe { py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()) })
}
