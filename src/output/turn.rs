//! Taking turns with what the process has once.

use crate::runtime::detach;
use std::cell::Cell;
use std::sync::{Condvar, Mutex, PoisonError};

/// Whether some thread has its turn.
static TAKEN: Mutex<bool> = Mutex::new(false);
static GIVEN_BACK: Condvar = Condvar::new();

thread_local! {
    /// How many turns this thread has, one inside of the other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// This thread's turn, until it is dropped.
pub(super) struct Turn;

impl Turn {
    /// Waits, detached, until no other thread has a turn. One that has is given another.
    pub(super) fn wait() -> Turn {
        if DEPTH.get() == 0 {
            detach(|| {
                let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
                let free = GIVEN_BACK.wait_while(taken, |taken| *taken);
                *free.unwrap_or_else(PoisonError::into_inner) = true;
            });
        }
        DEPTH.set(DEPTH.get() + 1);
        Turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
        if DEPTH.get() == 0 {
            *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) = false;
            GIVEN_BACK.notify_one();
        }
    }
}
