//! Objects that are looked at without being counted.

use crate::object::PyObject;
use crate::sys;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// An object that somebody else keeps alive, for as long as no Python code runs.
///
/// The type has no name outside of the library, so that nobody else writes a
/// [`FromPython::at_once`](super::FromPython::at_once), which must not run any.
#[derive(Clone, Copy, Debug)]
pub struct Lent<'a>(NonNull<sys::PyObject>, PhantomData<&'a sys::PyObject>);

impl<'a> Lent<'a> {
    /// # Safety
    /// The object is valid for `'a`, or until Python code runs, if that is earlier.
    #[inline(always)]
    pub(super) unsafe fn new(object: NonNull<sys::PyObject>) -> Lent<'a> {
        Lent(object, PhantomData)
    }

    /// An object that the caller holds.
    #[inline(always)]
    pub(super) fn of(object: &'a PyObject) -> Lent<'a> {
        // SAFETY: the reference keeps it alive.
        unsafe { Lent::new(NonNull::new_unchecked(object.as_ptr())) }
    }

    #[inline(always)]
    pub(super) fn as_ptr(self) -> *mut sys::PyObject {
        self.0.as_ptr()
    }
}
