//! Code that is compiled once and run many times.

use super::namespace::Namespace;
use super::source::Source;
use super::support::run_code;
use crate::convert::FromPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::{Code, enter};

/// Compiled code: see [`compile`].
#[derive(Clone, Debug)]
pub struct Compiled(PyObject);

/// Compiles Python code, an expression or statements, to be run many times. Tracebacks show its lines.
///
/// # Errors
/// The text is no Python: a `SyntaxError`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let square = compile("x * x")?;
/// let (here, there) = (Namespace::new()?, Namespace::new()?);
/// here.set("x", 3)?;
/// there.set("x", 4)?;
/// assert_eq!(square.run_in::<i64>(&here)? + square.run_in::<i64>(&there)?, 25);
/// # Ok(())
/// # }
/// ```
pub fn compile(code: &str) -> Result<Compiled> {
    enter(|py| {
        let source = Source::compile(py, code, Code::Expression)
            .or_else(|_| Source::compile(py, code, Code::Statements))?;
        source.keep_lines(py);
        Ok(Compiled(source.into_code()))
    })?
}

impl Compiled {
    /// Runs it in `__main__`. An expression gives its value, statements give `None`.
    ///
    /// # Errors
    /// Running it raises, or the value is no `T`.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// set_pyvalue("count", 0)?;
    /// let step = compile("count += 1")?;
    /// (0..5).try_for_each(|_| step.run())?;
    /// assert_eq!(pyvalue::<i64>("count")?, 5);
    /// # Ok(())
    /// # }
    /// ```
    pub fn run<T: FromPython>(&self) -> Result<T> {
        self.run_in(&Namespace::main()?)
    }

    /// Runs it in a namespace.
    ///
    /// # Errors
    /// As for [`run`](Compiled::run).
    pub fn run_in<T: FromPython>(&self, namespace: &Namespace) -> Result<T> {
        enter(|py| T::from_result(run_code(py, &self.0, namespace.dict())?, py))?
    }

    /// The code object.
    pub fn code(&self) -> &PyObject {
        &self.0
    }
}
