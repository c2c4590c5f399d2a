//! An exception in one word, so that the result of a call goes through registers and not through memory.
//!
//! Most errors are looked at once or not at all, and hold the exception alone. What is found out about one later and
//! lent for as long as the error lives (its cause, its Rust value) stands in a box of its own, which holds the
//! exception from then on. A set lowest bit tells the box from the exception: both are aligned to more than one byte.

use super::python::{AnyError, PyError};
use crate::object::PyObject;
use crate::sys;
use std::mem::ManuallyDrop;
use std::ptr::{NonNull, null_mut};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Arc, OnceLock};

/// An exception, and what has been found out about it.
pub(super) struct Held(AtomicPtr<sys::PyObject>);

/// What has been found out about an exception, which it holds.
pub(super) struct Known {
    pub(super) exception: PyObject,
    pub(super) cause: OnceLock<Option<PyError>>,
    pub(super) rust: OnceLock<Option<Arc<AnyError>>>,
}

const _: () = assert!(align_of::<Known>() > 1);

impl Held {
    pub(super) fn new(exception: PyObject) -> Held {
        Held(AtomicPtr::new(ManuallyDrop::new(exception).as_ptr()))
    }

    /// The exception object, lent for no longer than `self` lives.
    #[inline]
    pub(super) fn lent(&self) -> ManuallyDrop<PyObject> {
        let word = self.0.load(Ordering::Acquire);
        // SAFETY: a box that stands here lives as long as `self`, and so does the exception, in it or not: this second owner
        // of it is never dropped.
        ManuallyDrop::new(unsafe {
            match boxed(word) {
                Some(known) => {
                    PyObject::from_owned(NonNull::new_unchecked(known.as_ref().exception.as_ptr()))
                }
                None => taken(word),
            }
        })
    }

    /// What has been found out, from now on in its box.
    pub(super) fn known(&self) -> &Known {
        let word = self.0.load(Ordering::Acquire);
        let known = boxed(word).unwrap_or_else(|| self.fill(word));
        // SAFETY: a box that stands here lives as long as `self`.
        unsafe { known.as_ref() }
    }

    /// Puts the exception into a box, if no other thread is faster.
    #[cold]
    fn fill(&self, word: *mut sys::PyObject) -> NonNull<Known> {
        // SAFETY: the word is the exception that `self` owns; this second owner of it is taken for true only where the box
        // takes the word's place, and else forgotten.
        let exception = unsafe { taken(word) };
        let known = Box::new(Known { exception, cause: OnceLock::new(), rust: OnceLock::new() });
        let mine = NonNull::from(Box::leak(known));
        let tagged = mine.as_ptr().cast::<sys::PyObject>().map_addr(|address| address | 1);
        match self.0.compare_exchange(word, tagged, Ordering::AcqRel, Ordering::Acquire) {
            Ok(_) => mine,
            Err(theirs) => {
                // SAFETY: the box is mine, and nobody has seen it.
                let known = unsafe { Box::from_raw(mine.as_ptr()) };
                let _ = ManuallyDrop::new(known.exception);
                boxed(theirs).expect("only a box takes the place of the exception")
            }
        }
    }

    /// The exception, taken out.
    pub(super) fn into_exception(self) -> PyObject {
        let mut held = ManuallyDrop::new(self);
        // SAFETY: the word is given up: its owner is not dropped.
        unsafe { taken(*held.0.get_mut()) }
    }
}

impl Drop for Held {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the word is given up: its owner ends here.
        drop(unsafe { taken(*self.0.get_mut()) });
    }
}

/// The exception that the word holds.
///
/// # Safety
/// It is a word of a [`Held`], which gives it up.
#[inline]
unsafe fn taken(word: *mut sys::PyObject) -> PyObject {
    #[cold]
    unsafe fn unboxed(known: NonNull<Known>) -> PyObject {
        // SAFETY: as the caller promises.
        unsafe { Box::from_raw(known.as_ptr()) }.exception
    }
    // SAFETY: the word is a box, or else the reference to an exception, and nobody else's, as the caller promises.
    unsafe {
        match boxed(word) {
            Some(known) => unboxed(known),
            None => PyObject::from_owned(NonNull::new_unchecked(word)),
        }
    }
}

/// The box that the word is, if it is one.
#[inline(always)]
fn boxed(word: *mut sys::PyObject) -> Option<NonNull<Known>> {
    let known = if word.addr() & 1 == 1 { word.map_addr(|address| address & !1).cast() } else { null_mut() };
    NonNull::new(known)
}
