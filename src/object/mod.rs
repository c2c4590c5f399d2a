//! [`PyObject`]: one owned reference to a Python object.

#[cfg(feature = "pyo3-ffi")]
mod pyo3_ffi;
mod shown;
mod text;

use crate::gc::{self, Tracked};
use crate::runtime::{GivenUp, Python, enter_initialised, given_up};
use crate::sys::{self, Borrowed, New};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;

pub use shown::{set_print_pyobject, set_print_pyobject_identity};
pub(crate) use text::{lossy_text, repr_text, short_repr, str_text, type_name};

/// An owned reference to a Python object.
///
/// It can be cloned, sent to other threads and dropped on any of them; the object lives at least as long.
/// `Debug` shows the class, the `repr` and the address, `Display` what Python's `str` gives: neither fails,
/// whatever the object's own methods do.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let list: PyObject = raw_pyeval("[1, 2, 3]")?;
/// let same = list.clone();
/// assert!(same.is(&list));
/// assert_eq!(list.to_string(), "[1, 2, 3]");
/// # Ok(())
/// # }
/// ```
#[repr(transparent)]
pub struct PyObject(NonNull<sys::PyObject>);

// SAFETY: the count is only changed by attached threads (see `Clone` and `Drop`), and the object is only used
// by them.
unsafe impl Send for PyObject {}
// SAFETY: as above; what can be done through a shared reference attaches.
unsafe impl Sync for PyObject {}

impl PyObject {
    /// Takes over a new reference; `None` for null, which has left an exception behind.
    ///
    /// # Safety
    /// The object is valid, and nobody else releases this reference.
    #[inline(always)]
    pub unsafe fn from_new(_py: Python<'_>, new: New) -> Option<PyObject> {
        NonNull::new(new.as_ptr()).map(PyObject)
    }

    /// Takes back what [`as_ptr`](Self::as_ptr) gave of a value that was not dropped.
    ///
    /// # Safety
    /// The reference is given up by whoever had it.
    pub(crate) unsafe fn from_owned(object: NonNull<sys::PyObject>) -> PyObject {
        PyObject(object)
    }

    /// Takes over a tracked reference, which is not tracked any more then: what a function of the raw layer
    /// ([`Python::sys`]) has given. `None` for null, which has left an exception behind, and where the reference was
    /// released meanwhile by [`pygc`](gc::pygc).
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let list = attach(|py| {
    ///     // SAFETY: the function takes any length that is not negative, and an empty list is a valid one.
    ///     let tracked = unsafe { py.sys().PyList_New(0) };
    ///     PyObject::from_tracked(py, tracked)
    /// })?;
    /// assert!(list.is_some_and(|list| list.to_string() == "[]"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn from_tracked(py: Python<'_>, tracked: Tracked) -> Option<PyObject> {
        // SAFETY: the tracker owned this reference, and has given it up.
        tracked.take().and_then(|new| unsafe { PyObject::from_new(py, new) })
    }

    /// Takes a reference of its own to a borrowed object; `None` for null.
    ///
    /// # Safety
    /// The object is valid.
    #[inline(always)]
    pub unsafe fn from_borrowed(_py: Python<'_>, borrowed: Borrowed) -> Option<PyObject> {
        let object = NonNull::new(borrowed.as_ptr())?;
        // SAFETY: attached, as the token says, and valid, as the caller promises.
        unsafe { sys::incref(object.as_ptr()) };
        Some(PyObject(object))
    }

    /// The raw pointer, which is valid for as long as this value lives.
    #[inline(always)]
    pub fn as_ptr(&self) -> *mut sys::PyObject {
        self.0.as_ptr()
    }

    /// The raw pointer with its reference, which whoever gets it has to release.
    #[inline(always)]
    pub fn into_new(self) -> New {
        New::from_ptr(ManuallyDrop::new(self).as_ptr())
    }

    /// Whether both are the same object: Python's `is`.
    pub fn is(&self, other: &PyObject) -> bool {
        self.0 == other.0
    }

    /// How many references there are to the object, as `sys.getrefcount` counts them, this one included; 0 once the
    /// process is exiting. An object that is immortal, as some are from 3.12 on, has a very large number.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let object: PyObject = raw_pyeval("object()")?;
    /// let same = object.clone();
    /// assert_eq!(object.refcount(), 2);
    /// # drop(same);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "py-refcnt")]
    pub fn refcount(&self) -> usize {
        // SAFETY: attached, and this value keeps the object alive.
        enter_initialised(|py| unsafe { gc::refcount(py, self.as_ptr()) }).unwrap_or(0)
    }

    /// Releases the reference of a temporary, whose end is that of an operation, without asking whether the thread is
    /// attached or holds releases back.
    #[inline(always)]
    pub(crate) fn release(self, _py: Python<'_>) {
        // SAFETY: attached, as the token says; the reference is this value's own, whose drop is skipped.
        unsafe { sys::decref(ManuallyDrop::new(self).as_ptr()) };
    }
}

impl Clone for PyObject {
    /// Another reference to the same object. On a detached thread this attaches first.
    #[inline]
    fn clone(&self) -> PyObject {
        // Where Python cannot be attached, the process is exiting, and nothing is released any more.
        // SAFETY: attached, and this value keeps the object alive.
        enter_initialised(|_py| unsafe { sys::incref(self.as_ptr()) });
        PyObject(self.0)
    }
}

impl Drop for PyObject {
    /// Releases the reference; on a detached thread by way of the finalizer, and inside of
    /// [`with_pygc`](gc::with_pygc) at its end.
    #[inline]
    fn drop(&mut self) {
        match given_up() {
            // SAFETY: attached, and this value owns the reference.
            GivenUp::Release => unsafe { sys::decref(self.as_ptr()) },
            GivenUp::Queue => gc::release_later(self.0),
            GivenUp::Hold => gc::hold(self.0),
        }
    }
}
