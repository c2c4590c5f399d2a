//! | Rust (feature `chrono`) | Python (`datetime`) |
//! |---|---|
//! | `NaiveDate` | `date` |
//! | `NaiveTime` | `time` without a time zone |
//! | `NaiveDateTime` | `datetime` without a time zone |
//! | `DateTime<Tz>` | `datetime` with the `timezone` of its offset |
//! | `TimeDelta` | `timedelta` |
//!
//! From Python comes just that: a `datetime` is no `date`, and what has a time zone is not naive. A `DateTime<Utc>` is
//! made of a `datetime` of any time zone, as the same moment; a `DateTime<FixedOffset>` keeps its offset. Python has
//! microseconds: what Rust has beyond them is cut off. A leap second is an error.

use super::calendar::{self, fixed_zone};
use super::datetime::{
    DateFields, Microseconds, SECOND, TimeFields, datetime, microseconds, offset, since_epoch, timedelta,
};
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Timelike, Utc,
};

fn date_fields(date: NaiveDate) -> DateFields {
    (date.year(), date.month() as u8, date.day() as u8)
}

fn time_fields(time: NaiveTime) -> Result<TimeFields> {
    let microsecond = time.nanosecond() / 1000;
    if microsecond >= 1_000_000 {
        return Err(ConversionError::described("time that is no leap second", time.to_string()).into());
    }
    Ok((time.hour() as u8, time.minute() as u8, time.second() as u8, microsecond))
}

fn date_of((year, month, day): DateFields) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month.into(), day.into())
}

fn time_of((hour, minute, second, microsecond): TimeFields) -> Option<NaiveTime> {
    NaiveTime::from_hms_micro_opt(hour.into(), minute.into(), second.into(), microsecond)
}

/// What chrono makes of the fields of a Python object.
fn valid<T>(value: Option<T>, object: &PyObject) -> Result<T> {
    value.ok_or_else(|| ConversionError::new("value that chrono can hold", object).into())
}

impl ToPython for NaiveDate {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        calendar::date(date_fields(*self), py)
    }
}

impl FromPython for NaiveDate {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        valid(date_of(calendar::read_date(object, py)?), object)
    }
}

impl ToPython for NaiveTime {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        calendar::time(time_fields(*self)?, py)
    }
}

impl FromPython for NaiveTime {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        valid(time_of(calendar::read_time(object, py)?), object)
    }
}

impl ToPython for NaiveDateTime {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        datetime(date_fields(self.date()), time_fields(self.time())?, None, false, py)
    }
}

impl FromPython for NaiveDateTime {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (date, time) = calendar::read_datetime(object, py)?;
        valid(date_of(date).zip(time_of(time)).map(|(date, time)| date.and_time(time)), object)
    }
}

impl<Tz: TimeZone> ToPython for DateTime<Tz> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let offset = self.offset().fix();
        let local = self.naive_utc().checked_add_offset(offset).ok_or_else(|| {
            ConversionError::described("year 1 to 9999", format!("year {}", self.naive_utc().year()))
        })?;
        let zone = fixed_zone(offset.local_minus_utc(), py)?;
        datetime(date_fields(local.date()), time_fields(local.time())?, Some(&zone), false, py)
    }
}

impl FromPython for DateTime<Utc> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (seconds, nanoseconds) = split(since_epoch(object, py)?);
        valid(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, nanoseconds)), object)
    }
}

impl FromPython for DateTime<FixedOffset> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let offset = offset(object, py)?;
        let east = i32::try_from(offset / SECOND).ok().and_then(FixedOffset::east_opt);
        match east.filter(|_| offset % SECOND == 0) {
            Some(east) => Ok(DateTime::<Utc>::from_python(object, py)?.with_timezone(&east)),
            None => Err(ConversionError::new("datetime with an offset of whole seconds", object).into()),
        }
    }
}

impl ToPython for TimeDelta {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let (seconds, nanoseconds) = (Microseconds::from(self.num_seconds()), self.subsec_nanos());
        timedelta(seconds * SECOND + Microseconds::from(nanoseconds.div_euclid(1000)), py)
    }
}

impl FromPython for TimeDelta {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (seconds, nanoseconds) = split(microseconds(object, py)?);
        valid(seconds.and_then(|seconds| TimeDelta::new(seconds, nanoseconds)), object)
    }
}

/// Seconds, and the nanoseconds of the next one.
fn split(microseconds: Microseconds) -> (Option<i64>, u32) {
    let seconds = i64::try_from(microseconds.div_euclid(SECOND)).ok();
    (seconds, microseconds.rem_euclid(SECOND) as u32 * 1000)
}
