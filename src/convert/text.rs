//! | Rust | Python |
//! |---|---|
//! | `str`, `String`, `char` | `str` |
//!
//! A lone surrogate, which a Python `str` can hold and UTF-8 cannot, is an error that says where it is.

use super::lent::Lent;
use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, PyError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{TypeFlag, ascii_text, has_flag, type_of, wide_text};

impl ToPython for str {
    #[inline(always)]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        object_of(self, py)
    }
}

/// The `str` of a text.
#[inline]
fn object_of(text: &str, py: Python<'_>) -> Result<PyObject> {
    // SAFETY: attached; a Rust text is UTF-8 and not longer than isize::MAX.
    take(py, unsafe { py.api().PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize) })
}

impl ToPython for String {
    #[inline]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.as_str().to_python(py)
    }
}

impl ToPython for char {
    #[inline(always)]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        object_of(self.encode_utf8(&mut [0; 4]), py)
    }
}

impl FromPython for String {
    #[inline]
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<String> {
        match String::at_once(Lent::of(object), py) {
            Some(text) => Ok(text),
            None => with_text(object, py, "str", str::to_owned),
        }
    }

    #[inline(always)]
    fn at_once(object: Lent<'_>, _py: Python<'_>) -> Option<String> {
        // SAFETY: attached and valid.
        unsafe {
            match ascii_text(object.as_ptr()) {
                Some(text) => Some(text.to_owned()),
                None => wide_text(object.as_ptr()),
            }
        }
    }
}

impl FromPython for char {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<char> {
        const EXPECTED: &str = "str of one character";
        let only = |text: &str| {
            let mut characters = text.chars();
            characters.next().filter(|_| characters.next().is_none())
        };
        let character = with_text(object, py, EXPECTED, only)?;
        character.ok_or_else(|| ConversionError::new(EXPECTED, object).into())
    }
}

/// Refuses what is no `str`.
#[inline]
pub(super) fn expect_text(object: &PyObject, py: Python<'_>, expected: &'static str) -> Result<()> {
    // SAFETY: attached and valid.
    unsafe {
        let is_str = type_of(object.as_ptr()) == py.api().PyUnicode_Type();
        if is_str || has_flag(object.as_ptr(), TypeFlag::Str) {
            return Ok(());
        }
    }
    Err(ConversionError::new(expected, object).into())
}

/// Hands the text of a `str` to `f`.
#[inline]
fn with_text<R>(
    object: &PyObject,
    py: Python<'_>,
    expected: &'static str,
    f: impl FnOnce(&str) -> R,
) -> Result<R> {
    let mut length = 0;
    // SAFETY: attached and valid. What the function gives for a str is UTF-8, and lives as long as the object.
    unsafe {
        if let Some(text) = ascii_text(object.as_ptr()) {
            return Ok(f(text));
        }
        expect_text(object, py, expected)?;
        let bytes = py.api().PyUnicode_AsUTF8AndSize(object.as_ptr(), &mut length);
        if bytes.is_null() {
            return Err(no_utf8(object, py, expected));
        }
        let bytes = std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize);
        Ok(f(std::str::from_utf8_unchecked(bytes)))
    }
}

/// Why a `str` has no UTF-8.
#[cold]
fn no_utf8(object: &PyObject, py: Python<'_>, expected: &'static str) -> crate::Error {
    let api = py.api();
    // SAFETY: attached; the object is a str.
    unsafe {
        if api.PyErr_ExceptionMatches(*api.PyExc_UnicodeEncodeError()) == 0 {
            return PyError::take(py).into();
        }
        api.PyErr_Clear();
        let found = (0..api.PyUnicode_GetLength(object.as_ptr())).find_map(|index| {
            let code = api.PyUnicode_ReadChar(object.as_ptr(), index);
            (0xd800..0xe000).contains(&code).then_some((index, code))
        });
        let (index, code) = found.unwrap_or_default();
        let got = format!("a lone surrogate, U+{code:04X}, at index {index}");
        ConversionError::described(format!("{expected} that is Unicode text"), got).into()
    }
}
