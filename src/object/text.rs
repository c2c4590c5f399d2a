//! Objects as text for people: nothing here fails, whatever the object does.

use super::PyObject;
use crate::runtime::{Python, enter_initialised};
use crate::sys::{self, New, TypeFlag, has_flag};
use std::fmt;
use std::ptr::{null, null_mut};

impl fmt::Display for PyObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Copied first: who writes it may wait, and must not do so with Python attached. What is short stays on
        // the stack.
        let mut short = [0; 64];
        let copied = enter_initialised(|py| {
            // SAFETY: attached, and this value keeps the object alive.
            let text = unsafe { PyObject::from_new(py, py.api().PyObject_Str(self.as_ptr())) };
            let Some(text) = text else { return Err(unprintable(py, self)) };
            // SAFETY: attached; the text is copied before its object goes.
            let copied = match unsafe { sys::ascii_text(text.as_ptr()) } {
                Some(ascii) if ascii.len() <= short.len() => {
                    short[..ascii.len()].copy_from_slice(ascii.as_bytes());
                    Ok(ascii.len())
                }
                // SAFETY: attached and valid.
                _ => Err(unsafe { lossy_text(py, text.clone().into_new()) }.unwrap_or_default()),
            };
            text.release(py);
            copied
        });
        match &copied {
            Some(Ok(length)) => f.pad(std::str::from_utf8(&short[..*length]).unwrap_or_default()),
            Some(Err(text)) => f.pad(text),
            None => f.pad("<object of a Python that has ended>"),
        }
    }
}

/// The beginning of an object's `repr`, for messages. A container that is nested deeply, or too large to be looked
/// through, is named only: CPython's `repr` goes down its levels on the thread's stack, from 3.12 on however small that is.
pub(crate) fn short_repr(py: Python<'_>, object: &PyObject) -> String {
    const SHOWN: usize = 60;
    const LEVELS: usize = 50;
    const ITEMS: usize = 100_000;
    let mut items = ITEMS;
    // SAFETY: attached, and `object` is valid.
    if !unsafe { is_shallow(py, object.as_ptr(), LEVELS, &mut items) } {
        return format!("<{} object>", type_name(py, object));
    }
    let mut text = repr_text(py, object);
    if let Some((end, _)) = text.char_indices().nth(SHOWN) {
        text.truncate(end);
        text.push_str("...");
    }
    text
}

/// The `str` of an object, or what stands for one that raises.
#[inline]
pub(crate) fn str_text(py: Python<'_>, object: &PyObject) -> String {
    // SAFETY: attached, and `object` is valid; the reference that is given is released when its text has been copied.
    unsafe {
        match ascii_copy(py, py.api().PyObject_Str(object.as_ptr())) {
            Ok(copy) => copy,
            Err(text) => lossy_text(py, text).unwrap_or_else(|| unprintable(py, object)),
        }
    }
}

/// The text of a new reference to a `str` that is ASCII alone, which this then releases; else the reference again.
///
/// # Safety
/// The object is valid or null.
#[inline(always)]
unsafe fn ascii_copy(py: Python<'_>, text: New) -> Result<String, New> {
    // SAFETY: as the caller promises; the bytes live until the reference is released.
    unsafe {
        let Some(text) = PyObject::from_new(py, text) else { return Err(New::from_ptr(null_mut())) };
        let Some(copy) = sys::ascii_text(text.as_ptr()).map(str::to_owned) else {
            return Err(text.into_new());
        };
        text.release(py);
        Ok(copy)
    }
}

