//! Interrupting what Python runs on another thread.
//!
//! CPython raises an exception in another thread at its next bytecode. What was sent and not raised before the thread
//! left Python is taken back there, so that no later call gets it.
//!
//! Where a worker runs the code, it asks between two steps whether the thread that it works for was sent something.

use super::along::{Along, along, set_along};
use super::thread::{Python, detach, is_worker, runs_code, set_interruptible};
use super::worker;
use crate::sys::Borrowed;
use std::ffi::{c_ulong, c_ulonglong};
use std::ptr::{null, null_mut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};

/// Nothing is on its way to the thread.
const IDLE: u8 = 0;
/// Somebody looks whether there is anything to interrupt, and interrupts it.
const SENDING: u8 = 1;
/// An exception is on its way, or has been raised.
const SENT: u8 = 2;

/// A thread that can be interrupted.
#[derive(Debug)]
pub(crate) struct Target {
    /// As Python numbers threads.
    number: c_ulong,
    /// One of [`IDLE`], [`SENDING`] and [`SENT`].
    state: AtomicU8,
    /// Whether the thread has ended; its number may be another one's then.
    ended: AtomicBool,
    /// Whether Python code that the thread calls runs on it, where others have a worker.
    runs_code: bool,
    /// In how many calls the worker is for it.
    works: AtomicUsize,
}

/// This thread as a target; dropped at its end.
struct Own(Arc<Target>);

impl Drop for Own {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::SeqCst);
        set_along(Along { target: null(), ..along() });
    }
}

thread_local! {
    static OWN: std::cell::OnceCell<Own> = const { std::cell::OnceCell::new() };
}

impl Target {
    /// The calling thread, or the one it works for; `None` where it is ending.
    pub(crate) fn this(py: Python<'_>) -> Option<Arc<Target>> {
        let make = || {
            set_interruptible();
            Own(Arc::new(Target {
                // SAFETY: attached.
                number: unsafe { py.api().PyThread_get_thread_ident() },
                state: AtomicU8::new(IDLE),
                ended: AtomicBool::new(false),
                runs_code: runs_code() && !is_worker(),
                works: AtomicUsize::new(usize::from(is_worker())),
            }))
        };
        let target = along().target;
        if !target.is_null() {
            // SAFETY: it is in an `Arc` of this thread's, or of one that waits.
            return Some(unsafe {
                Arc::increment_strong_count(target);
                Arc::from_raw(target)
            });
        }
        let own = OWN.try_with(|own| own.get_or_init(make).0.clone()).ok()?;
        set_along(Along { target: Arc::as_ptr(&own), ..along() });
        Some(own)
    }

    /// Has the thread raise `KeyboardInterrupt`, if it runs Python code; says whether it does.
    pub(crate) fn interrupt(&self, py: Python<'_>) -> bool {
        // One that is sent by another just now is as good.
        let claim = |state| (state != SENDING).then_some(SENDING);
        let Ok(before) = self.state.fetch_update(Ordering::SeqCst, Ordering::SeqCst, claim) else {
            return true;
        };
        let by_worker = worker::is_there() && !self.runs_code;
        let send = match self.ended.load(Ordering::SeqCst) {
            true => false,
            false if by_worker => self.works.load(Ordering::SeqCst) > 0,
            // Without a question that would have to wait for the worker.
            false => worker::is_there() || self.runs(py),
        };
        if send && !by_worker {
            // SAFETY: attached; the class is static and counted by the function.
            unsafe { py.api().PyThreadState_SetAsyncExc(self.number, *py.api().PyExc_KeyboardInterrupt()) };
        }
        self.state.store(if send { SENT } else { before }, Ordering::SeqCst);
        if send && by_worker {
            worker::ask();
        }
        send
    }

    /// Whether the thread is among those with a frame of Python code.
    fn runs(&self, py: Python<'_>) -> bool {
        let api = py.api();
        // SAFETY: attached; each new reference is released, and null is passed to nothing that does not take it.
        unsafe {
            let function: Borrowed = api.PySys_GetObject(c"_current_frames".as_ptr());
            let none = api.PyTuple_New(0).as_ptr();
            let mut found = false;
            if !function.is_null() && !none.is_null() {
                let frames = api.PyObject_Call(function.as_ptr(), none, null_mut()).as_ptr();
                let number = api.PyLong_FromUnsignedLongLong(self.number as c_ulonglong).as_ptr();
                found = !frames.is_null() && !number.is_null() && api.PyDict_Contains(frames, number) > 0;
                api.Py_DecRef(number);
                api.Py_DecRef(frames);
            }
            api.Py_DecRef(none);
            api.PyErr_Clear();
            found
        }
    }
}

/// The worker is in a call for a thread, from here until this is dropped.
pub(super) struct Working<'a> {
    target: Option<&'a Target>,
    outer: Option<&'a Target>,
}

impl Working<'_> {
    /// # Safety
    /// Each is null, or that of a thread which waits for this one.
    pub(super) unsafe fn new<'a>(target: *const Target, outer: *const Target) -> Working<'a> {
        // SAFETY: as the caller promises.
        let (target, outer) = unsafe { (target.as_ref(), outer.as_ref()) };
        if let Some(target) = target {
            target.works.fetch_add(1, Ordering::SeqCst);
            target.ask_again();
        }
        Working { target, outer }
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        if let Some(target) = self.target {
            target.works.fetch_sub(1, Ordering::SeqCst);
        }
        if let Some(outer) = self.outer {
            outer.ask_again();
        }
    }
}

impl Target {
    /// What was sent, and not raised in another call, is for the one that goes on.
    fn ask_again(&self) {
        if self.state.load(Ordering::SeqCst) == SENT {
            worker::ask();
        }
    }
}

/// Raises, on the worker between two steps of Python code, what was sent to the thread that it works for; whether there
/// was something.
pub(super) fn raise(py: Python<'_>) -> bool {
    // SAFETY: it is that of this thread, or of one that waits.
    let sent = unsafe { along().target.as_ref() }.is_some_and(|target| {
        target.state.compare_exchange(SENT, IDLE, Ordering::SeqCst, Ordering::SeqCst).is_ok()
    });
    if sent {
        // SAFETY: attached; the class is static.
        unsafe { py.api().PyErr_SetNone(*py.api().PyExc_KeyboardInterrupt()) };
    }
    sent
}

/// The thread, which is interruptible, leaves Python: takes back what was sent to it and not raised.
pub(super) fn take_back(py: Python<'_>) {
    let take = |own: &Own| {
        let state = &own.0.state;
        // Whoever sends needs Python, which may have one thread only.
        while state.load(Ordering::SeqCst) == SENDING {
            detach(std::thread::yield_now);
        }
        if state.compare_exchange(SENT, IDLE, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            // SAFETY: attached; null takes back.
            unsafe { py.api().PyThreadState_SetAsyncExc(own.0.number, null_mut()) };
        }
    };
    // At the end of a thread there is nothing left to be interrupted.
    let _ = OWN.try_with(|own| own.get().map(take));
}
