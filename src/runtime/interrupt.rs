//! Interrupting what Python runs on another thread.
//!
//! CPython raises an exception in another thread at its next bytecode. What was sent and not raised before the thread
//! left Python is taken back there, so that no later call gets it.

use super::thread::{Python, detach, set_interruptible};
use crate::sys::Borrowed;
use std::ffi::{c_ulong, c_ulonglong};
use std::ptr::null_mut;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

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
    /// The calling thread; `None` where it is ending.
    pub(crate) fn this(py: Python<'_>) -> Option<Arc<Target>> {
        let make = || {
            set_interruptible();
            // SAFETY: attached.
            let number = unsafe { py.api().PyThread_get_thread_ident() };
            Own(Arc::new(Target { number, state: AtomicU8::new(IDLE), ended: AtomicBool::new(false) }))
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
        let send = !self.ended.load(Ordering::SeqCst) && self.runs(py);
        if send {
            // SAFETY: attached; the class is static and counted by the function.
            unsafe { py.api().PyThreadState_SetAsyncExc(self.number, *py.api().PyExc_KeyboardInterrupt()) };
        }
        self.state.store(if send { SENT } else { before }, Ordering::SeqCst);
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
