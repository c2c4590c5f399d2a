//! Python's `datetime`, by the interface that it has for C: what the conversions of dates and times share.

use super::library::{Library, attribute, method};
use super::plain::is_none;
use super::temporary::Temporary;
use crate::error::{ConversionError, PyError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{PyDateTime_CAPI, PyTypeObject, type_of};
use std::ffi::c_int;
use std::mem;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Microseconds, which is what Python counts time in; all that a `timedelta` can hold fit well into so many bits.
pub(super) type Microseconds = i128;

pub(super) const SECOND: Microseconds = 1_000_000;
const DAY: Microseconds = 24 * 60 * 60 * SECOND;

/// Year, month and day.
pub(super) type DateFields = (i32, u8, u8);
/// Hour, minute, second and microsecond.
pub(super) type TimeFields = (u8, u8, u8, u32);

/// The interface, once it has been found.
static FOUND: AtomicPtr<PyDateTime_CAPI> = AtomicPtr::new(null_mut());

/// The interface of the module.
#[inline]
pub(super) fn module(py: Python<'_>) -> Result<&'static PyDateTime_CAPI> {
    let found = FOUND.load(Ordering::Acquire);
    // SAFETY: not null, it is what `find` found, which stays.
    if found.is_null() { find(py) } else { Ok(unsafe { &*found }) }
}

#[cold]
fn find(py: Python<'_>) -> Result<&'static PyDateTime_CAPI> {
    let capsule = Library { module: c"datetime", name: c"datetime_CAPI" }.get(py)?;
    // SAFETY: attached; the name is static.
    let found =
        unsafe { py.api().PyCapsule_GetPointer(capsule.as_ptr(), c"datetime.datetime_CAPI".as_ptr()) };
    if found.is_null() {
        return Err(PyError::take(py).into());
    }
    // The capsule would free it at its end: its reference is kept for ever.
    mem::forget(capsule);
    FOUND.store(found.cast(), Ordering::Release);
    // SAFETY: under this name a capsule has such an interface, from 3.7 on.
    Ok(unsafe { &*found.cast() })
}

/// Whether an object is of a class.
pub(super) fn is(object: &PyObject, class: *mut PyTypeObject, py: Python<'_>) -> bool {
    // SAFETY: attached; the object is valid, and so are the classes of the module.
    unsafe {
        let own = type_of(object.as_ptr());
        own == class || py.api().PyType_IsSubtype(own, class) != 0
    }
}

/// Refuses what is not of a class.
pub(super) fn expect(
    object: &PyObject,
    class: *mut PyTypeObject,
    expected: &'static str,
    py: Python<'_>,
) -> Result<()> {
    if is(object, class, py) { Ok(()) } else { Err(ConversionError::new(expected, object).into()) }
}

/// A `timedelta`.
pub(super) fn timedelta(microseconds: Microseconds, py: Python<'_>) -> Result<PyObject> {
    const MOST_DAYS: u128 = 999_999_999;
    let module = module(py)?;
    let (days, rest) = (microseconds.div_euclid(DAY), microseconds.rem_euclid(DAY));
    if days.unsigned_abs() > MOST_DAYS {
        let expected = format!("timedelta of at most {MOST_DAYS} days");
        return Err(ConversionError::described(expected, format!("{days} days")).into());
    }
    let (seconds, microseconds) = ((rest / SECOND) as c_int, (rest % SECOND) as c_int);
    // SAFETY: attached; all fit, and are normal already.
    take(py, unsafe { (module.Delta_FromDelta)(days as c_int, seconds, microseconds, 0, module.DeltaType) })
}

/// How long a `timedelta` is.
pub(super) fn microseconds(object: &PyObject, py: Python<'_>) -> Result<Microseconds> {
    expect(object, module(py)?.DeltaType, "timedelta", py)?;
    let field = |name| attribute::<i64>(object, name, py).map(Microseconds::from);
    Ok(field(c"days")? * DAY + field(c"seconds")? * SECOND + field(c"microseconds")?)
}

/// A `datetime`, with its time zone or none; the fold tells the second of two times that look alike.
pub(super) fn datetime(
    (year, month, day): DateFields,
    (hour, minute, second, microsecond): TimeFields,
    zone: Option<&PyObject>,
    fold: bool,
    py: Python<'_>,
) -> Result<PyObject> {
    let module = module(py)?;
    let zone = zone.map_or(py.api()._Py_NoneStruct(), PyObject::as_ptr);
    // SAFETY: attached; the zone is valid. The fields are checked.
    take(py, unsafe {
        (module.DateTime_FromDateAndTimeAndFold)(
            year,
            month.into(),
            day.into(),
            hour.into(),
            minute.into(),
            second.into(),
            microsecond as c_int,
            zone,
            fold.into(),
            module.DateTimeType,
        )
    })
}

pub(super) fn date_fields(object: &PyObject, py: Python<'_>) -> Result<DateFields> {
    Ok((attribute(object, c"year", py)?, attribute(object, c"month", py)?, attribute(object, c"day", py)?))
}

pub(super) fn time_fields(object: &PyObject, py: Python<'_>) -> Result<TimeFields> {
    let small = |name| attribute(object, name, py);
    Ok((small(c"hour")?, small(c"minute")?, small(c"second")?, attribute(object, c"microsecond", py)?))
}

/// How far east of UTC a `datetime` says that it is.
pub(super) fn offset(object: &PyObject, py: Python<'_>) -> Result<Microseconds> {
    let module = module(py)?;
    expect(object, module.DateTimeType, "datetime", py)?;
    let zone: PyObject = attribute(object, c"tzinfo", py)?;
    if Temporary::new(zone, py).as_ptr() == module.TimeZone_UTC {
        return Ok(0);
    }
    let offset = method(object, c"utcoffset", py)?;
    match is_none(py, &offset) {
        false => microseconds(&offset, py),
        true => Err(ConversionError::new("datetime with a time zone", object).into()),
    }
}

/// The time from the epoch, the beginning of 1970 in UTC, to a `datetime` that knows its time zone.
pub(super) fn since_epoch(object: &PyObject, py: Python<'_>) -> Result<Microseconds> {
    let offset = offset(object, py)?;
    let (hour, minute, second, microsecond) = time_fields(object, py)?;
    let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
    let days = days_since_epoch(date_fields(object, py)?);
    Ok(days * DAY + Microseconds::from(seconds) * SECOND + Microseconds::from(microsecond) - offset)
}

/// The days from the epoch to a date of the Gregorian calendar.
fn days_since_epoch((year, month, day): DateFields) -> Microseconds {
    /// To the first of March of the year 0, when the leap day has just passed.
    const TO_MARCH: i64 = 719_468;
    // Years begin in March here: that puts the leap day at the end of a year.
    let (year, month) = (i64::from(year), i64::from(month));
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    // The months from March on have 31, 30, 31, 30, 31 days, again and again: 153 in five of them.
    let days_of_months = (153 * month + 2) / 5;
    (year * 365 + leap_days + days_of_months + i64::from(day) - 1 - TO_MARCH).into()
}

#[cfg(test)]
mod tests {
    use super::days_since_epoch;

    #[test]
    fn days_are_counted_from_the_epoch() {
        for (date, days) in [
            ((1970, 1, 1), 0),
            ((1969, 12, 31), -1),
            ((1970, 3, 1), 59),
            ((2000, 2, 29), 11_016),
            ((2000, 3, 1), 11_017),
            ((1900, 3, 1), -25_508),
            ((1, 1, 1), -719_162),
            ((9999, 12, 31), 2_932_896),
        ] {
            assert_eq!(days_since_epoch(date), days, "{date:?}");
        }
    }
}
