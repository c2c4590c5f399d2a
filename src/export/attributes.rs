//! [`PythonAttributes`]: what a Rust value shows to Python.

use super::class::Class;
use super::exceptions::error_of;
use super::parameter::{Args, Kwargs};
use crate::error::{Error, Result};
use crate::object::PyObject;
use crate::ops::attach;
use crate::runtime::Python;
use crate::sys;

/// What a Rust value that Python has shows it: attributes, and whatever else Python does with an object.
///
/// Every method has a default, which is what Python does with an object that knows nothing of the matter. An attribute
/// may be a function ([`pyfunction`](crate::pyfunction)); a type that extends another hands on to it what it does not
/// handle itself. Names with two underscores at their start are Python's own first.
///
/// The value is used by one thread at a time: others wait, which can be interrupted, and raises a `RuntimeError` where two
/// wait for each other. It may be used again by what it calls.
///
/// A plain struct derives the trait ([`PythonAttributes`](macro@crate::PythonAttributes)).
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
/// use std::cell::Cell;
///
/// struct Counter(Cell<i64>);
///
/// impl PythonAttributes for Counter {
///     fn getattr(&self, name: &str) -> py4rs::Result<PyObject> {
///         match name {
///             "count" => PyObject::new(self.0.get()),
///             _ => Err(no_attribute(self, name)),
///         }
///     }
///
///     fn setattr(&self, name: &str, value: PyObject) -> py4rs::Result<()> {
///         match name {
///             "count" => Ok(self.0.set(value.extract()?)),
///             _ => Err(no_attribute(self, name)),
///         }
///     }
/// }
///
/// let counter = RustObject::with_attributes(Counter(Cell::new(1)));
/// set_pyvalue("counter", &counter)?;
/// raw_pyexec("counter.count += 41")?;
/// assert_eq!(pyvalue::<i64>("counter.count")?, 42);
/// assert!(raw_pyeval::<()>("counter.other").is_err());
/// # Ok(())
/// # }
/// ```
#[expect(clippy::len_without_is_empty, reason = "Python asks for the length alone")]
pub trait PythonAttributes: Send + 'static {
    /// The attribute `name`.
    ///
    /// # Errors
    /// There is none: an `AttributeError`, by default.
    #[doc(alias = "python-getattr")]
    fn getattr(&self, name: &str) -> Result<PyObject> {
        Err(no_attribute(self, name))
    }

    /// Sets the attribute `name`.
    ///
    /// # Errors
    /// There is none, or it cannot be set: an `AttributeError`, by default.
    #[doc(alias = "python-setattr")]
    fn setattr(&self, name: &str, value: PyObject) -> Result<()> {
        let _ = value;
        Err(no_attribute(self, name))
    }

    /// Deletes the attribute `name`.
    ///
    /// # Errors
    /// It cannot be deleted: an `AttributeError`, by default.
    fn delattr(&self, name: &str) -> Result<()> {
        Err(no_attribute(self, name))
    }

    /// The names of the attributes, for `dir`.
    ///
    /// # Errors
    /// They cannot be told.
    fn dir(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// What `repr` gives.
    ///
    /// # Errors
    /// It cannot be told.
    fn repr(&self) -> Result<String> {
        Ok(format!("<{} of Rust's>", name_of::<Self>()))
    }

    /// Calls the object.
    ///
    /// # Errors
    /// It cannot be called: a `TypeError`, by default.
    fn call(&self, args: Args, kwargs: Kwargs) -> Result<PyObject> {
        let _ = (args, kwargs);
        Err(unsupported::<Self>("is not callable"))
    }

    /// How many items there are. Where there are some, the object counts as true.
    ///
    /// # Errors
    /// There is no such number: a `TypeError`, by default.
    fn len(&self) -> Result<usize> {
        Err(unsupported::<Self>("has no len()"))
    }

    /// The item for a key: `object[key]`.
    ///
    /// # Errors
    /// There is none: a `TypeError`, by default.
    fn item(&self, key: PyObject) -> Result<PyObject> {
        let _ = key;
        Err(unsupported::<Self>("is not subscriptable"))
    }

    /// Sets the item for a key, or deletes it, where there is no value.
    ///
    /// # Errors
    /// It cannot be set: a `TypeError`, by default.
    fn set_item(&self, key: PyObject, value: Option<PyObject>) -> Result<()> {
        let _ = (key, value);
        Err(unsupported::<Self>("does not support item assignment"))
    }

    /// An iterator of the items; [`pyiter`](crate::pyiter) makes one.
    ///
    /// # Errors
    /// It cannot be iterated: a `TypeError`, by default.
    fn iter(&self) -> Result<PyObject> {
        Err(unsupported::<Self>("is not iterable"))
    }

    /// Whether it equals another object; `None` where only the other may know. One that says something here should also
    /// say its `hash`.
    ///
    /// # Errors
    /// It cannot be told.
    fn eq(&self, other: &PyObject) -> Result<Option<bool>> {
        let _ = other;
        Ok(None)
    }

    /// Its hash; `None` for that of its identity.
    ///
    /// # Errors
    /// It has none.
    fn hash(&self) -> Result<Option<i64>> {
        Ok(None)
    }

    /// Enters `with object as ..`, which gets what this gives; `None` for the object itself.
    ///
    /// # Errors
    /// It is no context manager: a `TypeError`, by default.
    fn enter(&self) -> Result<Option<PyObject>> {
        Err(unsupported::<Self>("does not support the context manager protocol"))
    }

    /// Leaves it, by an exception perhaps; true where that ends here.
    ///
    /// # Errors
    /// Whatever goes wrong.
    fn exit(&self, exception: Option<PyObject>) -> Result<bool> {
        let _ = exception;
        Ok(false)
    }

    /// The class of its own that a type has which derives this.
    #[doc(hidden)]
    fn class() -> Option<&'static Class>
    where
        Self: Sized,
    {
        None
    }
}

/// The `AttributeError` that Python would raise for a value that has no such attribute.
pub fn no_attribute<T: ?Sized>(_value: &T, name: &str) -> Error {
    let text = format!("'{}' object has no attribute '{name}'", name_of::<T>());
    raised(|py| py.api().PyExc_AttributeError(), &text)
}

#[cold]
fn unsupported<T: ?Sized>(what: &str) -> Error {
    raised(|py| py.api().PyExc_TypeError(), &format!("'{}' object {what}", name_of::<T>()))
}

fn raised(class: impl FnOnce(Python<'_>) -> *mut *mut sys::PyObject, text: &str) -> Error {
    attach(|py| error_of(py, class(py), text)).unwrap_or_else(|error| error)
}

/// The name of a type without its path.
pub(super) fn name_of<T: ?Sized>() -> &'static str {
    let name = std::any::type_name::<T>();
    let path = name.split('<').next().unwrap_or(name);
    path.rsplit("::").next().unwrap_or(path)
}
