//! The finalizer: a thread that attaches and releases what detached threads dropped.

use crate::runtime::{dropped, enter_initialised, is_exiting};
use crate::sys::PyObject;
use std::ptr::NonNull;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Whether this process has the thread: a fork does not bring it along.
static RUNS: AtomicBool = AtomicBool::new(false);

/// How many references are released before other threads get their turn.
const BATCH: usize = 256;

/// Queues a reference, which this takes over, to be released by a thread that is attached. Once the process is
/// exiting it does nothing.
#[cold]
pub(crate) fn release_later(object: NonNull<PyObject>) {
    if is_exiting() {
        return;
    }
    dropped::leave(object);
    if !RUNS.swap(true, Ordering::Relaxed) {
        start();
    }
}

/// Starts the thread. Where there can be none, the references wait for the next stop, or the exit.
fn start() {
    static FORKS: Once = Once::new();
    FORKS.call_once(watch_forks);
    let _ = thread::Builder::new().name("py4rs finalizer".to_owned()).spawn(|| {
        loop {
            dropped::wait();
            if enter_initialised(|py| dropped::release(py, BATCH)).is_none() {
                return;
            }
        }
    });
}

/// Has the child of a fork start a thread of its own when it needs one.
#[cfg(unix)]
fn watch_forks() {
    unsafe extern "C" fn in_child() {
        RUNS.store(false, Ordering::Relaxed);
    }
    // SAFETY: the function has C's type, does not unwind, stays in place, and only writes an atomic.
    unsafe { libc::pthread_atfork(None, None, Some(in_child)) };
}

#[cfg(not(unix))]
fn watch_forks() {}
