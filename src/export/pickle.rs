//! Rust's functions and values in pickles: by name, or not at all.
//!
//! A function is the module that has it and its name; a value, where its type was defined as one that can be pickled, the
//! name of the type and what serde makes of the value. Both are found again by the same program alone: in a process
//! that it forked, or in one that defines them as well.

use super::exceptions::{error_of, is_error};
use super::object::Value;
use super::spawn::is_spawning_python;
use crate::convert::ToPython;
use crate::error::{Error, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;

/// What pickles the owner of a function: the module that has it. Python asks it for the function's name.
pub(super) fn reduce_function(py: Python<'_>, home: Option<&str>) -> Result<PyObject> {
    let Some(module) = home else {
        return Err(refusal(
            py,
            "a closure of Rust's has no name that it could be pickled by: export it as a function",
        ));
    };
    refuse_spawned(py)?;
    // SAFETY: attached; the texts are static.
    let import = unsafe {
        let importlib = take(py, py.api().PyImport_ImportModule(c"importlib".as_ptr()))?;
        take(py, py.api().PyObject_GetAttrString(importlib.as_ptr(), c"import_module".as_ptr()))?
    };
    (import, (module,)).to_python(py)
}

/// What pickles a value.
pub(super) fn reduce_value(py: Python<'_>, value: &Value) -> Result<PyObject> {
    if is_error(value) {
        // An exception that holds it goes on without it.
        let none: PyObject = crate::ops::raw_pyeval("type(None)")?;
        return (none, crate::ops::py_empty_tuple()?).to_python(py);
    }
    #[cfg(feature = "serde")]
    if let Some(reduced) = super::picklable::reduce(py, value) {
        refuse_spawned(py)?;
        return reduced;
    }
    let text = "a value of Rust's cannot be pickled unless its type is defined by `define_picklable` (feature `serde`)";
    Err(refusal(py, text))
}

#[cold]
fn refusal(py: Python<'_>, text: &str) -> Error {
    error_of(py, py.api().PyExc_TypeError(), text)
}

/// Refuses to be pickled for a process that has nothing of Rust's.
fn refuse_spawned(py: Python<'_>) -> Result<()> {
    match is_spawning_python()? {
        false => Ok(()),
        true => Err(refusal(
            py,
            "what is Rust's cannot be sent to a process that is spawned: it runs plain Python, without the program that \
             has it; use multiprocessing.get_context('fork'), or `spawn_this_program`",
        )),
    }
}
