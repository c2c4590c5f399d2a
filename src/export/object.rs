//! [`RustObject`]: a Rust value that travels through Python.

use super::class::{Class, value_of};
use crate::convert::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::gc;
use crate::object::PyObject;
use crate::runtime::{Python, enter_initialised};
use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A Rust value that Python can hold and hand back: it stays the same value, and the object the same object.
///
/// Python sees an object without attributes of its own ([`RustObject::with_attributes`] gives it some). The value is
/// dropped when neither Python nor Rust refers to it any more, on whichever thread that happens.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// struct Point(i64, i64);
///
/// set_pyvalue("points", vec![RustObject::new(Point(3, 4))])?;
/// let point: RustObject = raw_pyeval("points.pop()")?;
/// assert_eq!(point.downcast_ref::<Point>().map(|point| point.0), Some(3));
/// assert!(point.downcast::<Point>().is_ok_and(|point| point.1 == 4));
/// # Ok(())
/// # }
/// ```
pub struct RustObject {
    value: Value,
    /// Made when Python first sees it.
    object: OnceLock<PyObject>,
}

/// What an instance of the class owns.
type Value = Arc<dyn Any + Send + Sync>;

/// A value that one thread at a time may have, or all where it is `Sync`.
struct Held<T>(T);

// SAFETY: a shared value is only lent where it is `Sync` itself; otherwise it is moved.
unsafe impl<T: Send> Sync for Held<T> {}

static CLASS: Class = Class::new(c"py4rs.RustObject", c"A value of Rust's.", Vec::new);

impl RustObject {
    /// An object that is `value`.
    pub fn new<T: Send + 'static>(value: T) -> RustObject {
        RustObject { value: Arc::new(Held(value)), object: OnceLock::new() }
    }

    /// The value, if it is a `T`.
    pub fn downcast_ref<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.value.downcast_ref::<Held<T>>().map(|held| &held.0)
    }

    /// The value itself, taken out.
    ///
    /// # Errors
    /// It is no `T`, or somebody else, in Python or in Rust, refers to it too: the object as it was.
    pub fn downcast<T: Send + 'static>(self) -> std::result::Result<T, RustObject> {
        if !self.value.is::<Held<T>>() {
            return Err(self);
        }
        let RustObject { value, object } = self;
        if let Some(object) = object.into_inner() {
            let mut kept = Some(object);
            enter_initialised(|py| {
                // SAFETY: attached; the object is alive.
                let only = |object: &mut PyObject| unsafe { gc::refcount(py, object.as_ptr()) } == 1;
                if let Some(object) = kept.take_if(only) {
                    object.release(py);
                }
            });
            if let Some(object) = kept {
                return Err(RustObject { value, object: object.into() });
            }
        }
        let value = value.downcast::<Held<T>>().expect("it was looked at above");
        Arc::try_unwrap(value)
            .map(|held| held.0)
            .map_err(|value| RustObject { value, object: OnceLock::new() })
    }
}

impl ToPython for RustObject {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = self.object.get() {
            return Ok(object.clone());
        }
        let object = CLASS.instance(py, self.value.clone())?;
        Ok(self.object.get_or_init(|| object).clone())
    }

    #[inline]
    fn as_object(&self) -> Option<&PyObject> {
        self.object.get()
    }
}

impl FromPython for RustObject {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<RustObject> {
        if !CLASS.is_class_of(object, py) {
            return Err(ConversionError::new("an object of Rust's", object).into());
        }
        // SAFETY: an instance of the class, which were all made with such a value; the caller keeps it alive.
        let value: &Value = unsafe { value_of(object.as_ptr()) };
        Ok(RustObject { value: value.clone(), object: object.clone().into() })
    }
}

impl fmt::Debug for RustObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.object.get() {
            Some(object) => object.fmt(f),
            None => f.write_str("RustObject"),
        }
    }
}
