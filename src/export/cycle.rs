//! What a value holds of Python's objects, so that Python's collector finds the cycles that go through it.
//!
//! The collector takes from an object's count what others say that they hold of it, and takes for garbage what has nothing
//! left. Who says too little keeps garbage alive; who says too much has living objects cleared, which is the end of the
//! process. So only a derive says anything, of fields whose types this library knows; and only while the instance is the
//! value's one owner and nobody changes the value. No trait asks a user: a reference that is named twice, or is another
//! value's, would be undefined behaviour in safe code.

use super::held::Held;
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt;
use std::hash::BuildHasher;
use std::marker::PhantomData;
use std::mem::replace;

/// A type of fields whose objects are known.
///
/// # Safety
/// `each` gives objects that the value owns a reference of, each as often as it owns one or less, whatever the value is; it
/// neither runs code of Python's nor counts references.
pub unsafe trait Holds: Sized {
    /// Hands out the objects.
    fn each(&self, visit: &mut dyn FnMut(&PyObject));

    /// A value without objects, or with `None`.
    ///
    /// # Errors
    /// There is none.
    fn empty(py: Python<'_>) -> Result<Self>;
}

// SAFETY: a `PyObject` is one reference.
unsafe impl Holds for PyObject {
    fn each(&self, visit: &mut dyn FnMut(&PyObject)) {
        visit(self);
    }

    fn empty(py: Python<'_>) -> Result<PyObject> {
        ().to_python(py)
    }
}

// SAFETY: it owns what it holds, and nothing twice.
unsafe impl<V: Holds> Holds for Box<V> {
    fn each(&self, visit: &mut dyn FnMut(&PyObject)) {
        V::each(self, visit);
    }

    fn empty(py: Python<'_>) -> Result<Box<V>> {
        V::empty(py).map(Box::new)
    }
}

/// Types that own each of their values once, and can have none.
macro_rules! containers {
    ($($type:ty, $($parameter:ident: $bound:path),*; $this:ident => $values:expr;)*) => {$(
        // SAFETY: it owns what it holds, and nothing twice.
        unsafe impl<V: Holds, $($parameter: $bound),*> Holds for $type where $type: Default {
            fn each(&self, visit: &mut dyn FnMut(&PyObject)) {
                let $this = self;
                $values.for_each(|value| value.each(visit));
            }

            fn empty(_py: Python<'_>) -> Result<Self> {
                Ok(Self::default())
            }
        }
    )*};
}

containers! {
    Option<V>,; this => this.iter();
    Vec<V>,; this => this.iter();
    VecDeque<V>,; this => this.iter();
    BTreeMap<K, V>, K: Sized; this => this.values();
    HashMap<K, V, S>, K: Sized, S: BuildHasher; this => this.values();
}

/// Whether the type of a field is known: then what is its own here comes before what [`Opaque`] has.
pub struct Probe<V>(PhantomData<V>);

impl<V> fmt::Debug for Probe<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Probe")
    }
}

impl<V: Holds> Probe<V> {
    /// It is.
    pub const KNOWN: bool = true;

    /// Hands out the objects of a value.
    pub fn each(value: &V, visit: &mut dyn FnMut(&PyObject)) {
        value.each(visit);
    }

    /// Lets go of the objects that the field at a place of the value holds.
    pub fn clear<T>(held: &Held<T>, py: Python<'_>, place: fn(&mut T) -> &mut V) {
        // One that is in use is none that nobody can reach.
        let (Ok(empty), Ok(mut value)) = (V::empty(py), held.lend_mut(py)) else { return };
        let old = replace(place(&mut *value), empty);
        drop(value);
        drop(old);
    }
}

/// What is said of a type that is not known: nothing.
pub trait Opaque<V> {
    /// It is not.
    const KNOWN: bool = false;

    /// Hands out nothing.
    fn each(_value: &V, _visit: &mut dyn FnMut(&PyObject)) {}

    /// Does nothing.
    fn clear<T>(_held: &Held<T>, _py: Python<'_>, _place: fn(&mut T) -> &mut V) {}
}

impl<V> Opaque<V> for Probe<V> {}

/// What hands out the objects of a field.
type Each<T> = fn(&T, &mut dyn FnMut(&PyObject));

/// A field, as the collector sees it.
#[derive(Debug)]
pub struct Part<T> {
    /// Hands out its objects.
    pub each: Each<T>,
    /// Lets go of them.
    pub clear: fn(&Held<T>, Python<'_>),
}
