//! [`RustObject`]: a Rust value that travels through Python.

use super::attributes::PythonAttributes;
use super::class::{Class, checked_value_of, is_derived};
use super::derived::Derived;
use super::exceptions::error_of;
use super::held::{Held, Live, Loan};
use super::slots::{live_slots, object_slots};
use crate::convert::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::gc;
use crate::object::PyObject;
use crate::runtime::{Python, enter, enter_initialised};
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
    /// There once the value was lent to Rust, if Python can change it.
    loan: OnceLock<Loan>,
}

/// A value of some type.
pub(super) type Value = Arc<dyn Any + Send + Sync>;

/// What an instance owns.
pub(super) struct Owned {
    value: Value,
    live: Option<Arc<dyn Live>>,
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
        let _entered = live.lock().enter_again(py)?;
        // SAFETY: no other thread is inside, and `f` lets nobody keep what it is lent. It is not of a class of its own.
        f(unsafe { live.attributes() })
    }

    /// Hands out the objects that the value holds for Python alone. One that Rust refers to as well is not Python's to
    /// collect, nor is one that is being changed.
    pub(super) fn each<T: Derived>(&self, visit: &mut dyn FnMut(&PyObject)) {
        // SAFETY: the collector runs: no other thread does anything with Python meanwhile, nor has the value without it.
        let value = self.sole::<T>().and_then(|held| unsafe { held.at_rest() });
        if let Some(value) = value {
            T::PARTS.iter().for_each(|part| (part.each)(value, visit));
        }
    }

    /// Lets go of the objects that the value holds for Python alone.
    pub(super) fn clear<T: Derived>(&self, py: Python<'_>) {
        for part in T::PARTS {
            if let Some(held) = self.sole::<T>() {
                (part.clear)(held, py);
            }
        }
    }

    /// The value, if its instance is the only one that refers to it.
    fn sole<T: Derived>(&self) -> Option<&Held<T>> {
        // One reference is the value's own, and one that of its attributes.
        let held = (Arc::strong_count(&self.value) == 2).then(|| self.value.downcast_ref());
        held.flatten()
    }

    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    /// The value, which is a `T`.
    #[inline]
    pub(super) fn held<T: PythonAttributes>(&self, py: Python<'_>) -> Result<&Held<T>> {
        let held = self.value.downcast_ref();
        held.ok_or_else(|| error_of(py, py.api().PyExc_TypeError(), "the object has another value of Rust's"))
    }
}

static PLAIN: Class = Class::new(c"py4rs.RustObject", c"A value of Rust's.", object_slots);
static LIVE: Class = Class::new(c"py4rs.LiveRustObject", c"A value of Rust's with attributes.", live_slots);

