//! When what is tracked is released: at the end of a thread's outermost operation, past a threshold.

use super::{leaving, queue, tracker};
use crate::runtime::{Python, before_leaving, enter_initialised, holds, is_within_region, set_holds};
use crate::sys::{PyObject, Stolen};
use std::ptr::NonNull;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

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

/// The weight of tracked references above which they are released; 1000 at first, or what the environment variable
/// `PY4RS_PYGC_THRESHOLD` says. It is the same for all threads, and each compares its own.
///
/// A reference weighs 1, and 1 more for each item of a list, tuple, dict or set, and for each 64 bytes of text, bytes
/// or an array.
#[doc(alias = "*pygc-threshold*")]
pub fn pygc_threshold() -> usize {
    THRESHOLD_NOW.load(Ordering::Relaxed)
}

/// Sets the [threshold](pygc_threshold). With 0 whatever is tracked is released at the end of the operation; what a
/// destructor tracks at that moment, at the end of the next.
///
/// ```
/// py4rs::gc::set_pygc_threshold(10_000);
/// assert_eq!(py4rs::gc::pygc_threshold(), 10_000);
/// ```
pub fn set_pygc_threshold(weight: usize) {
    THRESHOLD_NOW.store(weight, Ordering::Relaxed);
    before_leaving(leaving);
}

/// Has tracked references released when they are due, as they are at first. What is due already on this thread is
/// released at the end of its next operation.
#[doc(alias = "enable-pygc")]
pub fn enable_pygc() {
    ENABLED.store(true, Ordering::Relaxed);
    before_leaving(leaving);
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
/// Nothing, inside [`with_pygc`], and where Python was never started or the process is exiting. The objects' `__del__`
/// methods run; what they raise goes to `sys.unraisablehook`. Where another thread is in the middle of releasing, it is
/// waited for, a second at the most.
///
/// A raw pointer that is still only tracked dangles afterwards, also where this is called inside of
/// [`attach`](crate::attach).
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
/// Nested, the outermost one releases. Inside of [`attach`](crate::attach) it releases what was dropped; what is tracked
/// keeps its promise and lasts until the thread's outermost operation ends. What other threads drop is none of this one's.
/// The temporaries of a verb, such as
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
            let totals = tracker::totals();
            if !self.outer && totals.held + totals.count > 0 {
                let is_outermost = !is_within_region();
                enter_initialised(|py| {
                    release_held(py);
                    if is_outermost && ENABLED.load(Ordering::Relaxed) {
                        collect(py);
                        queue::release_own(py);
                    }
                });
            }
        }
    }
    let _hold = Hold { outer: set_holds(true) };
    f()
}

/// Tracks a new reference, which this takes over; gives the round of the tracker.
#[inline]
pub(super) fn track(py: Python<'_>, object: NonNull<PyObject>) -> usize {
    before_leaving(leaving);
    tracker::track(py, object)
}

/// Keeps a reference that was given up where nothing is released: inside of [`with_pygc`].
#[cold]
pub(crate) fn hold(object: NonNull<PyObject>) {
    tracker::hold(object);
}

/// At the end of the outermost operation: releases what this thread tracks, if it is due.
pub(super) fn collect_if_due(py: Python<'_>) {
    if ENABLED.load(Ordering::Relaxed) && !holds() && tracker::totals().count > 0 {
        tracker::weigh(py);
        if tracker::totals().weight > pygc_threshold() {
            collect(py);
            queue::release_own(py);
        }
    }
}

/// Releases what this thread tracks.
pub(super) fn collect(py: Python<'_>) {
    let released = undisturbed(py, tracker::release);
    COLLECTIONS.fetch_add(1, Ordering::Relaxed);
    RELEASED.fetch_add(released, Ordering::Relaxed);
}

/// Releases what this thread holds.
pub(super) fn release_held(py: Python<'_>) {
    RELEASED.fetch_add(undisturbed(py, tracker::release_held), Ordering::Relaxed);
}

/// Releases references by `release`. An exception that is on its way stays on its way, and what the releases raise goes
/// where Python sends it.
fn undisturbed(py: Python<'_>, release: fn(Python<'_>) -> usize) -> usize {
    let api = py.api();
    // SAFETY: attached; the exception is put back as it was.
    let raised = unsafe { api.PyErr_GetRaisedException() };
    let released = release(py);
    if !raised.is_null() {
        // SAFETY: attached, and an exception.
        unsafe { api.PyErr_SetRaisedException(Stolen::from_ptr(raised.as_ptr())) };
    }
    released
}
