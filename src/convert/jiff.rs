//! | Rust (feature `jiff`) | Python (`datetime`) |
//! |---|---|
//! | `civil::Date` | `date` |
//! | `civil::Time` | `time` without a time zone |
//! | `civil::DateTime` | `datetime` without a time zone |
//! | `Timestamp` | `datetime` in UTC |
//! | `ZonedDateTime` | `datetime` with a `zoneinfo.ZoneInfo` where its zone has a name, else with a `timezone` |
//! | `SignedDuration` | `timedelta` |
//!
//! From Python comes just that: a `datetime` is no `date`, and what has a time zone is not civil. A `Timestamp` is made
//! of a `datetime` of any time zone, as the same moment. A `ZonedDateTime` gets the zone of the `key` that a `ZoneInfo`
//! has, which jiff must know; of another `tzinfo` it gets the offset. Python has microseconds: what Rust has beyond
//! them is cut off. `zoneinfo` came with Python 3.9.

use super::calendar::{self, fixed_zone};
use super::datetime::{
    DateFields, Microseconds, SECOND, TimeFields, datetime, microseconds, offset, since_epoch, timedelta,
};
use super::library::{Library, attribute};
use super::rules::pythonized;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ZonedDateTime};

const ZONE_INFO: Library = Library { module: c"zoneinfo", name: c"ZoneInfo" };

fn date_fields(date: Date) -> DateFields {
    (date.year().into(), date.month() as u8, date.day() as u8)
}

fn time_fields(time: Time) -> TimeFields {
    let microsecond = time.subsec_nanosecond() as u32 / 1000;
    (time.hour() as u8, time.minute() as u8, time.second() as u8, microsecond)
}

fn date_of((year, month, day): DateFields) -> Result<Date, jiff::Error> {
    // Python's years have four digits.
    Date::new(year as i16, month as i8, day as i8)
}

fn time_of((hour, minute, second, microsecond): TimeFields) -> Result<Time, jiff::Error> {
    Time::new(hour as i8, minute as i8, second as i8, microsecond as i32 * 1000)
}

/// What jiff makes of the fields of a Python object.
fn valid<T>(value: Result<T, jiff::Error>, object: &PyObject) -> Result<T> {
    value.map_err(|error| ConversionError::new(format!("value that jiff can hold ({error})"), object).into())
}

impl ToPython for Date {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        calendar::date(date_fields(*self), py)
    }
}

impl FromPython for Date {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        valid(date_of(calendar::read_date(object, py)?), object)
    }
}

impl ToPython for Time {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        calendar::time(time_fields(*self), py)
    }
}

impl FromPython for Time {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        valid(time_of(calendar::read_time(object, py)?), object)
    }
}

impl ToPython for DateTime {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        datetime(date_fields(self.date()), time_fields(self.time()), None, false, py)
    }
}

impl FromPython for DateTime {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (date, time) = calendar::read_datetime(object, py)?;
        Ok(DateTime::from_parts(valid(date_of(date), object)?, valid(time_of(time), object)?))
    }
}

impl ToPython for Timestamp {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let local = Offset::UTC.to_datetime(*self);
        let zone = fixed_zone(0, py)?;
        datetime(date_fields(local.date()), time_fields(local.time()), Some(&zone), false, py)
    }
}

impl FromPython for Timestamp {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (seconds, nanoseconds) = split(since_epoch(object, py)?);
        valid(Timestamp::new(seconds, nanoseconds), object)
    }
}

impl ToPython for ZonedDateTime {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let local = self.datetime();
        let zone = match self.time_zone().iana_name() {
            Some(name) => Temporary::new(ZONE_INFO.call((name,), py)?, py),
            None => fixed_zone(self.offset().seconds(), py)?,
        };
        // Where clocks are set back an hour comes twice.
        let first = self.time_zone().to_ambiguous_zoned_datetime(local).earlier();
        let fold = first.is_ok_and(|first| first.timestamp() < self.timestamp());
        datetime(date_fields(local.date()), time_fields(local.time()), Some(&zone), fold, py)
    }
}

impl FromPython for ZonedDateTime {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let timestamp = Timestamp::from_python(object, py)?;
        let zone = Temporary::new(attribute(object, c"tzinfo", py)?, py);
        let zone = match attribute::<String>(&zone, c"key", py) {
            Ok(name) => valid(TimeZone::get(&name), object)?,
            Err(_) => {
                let seconds = i32::try_from(offset(object, py)? / SECOND).unwrap_or_default();
                TimeZone::fixed(valid(Offset::from_seconds(seconds), object)?)
            }
        };
        Ok(ZonedDateTime::new(timestamp, zone))
    }
}

impl ToPython for SignedDuration {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let nanoseconds = self.as_nanos();
        timedelta(nanoseconds.div_euclid(1000), py)
    }
}

impl FromPython for SignedDuration {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let (seconds, nanoseconds) = split(microseconds(object, py)?);
        Ok(SignedDuration::new(seconds, nanoseconds))
    }
}

/// Seconds, which for Python's times fit easily, and the nanoseconds of the next one.
fn split(microseconds: Microseconds) -> (i64, i32) {
    (microseconds.div_euclid(SECOND) as i64, microseconds.rem_euclid(SECOND) as i32 * 1000)
}
