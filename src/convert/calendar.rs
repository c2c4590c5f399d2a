//! The fields of Python's dates and times, for the crates that have such types.

use super::library::{Library, attribute};
use super::time::{DATETIME, Microseconds, SECOND, TIMEZONE, timedelta};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;

const DATE: Library = Library { module: c"datetime", name: c"date" };
const TIME: Library = Library { module: c"datetime", name: c"time" };

/// Year, month and day.
pub(super) type DateFields = (i32, u8, u8);
/// Hour, minute, second and microsecond.
pub(super) type TimeFields = (u8, u8, u8, u32);

pub(super) fn date((year, month, day): DateFields, py: Python<'_>) -> Result<PyObject> {
    DATE.call((year, month, day), py)
}

pub(super) fn time((hour, minute, second, microsecond): TimeFields, py: Python<'_>) -> Result<PyObject> {
    TIME.call((hour, minute, second, microsecond), py)
}

/// A `datetime`, with its time zone or none.
pub(super) fn datetime(
    (year, month, day): DateFields,
    (hour, minute, second, microsecond): TimeFields,
    zone: Option<&PyObject>,
    py: Python<'_>,
) -> Result<PyObject> {
    DATETIME.call((year, month, day, hour, minute, second, microsecond, zone), py)
}

/// The `timezone` that is always so many seconds east of UTC.
pub(super) fn fixed_zone(seconds: i32, py: Python<'_>) -> Result<PyObject> {
    TIMEZONE.call((timedelta(Microseconds::from(seconds) * SECOND, py)?,), py)
}

/// The fields of a `date` that is no `datetime`.
pub(super) fn read_date(object: &PyObject, py: Python<'_>) -> Result<DateFields> {
    DATE.expect(object, "date", py)?;
    if DATETIME.is_class_of(object, py)? {
        return Err(ConversionError::new("date", object).into());
    }
    date_fields(object, py)
}

/// The fields of a `time` without a time zone.
pub(super) fn read_time(object: &PyObject, py: Python<'_>) -> Result<TimeFields> {
    TIME.expect(object, "time", py)?;
    if attribute::<Option<PyObject>>(object, c"tzinfo", py)?.is_some() {
        return Err(ConversionError::new("time without a time zone", object).into());
    }
    time_fields(object, py)
}

/// The fields of a `datetime` without a time zone.
pub(super) fn read_datetime(object: &PyObject, py: Python<'_>) -> Result<(DateFields, TimeFields)> {
    DATETIME.expect(object, "datetime", py)?;
    if attribute::<Option<PyObject>>(object, c"tzinfo", py)?.is_some() {
        return Err(ConversionError::new("datetime without a time zone", object).into());
    }
    Ok((date_fields(object, py)?, time_fields(object, py)?))
}

fn date_fields(object: &PyObject, py: Python<'_>) -> Result<DateFields> {
    Ok((attribute(object, c"year", py)?, attribute(object, c"month", py)?, attribute(object, c"day", py)?))
}

fn time_fields(object: &PyObject, py: Python<'_>) -> Result<TimeFields> {
    let small = |name| attribute(object, name, py);
    Ok((small(c"hour")?, small(c"minute")?, small(c"second")?, attribute(object, c"microsecond", py)?))
}
