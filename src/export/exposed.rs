//! [`Exposed`]: memory of Rust's that Python has through the buffer protocol and DLPack.

use super::boundary::memory::{Method, exposed_slots};
use super::class::Class;
use super::exceptions::error_of;
use super::parameter::Kwargs;
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::Py_buffer;
use std::any::Any;
use std::ffi::{CStr, CString, c_int};
use std::ptr::null_mut;
use std::sync::Arc;

/// The class of the objects that show Rust's memory.
static EXPOSED: Class =
    Class::new(c"py4rs.Memory", c"Memory of Rust's, by the buffer protocol and DLPack.", exposed_slots);

/// Memory, and what keeps it: as long as Python has the object, a `memoryview` of it, or what was made of one.
pub(crate) struct Exposed {
    /// The first item.
    pub(crate) first: *mut u8,
    /// Items in each dimension.
    pub(crate) shape: Vec<isize>,
    /// Bytes from one item to the next in each dimension.
    pub(crate) strides: Vec<isize>,
    /// Bytes of an item.
    pub(crate) size: usize,
    /// What the items are, as the buffer protocol says it.
    pub(crate) format: CString,
    pub(crate) writeable: bool,
    /// Whether the items lie one after the other, in C's order and in Fortran's.
    pub(crate) orders: [bool; 2],
    /// What makes a capsule of DLPack's of it.
    pub(crate) tensor: fn(&Exposed, &Kwargs, Python<'_>) -> Result<PyObject>,
    pub(crate) kept: Arc<dyn Any + Send + Sync>,
}

// SAFETY: addresses of memory that is kept, and of lists that are owned.
unsafe impl Send for Exposed {}

/// The flags of a request.
mod flag {
    use std::ffi::c_int;

    pub const WRITABLE: c_int = 0x1;
    pub const FORMAT: c_int = 0x4;
    pub const ND: c_int = 0x8;
    pub const STRIDES: c_int = 0x10 | ND;
    pub const C_CONTIGUOUS: c_int = 0x20 | STRIDES;
    pub const F_CONTIGUOUS: c_int = 0x40 | STRIDES;
    pub const ANY_CONTIGUOUS: c_int = 0x80 | STRIDES;
}

impl Exposed {
    /// The object that shows the memory.
    ///
    /// # Safety
    /// The items are there as long as what is kept, and Python may read them, and write them where they are writeable.
    pub(crate) unsafe fn into_object(self, py: Python<'_>) -> Result<PyObject> {
        EXPOSED.instance(py, self)
    }

    /// The CPU, as DLPack has it.
    pub(crate) const DEVICE: (i32, i32) = (1, 0);

    /// Fills a view as it is asked for, but for the object that it belongs to.
    ///
    /// # Errors
    /// A `BufferError`: the memory cannot be had so.
    pub(super) fn show(&self, view: &mut Py_buffer, flags: c_int, py: Python<'_>) -> Result<()> {
        let wants = |flag: c_int| flags & flag == flag;
        let [in_c_order, in_fortran_order] = self.orders;
        let refused = if wants(flag::WRITABLE) && !self.writeable {
            "the memory is not writeable"
        } else if (wants(flag::C_CONTIGUOUS) || !wants(flag::STRIDES)) && !in_c_order {
            "the items do not lie in C's order"
        } else if wants(flag::F_CONTIGUOUS) && !in_fortran_order {
            "the items do not lie in Fortran's order"
        } else if wants(flag::ANY_CONTIGUOUS) && !in_c_order && !in_fortran_order {
            "the items do not lie side by side"
        } else {
            ""
        };
        if !refused.is_empty() {
            return Err(error_of(py, py.api().PyExc_BufferError(), refused));
        }
        // Of no dimension there are no lists.
        let list = |list: &Vec<isize>, flag| match wants(flag) && !list.is_empty() {
            true => list.as_ptr().cast_mut(),
            false => null_mut(),
        };
        *view = Py_buffer {
            buf: self.first.cast(),
            obj: null_mut(),
            len: self.shape.iter().product::<isize>() * self.size as isize,
            itemsize: self.size as isize,
            readonly: c_int::from(!self.writeable),
            ndim: if wants(flag::ND) { self.shape.len() as c_int } else { 1 },
            format: if wants(flag::FORMAT) { self.format.as_ptr().cast_mut() } else { null_mut() },
            shape: list(&self.shape, flag::ND),
            strides: list(&self.strides, flag::STRIDES),
            suboffsets: null_mut(),
            internal: null_mut(),
        };
        Ok(())
    }
}

/// `__dlpack__`.
pub(super) struct Give;

// SAFETY: the class's instances are all made with one.
unsafe impl Method for Give {
    const NAME: &'static CStr = c"__dlpack__";
    type Value = Exposed;

    fn call(value: &Exposed, asked: &Kwargs, py: Python<'_>) -> Result<PyObject> {
        (value.tensor)(value, asked, py)
    }
}

/// `__dlpack_device__`.
pub(super) struct Device;

// SAFETY: as above.
unsafe impl Method for Device {
    const NAME: &'static CStr = c"__dlpack_device__";
    type Value = Exposed;

    fn call(_value: &Exposed, _asked: &Kwargs, py: Python<'_>) -> Result<PyObject> {
        Exposed::DEVICE.to_python(py)
    }
}
