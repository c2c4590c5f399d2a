//! The door: every operation on Python goes through [`enter`].
//!
//! Inside an attached region it costs one look at a thread-local flag. Outside it starts Python where it is
//! not alive, attaches the thread, and detaches it at the end.

use super::start::{StartError, start};
use super::state::{Life, is_alive, life};
use super::thread::{Attached, Python, attached};

/// Runs `f` attached to Python.
///
/// # Errors
/// Python is not alive and cannot be started.
#[inline(always)]
pub(crate) fn enter<R>(f: impl FnOnce(Python<'_>) -> R) -> Result<R, StartError> {
    if let Some(py) = attached() {
        return Ok(f(py));
    }
    if !is_alive() {
        start(None)?;
    }
    // SAFETY: Python is alive, so initialised; the region ends with this function. It is attached meanwhile,
    // so that the token holds.
    let (_attached, py) = unsafe { (Attached::new(), Python::assume()) };
    Ok(f(py))
}

/// Runs `f` attached, where Python has been initialised and the process is not exiting: also after a stop,
/// without starting it again.
#[inline(always)]
pub(crate) fn enter_initialised<R>(f: impl FnOnce(Python<'_>) -> R) -> Option<R> {
    if let Some(py) = attached() {
        return Some(f(py));
    }
    if !matches!(life(), Life::Alive | Life::Stopped) {
        return None;
    }
    // SAFETY: initialised, as its life says; the rest as in `enter`.
    let (_attached, py) = unsafe { (Attached::new(), Python::assume()) };
    Some(f(py))
}
