//! The ends of values, one inside of the other only so deep.
//!
//! A value that holds the last reference to an object ends that object's value inside of its own end, and so on along a
//! chain that may be longer than any stack. From a certain depth on a value waits for the one outside of it, as in
//! Python's own containers. What waits is linked through itself: nothing is allocated where something ends.

use super::class::Head;
use std::cell::Cell;
use std::ptr::{NonNull, null_mut};

/// So many ends are one inside of the other. Python's own frames may lie between them, and the stack may be small.
const DEEPEST: usize = 16;

/// The ends that are under way on a thread. It has no end of its own, and so is there at that of the thread.
struct Ends {
    depth: Cell<usize>,
    /// The first of those that wait; each has the next one.
    waiting: Cell<*mut Head>,
}

thread_local! {
    static ENDS: Ends = const { Ends { depth: Cell::new(0), waiting: Cell::new(null_mut()) } };
}

/// Has a value end by `end`: now, or, deep inside of others' ends, before the outer ones go on.
///
/// # Safety
/// The value is the caller's, who gives it up. `end` frees what it gets, and does not unwind.
#[inline]
pub(super) unsafe fn end_each(value: NonNull<Head>, end: impl Fn(NonNull<Head>)) {
    ENDS.with(|ends| {
        let depth = ends.depth.get();
        if depth == DEEPEST {
            // SAFETY: the value is this thread's alone.
            unsafe { (*value.as_ptr()).set_next(ends.waiting.replace(value.as_ptr())) };
            return;
        }
        ends.depth.set(depth + 1);
        end(value);
        if depth + 1 == DEEPEST {
            while let Some(next) = NonNull::new(ends.waiting.get()) {
                // SAFETY: it waits, and so is valid, and this thread's alone.
                ends.waiting.set(unsafe { (*next.as_ptr()).next() });
                end(next);
            }
        }
        ends.depth.set(depth);
    });
}
