//! The fields of Python's dates and times, for the crates that have such types.

use super::datetime::{
    DateFields, Microseconds, SECOND, TimeFields, date_fields, expect, is, module, time_fields, timedelta,
};
use super::library::attribute;
use super::temporary::Temporary;
use crate::error::{ConversionError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use std::ffi::c_int;
use std::ptr::null_mut;

pub(super) fn date((year, month, day): DateFields, py: Python<'_>) -> Result<PyObject> {
    let module = module(py)?;
    // SAFETY: attached. The fields are checked.
    take(py, unsafe { (module.Date_FromDate)(year, month.into(), day.into(), module.DateType) })
}

pub(super) fn time((hour, minute, second, microsecond): TimeFields, py: Python<'_>) -> Result<PyObject> {
    let module = module(py)?;
    let (hour, minute, second) = (hour.into(), minute.into(), second.into());
    let none = py.api()._Py_NoneStruct();
    // SAFETY: attached. The fields are checked.
    take(py, unsafe {
        (module.Time_FromTime)(hour, minute, second, microsecond as c_int, none, module.TimeType)
    })
}

/// The `timezone` that is always so many seconds east of UTC.
pub(super) fn fixed_zone(seconds: i32, py: Python<'_>) -> Result<Temporary<'_>> {
    let module = module(py)?;
    let offset = Temporary::new(timedelta(Microseconds::from(seconds) * SECOND, py)?, py);
    // SAFETY: attached; the offset is a timedelta, which is checked.
    Temporary::take(py, unsafe { (module.TimeZone_FromTimeZone)(offset.as_ptr(), null_mut()) })
}

/// The fields of a `date` that is no `datetime`.
pub(super) fn read_date(object: &PyObject, py: Python<'_>) -> Result<DateFields> {
    let module = module(py)?;
    expect(object, module.DateType, "date", py)?;
    if is(object, module.DateTimeType, py) {
        return Err(ConversionError::new("date", object).into());
    }
    date_fields(object, py)
}

/// The fields of a `time` without a time zone.
pub(super) fn read_time(object: &PyObject, py: Python<'_>) -> Result<TimeFields> {
    expect(object, module(py)?.TimeType, "time", py)?;
    if attribute::<Option<PyObject>>(object, c"tzinfo", py)?.is_some() {
        return Err(ConversionError::new("time without a time zone", object).into());
    }
    time_fields(object, py)
}

/// The fields of a `datetime` without a time zone.
pub(super) fn read_datetime(object: &PyObject, py: Python<'_>) -> Result<(DateFields, TimeFields)> {
    expect(object, module(py)?.DateTimeType, "datetime", py)?;
    if attribute::<Option<PyObject>>(object, c"tzinfo", py)?.is_some() {
        return Err(ConversionError::new("datetime without a time zone", object).into());
    }
    Ok((date_fields(object, py)?, time_fields(object, py)?))
}
