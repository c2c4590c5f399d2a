//! Capsules: what one extension hands to another, owned by whoever takes it out.

use crate::error::{Result, check, take};
use crate::export::{InCapsule, end_of_capsule};
use crate::object::PyObject;
use crate::runtime::Python;
use std::ffi::CStr;

/// A capsule that owns a value, until somebody takes it out.
///
/// # Safety
/// [`InCapsule::end`] may end the value.
pub(super) unsafe fn capsule<T: InCapsule>(value: *mut T, py: Python<'_>) -> Result<PyObject> {
    // SAFETY: attached; the name is static.
    let made = unsafe { py.api().PyCapsule_New(value.cast(), T::NAME.as_ptr(), Some(end_of_capsule::<T>)) };
    // SAFETY: as the caller promises; no capsule has it.
    take(py, made).inspect_err(|_| unsafe { T::end(value) })
}

/// The value of a capsule, which keeps it; `None` where it is no such capsule.
pub(super) fn value_in<T: InCapsule>(capsule: &PyObject, py: Python<'_>) -> Option<*mut T> {
    // SAFETY: attached; any object may be asked for this, and the name is static.
    unsafe {
        let api = py.api();
        let valid = api.PyCapsule_IsValid(capsule.as_ptr(), T::NAME.as_ptr()) != 0;
        valid.then(|| api.PyCapsule_GetPointer(capsule.as_ptr(), T::NAME.as_ptr()).cast())
    }
}

/// Marks the value of a capsule as taken out.
pub(super) fn rename(capsule: &PyObject, name: &'static CStr, py: Python<'_>) -> Result<()> {
    // SAFETY: attached; it is a capsule, and the name is static.
    check(py, unsafe { py.api().PyCapsule_SetName(capsule.as_ptr(), name.as_ptr()) })
}
