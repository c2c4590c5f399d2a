//! Whether Python is alive.

use std::sync::atomic::{AtomicU8, Ordering};

/// The life of the interpreter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Life {
    /// Nothing has been loaded.
    Unborn,
    /// Verbs run.
    Alive,
    /// Stopped softly: the next verb starts again.
    Stopped,
    /// The process is exiting: using Python is an error, dropping an object does nothing.
    Exiting,
}

static LIFE: AtomicU8 = AtomicU8::new(Life::Unborn as u8);

/// Where the interpreter is in its life. What its start wrote is seen by whoever sees it alive.
#[inline(always)]
pub(super) fn life() -> Life {
    match LIFE.load(Ordering::Acquire) {
        0 => Life::Unborn,
        1 => Life::Alive,
        2 => Life::Stopped,
        _ => Life::Exiting,
    }
}

/// Moves on, unless the process is exiting, from which there is no way back.
pub(super) fn set_life(life: Life) {
    let _ = LIFE.fetch_update(Ordering::AcqRel, Ordering::Acquire, |now| {
        (now != Life::Exiting as u8).then_some(life as u8)
    });
}

/// Whether verbs run without a start.
#[inline(always)]
pub(crate) fn is_alive() -> bool {
    life() == Life::Alive
}

/// Whether the process is exiting.
#[inline(always)]
pub(crate) fn is_exiting() -> bool {
    life() == Life::Exiting
}
