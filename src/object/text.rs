//! Objects as text for people: nothing here fails, whatever the object does.

use super::PyObject;
use crate::runtime::{Python, enter_initialised};
use crate::sys::{self, New};
use std::fmt;
use std::ptr::null;

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

impl fmt::Debug for PyObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = enter_initialised(|py| {
            // SAFETY: attached; an object keeps its class alive.
            let class = unsafe { lossy_text(py, py.api().PyObject_Repr(sys::type_of(self.as_ptr()).cast())) };
            format!("{} {} ", class.unwrap_or_else(|| type_name(py, self)), repr_text(py, self))
        });
        write!(f, "<PyObject {}@{:p}>", shown.unwrap_or_default(), self.as_ptr())
    }
}

/// The beginning of an object's `repr`, for messages.
pub(crate) fn short_repr(py: Python<'_>, object: &PyObject) -> String {
    const SHOWN: usize = 60;
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
    // SAFETY: attached, and `object` is valid.
    unsafe { lossy_text(py, py.api().PyObject_Str(object.as_ptr())) }
        .unwrap_or_else(|| unprintable(py, object))
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
        let text = PyObject::from_new(py, text).or_else(|| {
            api.PyErr_Clear();
            None
        })?;
        if let Some(ascii) = sys::ascii_text(text.as_ptr()) {
            let ascii = ascii.to_owned();
            text.release(py);
            return Some(ascii);
        }
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
