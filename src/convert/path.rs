//! | Rust | Python |
//! |---|---|
//! | `OsStr`, `OsString` | `str`, in which bytes that are no UTF-8 are lone surrogates, as in Python's `os` |
//! | `Path`, `PathBuf` | `pathlib.Path` |
//!
//! From Python comes a `str` for an `OsString`, and for a `PathBuf` what Python's `open` takes: a path of `pathlib`, a
//! `str`, a `bytes`, or another object with `__fspath__`.

use super::library::Library;
use super::rules::pythonized;
use super::temporary::Temporary;
use super::text::expect_text;
use super::{FromPython, ToPython, bytes};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag, type_of};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

const PATH: Library = Library { module: c"pathlib", name: c"Path" };
const FSPATH: Library = Library { module: c"os", name: c"fspath" };

impl ToPython for OsStr {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        match self.to_str() {
            Some(text) => text.to_python(py),
            None => system::decode(self, py),
        }
    }
}

impl FromPython for OsString {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<OsString> {
        expect_text(object, py, "str")?;
        match String::from_python(object, py) {
            Ok(text) => Ok(text.into()),
            Err(no_utf8) => system::encode(object, py).map_err(|_| no_utf8),
        }
    }
}

impl ToPython for Path {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        PATH.call((self.as_os_str(),), py)
    }
}

impl FromPython for PathBuf {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<PathBuf> {
        // SAFETY: attached and valid; an object keeps its class alive.
        let is_path = unsafe {
            has_flag(object.as_ptr(), TypeFlag::Str)
                || has_flag(object.as_ptr(), TypeFlag::Bytes)
                || py.api().PyObject_HasAttrString(type_of(object.as_ptr()).cast(), c"__fspath__".as_ptr())
                    != 0
        };
        if !is_path {
            return Err(ConversionError::new("path", object).into());
        }
        let path = Temporary::new(FSPATH.call((object,), py)?, py);
        match bytes::read(&path, py) {
            Some(bytes) => system::from_bytes(bytes?, &path).map(PathBuf::from),
            None => OsString::from_python(&path, py).map(PathBuf::from),
        }
    }
}

macro_rules! owned {
    ($($owned:ty)*) => {$(
        impl ToPython for $owned {
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                (**self).to_python(py)
            }
        }
    )*};
}

owned!(OsString PathBuf);

#[cfg(unix)]
mod system {
    use super::*;
    use crate::error::take;
    use std::os::unix::ffi::{OsStrExt, OsStringExt};

    /// A `str` of text that is no UTF-8.
    pub(super) fn decode(text: &OsStr, py: Python<'_>) -> Result<PyObject> {
        let bytes = text.as_bytes();
        // SAFETY: attached; a slice is not longer than isize::MAX.
        take(py, unsafe {
            py.api().PyUnicode_DecodeFSDefaultAndSize(bytes.as_ptr().cast(), bytes.len() as isize)
        })
    }

    /// The text of a `str` that is no UTF-8.
    pub(super) fn encode(text: &PyObject, py: Python<'_>) -> Result<OsString> {
        // SAFETY: attached; the object is a str.
        let encoded = take(py, unsafe { py.api().PyUnicode_EncodeFSDefault(text.as_ptr()) })?;
        bytes::Bytes::from_result(encoded, py).map(|bytes| OsString::from_vec(bytes.0))
    }

    /// The text of bytes.
    pub(super) fn from_bytes(bytes: Vec<u8>, _object: &PyObject) -> Result<OsString> {
        Ok(OsString::from_vec(bytes))
    }
}

#[cfg(windows)]
mod system {
    use super::*;
    use crate::error::take;
    use std::os::windows::ffi::{OsStrExt, OsStringExt};

    const UTF_16: *const std::ffi::c_char = c"utf-16-le".as_ptr();
    const SURROGATES: *const std::ffi::c_char = c"surrogatepass".as_ptr();

    /// A `str` of text that is no UTF-8.
    pub(super) fn decode(text: &OsStr, py: Python<'_>) -> Result<PyObject> {
        let bytes: Vec<u8> = text.encode_wide().flat_map(u16::to_le_bytes).collect();
        // SAFETY: attached; a Vec is not longer than isize::MAX.
        take(py, unsafe {
            py.api().PyUnicode_Decode(bytes.as_ptr().cast(), bytes.len() as isize, UTF_16, SURROGATES)
        })
    }

    /// The text of a `str` that is no UTF-8.
    pub(super) fn encode(text: &PyObject, py: Python<'_>) -> Result<OsString> {
        // SAFETY: attached; the object is a str.
        let encoded =
            take(py, unsafe { py.api().PyUnicode_AsEncodedString(text.as_ptr(), UTF_16, SURROGATES) })?;
        let bytes = bytes::Bytes::from_result(encoded, py)?;
        let wide: Vec<u16> =
            bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        Ok(OsString::from_wide(&wide))
    }

    /// The text of bytes, which Python has as UTF-8 here.
    pub(super) fn from_bytes(bytes: Vec<u8>, object: &PyObject) -> Result<OsString> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(text.into()),
            Err(_) => Err(ConversionError::new("path that is Unicode text", object).into()),
        }
    }
}
