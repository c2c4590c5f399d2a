//! The finalizer: a thread that attaches and releases what detached threads dropped.
//!
//! It begins with the first reference that is dropped so, and then waits for the next. When one comes it lets a few
//! milliseconds pass, in which more may come, and then releases for a millisecond at a time, with a pause in which others
//! get in. Nobody ever waits for it to end: at the exit of the process it is left where it is, waiting for Python, which
//! the exiting thread keeps.

use super::{at_end, queue};
use crate::runtime::{Python, call_method, enter_initialised, is_exiting, when_exiting};
use crate::sys::{PyMethodDef, PyObject};
use std::ptr::{NonNull, null, null_mut};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// Whether this process has the thread: a fork does not bring it along.
static RUNS: AtomicBool = AtomicBool::new(false);

/// Its stack, as large as that of a thread of Python's: a destructor may be any Python code.
const STACK: usize = 8 << 20;
/// How long it waits for more after the first.
const GATHER: Duration = Duration::from_millis(5);
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

/// Starts the thread. Where there can be none, the references wait for the next stop, or the exit.
#[cold]
fn start() {
    static FIRST: Once = Once::new();
    FIRST.call_once(|| {
        when_exiting(at_end);
        watch_forks();
    });
    if !RUNS.swap(true, Ordering::Relaxed) {
        let thread = thread::Builder::new().name("py4rs finalizer".to_owned()).stack_size(STACK);
        let _ = thread.spawn(run);
    }
}

fn run() {
    if enter_initialised(tell_python_of_forks).is_none() {
        return;
    }
    loop {
        queue::wait();
        thread::sleep(GATHER);
        while !queue::is_empty() {
            if enter_initialised(|py| queue::release_for(py, TURN)).is_none() {
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

/// Has `os.register_at_fork` start the thread in a child that inherits something to release, once Python works there.
fn tell_python_of_forks(py: Python<'_>) {
    static TOLD: AtomicBool = AtomicBool::new(false);
    if TOLD.swap(true, Ordering::Relaxed) {
        return;
    }
    let api = py.api();
    // SAFETY: attached; the definition is static, and what is new is released, which leaves null alone. A system without
    // fork has no such function, and nobody to tell.
    unsafe {
        let restart =
            api.PyCFunction_NewEx((&raw const RESTART.0).cast_mut(), null_mut(), null_mut()).as_ptr();
        let os = api.PyImport_ImportModule(c"os".as_ptr()).as_ptr();
        call_method(api, os, c"register_at_fork", Some((c"after_in_child", restart)));
        api.Py_DecRef(os);
        api.Py_DecRef(restart);
    }
}

/// A definition that never changes.
struct Definition(PyMethodDef);

// SAFETY: it is only read.
unsafe impl Sync for Definition {}

/// `METH_NOARGS`.
const NO_ARGUMENTS: std::ffi::c_int = 4;

static RESTART: Definition = Definition(PyMethodDef {
    ml_name: c"py4rs_after_fork".as_ptr(),
    ml_meth: Some(restart),
    ml_flags: NO_ARGUMENTS,
    ml_doc: null(),
});

/// What Python calls in the child of a fork.
unsafe extern "C" fn restart(_this: *mut PyObject, _arguments: *mut PyObject) -> *mut PyObject {
    if !queue::is_empty() {
        start();
    }
    // SAFETY: Python calls it attached, so that the table is filled.
    unsafe {
        let api = crate::sys::api();
        let none = api._Py_NoneStruct();
        api.Py_IncRef(none);
        none
    }
}
