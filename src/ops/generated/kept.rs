//! An object that is kept from its first use until Python is stopped.

use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed, has_gil};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

/// The number of the present life of Python; what is kept of an earlier one does not count.
static LIFE: AtomicUsize = AtomicUsize::new(1);

/// Has whatever is kept be found anew.
pub(crate) fn forget_all() {
    LIFE.fetch_add(1, Ordering::AcqRel);
}

/// The number of the present life of Python.
pub(super) fn life() -> usize {
    LIFE.load(Ordering::Acquire)
}

/// The object, and the life in which it was found.
#[derive(Debug)]
pub(super) struct Kept {
    life: AtomicUsize,
    object: AtomicPtr<sys::PyObject>,
}

impl Kept {
    /// Nothing yet.
    pub(super) const fn new() -> Kept {
        Kept { life: AtomicUsize::new(0), object: AtomicPtr::new(null_mut()) }
    }

    /// What is kept, if it was found in this life.
    #[inline(always)]
    pub(super) fn get(&self, py: Python<'_>) -> Option<PyObject> {
        if self.life.load(Ordering::Acquire) != life() {
            return None;
        }
        // SAFETY: attached. What is kept is released only by `keep`, where there is a GIL, which this thread holds from
        // reading the pointer to counting it.
        unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(self.object.load(Ordering::Acquire))) }
    }

    /// Keeps what was found in a life of Python, in the place of what was kept before.
    #[cold]
    pub(super) fn keep(&self, py: Python<'_>, object: PyObject, life: usize) -> PyObject {
        let before = self.object.swap(object.clone().into_new().as_ptr(), Ordering::AcqRel);
        self.life.store(life, Ordering::Release);
        if has_gil() {
            // SAFETY: attached; this was the reference of the cell, and nobody reads it from there any more.
            drop(unsafe { PyObject::from_new(py, sys::New::from_ptr(before)) });
        }
        object
    }
}
