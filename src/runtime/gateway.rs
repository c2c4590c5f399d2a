//! The door: every operation on Python goes through [`enter`].
//!
//! Inside an attached region it costs one look at a thread-local flag. Outside it starts Python where it is
//! not alive, attaches the thread, and detaches it at the end.

use super::stack;
use super::start::{StartError, start};
use super::state::{Life, is_alive, life};
use super::thread::{Attached, Python, attached, keeps_state};

/// Runs `f` attached to Python.
///
/// # Errors
/// Python is not alive and cannot be started.
#[inline(always)]
pub(crate) fn enter<R>(f: impl FnOnce(Python<'_>) -> R) -> Result<R, StartError> {
    // One place where `f` is called, so that it is compiled into its verb.
    let region = if attached().is_none() { Some(open()?) } else { None };
    // SAFETY: attached before, or by the region, which ends after `f`.
    let result = f(unsafe { Python::assume() });
    drop(region);
    Ok(result)
}

/// Runs `f` attached, on a thread that is not: for verbs that are compiled twice, so that their way inside an attached region
/// knows nothing of what begins and ends one.
///
/// # Errors
/// Python is not alive and cannot be started.
#[inline(never)]
pub(crate) fn from_outside<R>(f: impl FnOnce(Python<'_>) -> R) -> Result<R, StartError> {
    let _region = open()?;
    // SAFETY: attached by the region, which ends after `f`.
    Ok(f(unsafe { Python::assume() }))
}

/// Attaches this thread, which is not, and starts Python where it is not alive.
#[inline(never)]
fn open() -> Result<Attached, StartError> {
    if !is_alive() {
        start(None)?;
    }
    if !keeps_state() {
        stack::check()?;
    }
    // SAFETY: alive, so initialised. The region ends where its verb does: on a thread verbs are nested.
    Ok(unsafe { Attached::new() })
}

/// Runs `f` attached, where Python has been initialised and the process is not exiting: also after a stop,
/// without starting it again.
#[inline(always)]
pub(crate) fn enter_initialised<R>(f: impl FnOnce(Python<'_>) -> R) -> Option<R> {
    let region = match (attached(), life()) {
        (Some(_), _) => None,
        // SAFETY: initialised, as its life says; the region ends here.
        (None, Life::Alive | Life::Stopped) => Some(unsafe { Attached::new() }),
        (None, Life::Unborn | Life::Exiting) => return None,
    };
    // SAFETY: as in `enter`.
    let result = f(unsafe { Python::assume() });
    drop(region);
    Some(result)
}
