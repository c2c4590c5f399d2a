//! Namespaces: names of their own for code that shall not meet other code.

use super::arguments::Arguments;
use super::call::called;
use super::path::{expect_identifiers, find_in, with_object_in};
use super::source::run;
use super::support::new_dict;
use super::value::set_in;
use crate::convert::{FromPython, ToPython};
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::{Code, enter, main_dict};
use crate::sys::Borrowed;

/// The names that some code sees and sets, apart from `__main__`.
///
/// A clone is the same namespace.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let plugin = Namespace::new()?;
/// plugin.set("factor", 3)?;
/// plugin.exec("def scale(x, offset=0):\n    return factor * x + offset")?;
/// assert_eq!(plugin.call::<i64>("scale", args![2, offset = 1])?, 7);
/// assert_eq!(plugin.eval::<i64>("scale(factor)")?, 9);
/// assert!(pyvalue::<PyObject>("scale").is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Namespace(PyObject);

impl Namespace {
    /// A new namespace, in which the builtins are known.
    ///
    /// # Errors
    /// Python cannot be started.
    pub fn new() -> Result<Namespace> {
        enter(|py| new_dict(py, "__main__").map(Namespace))?
    }

    /// The namespace of `__main__`, in which the verbs look for names.
    ///
    /// # Errors
    /// Python cannot be started.
    pub fn main() -> Result<Namespace> {
        enter(|py| {
            // SAFETY: attached; the dict is never freed.
            let main = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(main_dict(py))) };
            Namespace(main.expect("found at start"))
        })
        .map_err(Into::into)
    }

    /// The namespace that a dict is.
    pub(super) fn of(dict: PyObject) -> Namespace {
        Namespace(dict)
    }

    /// Its dict.
    pub fn dict(&self) -> &PyObject {
        &self.0
    }

    /// The value of a name, or of names with dots, as [`pyvalue`](crate::pyvalue) gives it of `__main__`.
    ///
    /// # Errors
    /// The name is not defined, an attribute is missing, or the value is no `T`.
    pub fn get<T: FromPython>(&self, path: &str) -> Result<T> {
        enter(|py| T::from_result(find_in(py, self.0.as_ptr(), path)?, py))?
    }

    /// Sets a name or, with dots, an attribute, as [`set_pyvalue`](crate::set_pyvalue) does it in `__main__`.
    ///
    /// # Errors
    /// As for [`set_pyvalue`](crate::set_pyvalue); and no code could say the name, which has a blank in it, say.
    pub fn set(&self, path: &str, value: impl ToPython) -> Result<()> {
        expect_identifiers(path)?;
        enter(|py| set_in(py, self.0.as_ptr(), path, &value))?
    }

    /// The value of a Python expression, evaluated here.
    ///
    /// # Errors
    /// The text is no expression, evaluating it raises, or the value is no `T`.
    pub fn eval<T: FromPython>(&self, code: &str) -> Result<T> {
        enter(|py| T::from_result(run(py, code, Code::Expression, self.0.as_ptr())?, py))?
    }

    /// Runs Python statements here.
    ///
    /// # Errors
    /// The text is no Python, or running it raises.
    pub fn exec(&self, code: &str) -> Result<()> {
        enter(|py| run(py, code, Code::Statements, self.0.as_ptr()).map(|none| none.release(py)))?
    }

    /// Calls what a name, names with dots, or an expression stand for here.
    ///
    /// # Errors
    /// As for [`get`](Namespace::get), [`eval`](Namespace::eval) and [`call`](crate::call).
    pub fn call<T: FromPython>(&self, callable: &str, arguments: impl Arguments) -> Result<T> {
        enter(|py| {
            let call = |callable| called(py, callable, arguments);
            T::from_result(with_object_in(py, self.0.as_ptr(), callable, call)?, py)
        })?
    }
}
