//! [`RustObject`]: a Rust value that travels through Python.

use super::attributes::PythonAttributes;
use super::boundary::live_slots;
use super::class::{Class, checked_value_of};
use super::exclusive::Exclusive;
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
    /// The same value, where it has attributes.
    live: Option<Arc<dyn Live>>,
    /// Made when Python first sees it.
    object: OnceLock<PyObject>,
}

/// A value of some type.
type Value = Arc<dyn Any + Send + Sync>;

/// What an instance owns.
pub(super) struct Owned {
    value: Value,
    live: Option<Arc<dyn Live>>,
}

/// A value with attributes.
trait Live: Send + Sync {
    /// What lets one thread at a time have the attributes.
    fn lock(&self) -> &Exclusive;

    /// # Safety
    /// The thread is the only one that has the value, or what it is lent ends before another has it.
    unsafe fn attributes(&self) -> &dyn PythonAttributes;
}

impl<T: PythonAttributes> Live for Held<T> {
    fn lock(&self) -> &Exclusive {
        &self.lock
    }

    unsafe fn attributes(&self) -> &dyn PythonAttributes {
        &self.value
    }
}

impl Owned {
    /// Lends the attributes to `f`, to one thread at a time.
    #[inline]
    pub(super) fn with_attributes<R>(
        &self,
        py: Python<'_>,
        f: impl FnOnce(&dyn PythonAttributes) -> Result<R>,
    ) -> Result<R> {
        let live = self.live.as_ref().expect("an instance of its class has attributes");
        let _entered = live.lock().enter_again("the object", py)?;
        // SAFETY: no other thread is inside, and `f` lets nobody keep what it is lent.
        f(unsafe { live.attributes() })
    }
}

/// A value that one thread at a time may have, or all where it is `Sync`.
struct Held<T> {
    value: T,
    lock: Exclusive,
}

impl<T> Held<T> {
    fn new(value: T) -> Arc<Held<T>> {
        Arc::new(Held { value, lock: Exclusive::default() })
    }
}

// SAFETY: a shared value is only lent where it is `Sync` itself; otherwise it is moved.
unsafe impl<T: Send> Sync for Held<T> {}

static PLAIN: Class = Class::new(c"py4rs.RustObject", c"A value of Rust's.", Vec::new);
static LIVE: Class = Class::new(c"py4rs.LiveRustObject", c"A value of Rust's with attributes.", live_slots);

impl RustObject {
    /// An object that is `value`.
    pub fn new<T: Send + 'static>(value: T) -> RustObject {
        RustObject { value: Held::new(value), live: None, object: OnceLock::new() }
    }

    /// An object that is `value`, and has the attributes that it says.
    pub fn with_attributes<T: PythonAttributes>(value: T) -> RustObject {
        let value = Held::new(value);
        RustObject { value: value.clone(), live: Some(value), object: OnceLock::new() }
    }

    /// The value, if it is a `T`.
    pub fn downcast_ref<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.value.downcast_ref::<Held<T>>().map(|held| &held.value)
    }

    /// The value itself, taken out.
    ///
    /// # Errors
    /// It is no `T`, or somebody else, in Python or in Rust, refers to it too: the object as it was.
    pub fn downcast<T: Send + 'static>(self) -> std::result::Result<T, RustObject> {
        if !self.value.is::<Held<T>>() {
            return Err(self);
        }
        let RustObject { value, live, object } = self;
        if let Some(object) = object.into_inner() {
            let mut kept = Some(object);
            enter_initialised(|py| {
                // SAFETY: attached; the object is alive.
                let only = |object: &mut PyObject| unsafe { gc::refcount(py, object.as_ptr()) } == 1;
                let mut last = kept.take_if(only);
                if last.is_none() {
                    // What detached threads dropped may be on its way.
                    gc::release_queued(py);
                    last = kept.take_if(only);
                }
                if let Some(object) = last {
                    object.release(py);
                }
            });
            if let Some(object) = kept {
                return Err(RustObject { value, live, object: object.into() });
            }
        }
        // One reference is this value's own, and one that of its attributes.
        let others = Arc::strong_count(&value) - 1 - usize::from(live.is_some());
        if others > 0 {
            return Err(RustObject { value, live, object: OnceLock::new() });
        }
        drop(live);
        let value = value.downcast::<Held<T>>().ok().and_then(Arc::into_inner);
        Ok(value.expect("it was looked at above").value)
    }
}

impl ToPython for RustObject {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = self.object.get() {
            return Ok(object.clone());
        }
        let (value, live) = (self.value.clone(), self.live.clone());
        let class = if live.is_some() { &LIVE } else { &PLAIN };
        let object = class.instance(py, Owned { value, live })?;
        Ok(self.object.get_or_init(|| object).clone())
    }

    #[inline]
    fn as_object(&self) -> Option<&PyObject> {
        self.object.get()
    }
}

impl FromPython for RustObject {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<RustObject> {
        if !PLAIN.is_class_of(object, py) && !LIVE.is_class_of(object, py) {
            return Err(ConversionError::new("an object of Rust's", object).into());
        }
        // SAFETY: an instance of one of the classes, which are all made with such a value; the caller keeps it alive.
        let owned: &Owned = unsafe { checked_value_of(object.as_ptr(), py) }?;
        let (value, live) = (owned.value.clone(), owned.live.clone());
        Ok(RustObject { value, live, object: object.clone().into() })
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
