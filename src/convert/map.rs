//! | Rust | Python |
//! |---|---|
//! | `HashMap`, `BTreeMap` | `dict` |
//!
//! From Python comes any mapping.

use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, Step, check, take};
use crate::object::{PyObject, short_repr};
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

impl<K: ToPython, V: ToPython, S> ToPython for HashMap<K, V, S> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        dict_of(self, py)
    }
}

impl<K: ToPython, V: ToPython> ToPython for BTreeMap<K, V> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        dict_of(self, py)
    }
}

impl<K: FromPython + Eq + Hash, V: FromPython, S: BuildHasher + Default> FromPython for HashMap<K, V, S> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        pairs(object, py)?.map(|item| entry(item?, py)).collect()
    }
}

impl<K: FromPython + Ord, V: FromPython> FromPython for BTreeMap<K, V> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        pairs(object, py)?.map(|item| entry(item?, py)).collect()
    }
}

pub(super) fn dict_of<'a, K: ToPython + 'a, V: ToPython + 'a>(
    entries: impl IntoIterator<Item = (&'a K, &'a V)>,
    py: Python<'_>,
) -> Result<PyObject> {
    // SAFETY: attached.
    let dict = take(py, unsafe { py.api().PyDict_New() })?;
    for (key, value) in entries {
        let key = key.to_python(py)?;
        let value = value.to_python(py).map_err(|e| e.within(Step::Value(short_repr(py, &key))))?;
        // SAFETY: attached and valid; the dict takes references of its own.
        check(py, unsafe { py.api().PyDict_SetItem(dict.as_ptr(), key.as_ptr(), value.as_ptr()) })?;
    }
    Ok(dict)
}

/// The entries of a mapping, as they are now: what converting one does to the mapping is not seen.
pub(super) fn pairs<'py>(
    object: &PyObject,
    py: Python<'py>,
) -> Result<impl Iterator<Item = Result<PyObject>> + use<'py>> {
    let api = py.api();
    // SAFETY: attached and valid.
    let items = unsafe {
        if has_flag(object.as_ptr(), TypeFlag::Dict) {
            take(py, api.PyDict_Items(object.as_ptr()))?
        } else if api.PyMapping_Check(object.as_ptr()) != 0
            && api.PyObject_HasAttrString(object.as_ptr(), c"items".as_ptr()) != 0
        {
            take(py, api.PyMapping_Items(object.as_ptr()))?
        } else {
            return Err(ConversionError::new("dict", object).into());
        }
    };
    // SAFETY: attached; the function gave a list, which this iterator alone knows.
    let length = unsafe { api.PyList_Size(items.as_ptr()) };
    // SAFETY: as above.
    Ok((0..length).map(move |index| take(py, unsafe { api.PyList_GetItemRef(items.as_ptr(), index) })))
}

/// A key and its value.
pub(super) fn entry<K: FromPython, V: FromPython>(pair: PyObject, py: Python<'_>) -> Result<(K, V)> {
    let (key, value) = <(PyObject, PyObject)>::from_python(&pair, py)?;
    Ok((
        K::from_python(&key, py).map_err(|e| e.within(Step::Key(short_repr(py, &key))))?,
        V::from_python(&value, py).map_err(|e| e.within(Step::Value(short_repr(py, &key))))?,
    ))
}
