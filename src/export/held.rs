//! The value of a [`RustObject`](crate::RustObject), and who has it.
//!
//! One thread at a time uses it, others wait; the same thread may come in again. A value that Python can change is lent
//! by the rules of Rust's references besides: to one that changes it, or to any number that do not. Whoever breaks
//! them, by coming in again, gets an exception.

use super::attributes::{PythonAttributes, name_of};
use super::class::Class;
use super::exceptions::error_of;
use super::exclusive::{Entered, Exclusive};
use crate::error::Result;
use crate::runtime::Python;
use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering};

/// A value, and who has it.
pub struct Held<T> {
    value: UnsafeCell<T>,
    /// The class of its own, where it was derived: such a value alone can be changed.
    class: Option<&'static Class>,
    lock: Exclusive,
    /// How many of those who are inside have it, or [`CHANGING`]: only they touch the number.
    loans: AtomicIsize,
    /// How many have it outside, in Rust.
    outside: AtomicUsize,
}

/// One has the value, and changes it.
const CHANGING: isize = -1;

// SAFETY: a reference is given out to one thread at a time, or where the value is `Sync` itself.
unsafe impl<T: Send> Sync for Held<T> {}

/// The value, for one who does not change it.
pub struct Lent<'a, T> {
    held: &'a Held<T>,
    /// The thread stays the one that came in.
    _entered: (Option<Entered<'a>>, PhantomData<*const ()>),
}

/// The value, for the only one who has it.
pub struct LentMut<'a, T> {
    held: &'a Held<T>,
    _entered: (Option<Entered<'a>>, PhantomData<*const ()>),
}

impl<T> Held<T> {
    pub(super) fn new(value: T, class: Option<&'static Class>) -> Arc<Held<T>> {
        Arc::new(Held {
            value: UnsafeCell::new(value),
            class,
            lock: Exclusive::default(),
            loans: AtomicIsize::new(0),
            outside: AtomicUsize::new(0),
        })
    }

    pub(super) fn into_inner(self) -> T {
        self.value.into_inner()
    }

    /// The value.
    ///
    /// # Safety
    /// It has no class of its own, or is on loan as long as the reference lives. That goes to other threads only where
    /// the value is `Sync`.
    #[inline]
    pub(super) unsafe fn get(&self) -> &T {
        // SAFETY: as the caller promises.
        unsafe { &*self.value.get() }
    }

    /// The value, unless somebody is changing it.
    ///
    /// # Safety
    /// As long as the reference lives nobody is lent the value, and no other thread that has it runs.
    pub(super) unsafe fn at_rest(&self) -> Option<&T> {
        // SAFETY: as the caller promises.
        (self.loans.load(Ordering::Relaxed) != CHANGING).then(|| unsafe { &*self.value.get() })
    }

    /// Lends the value.
    ///
    /// # Errors
    /// This thread is changing it: a `RuntimeError`.
    #[inline]
    pub fn lend(&self, py: Python<'_>) -> Result<Lent<'_, T>> {
        let entered = self.lock.enter_again(py)?;
        let loans = self.loans.load(Ordering::Relaxed);
        if loans == CHANGING {
            return Err(self.conflict(py));
        }
        self.loans.store(loans + 1, Ordering::Relaxed);
        Ok(Lent { held: self, _entered: (entered, PhantomData) })
    }

    /// Lends the value to one who may change it.
    ///
    /// # Errors
    /// Somebody has it: a `RuntimeError`. It has no class of its own: a `TypeError`.
    #[inline]
    pub fn lend_mut(&self, py: Python<'_>) -> Result<LentMut<'_, T>> {
        if self.class.is_none() {
            let text = "only a value whose type derives `PythonAttributes` is lent to be changed";
            return Err(error_of(py, py.api().PyExc_TypeError(), text));
        }
        let entered = self.lock.enter_again(py)?;
        // From the last one outside on, what it read has been read.
        if self.loans.load(Ordering::Relaxed) != 0 || self.outside.load(Ordering::Acquire) != 0 {
            return Err(self.conflict(py));
        }
        self.loans.store(CHANGING, Ordering::Relaxed);
        Ok(LentMut { held: self, _entered: (entered, PhantomData) })
    }

    #[cold]
    fn conflict(&self, py: Python<'_>) -> crate::Error {
        let text = match self.loans.load(Ordering::Relaxed) {
            CHANGING => "is being changed by a method that has not returned",
            _ => "cannot be changed: a method of its that has not returned, or Rust, has a reference to it",
        };
        let text = format!("'{}' object {text}", name_of::<T>());
        error_of(py, py.api().PyExc_RuntimeError(), &text)
    }
}

impl<T> Deref for Lent<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: it is counted, so that nobody changes it, and this thread is the only one inside.
        unsafe { &*self.held.value.get() }
    }
}

impl<T> Drop for Lent<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let loans = &self.held.loans;
        loans.store(loans.load(Ordering::Relaxed) - 1, Ordering::Relaxed);
    }
}

impl<T> Deref for LentMut<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: nobody else has it.
        unsafe { &*self.held.value.get() }
    }
}

impl<T> DerefMut for LentMut<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: nobody else has it.
        unsafe { &mut *self.held.value.get() }
    }
}

impl<T> Drop for LentMut<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.held.loans.store(0, Ordering::Relaxed);
    }
}

impl<T> fmt::Debug for Held<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("loans", &self.loans).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Lent<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lent").field(self.held).finish()
    }
}

impl<T> fmt::Debug for LentMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LentMut").field(self.held).finish()
    }
}

/// A value with attributes.
pub(super) trait Live: Send + Sync {
    /// The class of its own, where it was derived: then it is lent by counting, and has no `attributes`.
    fn class(&self) -> Option<&'static Class>;

    /// What lets one thread at a time have the attributes.
    fn lock(&self) -> &Exclusive;

    /// # Safety
    /// The thread is the only one that has the value, or what it is lent ends before another has it. Nobody is lent it to
    /// change it.
    unsafe fn attributes(&self) -> &dyn PythonAttributes;

    /// Counts one that has the value until it is given back.
    fn take(&self, py: Python<'_>) -> Result<()>;

    fn give_back(&self);
}

impl<T: PythonAttributes> Live for Held<T> {
    fn class(&self) -> Option<&'static Class> {
        self.class
    }

    fn lock(&self) -> &Exclusive {
        &self.lock
    }

    unsafe fn attributes(&self) -> &dyn PythonAttributes {
        // SAFETY: as the caller promises.
        unsafe { self.get() }
    }

    fn take(&self, py: Python<'_>) -> Result<()> {
        let _entered = self.lock.enter_again(py)?;
        if self.loans.load(Ordering::Relaxed) == CHANGING {
            return Err(self.conflict(py));
        }
        self.outside.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn give_back(&self) {
        self.outside.fetch_sub(1, Ordering::Release);
    }
}

/// One that has a value for as long as this lives.
pub(super) struct Loan(Arc<dyn Live>);

impl Loan {
    pub(super) fn of(live: &Arc<dyn Live>, py: Python<'_>) -> Result<Loan> {
        live.take(py)?;
        Ok(Loan(live.clone()))
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        self.0.give_back();
    }
}
