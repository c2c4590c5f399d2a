//! What is tracked, queued and released, in numbers.

use super::pygc::{COLLECTIONS, RELEASED};
use super::{queue, tracker};
use std::sync::atomic::Ordering;

/// What [`stats`] gives: numbers of references.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// How many this thread tracks now.
    pub tracked: usize,
    /// What they weigh, to be compared with [`pygc_threshold`](super::pygc_threshold).
    pub weight: usize,
    /// How many this thread has tracked at the most.
    pub most_tracked: usize,
    /// How many tracked ones were released, of all threads, since the process began.
    pub released: usize,
    /// How often tracked ones were released, of all threads.
    pub collections: usize,
    /// How many wait in the finalizer's queue now: dropped by detached threads and not released yet.
    pub queued: usize,
    /// How many were in the queue at the most, whenever something was taken from it or this function was called.
    pub most_queued: usize,
    /// How many of the queue were released, by the finalizer or by a thread that helped.
    pub finalized: usize,
}

/// The numbers as they are now. It costs a few loads, and nothing is attached.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::gc;
/// use py4rs::prelude::*;
///
/// let object: PyObject = raw_pyeval("object()")?;
/// drop(object); // This thread is detached.
/// gc::pygc();
/// assert_eq!(gc::stats().queued, 0);
/// assert!(gc::stats().finalized >= 1);
/// # Ok(())
/// # }
/// ```
pub fn stats() -> Stats {
    let mine = tracker::totals();
    Stats {
        tracked: mine.count,
        weight: mine.weight,
        most_tracked: mine.most,
        released: RELEASED.load(Ordering::Relaxed),
        collections: COLLECTIONS.load(Ordering::Relaxed),
        queued: queue::queued(),
        most_queued: queue::most_queued(),
        finalized: queue::released(),
    }
}
