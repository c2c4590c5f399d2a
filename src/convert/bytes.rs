//! | Rust | Python |
//! |---|---|
//! | [`Bytes`], `Vec<u8>`, `[u8]`, `[u8; N]` | `bytes` |
//!
//! From Python comes a `bytes`, a `bytearray`, or a `memoryview` of bytes that lie side by side. A `Vec<u8>` is also
//! made of a list of numbers, because its type says that it holds numbers; a [`Bytes`] is not.

use super::rules::pythonized;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, PyError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{Py_buffer, TypeFlag, has_flag, type_of};
use std::mem::MaybeUninit;
use std::ops::{Deref, DerefMut};

/// Bytes: Python's `bytes`, and nothing but bytes from Python.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::Bytes;
/// use py4rs::prelude::*;
///
/// let Bytes(bytes) = raw_pyeval("bytearray(b'abc')")?;
/// assert_eq!(pycall!("repr", Bytes(bytes) => String)?, "b'abc'");
/// assert!(raw_pyeval::<Bytes>("[97, 98, 99]").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub Vec<u8>);

impl Deref for Bytes {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.0
    }
}

impl DerefMut for Bytes {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(bytes)
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Bytes {
        Bytes(bytes.to_vec())
    }
}

impl From<Bytes> for Vec<u8> {
    fn from(bytes: Bytes) -> Vec<u8> {
        bytes.0
    }
}

impl ToPython for Bytes {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        bytes_of(&self.0, py)
    }
}

impl FromPython for Bytes {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Bytes> {
        match read(object, py) {
            Some(bytes) => bytes.map(Bytes),
            None => Err(ConversionError::new("bytes", object).into()),
        }
    }
}

/// A `bytes` of these.
pub(super) fn bytes_of(bytes: &[u8], py: Python<'_>) -> Result<PyObject> {
    // SAFETY: attached; a slice is not longer than isize::MAX.
    take(py, unsafe { py.api().PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as isize) })
}

/// The bytes of what holds bytes, and nothing else; `None` for anything else.
pub(super) fn read(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<u8>>> {
    let api = py.api();
    // SAFETY: attached and valid.
    unsafe {
        let class = type_of(object.as_ptr());
        let is_bytes = has_flag(object.as_ptr(), TypeFlag::Bytes)
            || api.PyType_IsSubtype(class, api.PyByteArray_Type()) != 0
            || class == api.PyMemoryView_Type();
        is_bytes.then(|| copy(object, py))
    }
}

/// A copy of the memory that an object shows.
fn copy(object: &PyObject, py: Python<'_>) -> Result<Vec<u8>> {
    const SIMPLE: i32 = 0;
    let api = py.api();
    let mut view = MaybeUninit::<Py_buffer>::zeroed();
    // SAFETY: attached and valid. The view is used, and given back, only when it has been filled; until then its
    // owner neither frees nor moves the memory. Without items there may be no memory.
    unsafe {
        if api.PyObject_GetBuffer(object.as_ptr(), view.as_mut_ptr(), SIMPLE) < 0 {
            // A BufferError: the memory has gaps.
            drop(PyError::take(py));
            return Err(ConversionError::new("bytes that lie side by side", object).into());
        }
        let view = view.assume_init_mut();
        let bytes = match view.len {
            _ if view.itemsize != 1 => Err(ConversionError::new("bytes of one byte each", object).into()),
            0 => Ok(Vec::new()),
            length => Ok(std::slice::from_raw_parts(view.buf.cast::<u8>(), length as usize).to_vec()),
        };
        api.PyBuffer_Release(view);
        bytes
    }
}
