//! References that detached threads have given up, until an attached thread releases them.
//!
//! A detached thread may not touch a reference count, and must not wait for Python in a destructor: it could
//! hold a lock that the attached thread is waiting for. So it leaves the reference here. Decrements are
//! queued, increments never.

use super::thread::{Python, detach};
use crate::sys::{PyObject, decref};
use crossbeam_channel::{Receiver, Select, Sender, unbounded};
use std::ptr::NonNull;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A reference that its owner has given up.
struct Dropped(NonNull<PyObject>);

// SAFETY: it is only released, and only by an attached thread.
unsafe impl Send for Dropped {}

static QUEUE: LazyLock<(Sender<Dropped>, Receiver<Dropped>)> = LazyLock::new(unbounded);

/// How many threads are releasing what they took.
static RELEASING: AtomicUsize = AtomicUsize::new(0);

/// Leaves a reference, which this takes over, to be released.
pub(crate) fn leave(object: NonNull<PyObject>) {
    // Both ends of the queue live as long as the process, so that sending cannot fail.
    let _ = QUEUE.0.send(Dropped(object));
}

/// Waits until something is left, and takes nothing: what is taken has to be released at once.
pub(crate) fn wait() {
    let mut select = Select::new();
    select.recv(&QUEUE.1);
    select.ready();
}

/// Releases all that has been left until now; what another thread has begun to release is waited for, but not for
/// ever: it may be waiting for this one.
pub(crate) fn release_all(py: Python<'_>) {
    const PATIENCE: Duration = Duration::from_secs(1);
    release(py, QUEUE.1.len());
    let until = Instant::now() + PATIENCE;
    while RELEASING.load(Ordering::Acquire) > 0 && Instant::now() < until {
        detach(|| thread::sleep(Duration::from_millis(1)));
    }
}

/// Releases what has been left, `most` references at the most.
pub(crate) fn release(_py: Python<'_>, most: usize) {
    // Said before anything is taken: releasing may let other threads in, who must know of it.
    RELEASING.fetch_add(1, Ordering::AcqRel);
    for object in QUEUE.1.try_iter().take(most) {
        // SAFETY: attached; the reference came from an owner that gave it up.
        unsafe { decref(object.0.as_ptr()) };
    }
    RELEASING.fetch_sub(1, Ordering::AcqRel);
}
