//! Attaching for more than one verb.

use crate::error::Result;
use crate::runtime::{Python, enter};

/// Attaches this thread to Python while `f` runs, and starts Python where it is not alive.
///
/// Every verb attaches for itself; doing it once around many of them saves each a little, and keeps other
/// threads from coming between. Its token opens the raw layer ([`Python::sys`]). Code that works or waits for
/// long without Python belongs into [`detach`](crate::detach).
///
/// # Errors
/// Python is not alive and cannot be started.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let add: PyObject = raw_pyeval("lambda a, b: a + b")?;
/// let sum = attach(|_py| (0..1000).try_fold(0i64, |sum, i| pycall!(add, sum, i)))??;
/// assert_eq!(sum, 499_500);
/// # Ok(())
/// # }
/// ```
#[inline(always)]
pub fn attach<R>(f: impl FnOnce(Python<'_>) -> R) -> Result<R> {
    Ok(enter(f)?)
}
