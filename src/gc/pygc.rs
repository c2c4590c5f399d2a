//! When what is tracked is released: at the end of a thread's outermost operation, past a threshold.

use super::queue;
use super::tracker::{self, Totals};
use crate::runtime::{Python, before_leaving, enter_initialised, holds, set_holds};
use crate::sys::{PyObject, Stolen};
use std::ptr::NonNull;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

/// The threshold, unless the environment variable of [`OVERRIDE`] names another.
const THRESHOLD: usize = 1000;

/// Names the first threshold, so that tests can be run with another one.
const OVERRIDE: &str = "PY4RS_PYGC_THRESHOLD";

static THRESHOLD_NOW: LazyLock<AtomicUsize> = LazyLock::new(|| {
    let named = std::env::var(OVERRIDE).ok().and_then(|text| text.parse().ok());
    AtomicUsize::new(named.unwrap_or(THRESHOLD))
});

static ENABLED: AtomicBool = AtomicBool::new(true);

/// How often something was released, and how many references in all.
pub(super) static COLLECTIONS: AtomicUsize = AtomicUsize::new(0);
pub(super) static RELEASED: AtomicUsize = AtomicUsize::new(0);

/// How long an automatic collection helps with what other threads have left.
const HELP: Duration = Duration::from_micros(500);

/// The weight of tracked references above which they are released; 1000 at first, or what the environment variable
/// `PY4RS_PYGC_THRESHOLD` says. It is the same for all threads, and each compares its own.
///
/// A reference weighs 1, and 1 more for each item of a list, tuple, dict or set, and for each 64 bytes of text, bytes
/// or an array.
#[doc(alias = "*pygc-threshold*")]
pub fn pygc_threshold() -> usize {
    THRESHOLD_NOW.load(Ordering::Relaxed)
}

/// Sets the [threshold](pygc_threshold). With 0 whatever is tracked is released at the end of the operation.
///
/// ```
/// py4rs::gc::set_pygc_threshold(10_000);
/// assert_eq!(py4rs::gc::pygc_threshold(), 10_000);
/// ```
pub fn set_pygc_threshold(weight: usize) {
    THRESHOLD_NOW.store(weight, Ordering::Relaxed);
    look(tracker::totals());
}

/// Has tracked references released when they are due, as they are at first. What is due already on this thread is
/// released at the end of its next operation.
#[doc(alias = "enable-pygc")]
pub fn enable_pygc() {
    ENABLED.store(true, Ordering::Relaxed);
    look(tracker::totals());
}

/// Has tracked references, of all threads, kept until [`pygc`] is called or [`enable_pygc`]. What a Rust value owned and
/// dropped is released as ever.
#[doc(alias = "disable-pygc")]
pub fn disable_pygc() {
    ENABLED.store(false, Ordering::Relaxed);
}

/// Releases now all references that this thread tracks, whatever their weight, and what any thread dropped while it was
/// detached.
///
/// Nothing, inside [`with_pygc`], at whose end it is done, and where Python was never started or the process is
/// exiting. The objects' `__del__` methods run; what they raise goes to `sys.unraisablehook`.
///
/// A raw pointer that is still only tracked dangles afterwards.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::gc;
/// use py4rs::prelude::*;
///
/// // SAFETY: the function takes a length.
/// attach(|py| unsafe { py.sys().PyList_New(0) }.as_ptr())?;
/// assert_eq!(gc::stats().tracked, 1);
/// gc::pygc();
/// assert_eq!(gc::stats().tracked, 0);
/// # Ok(())
/// # }
/// ```
pub fn pygc() {
    if !holds() {
        enter_initialised(|py| {
            collect(py);
            queue::release_all(py);
        });
    }
}

/// Runs `f`, and releases nothing on this thread meanwhile, neither what is tracked nor what is dropped; all of it is
/// released at the end, also where `f` panics.
///
/// Nested, the outermost one releases. What other threads drop is none of this one's. The temporaries of a verb, such as
/// an argument that was made of a Rust value, end with the verb.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::gc::with_pygc;
/// use py4rs::prelude::*;
///
/// raw_pyexec("import weakref\nclass Thing: pass")?;
/// let alive: PyObject = with_pygc(|| {
///     let thing: PyObject = pycall!("Thing")?;
///     let alive = pycall!("weakref.ref", thing)?;
///     drop(thing);
///     assert!(!pycall!(alive => PyObject)?.is(&py_none()?));
///     Ok::<_, Error>(alive)
/// })?;
/// assert!(pycall!(alive => PyObject)?.is(&py_none()?));
/// # Ok(())
/// # }
/// ```
#[doc(alias = "with-pygc")]
pub fn with_pygc<R>(f: impl FnOnce() -> R) -> R {
    struct Hold {
        outer: bool,
    }
    impl Drop for Hold {
        fn drop(&mut self) {
            set_holds(self.outer);
            if !self.outer && tracker::totals().count > 0 {
                enter_initialised(|py| {
                    collect(py);
                    queue::release_own(py);
                });
            }
        }
    }
    let _hold = Hold { outer: set_holds(true) };
    f()
}

/// Tracks a new reference, which this takes over.
pub(super) fn track(py: Python<'_>, object: NonNull<PyObject>) {
    let weight = tracker::track(py, object);
    if weight > pygc_threshold() {
        when_leaving();
    }
}

/// Keeps a reference that was given up where nothing is released: inside of [`with_pygc`].
#[cold]
pub(crate) fn hold(object: NonNull<PyObject>) {
    tracker::hold(object, 1);
}

/// Has this thread, if what it tracks is due, release it at the end of its operation.
fn look(totals: Totals) {
    if totals.weight > pygc_threshold() {
        when_leaving();
    }
}

#[cold]
fn when_leaving() {
    before_leaving(|py| {
        if ENABLED.load(Ordering::Relaxed) && !holds() {
            collect(py);
            queue::release_own(py);
            if !queue::is_empty() {
                queue::release_for(py, HELP);
            }
        }
    });
}

/// Releases what this thread tracks. An exception that is on its way stays on its way, and what the releases raise goes
/// where Python sends it.
pub(super) fn collect(py: Python<'_>) {
    let api = py.api();
    // SAFETY: attached; the exception is put back as it was.
    let raised = unsafe { api.PyErr_GetRaisedException() };
    let released = tracker::release(py);
    COLLECTIONS.fetch_add(1, Ordering::Relaxed);
    RELEASED.fetch_add(released, Ordering::Relaxed);
    if !raised.is_null() {
        // SAFETY: attached, and an exception.
        unsafe { api.PyErr_SetRaisedException(Stolen::from_ptr(raised.as_ptr())) };
    }
}
