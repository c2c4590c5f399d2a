//! The verbs that capture what Python prints.

use super::captured::Captured;
use super::stream::{Standard, capture};
use crate::error::Result;

/// Runs `body`, and gives what it gives and the text that Python printed to `sys.stdout` meanwhile, on this thread.
///
/// What other threads print goes where it goes without this: each thread has its own captures, nested at will, and the
/// innermost one gets the text. So it is for threads that Python code starts, which can be told to print into a stream
/// of theirs (`contextlib.redirect_stdout` is the process's).
/// [`with_process_output`](crate::with_process_output) has what the whole process writes, C code and child processes too.
///
/// `sys.stdout` has everything that a file in memory has, `buffer` too, and is what it was at the end, also after an
/// error and a panic. What is no UTF-8, or no text for Rust (a lone surrogate), is shown as an escape.
///
/// # Errors
/// Those of `body`; Python cannot be started.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let (sum, text) = with_python_output(|| -> py4rs::Result<i64> {
///     raw_pyexec("print('adding')")?;
///     pycall!("sum", [1, 2, 3])
/// })?;
/// assert_eq!((sum, text.as_str()), (6, "adding\n"));
/// # Ok(())
/// # }
/// ```
#[doc(alias = "with-python-output")]
pub fn with_python_output<R: Captured>(body: impl FnOnce() -> R) -> Result<(R::Value, String)> {
    let (value, text) = capture(Standard::Output, body)?;
    Ok((value.into_result()?, text))
}

/// As [`with_python_output`], for `sys.stderr`.
///
/// # Errors
/// As for [`with_python_output`].
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let ((), text) = with_python_error_output(|| raw_pyexec("import sys; print('oh', file=sys.stderr)"))?;
/// assert_eq!(text, "oh\n");
/// # Ok(())
/// # }
/// ```
#[doc(alias = "with-python-error-output")]
pub fn with_python_error_output<R: Captured>(body: impl FnOnce() -> R) -> Result<(R::Value, String)> {
    let (value, text) = capture(Standard::Error, body)?;
    Ok((value.into_result()?, text))
}

/// As [`with_python_output`] and [`with_python_error_output`] together: the text of `sys.stdout`, then that of
/// `sys.stderr`.
///
/// # Errors
/// As for [`with_python_output`].
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let ((), output, errors) = with_python_outputs(|| raw_pyexec("print('fine'); import sys; sys.stderr.write('oh')"))?;
/// assert_eq!((output.as_str(), errors.as_str()), ("fine\n", "oh"));
/// # Ok(())
/// # }
/// ```
pub fn with_python_outputs<R: Captured>(body: impl FnOnce() -> R) -> Result<(R::Value, String, String)> {
    let (inner, output) = capture(Standard::Output, || capture(Standard::Error, body))?;
    let (value, errors) = inner?;
    Ok((value.into_result()?, output, errors))
}
