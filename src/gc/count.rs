//! A number that many threads count up, each at a place of its own.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

const PLACES: usize = 16;

/// A cache line, so that threads do not take it from each other.
#[repr(align(128))]
struct Place(AtomicUsize);

/// A count that grows.
pub(super) struct Count([Place; PLACES]);

thread_local! {
    static PLACE: Cell<usize> = const { Cell::new(usize::MAX) };
}

impl Count {
    pub(super) const fn new() -> Count {
        Count([const { Place(AtomicUsize::new(0)) }; PLACES])
    }

    #[inline]
    pub(super) fn add(&self, more: usize) {
        self.0[place() % PLACES].0.fetch_add(more, Ordering::Release);
    }

    /// Has the count be another. Nobody else may be counting.
    #[cfg(unix)]
    pub(super) fn set(&self, count: usize) {
        for (index, place) in self.0.iter().enumerate() {
            place.0.store(if index == 0 { count } else { 0 }, Ordering::Release);
        }
    }

    pub(super) fn sum(&self) -> usize {
        self.0.iter().map(|place| place.0.load(Ordering::Acquire)).sum()
    }
}

/// This thread's place.
#[inline]
fn place() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let place = PLACE.get();
    if place != usize::MAX {
        return place;
    }
    let place = NEXT.fetch_add(1, Ordering::Relaxed) % PLACES;
    PLACE.set(place);
    place
}
