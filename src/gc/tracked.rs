//! Tracked references, for users of the raw layer.

use super::{pygc, tracker};
use crate::runtime::Python;
use crate::sys::{self, New, PyObject, Stolen};
use std::ptr::{NonNull, null_mut};

/// A new reference that the tracker of this thread owns, or null, where the function that was to give it has left an
/// exception.
///
/// The object lives at least until the outermost operation of this thread ends, or [`pygc`](super::pygc()) is called.
/// Whoever wants it for longer, or hands it to a function that takes it over, takes it:
/// [`PyObject::from_tracked`](crate::PyObject::from_tracked), [`take`](Tracked::take), [`steal`](Tracked::steal).
#[derive(Debug)]
pub struct Tracked {
    object: *mut PyObject,
    /// The round of the tracker that it belongs to.
    round: usize,
}

impl Tracked {
    /// No object.
    pub const fn null() -> Tracked {
        Tracked { object: null_mut(), round: 0 }
    }

    /// The pointer, whose reference stays tracked.
    pub const fn as_ptr(&self) -> *mut PyObject {
        self.object
    }

    /// Whether there is no object.
    pub const fn is_null(&self) -> bool {
        self.object.is_null()
    }

    /// The reference, which is not tracked any more: whoever gets it has to release it. `None` for null, and where it
    /// was released meanwhile.
    pub fn take(self) -> Option<New> {
        let object = NonNull::new(self.object)?;
        tracker::untrack(object, Some(self.round)).then(|| New::from_ptr(object.as_ptr()))
    }

    /// The reference for a function that takes it over, which is not tracked any more; null as for [`take`](Tracked::take).
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let list = attach(|py| {
    ///     // SAFETY: the list has room for one item, and takes over the text, which is valid.
    ///     unsafe {
    ///         let list = py.sys().PyList_New(1);
    ///         let text = py.sys().PyUnicode_FromStringAndSize(c"one".as_ptr(), 3);
    ///         py.sys().PyList_SetItem(list.as_ptr(), 0, text.steal());
    ///         PyObject::from_tracked(py, list)
    ///     }
    /// })?;
    /// assert!(list.is_some_and(|list| list.to_string() == "['one']"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn steal(self) -> Stolen {
        Stolen::from_ptr(self.take().map_or(null_mut(), |new| new.as_ptr()))
    }
}

/// Has this thread's tracker own a new reference.
///
/// # Safety
/// The object is valid or null, and nobody else releases this reference.
#[doc(alias = "pytrack")]
pub unsafe fn track(py: Python<'_>, new: New) -> Tracked {
    let round = NonNull::new(new.as_ptr()).map_or(0, |object| pygc::track(py, object));
    Tracked { object: new.as_ptr(), round }
}

/// Takes one reference to `object` out of this thread's tracker: whoever asks has to release it. `None` where it tracks
/// none, and for null.
#[doc(alias = "pyuntrack")]
pub fn untrack(object: *mut PyObject) -> Option<New> {
    let object = NonNull::new(object)?;
    tracker::untrack(object, None).then(|| New::from_ptr(object.as_ptr()))
}

/// Whether this thread tracks a reference to `object`.
#[doc(alias = "pyobject-tracked-p")]
pub fn is_tracked(object: *mut PyObject) -> bool {
    tracked_count(object) > 0
}

/// How many references to `object` this thread tracks.
pub fn tracked_count(object: *mut PyObject) -> usize {
    NonNull::new(object).map_or(0, tracker::tracked)
}

/// How many references there are to `object`, as `sys.getrefcount` counts them. An object that is immortal, as some are
/// from 3.12 on, has a very large number.
///
/// # Safety
/// The object is valid.
#[doc(alias = "py-refcnt")]
pub unsafe fn refcount(py: Python<'_>, object: *mut PyObject) -> usize {
    // SAFETY: attached, and valid, as the caller promises.
    unsafe { sys::count(object).unwrap_or_else(|| ask(py, object)) as usize }
}

/// What `sys.getrefcount` says; it is called without a reference more. 0 where somebody has taken it away.
///
/// # Safety
/// As for [`refcount`].
unsafe fn ask(py: Python<'_>, object: *mut PyObject) -> isize {
    let api = py.api();
    // SAFETY: attached, and valid, as the caller promises; what is new is released, which leaves null alone.
    unsafe {
        let getrefcount = api.PySys_GetObject(c"getrefcount".as_ptr()).as_ptr();
        if getrefcount.is_null() {
            return 0;
        }
        let arguments = [object];
        let count = api.PyObject_Vectorcall(getrefcount, arguments.as_ptr(), 1, null_mut()).as_ptr();
        if count.is_null() {
            api.PyErr_Clear();
            return 0;
        }
        let number = api.PyLong_AsLongLong(count) as isize;
        api.Py_DecRef(count);
        number
    }
}
