//! The end of the process.
//!
//! CPython is never finalised: its own end frees what other threads and extension modules still use. What a
//! program would miss of it is done when the process exits: the functions registered with `atexit` run, once,
//! `__main__` is cleared and what was dropped is released, so that files are closed, and the output that Python buffered is written.
//! Threads of Python are not waited for, as a Rust program does not wait for its own.

use super::function::{self, Definition, register};
use super::gateway::enter_initialised;
use super::main::clear_main;
use super::state::{Life, is_exiting, set_life};
use super::streams::{call_method, flush};
use super::thread::{Attached, Python, attached, detach, forget_attached};
use super::worker::{run_aside, run_at_end};
use crate::sys::{Api, PyObject};
use std::io::{Write, stderr};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

/// How long the exit waits for a thread that keeps Python attached: it may be waiting for the exit itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// What else is done at the end.
static AT_END: OnceLock<fn(Python<'_>)> = OnceLock::new();

/// Has the end call a function, attached, after `__main__` was cleared. The first one that is given is the one.
pub(crate) fn when_exiting(f: fn(Python<'_>)) {
    let _ = AT_END.set(f);
}

/// Has the process's exit end Python, which this program initialised.
pub(super) fn register_end() {
    // SAFETY: the function has C's type, does not unwind and stays in place.
    unsafe { libc::atexit(at_exit) };
}

/// Has the end of somebody else's Python noticed: before it, by Python's own `atexit`, and, should that have been
/// cleared, after it.
///
/// # Safety
/// The thread is attached.
pub(super) unsafe fn watch(api: &Api) {
    static ENDS: Definition = Definition::new(c"py4rs_at_exit", ends);
    // SAFETY: as the caller promises; `ended` does not use Python.
    unsafe {
        register(api, &ENDS, c"atexit", c"register", None);
        api.Py_AtExit(Some(ended));
    }
}

extern "C" fn ended() {
    set_life(Life::Exiting);
}

/// Called by Python before it ends: what waits is released, and this library's own thread, which Python would end in
/// the middle of what it does, is waited for, but not for ever.
unsafe extern "C" fn ends(_this: *mut PyObject, _arguments: *mut PyObject) -> *mut PyObject {
    const PATIENCE: Duration = Duration::from_secs(1);
    enter_initialised(|py| {
        if let Some(f) = AT_END.get() {
            f(py);
        }
        set_life(Life::Exiting);
        let until = Instant::now() + PATIENCE;
        detach(|| {
            while BACKGROUND.load(Ordering::SeqCst) > 0 && Instant::now() < until {
                thread::sleep(Duration::from_millis(1));
            }
        });
    });
    // SAFETY: Python calls it attached.
    unsafe { function::none() }
}

/// How many threads of this library's own use Python just now, or are about to.
static BACKGROUND: AtomicUsize = AtomicUsize::new(0);

/// Runs `f` attached, for a thread of this library's own, the only one that does, unless Python has come to its end,
/// which waits for `f`.
pub(crate) fn in_background<R: Send>(f: impl FnOnce(Python<'_>) -> R + Send) -> Option<R> {
    // Said before the life is looked at, so that whoever ends it sees this, or this sees the end.
    BACKGROUND.fetch_add(1, Ordering::SeqCst);
    // Looked at before the worker attaches, which nobody may any more once Python ends, and there again.
    let alive = || if is_exiting() { None } else { enter_initialised(f) };
    let result = if is_exiting() { None } else { run_aside(alive) };
    BACKGROUND.fetch_sub(1, Ordering::SeqCst);
    result
}

extern "C" fn at_exit() {
    if attached().is_none() && !can_attach() {
        let message = "py4rs: a thread keeps Python attached while the process exits; Python's atexit \
                       functions and buffered output are lost";
        let _ = writeln!(stderr(), "{message}");
        set_life(Life::Exiting);
    } else {
        let ended = run_at_end(|| _ = enter_initialised(end));
        // SAFETY: Python is initialised, or this would not be registered. The region has no end: whoever waits for Python
        // now waits until the process is gone, like threads of CPython at its end.
        let py = attached().unwrap_or_else(|| unsafe {
            std::mem::forget(Attached::new());
            Python::assume()
        });
        if !ended {
            end(py);
        }
        // Said by who is attached for good: others, who would take it that they are not, do not come any further.
        set_life(Life::Exiting);
    }
    forget_attached();
}

/// Whether a thread can attach before patience ends. It is tried on a thread that can be left waiting.
fn can_attach() -> bool {
    let (sender, receiver) = channel();
    let attempt = thread::Builder::new().spawn(move || {
        // SAFETY: Python is initialised, as above; the region ends at once.
        drop(unsafe { Attached::new() });
        // Nobody receives it any more when it was too late.
        let _ = sender.send(());
    });
    attempt.is_err() || receiver.recv_timeout(PATIENCE).is_ok()
}

/// Runs what Python does at its end. A failure in here has nobody to go to: Python has printed what it had to say.
fn end(py: Python<'_>) {
    let api = py.api();
    // SAFETY: attached; each new reference is released.
    unsafe {
        let atexit = api.PyImport_ImportModule(c"atexit".as_ptr());
        call_method(api, atexit.as_ptr(), c"_run_exitfuncs", None);
        api.Py_DecRef(atexit.as_ptr());
    }
    clear_main(py);
    if let Some(f) = AT_END.get() {
        f(py);
    }
    flush(py);
}
