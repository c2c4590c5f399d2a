//! | Rust | Python |
//! |---|---|
//! | `HashMap`, `BTreeMap` | `dict` |
//! | [`Pairs`], `IndexMap` (feature `indexmap`) | `dict`, in its order |
//!
//! From Python comes any mapping.

use super::depth::Level;
use super::lent::Lent;
use super::rules::pythonized;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, Step, check, take};
use crate::object::{PyObject, short_repr};
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag, has_gil, type_of};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};
use std::ptr::{NonNull, null_mut};

/// The entries of a `dict` in their order, for those who need neither to look a key up nor another order.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
/// use py4rs::Pairs;
///
/// let Pairs(mut entries): Pairs<String, i64> = raw_pyeval("{'b': 1, 'a': 2}")?;
/// entries.push(("c".to_owned(), 3));
/// assert_eq!(pycall!("str", Pairs(entries) => String)?, "{'b': 1, 'a': 2, 'c': 3}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs<K, V>(pub Vec<(K, V)>);

impl<K, V> FromIterator<(K, V)> for Pairs<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Pairs(entries.into_iter().collect())
    }
}

impl<K: ToPython, V: ToPython, S> ToPython for HashMap<K, V, S> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        dict_of(self.iter(), py)
    }
}

impl<K: ToPython, V: ToPython> ToPython for BTreeMap<K, V> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        dict_of(self.iter(), py)
    }
}

impl<K: ToPython, V: ToPython> ToPython for Pairs<K, V> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        dict_of(self.0.iter().map(|(key, value)| (key, value)), py)
    }
}

impl<K: FromPython + Eq + Hash, V: FromPython, S: BuildHasher + Default> FromPython for HashMap<K, V, S> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let _level = Level::enter()?;
        let mut map = HashMap::with_hasher(S::default());
        let all = at_once(object, py, |key, value, length| {
            if map.is_empty() {
                map.reserve(length);
            }
            map.insert(key, value);
        });
        if all { Ok(map) } else { pairs(object, py)?.map(|item| entry(item?, py)).collect() }
    }
}

#[cfg(feature = "indexmap")]
impl<K: ToPython, V: ToPython, S> ToPython for indexmap::IndexMap<K, V, S> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        dict_of(self.iter(), py)
    }
}

#[cfg(feature = "indexmap")]
impl<K: FromPython + Eq + Hash, V: FromPython, S: BuildHasher + Default> FromPython
    for indexmap::IndexMap<K, V, S>
{
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        Pairs::from_python(object, py).map(|pairs| pairs.0.into_iter().collect())
    }
}

impl<K: FromPython + Ord, V: FromPython> FromPython for BTreeMap<K, V> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        Pairs::from_python(object, py).map(|pairs| pairs.0.into_iter().collect())
    }
}

impl<K: FromPython, V: FromPython> FromPython for Pairs<K, V> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        let _level = Level::enter()?;
        let mut entries = Vec::new();
        let all = at_once(object, py, |key, value, length| {
            if entries.is_empty() {
                entries.reserve(length);
            }
            entries.push((key, value));
        });
        if all { Ok(Pairs(entries)) } else { pairs(object, py)?.map(|item| entry(item?, py)).collect() }
    }
}

/// A dict of these entries.
pub(super) fn dict_of<K: ToPython, V: ToPython>(
    entries: impl Iterator<Item = (K, V)>,
    py: Python<'_>,
) -> Result<PyObject> {
    let _level = Level::enter()?;
    // SAFETY: attached; no collection has more than isize::MAX entries.
    let dict = take(py, unsafe { py.api().new_dict(entries.size_hint().0 as isize) })?;
    for (key, value) in entries {
        let key = Temporary::new(key.to_python(py)?, py);
        let value = value.to_python(py).map_err(|e| e.within(Step::Value(short_repr(py, &key))))?;
        let value = Temporary::new(value, py);
        // SAFETY: attached and valid; the dict takes references of its own.
        check(py, unsafe { py.api().PyDict_SetItem(dict.as_ptr(), key.as_ptr(), value.as_ptr()) })?;
    }
    Ok(dict)
}

/// Gives all entries of a dict, with their number, to `add`, if it is an exact dict of which all keys and values can
/// be had at once; else some of them, and false.
///
/// The dict is read where it stands, because nothing runs meanwhile that could change it; what `add` itself might do
/// harms nothing but the result: each step asks the dict anew.
#[inline(always)]
fn at_once<K: FromPython, V: FromPython>(
    object: &PyObject,
    py: Python<'_>,
    mut add: impl FnMut(K, V, usize),
) -> bool {
    // SAFETY: attached and valid. With a GIL nobody else changes the dict now, so that it keeps key and value until
    // their values have been taken.
    unsafe {
        if !has_gil() || type_of(object.as_ptr()) != py.api().PyDict_Type() {
            return false;
        }
        let length = py.api().PyDict_Size(object.as_ptr()) as usize;
        let (mut position, mut key, mut value) = (0, null_mut(), null_mut());
        while py.api().PyDict_Next(object.as_ptr(), &mut position, &mut key, &mut value) != 0 {
            let (Some(key), Some(value)) = (NonNull::new(key), NonNull::new(value)) else { return false };
            let Some(key) = K::at_once(Lent::new(key), py) else { return false };
            let Some(value) = V::at_once(Lent::new(value), py) else { return false };
            add(key, value, length);
        }
    }
    true
}

/// The entries of a mapping, as they are now: what converting one does to the mapping is not seen.
fn pairs<'py>(object: &PyObject, py: Python<'py>) -> Result<impl Iterator<Item = Result<PyObject>> + 'py> {
    let api = py.api();
    // SAFETY: attached and valid.
    let items = unsafe {
        let is_mapping = has_flag(object.as_ptr(), TypeFlag::Dict)
            || api.PyMapping_Check(object.as_ptr()) != 0
                && api.PyObject_HasAttrString(object.as_ptr(), c"items".as_ptr()) != 0;
        if !is_mapping {
            return Err(ConversionError::new("dict", object).into());
        }
        Temporary::take(py, api.PyMapping_Items(object.as_ptr()))?
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
