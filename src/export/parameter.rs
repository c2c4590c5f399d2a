//! What a function that Python calls can ask for: typed arguments, `Args` and `Kwargs`.

use super::bind::Place;
use crate::convert::{FromPython, Pairs, ToPython};
use crate::error::{Error, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed, New};
use std::mem::ManuallyDrop;

/// How a parameter gets its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It has to be given.
    Required,
    /// It may be left out.
    Optional,
    /// It has to be given by its name.
    Keyword,
    /// It may be given by its name.
    OptionalKeyword,
    /// All arguments without a name that no other parameter takes.
    Args,
    /// All named arguments that no other parameter takes.
    Kwargs,
}

impl Kind {
    /// The same, where it has a default.
    pub const fn optional(self) -> Kind {
        match self {
            Kind::Required => Kind::Optional,
            Kind::Keyword => Kind::OptionalKeyword,
            other => other,
        }
    }

    /// The same, where it can only be given by its name.
    pub const fn keyword(self) -> Kind {
        match self {
            Kind::Required => Kind::Keyword,
            Kind::Optional => Kind::OptionalKeyword,
            other => other,
        }
    }

    /// Whether it takes an argument without a name.
    #[inline]
    pub(super) const fn is_positional(self) -> bool {
        matches!(self, Kind::Required | Kind::Optional)
    }

    /// Whether it takes one argument.
    pub(super) const fn is_single(self) -> bool {
        !matches!(self, Kind::Args | Kind::Kwargs)
    }
}

/// What a closure or function that Python calls can have as a parameter: whatever can be made of a Python object, where
/// an `Option` may be left out, [`Args`] and [`Kwargs`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no parameter of a function that Python calls",
    note = "take types that are made of Python objects (`FromPython`), `Args` or `Kwargs`",
    note = "a value that has attributes (`PythonAttributes`) is taken by reference, in what has `#[py4rs::function]` or \
            `#[py4rs::methods]`"
)]
pub trait Parameter: Sized {
    /// How it gets its argument.
    #[doc(hidden)]
    const KIND: Kind;

    /// The argument.
    ///
    /// # Errors
    /// It was left out, or is something else.
    #[doc(hidden)]
    fn get(place: Place<'_>, py: Python<'_>) -> Result<Self>;
}

impl<T: FromPython> Parameter for T {
    const KIND: Kind = if T::OPTIONAL { Kind::Optional } else { Kind::Required };

    #[inline]
    fn get(place: Place<'_>, py: Python<'_>) -> Result<T> {
        match lent(place.object, py) {
            Some(object) => T::from_python(&object, py).map_err(|error| place.refuse(py, error)),
            None if T::OPTIONAL => T::from_python(&().to_python(py)?, py),
            None => Err(place.missing(py)),
        }
    }
}

/// The operand of an operator; `None` where it is something else, which the other operand may know of.
///
/// # Errors
/// Making it fails otherwise, or it was left out.
pub fn operand<T: FromPython>(place: Place<'_>, py: Python<'_>) -> Result<Option<T>> {
    let Some(object) = lent(place.object, py) else { return Err(place.missing(py)) };
    match T::from_python(&object, py) {
        Err(Error::Conversion(_)) => Ok(None),
        made => made.map(Some),
    }
}

/// Python's `NotImplemented`.
pub fn not_implemented(py: Python<'_>) -> PyObject {
    own(py.api()._Py_NotImplementedStruct(), py)
}

/// An object that Python keeps for the length of the call; `None` for null.
#[inline]
pub(super) fn lent(object: *mut sys::PyObject, py: Python<'_>) -> Option<ManuallyDrop<PyObject>> {
    // SAFETY: valid, as everything is that a call is given; nothing is counted, neither here nor at the end.
    unsafe { PyObject::from_new(py, New::from_ptr(object)) }.map(ManuallyDrop::new)
}

/// A reference of one's own to what a call is given.
fn own(object: *mut sys::PyObject, py: Python<'_>) -> PyObject {
    // SAFETY: as for `lent`.
    unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(object)) }.expect("an argument is not null")
}

/// The arguments without a name that no other parameter takes, Python's `*args`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// export_function("total", |numbers: Args| -> py4rs::Result<i64> {
///     numbers.iter().map(|number| number.extract::<i64>()).sum()
/// })?;
/// assert_eq!(raw_pyeval::<i64>("total(1, 2, 3)")?, 6);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Args(Vec<PyObject>);

impl Args {
    /// The arguments, in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, PyObject> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of a tuple.
    pub(super) fn from_tuple(tuple: &PyObject, py: Python<'_>) -> Result<Args> {
        Vec::from_python(tuple, py).map(Args)
    }

    /// The argument at an index, if there is one.
    ///
    /// # Errors
    /// It is no `T`.
    pub fn get<T: FromPython>(&self, index: usize) -> Result<Option<T>> {
        self.0.get(index).map(|object| crate::ops::attach(|py| T::from_python(object, py))?).transpose()
    }
}

impl Parameter for Args {
    const KIND: Kind = Kind::Args;

    fn get(place: Place<'_>, py: Python<'_>) -> Result<Args> {
        Ok(Args(place.rest_of_positional().iter().map(|object| own(*object, py)).collect()))
    }
}

impl IntoIterator for Args {
    type Item = PyObject;
    type IntoIter = std::vec::IntoIter<PyObject>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Args {
    type Item = &'a PyObject;
    type IntoIter = std::slice::Iter<'a, PyObject>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl ToPython for Args {
    /// A tuple.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let list = self.0.to_python(py)?;
        // SAFETY: attached; the list is one.
        take(py, unsafe { py.api().PyList_AsTuple(list.as_ptr()) })
    }
}

/// The named arguments that no other parameter takes, Python's `**kwargs`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// export_function("greet", |name: String, options: Kwargs| -> py4rs::Result<String> {
///     let greeting = options.get::<String>("greeting")?.unwrap_or("Hello".to_owned());
///     Ok(format!("{greeting}, {name}!"))
/// })?;
/// assert_eq!(raw_pyeval::<String>("greet('world', greeting='Good morning')")?, "Good morning, world!");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Kwargs(Vec<(String, PyObject)>);

impl Kwargs {
    /// The argument of that name, if there is one.
    ///
    /// # Errors
    /// It is no `T`.
    pub fn get<T: FromPython>(&self, name: &str) -> Result<Option<T>> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map(|(_, object)| crate::ops::attach(|py| T::from_python(object, py))?).transpose()
    }

    /// Those of a dict.
    pub(super) fn from_dict(dict: &PyObject, py: Python<'_>) -> Result<Kwargs> {
        Pairs::from_python(dict, py).map(|pairs| Kwargs(pairs.0))
    }

    /// The names and their arguments, in the order of the call.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &PyObject)> {
        self.0.iter().map(|(name, object)| (name.as_str(), object))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Parameter for Kwargs {
    const KIND: Kind = Kind::Kwargs;

    fn get(place: Place<'_>, py: Python<'_>) -> Result<Kwargs> {
        let named = place.rest_of_named(py).map(|(name, object)| {
            let name = String::from_python(&own(name, py), py)?;
            Ok((name, own(object, py)))
        });
        named.collect::<Result<_>>().map(Kwargs)
    }
}

impl ToPython for Kwargs {
    /// A dict.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        // SAFETY: attached.
        let dict = take(py, unsafe { py.api().PyDict_New() })?;
        for (name, object) in &self.0 {
            dict.set_item(name.as_str(), object)?;
        }
        Ok(dict)
    }
}
