//! A piece of the queue: one thread fills it while another may take what is in it, without a lock.
//!
//! One number says it all: how many values are in the chunk, and whether it is closed. The filling thread writes a
//! slot first and counts it then, if the chunk is still open; whoever closes it learns the count in the same step.
//! So every value is on one side or the other: counted, and the closer's, or not counted, and still the filler's.
//! A closed chunk is filled no more.

use super::primitives::{Arc, AtomicUsize, UnsafeCell};
use std::mem::MaybeUninit;
use std::ops::Range;
use std::sync::atomic::Ordering;

/// Set in a chunk's number when it is closed.
const CLOSED: usize = 1 << (usize::BITS - 1);

struct Chunk<T, const SIZE: usize> {
    /// The count of values, with [`CLOSED`] or without.
    state: AtomicUsize,
    slots: [UnsafeCell<MaybeUninit<T>>; SIZE],
}

// SAFETY: a slot is written by the filler alone, before it is counted, and read by the closer alone, after; the
// count synchronises them.
unsafe impl<T: Send, const SIZE: usize> Sync for Chunk<T, SIZE> {}
// SAFETY: as above.
unsafe impl<T: Send, const SIZE: usize> Send for Chunk<T, SIZE> {}

impl<T, const SIZE: usize> Chunk<T, SIZE> {
    /// Closes the chunk. The values are those of the one who closes it: nobody else gets any.
    fn close(&self) -> Range<usize> {
        let state = self.state.fetch_or(CLOSED, Ordering::AcqRel);
        if state & CLOSED == 0 { 0..state } else { 0..0 }
    }
}

/// The end that values are put in at.
pub(super) struct Filler<T, const SIZE: usize>(Arc<Chunk<T, SIZE>>);

/// The end that they are taken from. A value that is not taken is forgotten, not dropped.
pub(super) struct Taker<T, const SIZE: usize> {
    chunk: Arc<Chunk<T, SIZE>>,
    /// The slots that are this one's, once it has closed the chunk.
    rest: Option<Range<usize>>,
}

/// An empty chunk.
pub(super) fn chunk<T: Copy, const SIZE: usize>() -> (Filler<T, SIZE>, Taker<T, SIZE>) {
    let slots = std::array::from_fn(|_| UnsafeCell::new(MaybeUninit::uninit()));
    let chunk = Arc::new(Chunk { state: AtomicUsize::new(0), slots });
    (Filler(chunk.clone()), Taker { chunk, rest: None })
}

impl<T: Copy, const SIZE: usize> Filler<T, SIZE> {
    /// Puts a value in; false where the chunk is full or closed, and takes no more.
    #[inline]
    pub(super) fn put(&mut self, value: T) -> bool {
        let chunk = &*self.0;
        let count = chunk.state.load(Ordering::Relaxed);
        // A closed one has a greater number than any index.
        let Some(slot) = chunk.slots.get(count) else { return false };
        slot.with_mut(|slot| {
            // SAFETY: the slot is not counted, so that no closer reads it, and this is the only filler.
            unsafe { (*slot).write(value) };
        });
        chunk.state.compare_exchange(count, count + 1, Ordering::Release, Ordering::Relaxed).is_ok()
    }

    /// Takes back what nobody has taken yet.
    pub(super) fn take_back(&mut self) -> Taker<T, SIZE> {
        Taker { rest: Some(self.0.close()), chunk: self.0.clone() }
    }

    /// Empties the chunk, for another round, where no taker is left.
    pub(super) fn renew(&mut self) -> Option<Taker<T, SIZE>> {
        Arc::get_mut(&mut self.0)?.state = AtomicUsize::new(0);
        Some(Taker { chunk: self.0.clone(), rest: None })
    }
}

impl<T: Copy, const SIZE: usize> Taker<T, SIZE> {
    /// How many values there are; this closes the chunk.
    pub(super) fn left(&mut self) -> usize {
        self.rest().len()
    }

    /// Another end, for the next values, `most` at the most: they are its own from now on.
    pub(super) fn split(&mut self, most: usize) -> Self {
        let rest = self.rest();
        let middle = rest.start + most.min(rest.len());
        let first = std::mem::replace(&mut rest.start, middle)..middle;
        Taker { chunk: self.chunk.clone(), rest: Some(first) }
    }

    fn rest(&mut self) -> &mut Range<usize> {
        self.rest.get_or_insert_with(|| self.chunk.close())
    }
}

impl<T: Copy, const SIZE: usize> Iterator for Taker<T, SIZE> {
    type Item = T;

    /// The next value; the first call closes the chunk.
    fn next(&mut self) -> Option<T> {
        let index = self.rest().next()?;
        // SAFETY: the index is below the count that closing gave to this taker alone, so that the slot was written
        // before, and is not written again while a taker lives.
        Some(self.chunk.slots[index].with(|slot| unsafe { (*slot).assume_init() }))
    }
}
