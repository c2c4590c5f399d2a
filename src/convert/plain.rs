//! | Rust | Python |
//! |---|---|
//! | `()` | `None` |
//! | `Option` | `None`, or what is inside |
//! | `bool` | `bool`; from Python numpy's too |
//! | `PyObject` | the object itself |

use super::lent::Lent;
use super::library::numpy_name;
use super::many::numbers;
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, check};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed};

/// A reference to a singleton of the table.
#[inline(always)]
fn singleton(py: Python<'_>, object: *mut sys::PyObject) -> PyObject {
    // SAFETY: the singletons are valid for ever.
    unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(object)) }.expect("singletons are not null")
}

pub(super) fn is_none(py: Python<'_>, object: &PyObject) -> bool {
    object.as_ptr() == py.api()._Py_NoneStruct()
}

impl ToPython for () {
    #[inline]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        Ok(singleton(py, py.api()._Py_NoneStruct()))
    }
}

impl FromPython for () {
    #[inline]
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<()> {
        if is_none(py, object) { Ok(()) } else { Err(ConversionError::new("None", object).into()) }
    }

    #[inline(always)]
    fn from_result(object: PyObject, _py: Python<'_>) -> Result<()> {
        drop(object);
        Ok(())
    }
}

impl<T: ToPython> ToPython for Option<T> {
    #[inline]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        match self {
            Some(value) => value.to_python(py),
            None => ().to_python(py),
        }
    }
}

impl<T: FromPython> FromPython for Option<T> {
    const OPTIONAL: bool = true;

    #[inline]
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Option<T>> {
        if is_none(py, object) { Ok(None) } else { T::from_python(object, py).map(Some) }
    }

    #[inline(always)]
    fn at_once(object: Lent<'_>, py: Python<'_>) -> Option<Option<T>> {
        if object.as_ptr() == py.api()._Py_NoneStruct() {
            Some(None)
        } else {
            T::at_once(object, py).map(Some)
        }
    }
}

impl ToPython for bool {
    #[inline]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let api = py.api();
        Ok(singleton(py, if *self { api._Py_TrueStruct() } else { api._Py_FalseStruct() }))
    }
}

impl FromPython for bool {
    #[inline]
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<bool> {
        match singleton_value(object.as_ptr(), py) {
            Some(value) => Ok(value),
            None => numpy_bool(object, py),
        }
    }

    fn many_from_python(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<bool>>> {
        numbers(object, py)
    }

    #[inline(always)]
    fn at_once(object: Lent<'_>, py: Python<'_>) -> Option<bool> {
        singleton_value(object.as_ptr(), py)
    }
}

/// What `True` and `False` are.
#[inline(always)]
fn singleton_value(object: *mut sys::PyObject, py: Python<'_>) -> Option<bool> {
    let is_true = object == py.api()._Py_TrueStruct();
    (is_true || object == py.api()._Py_FalseStruct()).then_some(is_true)
}

/// The value of numpy's `bool`, whose class is no subclass of Python's.
#[cold]
fn numpy_bool(object: &PyObject, py: Python<'_>) -> Result<bool> {
    // Until numpy 2 the name was `bool_`.
    if !numpy_name(object, py).is_some_and(|name| matches!(&*name, "bool" | "bool_")) {
        return Err(ConversionError::new("bool", object).into());
    }
    // SAFETY: attached and valid.
    let is_true = unsafe { py.api().PyObject_IsTrue(object.as_ptr()) };
    check(py, is_true).map(|()| is_true == 1)
}

impl ToPython for PyObject {
    #[inline]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        Ok(singleton(py, self.as_ptr()))
    }

    #[inline(always)]
    fn as_object(&self) -> Option<&PyObject> {
        Some(self)
    }
}

impl FromPython for PyObject {
    #[inline]
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<PyObject> {
        object.to_python(py)
    }

    #[inline(always)]
    fn at_once(object: Lent<'_>, py: Python<'_>) -> Option<PyObject> {
        // SAFETY: valid; counting it runs no code.
        unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(object.as_ptr())) }
    }

    #[inline(always)]
    fn from_result(object: PyObject, _py: Python<'_>) -> Result<PyObject> {
        Ok(object)
    }
}
