//! What functions and methods take by reference, and what they give by value: values of Rust's that Python has.
//!
//! `#[function]` and `#[methods]` know the types that stand in a signature. A parameter that is a reference is lent for the
//! call, from an object that keeps the value; a result whose type has attributes becomes an object.

use super::attributes::{PythonAttributes, name_of};
use super::bind::Place;
use super::exceptions::{error_of, error_of_any};
use super::held::{Held, Lent, LentMut};
use super::object::{RustObject, held_of};
use super::outcome::Outcome;
use super::parameter::lent;
use crate::convert::{FromPython, ToPython};
use crate::error::{AnyError, ConversionError, Error, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

/// A reference that a function or method that Python calls can take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no parameter of a function that Python calls",
    note = "by reference go values that have attributes (`PythonAttributes`), `&str` and slices; all others by value"
)]
pub trait Reference {
    /// What has the value for the length of the call.
    type Lent;

    /// Lends the value of an object.
    ///
    /// # Errors
    /// The object is something else, or somebody has the value.
    fn lend(object: &PyObject, py: Python<'_>) -> Result<Self::Lent>;

    /// The value of a parameter.
    ///
    /// # Errors
    /// It was left out, is something else, or somebody has it.
    fn lent(place: Place<'_>, py: Python<'_>) -> Result<Self::Lent> {
        match lent(place.object, py) {
            Some(object) => Self::lend(&object, py).map_err(|error| place.refuse(py, error)),
            None => Err(place.missing(py)),
        }
    }

    /// The value of a parameter that may be left out, or be `None`.
    ///
    /// # Errors
    /// It is something else, or somebody has it.
    fn lent_if_any(place: Place<'_>, py: Python<'_>) -> Result<Option<Self::Lent>> {
        match place.object.is_null() || place.object == py.api()._Py_NoneStruct() {
            true => Ok(None),
            false => Self::lent(place, py).map(Some),
        }
    }

    /// The value of an operator's operand; `None` where it is something else, which the other operand may know of.
    ///
    /// # Errors
    /// It was left out, or somebody has it.
    fn lent_operand(place: Place<'_>, py: Python<'_>) -> Result<Option<Self::Lent>> {
        let Some(object) = lent(place.object, py) else { return Err(place.missing(py)) };
        match Self::lend(&object, py) {
            Err(Error::Conversion(_)) => Ok(None),
            lent => lent.map(Some),
        }
    }
}

/// A value that is lent, and the object that has it.
pub struct FromObject<L> {
    lent: L,
    /// Let go of after the loan.
    _object: PyObject,
}

#[diagnostic::do_not_recommend]
impl<T: PythonAttributes> Reference for &T {
    type Lent = FromObject<Lent<'static, T>>;

    fn lend(object: &PyObject, py: Python<'_>) -> Result<Self::Lent> {
        let lent = kept::<T>(object, py)?.lend(py)?;
        Ok(FromObject { lent, _object: object.clone() })
    }
}

#[diagnostic::do_not_recommend]
impl<T: PythonAttributes> Reference for &mut T {
    type Lent = FromObject<LentMut<'static, T>>;

    fn lend(object: &PyObject, py: Python<'_>) -> Result<Self::Lent> {
        let lent = kept::<T>(object, py)?.lend_mut(py)?;
        Ok(FromObject { lent, _object: object.clone() })
    }
}

impl Reference for &str {
    type Lent = String;

    fn lend(object: &PyObject, py: Python<'_>) -> Result<String> {
        String::from_python(object, py)
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromPython> Reference for &[T] {
    type Lent = Vec<T>;

    fn lend(object: &PyObject, py: Python<'_>) -> Result<Vec<T>> {
        Vec::from_python(object, py)
    }
}

impl<L: Deref> Deref for FromObject<L> {
    type Target = L::Target;

    fn deref(&self) -> &L::Target {
        &self.lent
    }
}

impl<L: DerefMut> DerefMut for FromObject<L> {
    fn deref_mut(&mut self) -> &mut L::Target {
        &mut self.lent
    }
}

impl<L> fmt::Debug for FromObject<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromObject")
    }
}

/// The value of an object, which has to be kept as long as the value is lent.
fn kept<T: PythonAttributes>(object: &PyObject, py: Python<'_>) -> Result<&'static Held<T>> {
    let held = held_of::<T>(object, py)?.ok_or_else(|| ConversionError::new(name_of::<T>(), object))?;
    // SAFETY: the object owns the value, which has its place on the heap, for its own life; `FromObject` keeps it.
    Ok(unsafe { &*std::ptr::from_ref(held) })
}

/// What becomes of the result of a function or method: what is an [`Outcome`], here, comes before what
/// [`OfObjects`] has.
pub struct Giving<T>(PhantomData<T>);

impl<T> fmt::Debug for Giving<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Giving")
    }
}

impl<T: Outcome> Giving<T> {
    /// The object, or the error.
    ///
    /// # Errors
    /// It is one, or the value cannot be converted.
    pub fn give(value: T, py: Python<'_>) -> Result<PyObject> {
        value.outcome(py)
    }
}

/// What becomes of a result that is no [`Outcome`].
pub trait OfObjects<T> {
    /// The object, or the error.
    ///
    /// # Errors
    /// It is one, or the object cannot be made.
    fn give(value: T, py: Python<'_>) -> Result<PyObject>
    where
        T: Objects,
    {
        value.objects(py)
    }
}

impl<T> OfObjects<T> for Giving<T> {}

/// Values that have attributes, by themselves or in what may hold them: each becomes an object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given to Python by a function that it calls",
    note = "give a value that implements `ToPython` or `PythonAttributes`, or a `Result` of one and of an error that is \
            `Send + Sync`"
)]
pub trait Objects {
    /// The object, or the error.
    ///
    /// # Errors
    /// It is one, or the object cannot be made.
    fn objects(self, py: Python<'_>) -> Result<PyObject>;
}

#[diagnostic::do_not_recommend]
impl<T: PythonAttributes> Objects for T {
    fn objects(self, py: Python<'_>) -> Result<PyObject> {
        RustObject::with_attributes(self).to_python(py)
    }
}

impl<T: Objects> Objects for Option<T> {
    fn objects(self, py: Python<'_>) -> Result<PyObject> {
        self.map_or_else(|| ().to_python(py), |value| value.objects(py))
    }
}

impl<T: Objects> Objects for Vec<T> {
    fn objects(self, py: Python<'_>) -> Result<PyObject> {
        let objects: Vec<PyObject> =
            self.into_iter().map(|value| value.objects(py)).collect::<Result<_>>()?;
        objects.to_python(py)
    }
}

impl<T: Objects, E: Into<AnyError>> Objects for std::result::Result<T, E> {
    fn objects(self, py: Python<'_>) -> Result<PyObject> {
        self.map_err(|error| error_of_any(py, error.into()))?.objects(py)
    }
}

/// The object of a method that gives a reference to its own value, and says whether it is that one.
///
/// # Errors
/// It is another one.
pub fn own(this: &PyObject, is_own: bool, py: Python<'_>) -> Result<PyObject> {
    match is_own {
        true => Ok(this.clone()),
        false => {
            let text = "a method that gives `&Self` gives the object that it is called on, and no other";
            Err(error_of(py, py.api().PyExc_TypeError(), text))
        }
    }
}

/// What `__next__` gives at the end.
///
/// # Errors
/// Always, a `StopIteration`.
pub fn stop(py: Python<'_>) -> Result<PyObject> {
    Err(error_of(py, py.api().PyExc_StopIteration(), ""))
}
