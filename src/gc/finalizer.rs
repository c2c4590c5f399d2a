//! The finalizer: a thread that releases what detached threads dropped.
//!
//! A detached thread may not touch a reference count, and must not wait for Python in a destructor: it could
//! hold a lock that the attached thread is waiting for. So it queues the reference, and this thread, which
//! attaches, releases it. Decrements are queued, increments never.

use crate::runtime::{enter_initialised, is_exiting};
use crate::sys::{PyObject, decref};
use crossbeam_channel::{Receiver, Sender, unbounded};
use std::ptr::NonNull;
use std::sync::OnceLock;

/// A reference that its owner has given up.
struct Dropped(NonNull<PyObject>);

// SAFETY: it is only released, and only by an attached thread.
unsafe impl Send for Dropped {}

/// How many references are released before other threads get their turn.
const BATCH: usize = 256;

/// Queues a reference, which this takes over, to be released by a thread that is attached. Once the process is
/// exiting it does nothing.
#[cold]
pub(crate) fn release_later(object: NonNull<PyObject>) {
    static QUEUE: OnceLock<Sender<Dropped>> = OnceLock::new();
    if !is_exiting() {
        // The receiver lives as long as the process, so that sending cannot fail; a process that can start no
        // thread keeps the object.
        let _ = QUEUE.get_or_init(start).send(Dropped(object));
    }
}

/// Starts the thread; gives the queue that it works off.
fn start() -> Sender<Dropped> {
    let (sender, receiver) = unbounded();
    let _ = std::thread::Builder::new().name("py4rs finalizer".to_owned()).spawn(move || work(&receiver));
    sender
}

fn work(queue: &Receiver<Dropped>) {
    while let Ok(first) = queue.recv() {
        let batch = std::iter::once(first).chain(queue.try_iter()).take(BATCH);
        enter_initialised(|_py| {
            for object in batch {
                // SAFETY: attached; the reference came from an owner that gave it up.
                unsafe { decref(object.0.as_ptr()) };
            }
        });
    }
}
