//! One call at a time, for closures that change what they hold, and for values that threads share.

use super::closure::pyfunction;
use super::exceptions::error_of;
use super::function::shared;
use crate::convert::outside;
use crate::error::Result;
use crate::object::PyObject;
use crate::ops::call;
use crate::runtime::{Python, detach, waits_below, who};
use crate::sys::has_gil;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

/// Who is inside; 0 for nobody.
#[derive(Debug, Default)]
pub struct Exclusive(AtomicUsize);

/// The way in, until it is dropped.
#[derive(Debug)]
pub struct Entered<'a>(&'a AtomicUsize);

impl Exclusive {
    /// Goes in. Another thread that is inside is waited for, with this one detached.
    ///
    /// # Errors
    /// This thread is inside already: a `RuntimeError` with the text of `again`. Or the wait ends, as
    /// [`enter_again`](Exclusive::enter_again) says.
    #[inline]
    pub(super) fn enter(&self, again: impl FnOnce() -> String, py: Python<'_>) -> Result<Entered<'_>> {
        let me = who();
        if !self.try_enter(me) {
            if self.0.load(Ordering::Relaxed) == me {
                return Err(error_of(py, py.api().PyExc_RuntimeError(), &again()));
            }
            self.wait(me, py)?;
        }
        Ok(Entered(&self.0))
    }

    /// As [`enter`](Exclusive::enter), where a thread that is inside may come in again: it has what is shared.
    ///
    /// # Errors
    /// The wait is interrupted, or would have no end: the thread that is inside waits for this one.
    #[inline]
    pub(super) fn enter_again(&self, py: Python<'_>) -> Result<Option<Entered<'_>>> {
        let me = who();
        if self.0.load(Ordering::Relaxed) == me {
            return Ok(None);
        }
        if !self.try_enter(me) {
            self.wait(me, py)?;
        }
        Ok(Some(Entered(&self.0)))
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
    fn wait(&self, me: usize, py: Python<'_>) -> Result<()> {
        let Some(_waiting) = Waiting::new(me, &self.0) else {
            let text =
                "the thread that has this value, or runs this closure, waits for one that this thread has";
            return Err(error_of(py, py.api().PyExc_RuntimeError(), text));
        };
        while !self.try_enter(me) {
            if waits_below(self.0.load(Ordering::Relaxed)) {
                let text = "what has this value, or runs this closure, goes on when this call has come back: all Python \
                            code runs on one thread";
                return Err(error_of(py, py.api().PyExc_RuntimeError(), text));
            }
            pause()?;
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

/// Waits a little, detached, in a frame of Python's: what is in one can be interrupted, and hears signals.
fn pause() -> Result<()> {
    const A_LITTLE: Duration = Duration::from_micros(100);
    static PAUSE: OnceLock<PyObject> = OnceLock::new();
    outside(|| {
        if PAUSE.get().is_none() {
            let sleep = pyfunction(shared(|| detach(|| thread::sleep(A_LITTLE))));
            // Of two threads that come here together the first one's stays.
            let _ = PAUSE.set(call("lambda sleep: lambda: sleep()", (sleep,))?);
        }
        call(PAUSE.get().expect("it was set"), ())
    })
}

/// A thread that waits, until this is dropped, for the one that is inside of something.
struct Waiting(usize);

/// The threads that wait, and what for.
static WAITING: Mutex<Vec<(usize, Awaited)>> = Mutex::new(Vec::new());

/// What a thread waits for.
struct Awaited(NonNull<AtomicUsize>);

// SAFETY: atomics are made for several threads; whoever waits for it has a reference to it.
unsafe impl Send for Awaited {}

impl Waiting {
    /// The thread as one that waits. `None` where it would wait for itself, by way of others: the last of a ring, which
    /// sees it all, because nobody in it goes on.
    fn new(me: usize, inside: &AtomicUsize) -> Option<Waiting> {
        let mut waiting = Waiting::all();
        let mut holder = inside.load(Ordering::Acquire);
        for _ in 0..waiting.len() {
            // Of what a thread waits for, one inside of the other, the last counts.
            let Some((_, next)) = waiting.iter().rev().find(|(thread, _)| *thread == holder) else { break };
            // SAFETY: it is there as long as somebody waits for it.
            holder = unsafe { next.0.as_ref() }.load(Ordering::Acquire);
            if holder == me {
                return None;
            }
        }
        waiting.push((me, Awaited(inside.into())));
        Some(Waiting(me))
    }

    fn all() -> MutexGuard<'static, Vec<(usize, Awaited)>> {
        WAITING.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut waiting = Waiting::all();
        let own = waiting.iter().rposition(|(thread, _)| *thread == self.0);
        own.map(|own| waiting.remove(own));
    }
}
