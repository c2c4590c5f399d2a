//! A member of a module or of a class.

use super::home::Home;
use super::kept::{Kept, life};
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::ops::arguments::Arguments;
use crate::ops::call::{Callable, call_at, method_at};
use crate::ops::name::Interned;
use crate::ops::sealed::Sealed;
use crate::ops::slot::set_pyslot_value;
use crate::runtime::{Python, enter};
use crate::sys;
use std::sync::atomic::{AtomicBool, Ordering};

/// A member: a function, a class, a value.
#[derive(Debug)]
pub struct Member {
    home: &'static Home,
    name: Interned,
    /// The parameters that were recorded; empty where they are not known.
    signature: &'static str,
    /// Whether its signature was compared.
    compared: AtomicBool,
    /// Whether it is looked up only once in each life of Python.
    cache: bool,
    kept: Kept,
}

impl Member {
    /// The member of that name.
    pub const fn new(
        home: &'static Home,
        name: &'static str,
        signature: &'static str,
        cache: bool,
    ) -> Member {
        Member {
            home,
            name: Interned::new(name),
            signature,
            compared: AtomicBool::new(false),
            cache,
            kept: Kept::new(),
        }
    }

    /// The object.
    #[inline(always)]
    fn find(&self, py: Python<'_>) -> Result<PyObject> {
        if self.cache {
            return self.kept.get(py).map_or_else(|| self.first(py), Ok);
        }
        if !self.compared.load(Ordering::Relaxed) {
            return self.first(py);
        }
        self.look_up(py)
    }

    #[inline(always)]
    fn look_up(&self, py: Python<'_>) -> Result<PyObject> {
        let home = self.home.get(py)?;
        // SAFETY: attached; the module and the string live for ever.
        take(py, unsafe { py.api().PyObject_GetAttr(home, self.name.get(py)?) })
    }

    #[cold]
    fn first(&self, py: Python<'_>) -> Result<PyObject> {
        // Read before: if Python is stopped meanwhile, it is found once more.
        let life = life();
        let object = self.look_up(py)?;
        if self.home.is_safe() && !self.signature.is_empty() {
            self.home.compare(py, self.name.text(), self.signature, &object)?;
        }
        self.compared.store(true, Ordering::Relaxed);
        Ok(if self.cache { self.kept.keep(py, object, life) } else { object })
    }
}

impl ToPython for Member {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.find(py)
    }
}

impl Sealed for Member {}

impl Callable for Member {
    #[inline(always)]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        let object = self.find(py)?;
        let result = f(object.as_ptr());
        object.release(py);
        result
    }
}

/// What a generated function calls: a member, or a method of its first argument.
pub trait Target: Sealed {
    /// What it gives.
    ///
    /// # Errors
    /// As for [`call`](crate::call).
    fn called<T: FromPython>(&self, arguments: impl Arguments) -> Result<T>;
}

impl Target for Member {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn called<T: FromPython>(&self, arguments: impl Arguments) -> Result<T> {
        call_at(self, arguments)
    }
}

impl Target for Interned {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn called<T: FromPython>(&self, arguments: impl Arguments) -> Result<T> {
        method_at(self, arguments)
    }
}

/// What a member gives for these arguments.
///
/// # Errors
/// As for [`call`](crate::call).
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn call_member<T: FromPython>(target: &impl Target, arguments: impl Arguments) -> Result<T> {
    target.called(arguments)
}

/// The attribute of an object or of a home.
///
/// # Errors
/// There is no such attribute, or its value is no `T`.
pub fn value_of<T: FromPython>(object: &impl ToPython, name: &Interned) -> Result<T> {
    crate::ops::slot::pyslot_value(object, name)
}

/// Sets the attribute of an object.
///
/// # Errors
/// The object takes no such attribute.
pub fn set_value_of(object: &impl ToPython, name: &Interned, value: impl ToPython) -> Result<()> {
    enter(|_py| set_pyslot_value(object, name, value))?
}
