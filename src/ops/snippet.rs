//! Code in which Rust values stand: what `pyeval!` and `pyexec!` become.
//!
//! The code is compiled once for a call site, into a function whose parameters stand for the values. So a value is
//! bound by reference, inner scopes see it for as long as they live, and no name is left behind.

use super::arguments::Arguments;
use super::call::called;
use super::support::{ask, unless_exception};
use crate::convert::FromPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::{Code, Python, enter, main_dict};
use crate::sys::Borrowed;
use std::sync::OnceLock;

/// Code of a call site.
#[derive(Debug)]
pub struct Snippet {
    /// The code, with a name for each value.
    pub text: &'static str,
    /// The code as it is written in Rust; the same places as in `text`.
    pub shown: &'static str,
    /// The names of the values.
    pub names: &'static [&'static str],
    /// What tracebacks call it.
    pub file: &'static str,
    /// The function.
    pub function: OnceLock<PyObject>,
}

/// The value of an expression, as `pyeval!` writes it.
///
/// # Errors
/// The code is no expression, a value or the result cannot be converted, or evaluating it raises.
pub fn evaluate<T: FromPython>(snippet: &'static Snippet, values: impl Arguments) -> Result<T> {
    enter(|py| T::from_result(snippet.run(py, Code::Expression, values)?, py))?
}

/// Runs statements, as `pyexec!` writes it.
///
/// # Errors
/// The code is no Python, a value cannot be converted, or running it raises.
pub fn execute(snippet: &'static Snippet, values: impl Arguments) -> Result<()> {
    enter(|py| snippet.run(py, Code::Statements, values).map(|none| none.release(py)))?
}

impl Snippet {
    #[inline]
    fn run(&self, py: Python<'_>, code: Code, values: impl Arguments) -> Result<PyObject> {
        match self.function.get() {
            Some(function) => called(py, function.as_ptr(), values),
            None => {
                let function = self.compile(py, code)?;
                // Of two threads that come here together the first one's stays.
                called(py, self.function.get_or_init(|| function).as_ptr(), values)
            }
        }
    }

    #[cold]
    fn compile(&self, py: Python<'_>, code: Code) -> Result<PyObject> {
        // SAFETY: attached; the dict is never freed.
        let main = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(main_dict(py))) };
        let mode = match code {
            Code::Expression => "eval",
            Code::Statements => "exec",
        };
        let parts = (self.text, self.shown, self.names, self.file, mode, main);
        unless_exception(py, ask(py, "bind", parts)?)
    }
}
