//! What a thread knows of itself: a few flags, reached in one instruction.

use super::thread::Python;
use crate::sys::PyThreadState;
use std::cell::Cell;
use std::ptr::null_mut;

/// What is known of this thread. It has no destructor, so that it costs one instruction to reach, and can
/// be reached for as long as the thread runs.
pub(super) struct Thread {
    /// [`ATTACHED`], [`HOLDS`], [`WITHIN`], [`LEAVES`], [`INTERRUPTIBLE`], [`WORKS`] and [`CALLED`], or none of them.
    pub(super) flags: Cell<u8>,
    /// The thread state that it keeps; null before its first attach and where the state is not its own.
    pub(super) kept: Cell<*mut PyThreadState>,
    /// What is done before it detaches, where the flag says so.
    pub(super) leaving: Cell<Option<fn(Python<'_>)>>,
}

/// The thread is attached.
pub(super) const ATTACHED: u8 = 1;
/// The thread releases nothing for now.
pub(super) const HOLDS: u8 = 2;
/// The thread is detached inside of an attached region, which goes on later.
pub(super) const WITHIN: u8 = 4;
/// There is something to be done before the thread detaches.
pub(super) const LEAVES: u8 = 8;
/// Others may interrupt what the thread runs.
pub(super) const INTERRUPTIBLE: u8 = 16;
/// The thread is the one on which all Python code runs.
pub(super) const WORKS: u8 = 32;
/// The thread is Python's own, or was attached by somebody else, and Python calls Rust on it.
pub(super) const CALLED: u8 = 64;

thread_local! {
    pub(super) static THREAD: Thread = const {
        Thread { flags: Cell::new(0), kept: Cell::new(null_mut()), leaving: Cell::new(None) }
    };
}

impl Thread {
    #[inline(always)]
    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    #[inline(always)]
    pub(super) fn set(&self, flag: u8, on: bool) {
        let others = self.flags.get() & !flag;
        self.flags.set(if on { others | flag } else { others });
    }
}
