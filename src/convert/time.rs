//! | Rust | Python |
//! |---|---|
//! | `std::time::Duration` | `datetime.timedelta`; from Python one that is not negative |
//! | `std::time::SystemTime` | `datetime.datetime` in UTC; from Python one of any time zone |
//!
//! What Rust has of a microsecond's parts is cut off. Here is also what the crates for dates and times share of
//! it; the fields of dates are in `calendar`.

use super::library::{Library, attribute, method};
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const TIMEDELTA: Library = Library { module: c"datetime", name: c"timedelta" };
pub(super) const DATETIME: Library = Library { module: c"datetime", name: c"datetime" };
pub(super) const TIMEZONE: Library = Library { module: c"datetime", name: c"timezone" };

/// Microseconds, which is what Python counts time in; all that a `timedelta` can hold fit well into so many bits.
pub(super) type Microseconds = i128;

pub(super) const SECOND: Microseconds = 1_000_000;
const DAY: Microseconds = 24 * 60 * 60 * SECOND;

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
        let (epoch, delta) = (epoch(py)?, timedelta(since_epoch, py)?);
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

/// A `timedelta`.
pub(super) fn timedelta(microseconds: Microseconds, py: Python<'_>) -> Result<PyObject> {
    let (day, rest) = (microseconds.div_euclid(DAY), microseconds.rem_euclid(DAY));
    TIMEDELTA.call((day, rest / SECOND, rest % SECOND), py)
}

/// How long a `timedelta` is.
pub(super) fn microseconds(object: &PyObject, py: Python<'_>) -> Result<Microseconds> {
    TIMEDELTA.expect(object, "timedelta", py)?;
    let field = |name| attribute::<i64>(object, name, py).map(Microseconds::from);
    Ok(field(c"days")? * DAY + field(c"seconds")? * SECOND + field(c"microseconds")?)
}

/// The beginning of 1970 in UTC.
fn epoch(py: Python<'_>) -> Result<PyObject> {
    let zone: PyObject = attribute(&TIMEZONE.get(py)?, c"utc", py)?;
    DATETIME.call((1970, 1, 1, 0, 0, 0, 0, zone), py)
}

/// The time from the epoch to a `datetime` that knows its time zone.
pub(super) fn since_epoch(object: &PyObject, py: Python<'_>) -> Result<Microseconds> {
    offset(object, py)?;
    let epoch = epoch(py)?;
    // SAFETY: attached; both are valid.
    let delta = take(py, unsafe { py.api().PyNumber_Subtract(object.as_ptr(), epoch.as_ptr()) })?;
    microseconds(&delta, py)
}

/// How far east of UTC a `datetime` says that it is.
pub(super) fn offset(object: &PyObject, py: Python<'_>) -> Result<Microseconds> {
    DATETIME.expect(object, "datetime", py)?;
    let offset = method(object, c"utcoffset", py)?;
    match Option::<PyObject>::from_python(&offset, py)? {
        Some(offset) => microseconds(&offset, py),
        None => Err(ConversionError::new("datetime with a time zone", object).into()),
    }
}
