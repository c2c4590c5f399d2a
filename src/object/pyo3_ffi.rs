//! Raw pointers to and from pyo3-ffi's types, for code that has its objects from there.

use super::PyObject;
use crate::runtime::Python;
use crate::sys::{Borrowed, New};

/// With feature `pyo3-ffi`: objects to and from the pointers of the crate pyo3-ffi.
///
/// Its types are C's, whatever Python runs. Its functions need libpython when the program is linked, and those
/// that are written in Rust (`Py_INCREF`, `Py_TYPE`, `PyTuple_GET_ITEM` and their like) read objects as the one
/// version lays them out that it was built for: call neither where py4rs opens Python, but their equals of
/// [`Python::sys`]. A program in which nothing else links libpython gives pyo3-ffi the feature
/// `extension-module`, so that it does not either.
impl PyObject {
    /// The raw pointer, which is valid for as long as this value lives.
    ///
    /// ```no_run
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let list: PyObject = raw_pyeval("[1, 2, 3]")?;
    /// let pointer: *mut pyo3_ffi::PyObject = list.as_pyo3_ffi();
    /// # let _ = pointer;
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn as_pyo3_ffi(&self) -> *mut pyo3_ffi::PyObject {
        self.as_ptr().cast()
    }

    /// The raw pointer with its reference, which whoever gets it has to release.
    #[inline(always)]
    #[must_use = "the reference leaks unless somebody takes it"]
    pub fn into_pyo3_ffi(self) -> *mut pyo3_ffi::PyObject {
        self.into_new().as_ptr().cast()
    }

    /// Takes over a new reference; `None` for null.
    ///
    /// # Safety
    /// The object is valid, and nobody else releases this reference.
    ///
    /// ```no_run
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let pointer = py_none()?.into_pyo3_ffi();
    /// // SAFETY: the reference is the one that `into_pyo3_ffi` gave, and nobody else has it.
    /// let none = attach(|py| unsafe { PyObject::from_pyo3_ffi_new(py, pointer) })?;
    /// assert!(none.is_some_and(|none| none.to_string() == "None"));
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub unsafe fn from_pyo3_ffi_new(py: Python<'_>, new: *mut pyo3_ffi::PyObject) -> Option<PyObject> {
        // SAFETY: as the caller promises.
        unsafe { PyObject::from_new(py, New::from_ptr(new.cast())) }
    }

    /// Takes a reference of its own to a borrowed object; `None` for null.
    ///
    /// # Safety
    /// The object is valid.
    ///
    /// ```no_run
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let list: PyObject = raw_pyeval("[1, 2, 3]")?;
    /// // SAFETY: `list` keeps the object alive.
    /// let same = attach(|py| unsafe { PyObject::from_pyo3_ffi_borrowed(py, list.as_pyo3_ffi()) })?;
    /// assert!(same.is_some_and(|same| same.is(&list)));
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub unsafe fn from_pyo3_ffi_borrowed(
        py: Python<'_>,
        borrowed: *mut pyo3_ffi::PyObject,
    ) -> Option<PyObject> {
        // SAFETY: as the caller promises.
        unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(borrowed.cast())) }
    }
}
