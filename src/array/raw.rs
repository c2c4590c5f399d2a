//! An `ndarray` as it lies in memory: the fields that numpy's headers show to every extension.

use super::numpy::{Numpy, numpy};
use crate::convert::Temporary;
use crate::dtype::is_c_order;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed, TypeFlag, has_flag, type_of};
use std::ffi::c_int;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// The memory may be written.
pub(super) const WRITEABLE: c_int = 0x400;
/// The memory is the array's own.
const OWNS: c_int = 0x4;

/// The fields behind the head of the object, `PyArrayObject_fields` without its end.
#[repr(C)]
pub(super) struct Fields {
    data: *mut u8,
    dimensions: c_int,
    shape: *const usize,
    strides: *const isize,
    base: *mut sys::PyObject,
    descr: *mut sys::PyObject,
    flags: c_int,
    weak_references: *mut sys::PyObject,
}

/// An array that somebody keeps alive for `'a`. What it gives is as it is just now: Python code that runs may change an
/// array's shape, strides and dtype, and frees their memory then.
#[derive(Clone, Copy)]
pub(super) struct Ndarray<'a>(NonNull<Fields>, PhantomData<&'a PyObject>);

impl<'a> Ndarray<'a> {
    /// # Safety
    /// `object` is an array.
    #[inline(always)]
    pub(super) unsafe fn new(object: &'a PyObject, numpy: &Numpy) -> Ndarray<'a> {
        // SAFETY: as the caller promises; the fields stand there, as has been checked.
        Ndarray(unsafe { NonNull::new_unchecked(object.as_ptr().byte_add(numpy.head).cast()) }, PhantomData)
    }

    /// The array that an object is; `None` where it is none.
    ///
    /// # Errors
    /// There is no numpy.
    #[inline(always)]
    pub(super) fn of(object: &'a PyObject, py: Python<'_>) -> Result<Option<Ndarray<'a>>> {
        let numpy = numpy(py)?;
        // SAFETY: attached; the object is valid, and an instance of the class or of a subclass is an array.
        unsafe {
            let class = type_of(object.as_ptr());
            let is = class == numpy.class || py.api().PyType_IsSubtype(class, numpy.class) != 0;
            Ok(is.then(|| Ndarray::new(object, numpy)))
        }
    }

    #[inline(always)]
    fn fields(&self) -> &Fields {
        // SAFETY: the array is alive, and its fields are written by attached threads alone.
        unsafe { self.0.as_ref() }
    }

    /// The address of the first item.
    #[inline(always)]
    pub(super) fn data(&self) -> *mut u8 {
        self.fields().data
    }

    #[inline(always)]
    pub(super) fn dimensions(&self) -> usize {
        self.fields().dimensions as usize
    }

    /// The array that an object of numpy's own class is, unless Python's collector knows it, as it does the instances of
    /// derived classes: `gc.get_objects()` has those, and no reference shows it.
    pub(super) fn exact(object: &'a PyObject, py: Python<'_>) -> Option<Ndarray<'a>> {
        let numpy = numpy(py).ok()?;
        // SAFETY: attached; the object is valid, and an instance of the class is an array.
        unsafe {
            let known = has_flag(object.as_ptr(), TypeFlag::Collected);
            (type_of(object.as_ptr()) == numpy.class && !known).then(|| Ndarray::new(object, numpy))
        }
    }

    /// Items in each dimension.
    #[inline(always)]
    pub(super) fn shape(&self) -> &[usize] {
        match self.dimensions() {
            0 => &[],
            // SAFETY: as many lengths as dimensions; none is negative.
            dimensions => unsafe { std::slice::from_raw_parts(self.fields().shape, dimensions) },
        }
    }

    /// Bytes from one item to the next in each dimension.
    #[inline(always)]
    pub(super) fn strides(&self) -> &[isize] {
        match self.dimensions() {
            0 => &[],
            // SAFETY: as many strides as dimensions.
            dimensions => unsafe { std::slice::from_raw_parts(self.fields().strides, dimensions) },
        }
    }

    /// What keeps the memory, or null.
    pub(super) fn base(&self) -> *mut sys::PyObject {
        self.fields().base
    }

    /// The dtype.
    #[inline(always)]
    pub(super) fn descr(&self) -> *mut sys::PyObject {
        self.fields().descr
    }

    #[inline(always)]
    pub(super) fn is_writeable(&self) -> bool {
        self.fields().flags & WRITEABLE != 0
    }

    /// Whether the memory is this array's own, or that of an array that nothing else refers to.
    pub(super) fn is_sole_owner(&self, py: Python<'_>) -> bool {
        // SAFETY: attached; an array keeps its base, which is valid.
        let base = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(self.base())) };
        let Some(base) = base.map(|base| Temporary::new(base, py)) else { return self.owns() };
        let Some(array) = Ndarray::exact(&base, py) else { return false };
        // SAFETY: attached; valid. One reference is this array's, and one is held here.
        let only = unsafe { sys::count(base.as_ptr()) == Some(2) };
        only && !array.has_weak_references() && array.is_sole_owner(py)
    }

    pub(super) fn owns(&self) -> bool {
        self.fields().flags & OWNS != 0
    }

    pub(super) fn has_weak_references(&self) -> bool {
        !self.fields().weak_references.is_null()
    }

    /// Whether items of that size lie one after the other in C's order.
    #[inline(always)]
    pub(super) fn is_c_order(&self, size: usize) -> bool {
        is_c_order(self.shape(), self.strides(), size)
    }
}
