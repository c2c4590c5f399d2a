//! Taking turns with what the process has once.

use crate::error::Result;
use crate::ops::error_of;
use crate::runtime::{detach, enter, waits_below, who};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Who has the turn, 0 for nobody, and how many turns, one inside of the other.
static TAKEN: Mutex<(usize, usize)> = Mutex::new((0, 0));
static GIVEN_BACK: Condvar = Condvar::new();

/// This thread's turn, until it is dropped.
pub(super) struct Turn;

impl Turn {
    /// Waits, detached, until no other thread has a turn. One that has is given another.
    ///
    /// # Errors
    /// The thread that has it goes on only when this one has come back.
    pub(super) fn wait() -> Result<Turn> {
        /// How often it is looked whether that is so.
        const PAUSE: Duration = Duration::from_millis(1);
        let me = who();
        loop {
            let holder = detach(|| {
                let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
                if ![0, me].contains(&taken.0) {
                    taken = GIVEN_BACK.wait_timeout(taken, PAUSE).unwrap_or_else(PoisonError::into_inner).0;
                }
                if [0, me].contains(&taken.0) {
                    *taken = (me, taken.1 + 1);
                }
                taken.0
            });
            if holder == me {
                return Ok(Turn);
            }
            if waits_below(holder) {
                let text =
                    "a thread that goes on when this call has come back captures what the process writes";
                return Err(enter(|py| error_of(py, py.api().PyExc_RuntimeError(), text))?);
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        taken.1 -= 1;
        if taken.1 == 0 {
            taken.0 = 0;
            GIVEN_BACK.notify_one();
        }
    }
}
