//! | Rust | Python |
//! |---|---|
//! | `HashSet`, `BTreeSet` | `set` |
//! | `IndexSet` (feature `indexmap`) | `set`, which keeps no order |
//!
//! From Python comes a `set` or a `frozenset`.

use super::depth::Level;
use super::rules::pythonized;
use super::sequence::values_of;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, Step, check, take};
use crate::object::{PyObject, short_repr, type_name};
use crate::runtime::Python;
use crate::sys::type_of;
use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasher, Hash};
use std::ptr::null_mut;

macro_rules! sets {
    ($($name:ident<T $(, $hasher:ident)?>: [$($bound:path),*];)*) => {$(
        impl<T: ToPython $(, $hasher)?> ToPython for $name<T $(, $hasher)?> {
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                if let Some(object) = pythonized(self, py) {
                    return object;
                }
                set_of(self.iter(), py)
            }
        }

        impl<T: FromPython $(+ $bound)* $(, $hasher: BuildHasher + Default)?> FromPython for $name<T $(, $hasher)?> {
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
                members(object, py).map(|members| members.into_iter().collect())
            }
        }
    )*};
}

sets! {
    HashSet<T, S>: [Eq, Hash];
    BTreeSet<T>: [Ord];
}

#[cfg(feature = "indexmap")]
use indexmap::IndexSet;
#[cfg(feature = "indexmap")]
sets! { IndexSet<T, S>: [Eq, Hash]; }

/// A set of these members.
pub(super) fn set_of<'a, T: ToPython + 'a>(
    members: impl Iterator<Item = &'a T>,
    py: Python<'_>,
) -> Result<PyObject> {
    let _level = Level::enter()?;
    // SAFETY: attached; null stands for no members.
    let set = take(py, unsafe { py.api().PySet_New(null_mut()) })?;
    for member in members {
        let member = Temporary::new(member.to_python(py)?, py);
        // SAFETY: attached and valid; the set takes a reference of its own.
        check(py, unsafe { py.api().PySet_Add(set.as_ptr(), member.as_ptr()) })?;
    }
    Ok(set)
}

/// What to call a member in an error. Of a set the class: sets in sets can be so deep that showing the outer ones,
/// where the innermost cannot be converted, takes more stack than there is.
fn name(py: Python<'_>, member: &PyObject) -> String {
    // SAFETY: attached; an object keeps its class alive.
    let is_set = unsafe {
        let class = type_of(member.as_ptr());
        py.api().PyType_IsSubtype(class, py.api().PyFrozenSet_Type()) != 0
    };
    if is_set { type_name(py, member) } else { short_repr(py, member) }
}

/// The values of a set's members, as they are now: what converting one does to the set is not seen.
pub(super) fn members<T: FromPython>(object: &PyObject, py: Python<'_>) -> Result<Vec<T>> {
    let _level = Level::enter()?;
    let api = py.api();
    // SAFETY: attached and valid.
    let list = unsafe {
        let class = type_of(object.as_ptr());
        let is = |of| api.PyType_IsSubtype(class, of) != 0;
        if !is(api.PySet_Type()) && !is(api.PyFrozenSet_Type()) {
            return Err(ConversionError::new("set", object).into());
        }
        Temporary::take(py, api.PySequence_List(object.as_ptr()))?
    };
    values_of(&list, |_, member| Step::Member(name(py, member)), py)
}
