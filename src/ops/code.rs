//! Running code that comes as text.

use super::source::run;
use crate::convert::FromPython;
use crate::error::Result;
use crate::runtime::{Code, enter, main_dict};

/// The value of a Python expression, evaluated in `__main__`.
///
/// # Errors
/// The text is no expression (a `SyntaxError`), evaluating it raises, or the value is no `T`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// assert_eq!(py4rs::raw_pyeval::<i64>("1 + 2 * 3")?, 7);
/// # Ok(())
/// # }
/// ```
pub fn raw_pyeval<T: FromPython>(code: &str) -> Result<T> {
    enter(|py| T::from_result(run(py, code, Code::Expression, main_dict(py))?, py))?
}

/// Runs Python statements in `__main__`.
///
/// # Errors
/// The text is no Python (a `SyntaxError`), or running it raises.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// py4rs::raw_pyexec("def double(x):\n    return 2 * x")?;
/// assert_eq!(py4rs::pycall!("double", 21 => i64)?, 42);
/// # Ok(())
/// # }
/// ```
pub fn raw_pyexec(code: &str) -> Result<()> {
    enter(|py| run(py, code, Code::Statements, main_dict(py)).map(|none| none.release(py)))?
}
