//! A prompt, for looking into a program that runs.

use crate::error::Result;
use crate::object::PyObject;
use crate::ops::{Support, call_at, raw_pyeval};
use crate::runtime::enter;

static PYTHON: Support = Support::new(include_str!("repl.py"));

/// Python's own interactive prompt (`code.interact`) with the names of `__main__`, for debugging a program from within: it
/// reads standard input until that ends, or until `exit()`.
///
/// What is defined there stays, exceptions are shown, and `exit()` ends the prompt, not the program.
///
/// # Errors
/// Python cannot be started, or its standard streams fail.
///
/// ```no_run
/// # fn main() -> py4rs::Result<()> {
/// py4rs::set_pyvalue("state", [1, 2, 3])?;
/// py4rs::repl()?;
/// # Ok(())
/// # }
/// ```
pub fn repl() -> Result<()> {
    enter(|py| {
        let names: PyObject = raw_pyeval("__import__('__main__').__dict__")?;
        call_at(&PYTHON.item(py, "repl")?, (names,))
    })?
}