/// Whether builtin containers are nested in each other for fewer than so many levels; false, too, where they have more
/// items than may be looked at. No Python code runs.
///
/// # Safety
/// `object` is valid.
unsafe fn is_shallow(py: Python<'_>, object: *mut sys::PyObject, levels: usize, items: &mut usize) -> bool {
    let api = py.api();
    let mut look = |inner: *mut sys::PyObject| {
        *items = items.saturating_sub(1);
        // SAFETY: an item of a container that is valid, while nothing changes it.
        levels > 0 && *items > 0 && unsafe { is_shallow(py, inner, levels - 1, items) }
    };
    // SAFETY: attached and valid; each function is asked of the builtin that it is for, and what is borrowed is looked at
    // while no Python code runs. Of a set a list is made, which is released.
    unsafe {
        let has = |flag| has_flag(object, flag);
        if has(TypeFlag::List) {
            (0..api.PyList_Size(object)).all(|index| look(api.PyList_GetItem(object, index).as_ptr()))
        } else if has(TypeFlag::Tuple) {
            (0..api.PyTuple_Size(object)).all(|index| look(api.PyTuple_GetItem(object, index).as_ptr()))
        } else if has(TypeFlag::Dict) {
            let (mut position, mut key, mut value) = (0, null_mut(), null_mut());
            while api.PyDict_Next(object, &mut position, &mut key, &mut value) != 0 {
                if !look(key) || !look(value) {
                    return false;
                }
            }
            true
        } else if [api.PySet_Type(), api.PyFrozenSet_Type()].contains(&sys::type_of(object)) {
            let members = api.PySequence_List(object).as_ptr();
            if members.is_null() {
                api.PyErr_Clear();
                return false;
            }
            let shallow =
                (0..api.PyList_Size(members)).all(|at| look(api.PyList_GetItem(members, at).as_ptr()));
            api.Py_DecRef(members);
            shallow
        } else {
            true
        }
    }
}

/// The `repr` of an object, or what stands for one that raises.
pub(crate) fn repr_text(py: Python<'_>, object: &PyObject) -> String {
    // SAFETY: attached, and `object` is valid.
    unsafe { lossy_text(py, py.api().PyObject_Repr(object.as_ptr())) }
        .unwrap_or_else(|| unprintable(py, object))
}

/// What stands for the text of an object that raises instead of giving one; the exception is dropped.
#[cold]
fn unprintable(py: Python<'_>, object: &PyObject) -> String {
    // SAFETY: attached.
    unsafe { py.api().PyErr_Clear() };
    format!("<unprintable {} object>", type_name(py, object))
}

/// The `__name__` of an object's class.
pub(crate) fn type_name(py: Python<'_>, object: &PyObject) -> String {
    // SAFETY: attached; an object keeps its class alive.
    unsafe {
        if let Some(name) = sys::inline_type_name(object.as_ptr()) {
            return name.to_owned();
        }
        let class = sys::type_of(object.as_ptr()).cast();
        lossy_text(py, py.api().PyObject_GetAttrString(class, c"__name__".as_ptr()))
    }
    .unwrap_or_else(|| "object".to_owned())
}

/// The text of a new reference to a `str`, which this releases; what UTF-8 cannot hold is escaped. `None` for
/// null and for what is no `str`, whose exception is dropped.
///
/// # Safety
/// The object is valid or null.
pub(crate) unsafe fn lossy_text(py: Python<'_>, text: New) -> Option<String> {
    let api = py.api();
    // SAFETY: attached; the reference is released when `text` drops, and the bytes live until then.
    unsafe {
        let text = match ascii_copy(py, text) {
            Ok(copy) => return Some(copy),
            Err(text) => text,
        };
        let text = PyObject::from_new(py, text).or_else(|| {
            api.PyErr_Clear();
            None
        })?;
        let mut length = 0;
        let bytes = api.PyUnicode_AsUTF8AndSize(text.as_ptr(), &mut length);
        if !bytes.is_null() {
            let bytes = std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize);
            return Some(String::from_utf8_lossy(bytes).into_owned());
        }
        api.PyErr_Clear();
        let escape = c"backslashreplace".as_ptr();
        let encoded = api.PyUnicode_AsEncodedString(text.as_ptr(), c"utf-8".as_ptr(), escape);
        let Some(encoded) = PyObject::from_new(py, encoded) else {
            api.PyErr_Clear();
            return None;
        };
        let mut bytes = null::<u8>().cast_mut().cast();
        if api.PyBytes_AsStringAndSize(encoded.as_ptr(), &mut bytes, &mut length) < 0 {
            api.PyErr_Clear();
            return None;
        }
        let bytes = std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize);
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}
