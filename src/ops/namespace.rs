//! Namespaces: names of their own for code that shall not meet other code.

use super::arguments::{Argument, Arguments};
use super::call::{call_at, called};
use super::name::name;
use super::path::{expect_names, find_in};
use super::support::{builtin, new_dict, run_code};
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, check};
use crate::object::PyObject;
use crate::runtime::{Python, enter, main_dict};
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
    /// What stands before the last dot is not defined or takes no such attribute, or the value cannot be converted.
    pub fn set(&self, path: &str, value: impl ToPython) -> Result<()> {
        expect_names(path)?;
        enter(|py| {
            let value = Argument::of(&value, py)?;
            let (owner, last) = match path.rsplit_once('.') {
                Some((owner, last)) => (Some(find_in(py, self.0.as_ptr(), owner)?), last),
                None => (None, path),
            };
            let last = name(py, last)?;
            // SAFETY: attached; all objects are valid, and the namespace's is a dict.
            check(py, unsafe {
                match owner {
                    Some(owner) => py.api().PyObject_SetAttr(owner.as_ptr(), last.as_ptr(), value.as_ptr()),
                    None => py.api().PyDict_SetItem(self.0.as_ptr(), last.as_ptr(), value.as_ptr()),
                }
            })
        })?
    }

    /// The value of a Python expression, evaluated here.
    ///
    /// # Errors
    /// The text is no expression, evaluating it raises, or the value is no `T`.
    pub fn eval<T: FromPython>(&self, code: &str) -> Result<T> {
        enter(|py| T::from_result(self.run(py, code.trim_start_matches([' ', '\t']), "eval")?, py))?
    }

    /// Runs Python statements here.
    ///
    /// # Errors
    /// The text is no Python, or running it raises.
    pub fn exec(&self, code: &str) -> Result<()> {
        enter(|py| self.run(py, code, "exec").map(|none| none.release(py)))?
    }

    /// Calls what a name, or names with dots, stand for here.
    ///
    /// # Errors
    /// As for [`get`](Namespace::get) and [`call`](crate::call).
    pub fn call<T: FromPython>(&self, path: &str, arguments: impl Arguments) -> Result<T> {
        enter(|py| {
            let callable = find_in(py, self.0.as_ptr(), path)?;
            T::from_result(called(py, callable.as_ptr(), arguments)?, py)
        })?
    }

    fn run(&self, py: Python<'_>, code: &str, mode: &str) -> Result<PyObject> {
        let code: PyObject = call_at(&builtin(py, "compile")?, (code, "<py4rs>", mode, 0, true))?;
        run_code(py, &code, &self.0)
    }
}
