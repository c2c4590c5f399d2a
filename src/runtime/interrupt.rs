//! Interrupting what Python runs on another thread.
//!
//! CPython raises an exception in another thread at its next bytecode. What was sent and not raised before the thread
//! left Python is taken back there, so that no later call gets it. Where a worker runs the code of others, it says whose it
//! runs just now, for the length of a call.

use super::along::along;
use super::code::{Code, run};
use super::thread::{Python, detach, is_worker, runs_code, set_interruptible};
use super::worker;
use crate::sys::{Borrowed, api};
use std::ffi::{c_ulong, c_ulonglong};
use std::ptr::{null, null_mut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

/// Nothing is on its way to the thread.
const IDLE: u8 = 0;
/// Somebody looks whether there is anything to interrupt, and interrupts it.
const SENDING: u8 = 1;
/// An exception is on its way, or has been raised.
const SENT: u8 = 2;

/// A thread that can be interrupted.
#[derive(Debug)]
pub(crate) struct Target {
    /// The thread that runs its code, as Python numbers threads; 0 while a worker runs none of it.
    number: AtomicU64,
    /// One of [`IDLE`], [`SENDING`] and [`SENT`].
    state: AtomicU8,
    /// Whether the thread has ended; its number may be another one's then.
    ended: AtomicBool,
}

/// This thread as a target; dropped at its end.
struct Own(Arc<Target>);

impl Drop for Own {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::SeqCst);
    }
}

thread_local! {
    static OWN: std::cell::OnceCell<Own> = const { std::cell::OnceCell::new() };
}

impl Target {
    /// The calling thread, or on a worker the one whose code it runs; `None` where it is ending.
    pub(crate) fn this(py: Python<'_>) -> Option<Arc<Target>> {
        if is_worker() {
            let target = along().target;
            // SAFETY: it is that of a thread that waits for this one, and so keeps its share of it.
            return (!target.is_null()).then(|| unsafe {
                Arc::increment_strong_count(target);
                Arc::from_raw(target)
            });
        }
        let make = || {
            if worker::is_there() && !runs_code() {
                return Own::new(0);
            }
            set_interruptible();
            // SAFETY: attached.
            Own::new(unsafe { py.api().PyThread_get_thread_ident() })
        };
        OWN.try_with(|own| own.get_or_init(make).0.clone()).ok()
    }

    /// Has the thread raise `KeyboardInterrupt`, if it runs Python code; says whether it does.
    pub(crate) fn interrupt(&self, py: Python<'_>) -> bool {
        // One that is sent by another just now is as good.
        let claim = |state| (state != SENDING).then_some(SENDING);
        let Ok(before) = self.state.fetch_update(Ordering::SeqCst, Ordering::SeqCst, claim) else {
            return true;
        };
        let number = self.number.load(Ordering::SeqCst) as c_ulong;
        // A worker that is asked could not answer before the call has ended.
        let runs = || number != 0 && (worker::is_there() || has_frame(py, number));
        let send = !self.ended.load(Ordering::SeqCst) && runs();
        if send {
            // SAFETY: attached; the class is static and counted by the function.
            unsafe { py.api().PyThreadState_SetAsyncExc(number, *py.api().PyExc_KeyboardInterrupt()) };
        }
        self.state.store(if send { SENT } else { before }, Ordering::SeqCst);
        send
    }

    /// Its code runs on this thread, a worker, or goes on there.
    fn runs_here(&self) {
        // SAFETY: the table is filled where there is a worker that makes calls; the function needs nothing.
        self.number.store(unsafe { api().PyThread_get_thread_ident() }, Ordering::SeqCst);
    }

    /// Its code runs nowhere for now. Whoever is about to interrupt it has done so, or will not; `wait` lets them.
    fn runs_nowhere(&self, wait: impl Fn()) {
        self.number.store(0, Ordering::SeqCst);
        while self.state.load(Ordering::SeqCst) == SENDING {
            wait();
        }
    }

    /// Takes back what was sent and not raised by a thread.
    fn take_back(&self, py: Python<'_>, number: c_ulong) {
        if self.state.compare_exchange(SENT, IDLE, Ordering::SeqCst, Ordering::SeqCst).is_ok() {
            // SAFETY: attached; null takes back.
            unsafe { py.api().PyThreadState_SetAsyncExc(number, null_mut()) };
        }
    }
}

