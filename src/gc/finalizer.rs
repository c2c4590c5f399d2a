//! The finalizer: a thread that attaches and releases what detached threads dropped.
//!
//! It begins with the first reference that is dropped so, and then waits for the next. When one comes it lets a few
//! milliseconds pass, in which more may come, and then releases for a millisecond at a time, with a pause in which others
//! get in. Nobody ever waits for it to end: at the exit of the process it is left where it is, waiting for Python, which
//! the exiting thread keeps.

use super::{at_end, queue};
use crate::runtime::function::{self, Definition, register};
use crate::runtime::{Python, in_background, is_exiting, when_exiting};
use crate::sys::PyObject;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Whether this process has the thread: a fork does not bring it along.
static RUNS: AtomicBool = AtomicBool::new(false);

/// Its stack, as large as that of a thread of Python's: a destructor may be any Python code.
const STACK: usize = 8 << 20;
/// How long it waits for more after the first.
const GATHER: Duration = Duration::from_millis(10);
/// How long it keeps others from Python at a time.
const TURN: Duration = Duration::from_millis(1);
/// How long it then lets them in.
const PAUSE: Duration = Duration::from_micros(100);

/// Queues a reference, which this takes over, to be released by a thread that is attached. Once the process is
/// exiting it does nothing.
#[cold]
pub(crate) fn release_later(object: NonNull<PyObject>) {
    if is_exiting() {
        return;
    }
    queue::leave(object);
    if !RUNS.load(Ordering::Relaxed) {
        start();
    }
}

/// Starts the thread. Where there can be none, the references wait for the next try, stop, or the exit.
#[cold]
fn start() {
    // No lock: a fork could leave it locked.
    static FIRST: AtomicBool = AtomicBool::new(true);
    if FIRST.swap(false, Ordering::Relaxed) {
        when_exiting(at_end);
        watch_forks();
    }
    if !RUNS.swap(true, Ordering::Relaxed) {
        let thread = thread::Builder::new().name("py4rs finalizer".to_owned()).stack_size(STACK);
        if thread.spawn(run).is_err() {
            RUNS.store(false, Ordering::Relaxed);
        }
    }
}

fn run() {
    if in_background(tell_python_of_forks).is_none() {
        return;
    }
    loop {
        queue::wait();
        thread::sleep(GATHER);
        while !queue::is_empty() {
            if in_background(|py| queue::release_for(py, TURN)).is_none() {
                return;
            }
            thread::sleep(PAUSE);
        }
    }
}

/// Has a fork's child begin with a queue of its own, and without the thread.
#[cfg(unix)]
fn watch_forks() {
    use queue::fork;
    unsafe extern "C" fn prepare() {
        fork::prepare();
    }
    unsafe extern "C" fn parent() {
        fork::parent();
    }
    unsafe extern "C" fn child() {
        RUNS.store(false, Ordering::Relaxed);
        fork::child();
    }
    // SAFETY: the functions have C's type, do not unwind (an allocation that fails aborts) and stay in place.
    unsafe { libc::pthread_atfork(Some(prepare), Some(parent), Some(child)) };
}

#[cfg(not(unix))]
fn watch_forks() {}

/// Has `os.register_at_fork` start the thread in a child that inherits something to release, once Python works there. A
/// system without fork has no such function, and nobody to tell.
fn tell_python_of_forks(py: Python<'_>) {
    static TOLD: AtomicBool = AtomicBool::new(false);
    static RESTART: Definition = Definition::new(c"py4rs_after_fork", restart);
    if !TOLD.swap(true, Ordering::Relaxed) {
        // SAFETY: attached.
        unsafe { register(py.api(), &RESTART, c"os", c"register_at_fork", Some(c"after_in_child")) };
    }
}

/// What Python calls in the child of a fork.
unsafe extern "C" fn restart(_this: *mut PyObject, _arguments: *mut PyObject) -> *mut PyObject {
    if !queue::is_empty() {
        start();
    }
    // SAFETY: Python calls it attached.
    unsafe { function::none() }
}
