//! | Rust | Python |
//! |---|---|
//! | `Vec`, slices, arrays | `list` |
//!
//! From Python comes any sequence but text and bytes, which are values of their own.

use super::depth::Level;
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result, Step, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{Stolen, TypeFlag, has_flag, type_of};

impl<T: ToPython> ToPython for [T] {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        let _level = Level::enter()?;
        // The items first: converting one may run Python code, which must not find an unfinished list.
        let convert = |(index, item): (usize, &T)| {
            item.to_python(py).map_err(|error| error.within(Step::Item("list", index)))
        };
        let items = self.iter().enumerate().map(convert).collect::<Result<Vec<PyObject>>>()?;
        // SAFETY: attached; a slice is not longer than isize::MAX. Nothing runs between making the list and
        // filling it, so that nobody else has it; it is long enough, and takes over the items.
        unsafe {
            let list = take(py, py.api().PyList_New(items.len() as isize))?;
            for (index, item) in items.into_iter().enumerate() {
                let item = Stolen::from_ptr(item.into_new().as_ptr());
                py.api().PyList_SetItem(list.as_ptr(), index as isize, item);
            }
            Ok(list)
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

impl<T: FromPython> FromPython for Vec<T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Vec<T>> {
        let _level = Level::enter()?;
        let (list, name) = as_list(object, py)?;
        let list = list.as_ref().unwrap_or(object);
        // SAFETY: attached; `list` is a list.
        let length = unsafe { py.api().PyList_Size(list.as_ptr()) };
        let mut items = Vec::with_capacity(length as usize);
        // The list is asked anew for each item: converting one may run code that changes the list.
        while let Some(item) = item(py, list, items.len()) {
            // Not `from_result`, with which `()` drops whatever comes.
            let value = T::from_python(&item, py).map_err(|e| e.within(Step::Item(name, items.len())))?;
            item.release(py);
            items.push(value);
        }
        Ok(items)
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

/// The item of a list at an index, while it has one.
#[inline]
fn item(py: Python<'_>, list: &PyObject, index: usize) -> Option<PyObject> {
    let api = py.api();
    // SAFETY: attached; `list` is a list, and the index is below its length at this moment.
    unsafe {
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
fn as_list(object: &PyObject, py: Python<'_>) -> Result<(Option<PyObject>, &'static str)> {
    let api = py.api();
    // SAFETY: attached and valid.
    unsafe {
        let object = object.as_ptr();
        if has_flag(object, TypeFlag::List) {
            return Ok((None, "list"));
        }
        if has_flag(object, TypeFlag::Tuple) {
            return Ok((Some(take(py, api.PySequence_List(object))?), "tuple"));
        }
        let text = has_flag(object, TypeFlag::Str)
            || has_flag(object, TypeFlag::Bytes)
            || api.PyType_IsSubtype(type_of(object), api.PyByteArray_Type()) != 0;
        if !text && !has_flag(object, TypeFlag::Dict) && api.PySequence_Check(object) != 0 {
            return Ok((Some(take(py, api.PySequence_List(object))?), "sequence"));
        }
    }
    Err(ConversionError::new("list", object).into())
}