impl Own {
    fn new(number: c_ulong) -> Self {
        let (number, state) = (AtomicU64::new(number), AtomicU8::new(IDLE));
        Own(Arc::new(Target { number, state, ended: AtomicBool::new(false) }))
    }
}

/// Whether the thread is among those with a frame of Python code.
fn has_frame(py: Python<'_>, number: c_ulong) -> bool {
    let api = py.api();
    // SAFETY: attached; each new reference is released, and null is passed to nothing that does not take it.
    unsafe {
        let function: Borrowed = api.PySys_GetObject(c"_current_frames".as_ptr());
        let none = api.PyTuple_New(0).as_ptr();
        let mut found = false;
        if !function.is_null() && !none.is_null() {
            let frames = api.PyObject_Call(function.as_ptr(), none, null_mut()).as_ptr();
            let number = api.PyLong_FromUnsignedLongLong(number as c_ulonglong).as_ptr();
            found = !frames.is_null() && !number.is_null() && api.PyDict_Contains(frames, number) > 0;
            api.Py_DecRef(number);
            api.Py_DecRef(frames);
        }
        api.Py_DecRef(none);
        api.PyErr_Clear();
        found
    }
}

/// The thread, which is interruptible, leaves Python: takes back what was sent to it and not raised.
pub(super) fn take_back(py: Python<'_>) {
    let take = |own: &Own| {
        let target = &own.0;
        // Whoever sends needs Python, which may have one thread only.
        while target.state.load(Ordering::SeqCst) == SENDING {
            detach(std::thread::yield_now);
        }
        target.take_back(py, target.number.load(Ordering::SeqCst) as c_ulong);
    };
    // At the end of a thread there is nothing left to be interrupted.
    let _ = OWN.try_with(|own| own.get().map(take));
}

/// What the calls of this thread, which a worker makes, are interrupted by; null where the thread is ending.
pub(super) fn of_calls() -> *const Target {
    OWN.try_with(|own| Arc::as_ptr(&own.get_or_init(|| Own::new(0)).0)).unwrap_or(null())
}

/// A worker, which is attached, runs a call for a target, for as long as this lives.
pub(super) struct Runs<'py> {
    py: Python<'py>,
    target: *const Target,
    /// The target of the call that waits below this one, where what was sent to it is still to be raised.
    owed: *const Target,
}

impl<'py> Runs<'py> {
    /// # Safety
    /// This thread is a worker, and the targets, if any, last as long as this. The call of `outer` waits until then.
    pub(super) unsafe fn new(py: Python<'py>, target: *const Target, outer: *const Target) -> Self {
        // SAFETY: as the caller promises.
        let (outer, new) = unsafe { (outer.as_ref(), target.as_ref()) };
        let owed = outer.filter(|outer| outer.state.load(Ordering::SeqCst) == SENT && is_due(py));
        if let Some(new) = new {
            new.runs_here();
        }
        Runs { py, target, owed: owed.map_or(null(), std::ptr::from_ref) }
    }
}

impl Drop for Runs<'_> {
    fn drop(&mut self) {
        let api = self.py.api();
        let wait = || {
            // SAFETY: attached, also after others have been let in.
            unsafe {
                let state = api.PyEval_SaveThread();
                std::thread::yield_now();
                api.PyEval_RestoreThread(state);
            }
        };
        // SAFETY: as `new` was promised; attached; the class is static.
        unsafe {
            let this = api.PyThread_get_thread_ident();
            if let Some(target) = self.target.as_ref() {
                target.runs_nowhere(wait);
                target.take_back(self.py, this);
            }
            if !self.owed.is_null() {
                api.PyThreadState_SetAsyncExc(this, *api.PyExc_KeyboardInterrupt());
            }
        }
    }
}

/// Whether something is on its way to this thread, which is attached; it arrives here.
fn is_due(py: Python<'_>) -> bool {
    let result = run(py, "0", Code::Expression);
    // SAFETY: attached; the result is this function's own, or null, and an exception is nobody else's.
    unsafe {
        py.api().Py_DecRef(result.as_ptr());
        py.api().PyErr_Clear();
    }
    result.is_null()
}

/// The call that this thread, a worker, makes waits, detached, while `f` runs.
pub(super) fn while_waiting<R>(f: impl FnOnce() -> R) -> R {
    // SAFETY: the target is that of a thread that waits for the call.
    let target = unsafe { along().target.as_ref() };
    if let Some(target) = target {
        target.runs_nowhere(std::thread::yield_now);
    }
    let result = f();
    if let Some(target) = target {
        target.runs_here();
    }
    result
}
