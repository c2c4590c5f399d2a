//! What Python's `sys` shows of the process: its arguments and its standard streams.

use super::thread::Python;
use crate::sys::{Api, PyObject, Stolen};
use std::ffi::{CStr, OsString};

/// Sets `sys.argv`.
///
/// # Safety
/// The thread is attached.
pub(super) unsafe fn set_arguments(api: &Api, arguments: &[OsString]) {
    // SAFETY: attached; the list takes over each string, and `sys` keeps the list.
    unsafe {
        let list = api.PyList_New(arguments.len() as isize).as_ptr();
        for (index, argument) in arguments.iter().enumerate() {
            let bytes = argument.as_encoded_bytes();
            let text = api.PyUnicode_DecodeFSDefaultAndSize(bytes.as_ptr().cast(), bytes.len() as isize);
            api.PyList_SetItem(list, index as isize, Stolen::from_ptr(text.as_ptr()));
        }
        let sys = api.PyImport_ImportModule(c"sys".as_ptr()).as_ptr();
        api.PyObject_SetAttrString(sys, c"argv".as_ptr(), list);
        api.Py_DecRef(sys);
        api.Py_DecRef(list);
        api.PyErr_Clear();
    }
}

/// Has Python write its output line by line, as Rust writes its own: so both come in the order in which they
/// were printed, into a pipe too.
///
/// # Safety
/// The thread is attached.
pub(super) unsafe fn buffer_lines(api: &Api) {
    // SAFETY: attached.
    unsafe { each_stream(api, c"reconfigure", Some((Some(c"line_buffering"), api._Py_TrueStruct()))) };
}

/// Writes what Python has buffered for stdout and stderr.
pub(crate) fn flush(py: Python<'_>) {
    // SAFETY: attached.
    unsafe { each_stream(py.api(), c"flush", None) };
}

/// Calls a method of stdout and stderr. A stream that is closed, or that cannot be written, is left alone.
///
/// # Safety
/// The thread is attached.
unsafe fn each_stream(api: &Api, method: &CStr, argument: Option<(Option<&CStr>, *mut PyObject)>) {
    for name in [c"stdout", c"stderr"] {
        // SAFETY: attached; the stream is counted while it is used.
        unsafe {
            let stream = api.PySys_GetObject(name.as_ptr()).as_ptr();
            if !stream.is_null() && stream != api._Py_NoneStruct() {
                api.Py_IncRef(stream);
                call_method(api, stream, method, argument);
                api.Py_DecRef(stream);
            }
        }
    }
}

/// Calls a method, with one argument at most, by its place or by a name, for what it does; an exception is dropped.
///
/// # Safety
/// The thread is attached; `object` is valid or null, and so is the argument.
pub(super) unsafe fn call_method(
    api: &Api,
    object: *mut PyObject,
    name: &CStr,
    argument: Option<(Option<&CStr>, *mut PyObject)>,
) {
    if object.is_null() {
        return;
    }
    // SAFETY: as the caller promises; what is new is released, which leaves null alone, and the tuple takes over the
    // reference that is made for it. Where there is no memory for a container, the call gets null and refuses.
    unsafe {
        let method = api.PyObject_GetAttrString(object, name.as_ptr()).as_ptr();
        if !method.is_null() {
            let keywords = api.PyDict_New().as_ptr();
            let by_place = match argument {
                Some((None, value)) => {
                    let values = api.PyTuple_New(1).as_ptr();
                    api.Py_IncRef(value);
                    api.PyTuple_SetItem(values, 0, Stolen::from_ptr(value));
                    values
                }
                Some((Some(name), value)) => {
                    api.PyDict_SetItemString(keywords, name.as_ptr(), value);
                    api.PyTuple_New(0).as_ptr()
                }
                None => api.PyTuple_New(0).as_ptr(),
            };
            let result = api.PyObject_Call(method, by_place, keywords).as_ptr();
            for object in [result, keywords, by_place, method] {
                api.Py_DecRef(object);
            }
        }
        api.PyErr_Clear();
    }
}
