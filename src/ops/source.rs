//! Code that comes as text, compiled and run so that tracebacks show its lines.
//!
//! Each text has a file name of its own. Its lines are put where Python looks for them when they can be asked for: when
//! running it fails, when functions of it may live on, or when it may catch an exception and tell of it. They go with the
//! last piece of the code.

use super::support::ask;
use crate::error::{Error, Result, take};
use crate::object::PyObject;
use crate::runtime::{Code, Python, compile};
use crate::sys::{self, type_of};
use std::ffi::CString;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A text that Python has compiled.
pub(super) struct Source<'a> {
    text: &'a str,
    file: String,
    code: PyObject,
}

/// Runs a text in a dict.
pub(super) fn run(py: Python<'_>, text: &str, code: Code, dict: *mut sys::PyObject) -> Result<PyObject> {
    let source = Source::compile(py, text, code)?;
    if source.catches() || source.has_functions(py)? {
        source.keep_lines(py);
    }
    let value = source.run(py, dict);
    source.end(py, value)
}

/// The value of an expression in a dict, for one use: the result of that goes through [`Source::end`].
#[cold]
pub(super) fn value_in<'a>(
    py: Python<'_>,
    text: &'a str,
    dict: *mut sys::PyObject,
) -> Result<(PyObject, Box<Source<'a>>)> {
    let source = Source::compile(py, text, Code::Expression)?;
    match source.run(py, dict) {
        Ok(value) => Ok((value, Box::new(source))),
        Err(error) => source.end(py, Err(error)),
    }
}

impl<'a> Source<'a> {
    /// Compiles a text; blanks before an expression do not count, as for Python's own `eval`.
    pub(super) fn compile(py: Python<'_>, text: &'a str, code: Code) -> Result<Source<'a>> {
        static COUNT: AtomicUsize = AtomicUsize::new(1);
        let text = match code {
            Code::Expression => text.trim_start_matches([' ', '\t']),
            Code::Statements => text,
        };
        let file = format!("<py4rs {}>", COUNT.fetch_add(1, Ordering::Relaxed));
        let name = CString::new(file.as_str()).expect("no NUL is in it");
        let code = take(py, compile(py, text, code, &name));
        if let Err(Error::Python(error)) = &code {
            let _: Result<()> = ask(py, "show_line", (error.exception(), text));
        }
        Ok(Source { text, file, code: code? })
    }

    fn run(&self, py: Python<'_>, dict: *mut sys::PyObject) -> Result<PyObject> {
        // SAFETY: attached; the code is a code object, and kept by `self`; the dict is the caller's.
        take(py, unsafe { py.api().PyEval_EvalCode(self.code.as_ptr(), dict, dict) })
    }

    /// Lets go of the code. Where its result is an exception, a traceback shows the lines.
    pub(super) fn end<R>(self, py: Python<'_>, result: Result<R>) -> Result<R> {
        if let Err(Error::Python(_)) = &result {
            self.keep_lines(py);
        }
        self.code.release(py);
        result
    }

    /// Has tracebacks show its lines for as long as the code lives, or that of a function in it. Code runs also where
    /// that fails.
    pub(super) fn keep_lines(&self, py: Python<'_>) {
        let _: Result<()> = ask(py, "keep_lines", (&self.code, &self.file, self.text));
    }

    /// The code object.
    pub(super) fn into_code(self) -> PyObject {
        self.code
    }

    /// Whether it may catch an exception; else the caller is the first to hear of one.
    fn catches(&self) -> bool {
        ["except", "finally", "with"].iter().any(|word| self.text.contains(word))
    }

    /// Whether there is other code in it: of functions, classes or generators.
    fn has_functions(&self, py: Python<'_>) -> Result<bool> {
        let api = py.api();
        // SAFETY: attached; a code object has a tuple of constants, whose items are valid as long as it is.
        unsafe {
            let code = self.code.as_ptr();
            let constants = take(py, api.PyObject_GetAttrString(code, c"co_consts".as_ptr()))?;
            let count = api.PyTuple_Size(constants.as_ptr());
            let mut items = (0..count).map(|at| api.PyTuple_GetItem(constants.as_ptr(), at).as_ptr());
            let found = items.any(|item| type_of(item) == type_of(code));
            constants.release(py);
            Ok(found)
        }
    }
}