impl RustObject {
    /// An object that is `value`.
    pub fn new<T: Send + 'static>(value: T) -> RustObject {
        RustObject::of(Held::new(value, None), None)
    }

    /// An object that is `value`, and has the attributes that it says.
    pub fn with_attributes<T: PythonAttributes>(value: T) -> RustObject {
        let value = Held::new(value, T::class());
        RustObject::of(value.clone(), Some(value))
    }

    fn of(value: Value, live: Option<Arc<dyn Live>>) -> RustObject {
        RustObject { value, live, object: OnceLock::new(), loan: OnceLock::new() }
    }

    /// The value, if it is a `T`.
    ///
    /// A value whose type derives [`PythonAttributes`](macro@crate::PythonAttributes) is lent for as long as this
    /// `RustObject` lives, and Python cannot change it meanwhile: a `RuntimeError` there. While this thread is changing
    /// it, or where Python cannot be started, it is none. [`with_ref`](RustObject::with_ref) lends it for a shorter time.
    pub fn downcast_ref<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let held = self.value.downcast_ref::<Held<T>>()?;
        if let Some(live) = self.live.as_ref().filter(|live| live.class().is_some())
            && self.loan.get().is_none()
        {
            let loan = enter(|py| Loan::of(live, py)).ok()?.ok()?;
            // Of two threads that come here together one's loan is enough.
            let _ = self.loan.set(loan);
        }
        // SAFETY: it is `Sync`. The loan, where there has to be one, lasts as long as this object.
        Some(unsafe { held.get() })
    }

    /// Lends the value, which is a `T`, to `f`; by Python it can be read meanwhile.
    ///
    /// # Errors
    /// It is no `T`, or this thread is changing it.
    pub fn with_ref<T: PythonAttributes, R>(&self, f: impl FnOnce(&T) -> R) -> Result<R> {
        enter(|py| Ok(f(&*self.held::<T>(py)?.lend(py)?)))?
    }

    /// Lends the value, which is a `T` that derives [`PythonAttributes`](macro@crate::PythonAttributes), to `f`, which
    /// may change it.
    ///
    /// # Errors
    /// It is no such `T`, or somebody has it already.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// #[derive(PythonAttributes)]
    /// struct Point {
    ///     x: f64,
    ///     y: f64,
    /// }
    ///
    /// let point = RustObject::with_attributes(Point { x: 1.0, y: 2.0 });
    /// set_pyvalue("point", &point)?;
    /// point.with_mut(|point: &mut Point| point.x = 5.0)?;
    /// raw_pyexec("point.y += point.x")?;
    /// assert_eq!(point.with_ref(|point: &Point| (point.x, point.y))?, (5.0, 7.0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_mut<T: PythonAttributes, R>(&self, f: impl FnOnce(&mut T) -> R) -> Result<R> {
        enter(|py| Ok(f(&mut *self.held::<T>(py)?.lend_mut(py)?)))?
    }

    fn held<T: PythonAttributes>(&self, py: Python<'_>) -> Result<&Held<T>> {
        match self.value.downcast_ref() {
            Some(held) => Ok(held),
            None => Err(ConversionError::new(std::any::type_name::<T>(), &self.to_python(py)?).into()),
        }
    }

    /// The value itself, taken out.
    ///
    /// # Errors
    /// It is no `T`, or somebody else, in Python or in Rust, refers to it too: the object as it was.
    pub fn downcast<T: Send + 'static>(self) -> std::result::Result<T, RustObject> {
        if !self.value.is::<Held<T>>() {
            return Err(self);
        }
        let RustObject { value, live, object, loan } = self;
        drop(loan);
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
                return Err(RustObject { value, live, object: object.into(), loan: OnceLock::new() });
            }
        }
        // One reference is this value's own, and one that of its attributes.
        let others = Arc::strong_count(&value) - 1 - usize::from(live.is_some());
        if others > 0 {
            return Err(RustObject::of(value, live));
        }
        drop(live);
        let value = value.downcast::<Held<T>>().ok().and_then(Arc::into_inner);
        Ok(value.expect("it was looked at above").into_inner())
    }
}

impl ToPython for RustObject {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = self.object.get() {
            return Ok(object.clone());
        }
        let (value, live) = (self.value.clone(), self.live.clone());
        let class = live.as_ref().map_or(&PLAIN, |live| live.class().unwrap_or(&LIVE));
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
        if !PLAIN.is_class_of(object, py) && !LIVE.is_class_of(object, py) && !is_derived(object, py) {
            return Err(ConversionError::new("an object of Rust's", object).into());
        }
        // SAFETY: an instance of one of the classes, which are all made with such a value; the caller keeps it alive.
        let owned: &Owned = unsafe { checked_value_of(object.as_ptr(), py) }?;
        let (value, live) = (owned.value.clone(), owned.live.clone());
        Ok(RustObject { value, live, object: object.clone().into(), loan: OnceLock::new() })
    }
}

/// The value of an object, if that has one of the type; lent as long as the object is.
///
/// # Errors
/// It has no value at all.
pub(super) fn held_of<'a, T: PythonAttributes>(
    object: &'a PyObject,
    py: Python<'_>,
) -> Result<Option<&'a Held<T>>> {
    if !T::class().unwrap_or(&LIVE).is_class_of(object, py) && !PLAIN.is_class_of(object, py) {
        return Ok(None);
    }
    // SAFETY: an instance of one of the classes, which are all made with such a value, for its own life.
    let owned: &Owned = unsafe { checked_value_of(object.as_ptr(), py) }?;
    Ok(owned.value.downcast_ref())
}

impl fmt::Debug for RustObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.object.get() {
            Some(object) => object.fmt(f),
            None => f.write_str("RustObject"),
        }
    }
}
