//! The tracker: the new references of each thread that no Rust owner holds.
//!
//! They are what users of the raw layer asked for and have not taken. Most are given up again soon, the latest first, so they stand on a stack; one
//! that is asked for deeper down has the stack moved into a map of counts by address, each entry once.
//!
//! An entry has a weight: 1, and what the object holds on top, so that a few large temporaries are due as soon as
//! many small ones. A container is mostly filled after it was made, so it is weighed once more at the end of the
//! operation.
//!
//! What is let go inside [`with_pygc`](super::with_pygc) is held apart: no raw pointer to it is left.

use super::at_end;
use super::finalizer::release_later;
use super::weight::weight;
use crate::runtime::{Python, when_exiting};
use crate::sys::{PyObject, decref};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ptr::NonNull;

/// The tracked references of one thread, and what they come to.
#[derive(Default)]
struct Tracker {
    entries: Entries,
    held: Vec<NonNull<PyObject>>,
    totals: Totals,
    /// How often all was taken out: a pointer from before is none that is tracked now.
    round: usize,
}

#[derive(Default)]
struct Entries {
    recent: Vec<Entry>,
    /// So many of them, from the bottom, have been weighed at the end of an operation.
    weighed: usize,
    settled: HashMap<NonNull<PyObject>, Counted>,
}

/// One reference.
struct Entry {
    object: NonNull<PyObject>,
    weight: usize,
}

/// All references to one object.
#[derive(Default)]
struct Counted {
    count: usize,
    weight: usize,
}

/// What a thread's tracker holds, and has held at the most.
#[derive(Clone, Copy, Default)]
pub(super) struct Totals {
    pub(super) count: usize,
    pub(super) weight: usize,
    pub(super) most: usize,
    /// How many are held.
    pub(super) held: usize,
}

thread_local! {
    static TRACKER: RefCell<Tracker> = {
        when_exiting(at_end);
        RefCell::default()
    };
}

/// Tracks a reference, which this takes over. Gives the round of the tracker.
pub(super) fn track(py: Python<'_>, object: NonNull<PyObject>) -> usize {
    // SAFETY: attached, and the reference keeps the object alive.
    let weight = unsafe { weight(py, object.as_ptr()) };
    let tracked = TRACKER.try_with(|tracker| tracker.borrow_mut().push(Entry { object, weight }));
    // A thread at its very end has no tracker any more.
    tracked.unwrap_or_else(|_| {
        release_later(object);
        0
    })
}

/// Holds a reference, which this takes over, until [`release_held`].
pub(super) fn hold(object: NonNull<PyObject>) {
    if TRACKER.try_with(|tracker| tracker.borrow_mut().held.push(object)).is_err() {
        release_later(object);
    }
}

/// Gives one tracked reference to `object` up: it is the caller's from now on. False where none is tracked, or not since
/// the round that is named.
pub(super) fn untrack(object: NonNull<PyObject>, round: Option<usize>) -> bool {
    TRACKER.try_with(|tracker| tracker.borrow_mut().remove(object, round)).unwrap_or(false)
}

/// How many references to `object` this thread tracks.
pub(super) fn tracked(object: NonNull<PyObject>) -> usize {
    TRACKER.try_with(|tracker| tracker.borrow_mut().entries.count(object)).unwrap_or(0)
}

/// What this thread tracks in all.
pub(super) fn totals() -> Totals {
    TRACKER.try_with(|tracker| tracker.borrow().totals()).unwrap_or_default()
}

/// Weighs what has been tracked lately once more.
pub(super) fn weigh(py: Python<'_>) {
    // Weighing runs no code that tracks anything.
    let _ = TRACKER.try_with(|tracker| tracker.borrow_mut().weigh(py));
}

/// Releases all that this thread tracks now, and gives how many references that were. What is tracked meanwhile
/// stays: releasing may run any Python code.
pub(super) fn release(py: Python<'_>) -> usize {
    let taken = TRACKER.try_with(|tracker| tracker.borrow_mut().take()).unwrap_or_default();
    release_each(py, taken.into_references())
}

