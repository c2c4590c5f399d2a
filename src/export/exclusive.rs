//! One call at a time, for closures that change what they hold.

use super::exceptions::error_of;
use crate::error::Result;
use crate::runtime::{Python, detach};
use crate::sys::has_gil;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Which thread is inside, by an address of its own; 0 for none.
#[derive(Debug, Default)]
pub(super) struct Exclusive(AtomicUsize);

/// The way in, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered<'a>(&'a AtomicUsize);

impl Exclusive {
    /// Goes in. Another thread that is inside is waited for, with this one detached.
    ///
    /// # Errors
    /// This thread is inside already: a `RuntimeError`.
    #[inline]
    pub(super) fn enter(&self, name: &str, py: Python<'_>) -> Result<Entered<'_>> {
        let me = this_thread();
        if !self.try_enter(me) {
            self.wait(me, name, py)?;
        }
        Ok(Entered(&self.0))
    }

    /// As [`enter`](Exclusive::enter), where a thread that is inside may come in again: it has what is shared.
    #[inline]
    pub(super) fn enter_again(&self, name: &str, py: Python<'_>) -> Result<Option<Entered<'_>>> {
        match self.0.load(Ordering::Relaxed) == this_thread() {
            true => Ok(None),
            false => self.enter(name, py).map(Some),
        }
    }

    #[inline]
    fn try_enter(&self, me: usize) -> bool {
        if has_gil() {
            // Only attached threads come here, and with a GIL nobody else is attached between the two.
            let free = self.0.load(Ordering::Acquire) == 0;
            if free {
                self.0.store(me, Ordering::Relaxed);
            }
            return free;
        }
        self.0.compare_exchange(0, me, Ordering::Acquire, Ordering::Relaxed).is_ok()
    }

    #[cold]
    fn wait(&self, me: usize, name: &str, py: Python<'_>) -> Result<()> {
        const PAUSE: Duration = Duration::from_micros(100);
        if self.0.load(Ordering::Relaxed) == me {
            let text = format!(
                "{name}() is running already: a closure that changes what it holds cannot call itself (`shared` takes \
                 one that does not)"
            );
            return Err(error_of(py, py.api().PyExc_RuntimeError(), &text));
        }
        while !self.try_enter(me) {
            detach(|| thread::sleep(PAUSE));
        }
        Ok(())
    }
}

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.store(0, Ordering::Release);
    }
}

/// An address that no other thread has meanwhile.
#[inline]
fn this_thread() -> usize {
    thread_local! {
        static PLACE: u8 = const { 0 };
    }
    PLACE.with(|place| std::ptr::from_ref(place).addr())
}
