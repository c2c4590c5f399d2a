//! One call at a time, for closures that change what they hold.

use super::exceptions::error_of;
use crate::error::Result;
use crate::runtime::{Python, detach, waits_below, who};
use crate::sys::has_gil;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// Who is inside; 0 for nobody.
#[derive(Debug, Default)]
pub(super) struct Exclusive(AtomicUsize);

/// The way in, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered<'a>(&'a AtomicUsize);

impl Exclusive {
    /// Goes in. Another thread that is inside is waited for, with this one detached.
    ///
    /// # Errors
    /// This thread is inside already, or one that waits for this one: a `RuntimeError`.
    #[inline]
    pub(super) fn enter(&self, name: &str, py: Python<'_>) -> Result<Entered<'_>> {
        let me = who();
        if !self.try_enter(me) {
            self.wait(me, name, py)?;
        }
        Ok(Entered(&self.0))
    }

    /// As [`enter`](Exclusive::enter), where a thread that is inside may come in again: it has what is shared.
    #[inline]
    pub(super) fn enter_again(&self, name: &str, py: Python<'_>) -> Result<Option<Entered<'_>>> {
        match self.0.load(Ordering::Relaxed) == who() {
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
            if waits_below(self.0.load(Ordering::Relaxed)) {
                let text = format!(
                    "{name}() is running already, for a thread that goes on when this call has come back: all Python code \
                     runs on one thread"
                );
                return Err(error_of(py, py.api().PyExc_RuntimeError(), &text));
            }
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
