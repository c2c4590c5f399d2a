//! The links of a chain, as `chain!` puts them together, and items, as `pyref!` asks for them.
//!
//! What a link gives is a temporary: the next link releases it.

use super::arguments::{Argument, Arguments};
use super::call::{Callable, called};
use super::name::{Interned, Name};
use super::path::Path;
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, check, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter, main_dict};
use std::ptr::null_mut;

pub use super::call::method_called as method;
pub use crate::convert::{Temporary, slice_of as slice, slice_through};

/// Runs a chain, attached, and converts what it gives.
///
/// # Errors
/// Python cannot be started, the chain fails, or its result is no `T`.
#[inline(always)]
pub fn run<T: FromPython>(chain: impl FnOnce(Python<'_>) -> Result<PyObject>) -> Result<T> {
    enter(|py| T::from_result(chain(py)?, py))?
}

/// Runs a chain, attached, that ends in an assignment or a deletion.
///
/// # Errors
/// Python cannot be started, or the chain fails.
#[inline(always)]
pub fn run_statement(chain: impl FnOnce(Python<'_>) -> Result<()>) -> Result<()> {
    enter(chain)?
}

/// Releases a temporary after the next link.
///
/// # Errors
/// Those of the link.
#[inline(always)]
pub fn then<R>(temporary: Temporary<'_>, link: impl FnOnce(&PyObject) -> Result<R>) -> Result<R> {
    link(&temporary)
}

/// What a name means now.
///
/// # Errors
/// It is not defined.
#[inline(always)]
pub fn name(py: Python<'_>, name: &Path<1>) -> Result<PyObject> {
    name.find(py)
}

/// The object of what is called by a text.
///
/// # Errors
/// There is no such object.
#[inline(always)]
pub fn callable(py: Python<'_>, callable: &(impl Callable + ?Sized)) -> Result<PyObject> {
    callable.object(py)
}

/// Sets a name in `__main__`.
///
/// # Errors
/// The value cannot be converted.
pub fn set_name(py: Python<'_>, name: &Interned, value: &(impl ToPython + ?Sized)) -> Result<()> {
    let (name, value) = (name.get(py)?, Argument::of(value, py)?);
    // SAFETY: attached; all objects are valid.
    check(py, unsafe { py.api().PyDict_SetItem(main_dict(py), name, value.as_ptr()) })
}

/// Deletes a name from `__main__`.
///
/// # Errors
/// It is not there.
pub fn del_name(py: Python<'_>, path: &Path<1>) -> Result<()> {
    path.delete(py)
}

/// `object.name`
///
/// # Errors
/// There is no such attribute, or reading it raises.
#[inline(always)]
pub fn attribute(py: Python<'_>, object: &(impl ToPython + ?Sized), name: &Interned) -> Result<PyObject> {
    let (object, name) = (Argument::of(object, py)?, name.get(py)?);
    // SAFETY: attached; both are valid.
    take(py, unsafe { py.api().PyObject_GetAttr(object.as_ptr(), name) })
}

/// `object.name = value`
///
/// # Errors
/// The object takes no such attribute, or the value cannot be converted.
#[inline(always)]
pub fn set_attribute(
    py: Python<'_>,
    object: &(impl ToPython + ?Sized),
    name: &Interned,
    value: &(impl ToPython + ?Sized),
) -> Result<()> {
    let (object, name, value) = (Argument::of(object, py)?, name.get(py)?, Argument::of(value, py)?);
    // SAFETY: attached; all objects are valid.
    check(py, unsafe { py.api().PyObject_SetAttr(object.as_ptr(), name, value.as_ptr()) })
}

/// `del object.name`
///
/// # Errors
/// There is no such attribute, or it cannot be deleted.
pub fn del_attribute(
    py: Python<'_>,
    object: &(impl ToPython + ?Sized),
    name: &(impl Name + ?Sized),
) -> Result<()> {
    let object = Argument::of(object, py)?;
    // SAFETY: attached; both are valid, and null for the value deletes.
    let delete = |name| unsafe { py.api().PyObject_SetAttr(object.as_ptr(), name, null_mut()) };
    name.with_string(py, |name| check(py, delete(name)))
}

/// `object[key]`
///
/// # Errors
/// There is no such item, or the key cannot be converted.
#[inline(always)]
pub fn item(
    py: Python<'_>,
    object: &(impl ToPython + ?Sized),
    key: &(impl ToPython + ?Sized),
) -> Result<PyObject> {
    let (object, key) = (Argument::of(object, py)?, Argument::key(key, py)?);
    // SAFETY: attached; both are valid.
    take(py, unsafe { py.api().PyObject_GetItem(object.as_ptr(), key.as_ptr()) })
}

/// `object[key] = value`
///
/// # Errors
/// The object takes no such item, or the key or the value cannot be converted.
#[inline(always)]
pub fn set_item(
    py: Python<'_>,
    object: &(impl ToPython + ?Sized),
    key: &(impl ToPython + ?Sized),
    value: &(impl ToPython + ?Sized),
) -> Result<()> {
    let (object, key, value) = (Argument::of(object, py)?, Argument::key(key, py)?, Argument::of(value, py)?);
    // SAFETY: attached; all objects are valid.
    check(py, unsafe { py.api().PyObject_SetItem(object.as_ptr(), key.as_ptr(), value.as_ptr()) })
}

/// `del object[key]`
///
/// # Errors
/// There is no such item, or the key cannot be converted.
pub fn del_item(
    py: Python<'_>,
    object: &(impl ToPython + ?Sized),
    key: &(impl ToPython + ?Sized),
) -> Result<()> {
    let (object, key) = (Argument::of(object, py)?, Argument::key(key, py)?);
    // SAFETY: attached; both are valid.
    check(py, unsafe { py.api().PyObject_DelItem(object.as_ptr(), key.as_ptr()) })
}

/// `object(arguments)`
///
/// # Errors
/// The object cannot be called, an argument cannot be converted, or the call raises.
#[inline(always)]
pub fn call(
    py: Python<'_>,
    object: &(impl ToPython + ?Sized),
    arguments: impl Arguments,
) -> Result<PyObject> {
    called(py, Argument::of(object, py)?.as_ptr(), arguments)
}

/// `-object`
///
/// # Errors
/// The object has no negative.
pub fn negative(py: Python<'_>, object: &(impl ToPython + ?Sized)) -> Result<PyObject> {
    let object = Argument::of(object, py)?;
    // SAFETY: attached; the object is valid.
    take(py, unsafe { py.api().PyNumber_Negative(object.as_ptr()) })
}

/// `[items]`
///
/// # Errors
/// An item cannot be converted.
pub fn list(py: Python<'_>, items: &[&dyn ToPython]) -> Result<PyObject> {
    items.to_python(py)
}

/// `(items)`
///
/// # Errors
/// An item cannot be converted.
pub fn tuple(py: Python<'_>, items: &[&dyn ToPython]) -> Result<PyObject> {
    let list = items.to_python(py)?;
    // SAFETY: attached; the object is a list.
    take(py, unsafe { py.api().PyList_AsTuple(list.as_ptr()) })
}
