//! | Rust | Python |
//! |---|---|
//! | `std::time::Duration` | `datetime.timedelta`; from Python one that is not negative |
//! | `std::time::SystemTime` | `datetime.datetime` in UTC; from Python one of any time zone |
//!
//! What Rust has of a microsecond's parts is cut off.

use super::datetime::{Microseconds, SECOND, datetime, microseconds, module, since_epoch, timedelta};
use super::rules::pythonized;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::Borrowed;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

impl ToPython for Duration {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        timedelta(self.as_micros() as Microseconds, py)
    }
}

impl FromPython for Duration {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Duration> {
        duration(microseconds(object, py)?)
            .ok_or_else(|| ConversionError::new("timedelta of 0 or more", object).into())
    }
}

impl ToPython for SystemTime {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let since_epoch = match self.duration_since(UNIX_EPOCH) {
            Ok(after) => after.as_micros() as Microseconds,
            // Cut off towards the past, as after the epoch.
            Err(before) => -(before.duration().as_nanos().div_ceil(1000) as Microseconds),
        };
        let epoch = epoch(py)?;
        let delta = Temporary::new(timedelta(since_epoch, py)?, py);
        // SAFETY: attached; both are valid.
        take(py, unsafe { py.api().PyNumber_Add(epoch.as_ptr(), delta.as_ptr()) })
    }
}

impl FromPython for SystemTime {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<SystemTime> {
        let since_epoch = since_epoch(object, py)?;
        let size = duration(since_epoch.abs());
        let time = match since_epoch < 0 {
            true => size.and_then(|size| UNIX_EPOCH.checked_sub(size)),
            false => size.and_then(|size| UNIX_EPOCH.checked_add(size)),
        };
        time.ok_or_else(|| ConversionError::new("datetime that a SystemTime can hold", object).into())
    }
}

fn duration(microseconds: Microseconds) -> Option<Duration> {
    let seconds = u64::try_from(microseconds.div_euclid(SECOND)).ok()?;
    Some(Duration::new(seconds, microseconds.rem_euclid(SECOND) as u32 * 1000))
}

/// The beginning of 1970 in UTC.
fn epoch(py: Python<'_>) -> Result<Temporary<'_>> {
    let zone = utc(py)?;
    datetime((1970, 1, 1), (0, 0, 0, 0), Some(&zone), false, py).map(|epoch| Temporary::new(epoch, py))
}

/// `timezone.utc`.
fn utc(py: Python<'_>) -> Result<Temporary<'_>> {
    let utc = Borrowed::from_ptr(module(py)?.TimeZone_UTC);
    // SAFETY: attached; the module keeps it.
    let utc = unsafe { PyObject::from_borrowed(py, utc) };
    Ok(Temporary::new(utc.expect("a time zone is not null"), py))
}
