//! What a process has one of, and the child of a fork another.

use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// A value that is made when it is first asked for, and stays for ever. The child of a fork puts another in its place: the
/// parent's may be in the middle of anything that threads were doing with it which the child does not have.
pub(crate) struct PerProcess<T>(AtomicPtr<T>);

impl<T: Send + Sync + 'static> PerProcess<T> {
    pub(crate) const fn new() -> Self {
        PerProcess(AtomicPtr::new(null_mut()))
    }

    /// The value.
    pub(crate) fn get(&self, make: impl FnOnce() -> T) -> &'static T {
        let mut value = self.0.load(Ordering::Acquire);
        if value.is_null() {
            let made = Box::into_raw(Box::new(make()));
            match self.0.compare_exchange(null_mut(), made, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => value = made,
                Err(other) => {
                    value = other;
                    // SAFETY: made here, and known to nobody else.
                    drop(unsafe { Box::from_raw(made) });
                }
            }
        }
        // SAFETY: what was stored came from a `Box` and is never freed; it may be used on any thread.
        unsafe { &*value }
    }

    /// Puts another value in its place, or has it made again; the one before is never freed.
    pub(crate) fn replace(&self, value: Option<Box<T>>) {
        self.0.store(value.map_or(null_mut(), Box::into_raw), Ordering::Release);
    }
}
