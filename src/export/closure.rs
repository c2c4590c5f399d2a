//! The verbs that hand functions of Rust's to Python.

use super::function::{Details, Function, new};
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::ops::{Callable, Sealed, set_pyvalue};
use crate::runtime::{Python, enter};
use crate::sys;
use std::cell::{Cell, OnceCell};
use std::fmt;
use std::marker::PhantomData;

/// Binds a function of Rust's in Python's `__main__`, or, with dots, as an attribute of what stands before the last one.
///
/// It is a closure, or a function, of up to twelve parameters: types that are made of Python objects (an `Option` may be
/// left out), [`Args`](crate::Args) and [`Kwargs`](crate::Kwargs) for the rest. It gives a value, or a `Result` with an
/// error of any type: that becomes an exception of class `py4rs.RustError`, which is the same error when it comes back to
/// Rust ([`Error::downcast_ref`](crate::Error::downcast_ref)). A Python exception stays itself, and a panic goes on as the
/// same panic when it comes back to Rust; in between it is a `py4rs.PanicException`.
///
/// A closure or function runs once at a time: other threads wait, which can be interrupted, and calling itself raises a
/// `RuntimeError`, as does a wait that would have no end, because two threads wait for each other.
/// [`shared`](crate::shared) lifts that for those that change nothing of what they hold, and
/// [`function`](macro@crate::function) for functions.
///
/// # Errors
/// Python cannot be started, or what stands before the last dot is not defined.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// export_function("double", |x: i64| 2 * x)?;
/// assert_eq!(raw_pyeval::<Vec<i64>>("[double(x) for x in range(3)]")?, [0, 2, 4]);
/// # Ok(())
/// # }
/// ```
#[doc(alias = "export-function")]
pub fn export_function<M: 'static>(name: &str, function: impl Function<M>) -> Result<()> {
    let last = name.rsplit('.').next().unwrap_or(name);
    enter(|py| {
        let module = (last == name).then_some("__main__");
        let details = Details { name: last, module };
        set_pyvalue(name, new(py, function, details)?)
    })?
}

/// A function of Rust's as a value for Python: an argument, an item, something to call.
///
/// The macros do this by themselves for a closure that is written there: `pycall!("map", |x: i64| x + 1, numbers)`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let words = ["pear", "fig", "banana"];
/// let length = pyfunction(|word: String| word.len());
/// assert_eq!(pycall!("sorted", words, key = length => Vec<String>)?, ["fig", "pear", "banana"]);
/// # Ok(())
/// # }
/// ```
pub fn pyfunction<F: Function<M>, M: 'static>(function: F) -> Closure<F, M> {
    Closure { function: Cell::new(Some(function)), object: OnceCell::new(), form: PhantomData }
}

/// A function of Rust's on its way to Python; [`pyfunction`] makes it. Python's function is made when it is first used,
/// and then stays the same.
pub struct Closure<F, M> {
    function: Cell<Option<F>>,
    object: OnceCell<PyObject>,
    form: PhantomData<fn() -> M>,
}

impl<F: Function<M>, M: 'static> Closure<F, M> {
    fn object(&self, py: Python<'_>) -> Result<&PyObject> {
        if let Some(function) = self.function.take() {
            let object = new(py, function, Details { name: "<closure>", module: None })?;
            let _ = self.object.set(object);
        }
        self.object.get().ok_or(crate::Error::NotAlive)
    }
}

impl<F: Function<M>, M: 'static> ToPython for Closure<F, M> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.object(py).cloned()
    }
}

impl<F: Function<M>, M: 'static> Sealed for Closure<F, M> {}

impl<F: Function<M>, M: 'static> Callable for Closure<F, M> {
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        f(self.object(py)?.as_ptr())
    }
}

impl<F, M> fmt::Debug for Closure<F, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Closure").field(&self.object.get()).finish()
    }
}
