//! Names and what they stand for.

use super::arguments::Argument;
use super::name::name;
use super::path::{expect_place, find, find_in};
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, check, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter, main_dict};
use crate::sys;

/// The value of a name, or of names with dots: the first is looked up in `__main__`, then among the builtins,
/// the others are attributes.
///
/// # Errors
/// The name is not defined (a `NameError`, which says so where importing a module would help), an attribute is
/// missing, or the value is no `T`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// import_module("math")?;
/// assert_eq!(pyvalue::<f64>("math.pi")?, std::f64::consts::PI);
/// # Ok(())
/// # }
/// ```
pub fn pyvalue<T: FromPython>(path: &str) -> Result<T> {
    enter(|py| T::from_result(find(py, path)?, py))?
}

/// Sets a name in `__main__`, or, with dots, an attribute of what stands before the last one.
///
/// # Errors
/// The text is empty or the name of a constant (`None`), what stands before the last dot is not defined or takes no
/// such attribute, or the value cannot be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// set_pyvalue("answer", 42)?;
/// assert_eq!(raw_pyeval::<i64>("answer + 1")?, 43);
/// # Ok(())
/// # }
/// ```
pub fn set_pyvalue(path: &str, value: impl ToPython) -> Result<()> {
    enter(|py| set_in(py, main_dict(py), path, &value))?
}

/// Sets a name in a dict, or, with dots, an attribute.
pub(super) fn set_in(
    py: Python<'_>,
    dict: *mut sys::PyObject,
    path: &str,
    value: &(impl ToPython + ?Sized),
) -> Result<()> {
    expect_place(path)?;
    let value = Argument::of(value, py)?;
    let (owner, last) = match path.rsplit_once('.') {
        Some((owner, last)) => (Some(find_in(py, dict, owner)?), last),
        None => (None, path),
    };
    let last = name(py, last)?;
    // SAFETY: attached; all objects are valid, and the caller's dict is one.
    check(py, unsafe {
        match owner {
            Some(owner) => py.api().PyObject_SetAttr(owner.as_ptr(), last.as_ptr(), value.as_ptr()),
            None => py.api().PyDict_SetItem(dict, last.as_ptr(), value.as_ptr()),
        }
    })
}

/// Python's `None`.
///
/// # Errors
/// Python cannot be started.
///
/// ```
/// assert_eq!(py4rs::py_none()?.to_string(), "None");
/// # Ok::<(), py4rs::Error>(())
/// ```
pub fn py_none() -> Result<PyObject> {
    enter(|py| ().to_python(py))?
}

/// Python's empty tuple.
///
/// # Errors
/// Python cannot be started.
///
/// ```
/// assert_eq!(py4rs::py_empty_tuple()?.to_string(), "()");
/// # Ok::<(), py4rs::Error>(())
/// ```
pub fn py_empty_tuple() -> Result<PyObject> {
    // SAFETY: attached.
    enter(|py| take(py, unsafe { py.api().PyTuple_New(0) }))?
}
