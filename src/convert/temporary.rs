//! Objects that end with the operation that needs them.

use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, New};
use std::mem::ManuallyDrop;
use std::ops::Deref;

/// An object that is released when this goes, at once: dropping a [`PyObject`] asks whether the thread is attached and
/// whether it holds releases back.
#[derive(Debug)]
pub struct Temporary<'py>(ManuallyDrop<PyObject>, Python<'py>);

impl<'py> Temporary<'py> {
    /// Has the object end with this.
    #[inline(always)]
    pub fn new(object: PyObject, py: Python<'py>) -> Temporary<'py> {
        Temporary(ManuallyDrop::new(object), py)
    }

    /// The object, which lives on.
    #[inline(always)]
    pub fn keep(self) -> PyObject {
        // SAFETY: taken once: this value is not dropped.
        unsafe { ManuallyDrop::take(&mut ManuallyDrop::new(self).0) }
    }

    /// The object of a C function's result, or the exception that it left.
    #[inline(always)]
    pub(super) fn take(py: Python<'py>, new: New) -> Result<Temporary<'py>> {
        take(py, new).map(|object| Temporary::new(object, py))
    }
}

impl Deref for Temporary<'_> {
    type Target = PyObject;

    #[inline(always)]
    fn deref(&self) -> &PyObject {
        &self.0
    }
}

impl Drop for Temporary<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: attached, as the token says; the reference is this value's own, and given up once.
        unsafe { sys::decref(self.0.as_ptr()) };
    }
}
