//! What a tracked reference weighs.

use crate::runtime::Python;
use crate::sys::{self, Py_buffer, PyObject, TypeFlag, has_flag, type_of};

/// So many bytes of text or data weigh as much as one object.
const BYTES: usize = 64;

/// The weight of a reference to `object`: 1, one more for each item of a builtin container, and one for each 64 bytes
/// of text, bytes or an array. No method of the object's class that is written in Python is asked.
///
/// # Safety
/// `object` is valid.
pub(super) unsafe fn weight(py: Python<'_>, object: *mut PyObject) -> usize {
    let api = py.api();
    // SAFETY: attached and valid, as the caller promises; the class, or a flag of it, says which function is right.
    let size = unsafe {
        let is = |flag| has_flag(object, flag);
        let is_set = |class| type_of(object) == class;
        if is(TypeFlag::List) {
            api.PyList_Size(object)
        } else if is(TypeFlag::Tuple) {
            api.PyTuple_Size(object)
        } else if is(TypeFlag::Dict) {
            api.PyDict_Size(object)
        } else if is_set(api.PySet_Type()) || is_set(api.PyFrozenSet_Type()) {
            api.PySet_Size(object)
        } else if is(TypeFlag::Str) {
            api.PyUnicode_GetLength(object) / BYTES as isize
        } else if is(TypeFlag::Int) || type_of(object) == api.PyFloat_Type() {
            0
        } else {
            bytes(py, object) / BYTES as isize
        }
    };
    1 + usize::try_from(size).unwrap_or(0)
}

/// How many bytes an object shows as a buffer; 0 where it shows none, and where its class may be written in Python,
/// whose `__buffer__` may do anything.
///
/// # Safety
/// As for [`weight`].
unsafe fn bytes(py: Python<'_>, object: *mut PyObject) -> isize {
    /// `PyBUF_FULL_RO`: any layout, read only.
    const ANY: std::ffi::c_int = 0x011c;
    let api = py.api();
    // SAFETY: attached and valid; the view is given back where it was given. An exception that stood before is put
    // back, for what fails in here is of no interest.
    unsafe {
        let of_python = has_flag(object, TypeFlag::Heap) && !has_flag(object, TypeFlag::Immutable);
        if of_python || api.PyObject_CheckBuffer(object) == 0 {
            return 0;
        }
        let before = api.PyErr_GetRaisedException();
        let mut view = Py_buffer::empty();
        let bytes = match api.PyObject_GetBuffer(object, &mut view, ANY) {
            0 => {
                let bytes = view.len;
                api.PyBuffer_Release(&mut view);
                bytes
            }
            _ => 0,
        };
        api.PyErr_Clear();
        if !before.is_null() {
            api.PyErr_SetRaisedException(sys::Stolen::from_ptr(before.as_ptr()));
        }
        bytes
    }
}
