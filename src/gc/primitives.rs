//! What the queue's protocol is made of. Its model test, which tries every order of the steps of two threads,
//! puts others of the same names in their place.

pub(super) use std::sync::Arc;
pub(super) use std::sync::atomic::AtomicUsize;

/// A cell that is entered by a closure, as the model's is.
pub(super) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

impl<T> UnsafeCell<T> {
    pub(super) const fn new(value: T) -> Self {
        UnsafeCell(std::cell::UnsafeCell::new(value))
    }

    #[inline(always)]
    pub(super) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        f(self.0.get())
    }

    #[inline(always)]
    pub(super) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }
}
