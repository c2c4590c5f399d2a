//! | Rust | Python |
//! |---|---|
//! | `Vec`, slices, arrays, `VecDeque` | `list`; `bytes`, where the items are `u8` |
//!
//! From Python comes any sequence but text, and but bytes where the items are no `u8`.

use super::depth::Level;
use super::lent::Lent;
use super::masked::refuse_masked;
use super::rules::pythonized_items;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, Step, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{Borrowed, Stolen, TypeFlag, has_flag, list_items, type_of};
use std::collections::VecDeque;

impl<T: ToPython> ToPython for [T] {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized_items(self, py) {
            return object;
        }
        match T::many_to_python(self, py) {
            Some(object) => object,
            None => list_of(self.iter(), py),
        }
    }
}

impl<T: ToPython> ToPython for Vec<T> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.as_slice().to_python(py)
    }
}

impl<T: ToPython, const N: usize> ToPython for [T; N] {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.as_slice().to_python(py)
    }
}

impl<T: ToPython> ToPython for VecDeque<T> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        list_of(self.iter(), py)
    }
}

impl<T: FromPython> FromPython for Vec<T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Vec<T>> {
        if let Some(values) = T::many_from_python(object, py) {
            return values;
        }
        let _level = Level::enter()?;
        let (list, name) = as_list(object, py)?;
        values_of(list.as_deref().unwrap_or(object), |index, _| Step::Item(name, index), py)
    }
}

impl<T: FromPython, const N: usize> FromPython for [T; N] {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<[T; N]> {
        let wrong = |items: Vec<T>| {
            let expected = format!("sequence of {N} items");
            ConversionError::described(expected, format!("one of {}", items.len())).into()
        };
        Vec::from_python(object, py)?.try_into().map_err(wrong)
    }
}

impl<T: FromPython> FromPython for VecDeque<T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<VecDeque<T>> {
        Vec::from_python(object, py).map(VecDeque::from)
    }
}

/// A list of these items.
///
/// Converting an item may run Python code, which must not find the list before it is finished: with empty places
/// in it, it could be neither shown nor compared. Python's garbage collector is the only one that knows it, and
/// is asked to forget it meanwhile, so that neither `gc.get_objects` nor `gc.get_referrers` has it. What the list
/// holds already is not collected: the collector sees that it is held, and not by whom.
fn list_of<'a, T: ToPython + 'a>(
    items: impl ExactSizeIterator<Item = &'a T>,
    py: Python<'_>,
) -> Result<PyObject> {
    let _level = Level::enter()?;
    // SAFETY: attached; no collection is longer than isize::MAX. A list may be tracked again after that, and also
    // be freed untracked and with empty places, as it is when an item panics.
    unsafe {
        let list = take(py, py.api().PyList_New(items.len() as isize))?;
        py.api().PyObject_GC_UnTrack(list.as_ptr().cast());
        let filled = fill(&list, items, py);
        py.api().PyObject_GC_Track(list.as_ptr().cast());
        filled.map(|()| list)
    }
}

/// The objects of these items.
pub(super) fn objects_of<T: ToPython>(items: &[T], py: Python<'_>) -> Result<Vec<PyObject>> {
    let _level = Level::enter()?;
    let object = |(index, item): (usize, &T)| {
        item.to_python(py).map_err(|error| error.within(Step::Item("list", index)))
    };
    items.iter().enumerate().map(object).collect()
}

/// Puts the items in their places.
///
/// # Safety
/// `list` is a list of that length, and nobody else knows it.
#[inline(always)]
unsafe fn fill<'a, T: ToPython + 'a>(
    list: &PyObject,
    items: impl Iterator<Item = &'a T>,
    py: Python<'_>,
) -> Result<()> {
    // SAFETY: `list` is a list; as nobody else knows it, the places stay.
    let places = unsafe { list_items(list.as_ptr()) };
    for (index, item) in items.enumerate() {
        let object = item.to_python(py).map_err(|error| error.within(Step::Item("list", index)))?;
        let object = object.into_new().as_ptr();
        // SAFETY: as above; the list takes over the object.
        unsafe {
            match places {
                Some(places) => (&mut *places)[index] = std::ptr::NonNull::new(object),
                None => _ = py.api().PyList_SetItem(list.as_ptr(), index as isize, Stolen::from_ptr(object)),
            }
        }
    }
    Ok(())
}

/// The values of a list's items; `step` says where one stands, for an error.
pub(super) fn values_of<T: FromPython>(
    list: &PyObject,
    step: impl Fn(usize, &PyObject) -> Step,
    py: Python<'_>,
) -> Result<Vec<T>> {
    // SAFETY: attached; `list` is a list.
    let mut values = Vec::with_capacity(unsafe { py.api().PyList_Size(list.as_ptr()) } as usize);
    loop {
        take_at_once(&mut values, list, py);
        // The list is asked anew: converting an item may run code that changes the list.
        let Some(item) = item(py, list, values.len()) else { return Ok(values) };
        let item = Temporary::new(item, py);
        // Not `from_result`, with which `()` drops whatever comes.
        values.push(T::from_python(&item, py).map_err(|e| e.within(step(values.len(), &item)))?);
    }
}

/// Takes the next items of a list for as long as they need no Python code.
#[inline(always)]
fn take_at_once<T: FromPython>(values: &mut Vec<T>, list: &PyObject, py: Python<'_>) {
    // SAFETY: attached; `list` is a list. No code runs, so that it stays as it is and keeps its items.
    unsafe {
        let Some(places) = list_items(list.as_ptr()) else { return };
        for place in (&*places).get(values.len()..).unwrap_or_default() {
            match place.and_then(|item| T::at_once(Lent::new(item), py)) {
                Some(value) => values.push(value),
                None => return,
            }
        }
    }
}

/// The item of a list at an index, while it has one.
#[inline]
fn item(py: Python<'_>, list: &PyObject, index: usize) -> Option<PyObject> {
    let api = py.api();
    // SAFETY: attached; `list` is a list, and the index is below its length at this moment.
    unsafe {
        if let Some(places) = list_items(list.as_ptr()) {
            let item = (&*places).get(index).copied().flatten()?;
            return PyObject::from_borrowed(py, Borrowed::from_ptr(item.as_ptr()));
        }
        if index as isize >= api.PyList_Size(list.as_ptr()) {
            return None;
        }
        let item = PyObject::from_new(py, api.PyList_GetItemRef(list.as_ptr(), index as isize));
        if item.is_none() {
            // Without a GIL the list may have shrunk since.
            api.PyErr_Clear();
        }
        item
    }
}

/// A list of a sequence's items, or `None` for what is a list already; and what to call it in an error.
fn as_list<'py>(given: &PyObject, py: Python<'py>) -> Result<(Option<Temporary<'py>>, &'static str)> {
    let api = py.api();
    // SAFETY: attached and valid.
    unsafe {
        let object = given.as_ptr();
        if has_flag(object, TypeFlag::List) {
            return Ok((None, "list"));
        }
        if has_flag(object, TypeFlag::Tuple) {
            return Ok((Some(Temporary::take(py, api.PySequence_List(object))?), "tuple"));
        }
        let text = has_flag(object, TypeFlag::Str)
            || has_flag(object, TypeFlag::Bytes)
            || api.PyType_IsSubtype(type_of(object), api.PyByteArray_Type()) != 0;
        if !text && !has_flag(object, TypeFlag::Dict) && api.PySequence_Check(object) != 0 {
            refuse_masked(given, py)?;
            return Ok((Some(Temporary::take(py, api.PySequence_List(object))?), "sequence"));
        }
    }
    Err(ConversionError::new("list", given).into())
}
