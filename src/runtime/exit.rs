//! The end of the process, and flushing.
//!
//! CPython is never finalised: its own end frees what other threads and extension modules still use. What a
//! program would miss of it is done when the process exits: the functions registered with `atexit` run, once,
//! and the output that Python buffered is written. Threads of Python are not waited for, as a Rust program
//! does not wait for its own.

use super::state::{Life, set_life};
use super::streams::{call_method, flush};
use super::thread::{Attached, Python, attached, forget_attached};
use crate::sys::Api;

/// Has the process's exit end Python, which this program initialised.
pub(super) fn register() {
    // SAFETY: the function has C's type, does not unwind and stays in place.
    unsafe { libc::atexit(at_exit) };
}

/// Has the end of somebody else's Python noticed.
///
/// # Safety
/// The thread is attached.
pub(super) unsafe fn watch(api: &Api) {
    // SAFETY: as the caller promises; the function does not use Python.
    unsafe { api.Py_AtExit(Some(ended)) };
}

extern "C" fn ended() {
    set_life(Life::Exiting);
}

extern "C" fn at_exit() {
    // A failure in here has nobody to go to; Python has printed what it had to say.
    match attached() {
        Some(py) => end(py),
        None => {
            // SAFETY: Python is initialised, or this would not be registered.
            let (region, py) = unsafe { (Attached::new(), Python::assume()) };
            end(py);
            // The region has no end: whoever waits for Python now waits until the process is gone, like
            // threads of CPython at its end.
            std::mem::forget(region);
        }
    }
    forget_attached();
}

/// Runs what Python does at its end.
fn end(py: Python<'_>) {
    let api = py.sys();
    // SAFETY: attached; each new reference is released.
    unsafe {
        let atexit = api.PyImport_ImportModule(c"atexit".as_ptr());
        call_method(api, atexit.as_ptr(), c"_run_exitfuncs", None);
        api.Py_DecRef(atexit.as_ptr());
    }
    flush(py);
    set_life(Life::Exiting);
}