/// Releases what this thread holds now, the latest first, and gives how many references that were.
pub(super) fn release_held(py: Python<'_>) -> usize {
    let taken =
        TRACKER.try_with(|tracker| std::mem::take(&mut tracker.borrow_mut().held)).unwrap_or_default();
    release_each(py, taken.into_iter().rev())
}

fn release_each(_py: Python<'_>, references: impl Iterator<Item = NonNull<PyObject>>) -> usize {
    // SAFETY: attached; the tracker owned these references, and has given them up.
    references.map(|object| unsafe { decref(object.as_ptr()) }).count()
}

impl Tracker {
    fn push(&mut self, entry: Entry) -> usize {
        self.totals.count += 1;
        self.totals.weight = self.totals.weight.saturating_add(entry.weight);
        self.totals.most = self.totals.most.max(self.totals.count);
        self.entries.recent.push(entry);
        self.round
    }

    fn totals(&self) -> Totals {
        Totals { held: self.held.len(), ..self.totals }
    }

    fn weigh(&mut self, py: Python<'_>) {
        let Entries { recent, weighed, .. } = &mut self.entries;
        for entry in recent.iter_mut().skip(*weighed).filter(|entry| entry.weight == 1) {
            // SAFETY: attached, and the reference keeps the object alive.
            entry.weight = unsafe { weight(py, entry.object.as_ptr()) };
            self.totals.weight = self.totals.weight.saturating_add(entry.weight - 1);
        }
        *weighed = recent.len();
    }

    fn remove(&mut self, object: NonNull<PyObject>, round: Option<usize>) -> bool {
        if round.is_some_and(|round| round != self.round) {
            return false;
        }
        let Some(weight) = self.entries.remove(object) else { return false };
        self.totals.count -= 1;
        self.totals.weight = self.totals.weight.saturating_sub(weight);
        true
    }

    /// All entries; there are none then.
    fn take(&mut self) -> Entries {
        self.totals = Totals { most: self.totals.most, ..Totals::default() };
        self.round += 1;
        std::mem::take(&mut self.entries)
    }
}

impl Drop for Tracker {
    /// The end of the thread: what it tracked is released by others.
    fn drop(&mut self) {
        let held = std::mem::take(&mut self.held);
        self.take().into_references().chain(held).for_each(release_later);
    }
}

impl Entries {
    /// Removes one entry of `object`, and gives its weight.
    fn remove(&mut self, object: NonNull<PyObject>) -> Option<usize> {
        const NEAR: usize = 8;
        let near = self.recent.len().saturating_sub(NEAR);
        if let Some(place) = self.recent[near..].iter().rposition(|entry| entry.object == object) {
            let weight = self.recent.remove(near + place).weight;
            self.weighed = self.weighed.min(self.recent.len());
            return Some(weight);
        }
        self.settle();
        let counted = self.settled.get_mut(&object)?;
        let weight = counted.weight / counted.count;
        counted.count -= 1;
        counted.weight -= weight;
        if counted.count == 0 {
            self.settled.remove(&object);
        }
        Some(weight)
    }

    fn count(&mut self, object: NonNull<PyObject>) -> usize {
        self.settle();
        self.settled.get(&object).map_or(0, |counted| counted.count)
    }

    /// Moves the stack into the map.
    fn settle(&mut self) {
        self.weighed = 0;
        for Entry { object, weight } in self.recent.drain(..) {
            let counted = self.settled.entry(object).or_default();
            counted.count += 1;
            counted.weight = counted.weight.saturating_add(weight);
        }
    }

    /// The references, the latest first as far as that is known.
    fn into_references(self) -> impl Iterator<Item = NonNull<PyObject>> {
        let settled = self.settled.into_iter();
        let settled = settled.flat_map(|(object, counted)| std::iter::repeat_n(object, counted.count));
        self.recent.into_iter().rev().map(|entry| entry.object).chain(settled)
    }
}
