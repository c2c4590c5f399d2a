//! Compiling and running source text.

use super::main::main_dict;
use super::thread::Python;
use crate::sys::{New, PyCompilerFlags};
use std::ffi::{CStr, CString, c_int};
use std::ptr::null_mut;

/// What a text is to Python's compiler; the values are CPython's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub(crate) enum Code {
    /// One expression, with a value: `Py_eval_input`.
    Expression = 258,
    /// Statements: `Py_file_input`.
    Statements = 257,
}

/// The name of the file that tracebacks show for code that runs at the start.
const FILE: &CStr = c"<py4rs>";

/// `PyCF_SOURCE_IS_UTF8` and `PyCF_IGNORE_COOKIE`: the text is UTF-8, whatever a comment in it says.
const SOURCE_IS_UTF8: c_int = 0x100;
const IGNORE_COOKIE: c_int = 0x800;

/// Compiles `text`; null with an exception set where it cannot be. A NUL byte is reported as Python does. Tracebacks
/// call it `file`.
pub(crate) fn compile(py: Python<'_>, text: &str, code: Code, file: &CStr) -> New {
    let Ok(text) = CString::new(text) else {
        let message = c"source code string cannot contain null bytes";
        // SAFETY: attached; the class and the message are static.
        unsafe { py.api().PyErr_SetString(*py.api().PyExc_ValueError(), message.as_ptr()) };
        return New::from_ptr(null_mut());
    };
    let start = code as c_int;
    let mut flags = PyCompilerFlags { cf_flags: SOURCE_IS_UTF8 | IGNORE_COOKIE, cf_feature_version: 0 };
    // SAFETY: attached; the texts and the flags are valid for the call, which copies what it keeps.
    unsafe { py.api().Py_CompileStringExFlags(text.as_ptr(), file.as_ptr(), start, &mut flags, -1) }
}

/// Runs `text` in `__main__`; null with an exception set where that fails.
pub(crate) fn run(py: Python<'_>, text: &str, code: Code) -> New {
    let compiled = compile(py, text, code, FILE);
    if compiled.is_null() {
        return compiled;
    }
    let main = main_dict(py);
    // SAFETY: attached; the code object is this function's own until it is released, and `main` is never
    // freed.
    unsafe {
        let result = py.api().PyEval_EvalCode(compiled.as_ptr(), main, main);
        crate::sys::decref(compiled.as_ptr());
        result
    }
}
