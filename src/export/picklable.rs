//! Types whose values can be pickled (feature `serde`).

use super::exceptions::{error_of, refused};
use super::function::shared;
use super::held::Held;
use super::module::export_module;
use super::object::{RustObject, Value};
use crate::convert::serde::Serde;
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::ops::pyslot_value;
use crate::runtime::{Python, enter};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::{Arc, PoisonError, RwLock};

/// A type whose values can be pickled.
struct Picklable {
    name: String,
    /// What serde makes of a value, which Python pickles; `None` for one of another type.
    take: fn(&Value, Python<'_>) -> Option<Result<PyObject>>,
    make: Make,
}

/// What makes an object of what serde made.
type Make = Box<dyn Fn(&PyObject, Python<'_>) -> Result<RustObject> + Send + Sync>;

/// Where pickles find the function that makes values.
const MODULE: &str = "py4rs_objects";
const UNPICKLE: &str = "unpickle";

static TYPES: RwLock<Vec<Arc<Picklable>>> = RwLock::new(Vec::new());

/// Has Python pickle the values of a type, and copy them: by the type's name, and by what serde makes of the value.
///
/// `make` is what makes an object of a value again: `RustObject::new`, or `RustObject::with_attributes`. The type is
/// found by its name in a process that has defined it as well: in this one, in one that it forks, in another run of the
/// program. A process that multiprocessing *spawns* runs plain Python, where nothing is Rust's: for one of those, values
/// and functions refuse to be pickled, with a `TypeError` that says so. Use its start method `fork`, or
/// [`spawn_this_program`](crate::spawn_this_program).
///
/// A name, or a type, that is defined again is what it was defined as last.
///
/// # Errors
/// Where Python is alive: it cannot be told.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::{define_picklable, prelude::*};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Point(i64, i64);
///
/// define_picklable("Point", RustObject::new::<Point>)?;
/// let object = PyObject::new(RustObject::new(Point(3, 4)))?;
/// let back = PyObject::unpickle(&object.pickle()?)?.extract::<RustObject>()?;
/// assert_eq!(back.downcast_ref::<Point>().map(|point| point.1), Some(4));
/// # Ok(())
/// # }
/// ```
pub fn define_picklable<T: Serialize + DeserializeOwned + Send + 'static>(
    name: &str,
    make: impl Fn(T) -> RustObject + Send + Sync + 'static,
) -> Result<()> {
    let picklable = Picklable {
        name: name.to_owned(),
        take: |value, py| {
            let held: &Held<T> = value.downcast_ref()?;
            Some(held.lend(py).and_then(|value| Serde(&*value).to_python(py)))
        },
        make: Box::new(move |data, py| Serde::from_python(data, py).map(|Serde(value)| make(value))),
    };
    TYPES.write().unwrap_or_else(PoisonError::into_inner).insert(0, Arc::new(picklable));
    export_module(MODULE, |m| m.function(UNPICKLE, shared(unpickle)))
}

/// The first type that `f` finds something for. No lock is held while it looks.
fn find<R>(f: impl FnMut(&Arc<Picklable>) -> Option<R>) -> Option<R> {
    let types = TYPES.read().unwrap_or_else(PoisonError::into_inner).clone();
    types.iter().find_map(f)
}

/// What pickles a value; `None` where its type is not defined.
pub(super) fn reduce(py: Python<'_>, value: &Value) -> Option<Result<PyObject>> {
    let (name, data) = find(|known| (known.take)(value, py).map(|data| (known.name.clone(), data)))?;
    Some(data.and_then(|data| (unpickle_function(py)?, (name, data)).to_python(py)))
}

/// The value that was pickled.
fn unpickle(name: String, data: PyObject) -> Result<RustObject> {
    enter(|py| match find(|known| (known.name == name).then(|| known.clone())) {
        Some(known) => (known.make)(&data, py).map_err(|error| {
            refused(py, &format!("the pickle holds no '{name}' as the type is defined here: "), error)
        }),
        None => {
            let text = format!("no type of Rust's is defined as '{name}' here: `define_picklable` does it");
            Err(error_of(py, py.api().PyExc_AttributeError(), &text))
        }
    })?
}

/// The function that pickles name.
fn unpickle_function(py: Python<'_>) -> Result<PyObject> {
    // SAFETY: attached; the name is a text of C's.
    let module = take(py, unsafe { py.api().PyImport_ImportModule(c"py4rs_objects".as_ptr()) })?;
    pyslot_value(&module, UNPICKLE)
}
