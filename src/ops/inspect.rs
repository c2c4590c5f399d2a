//! What an object has, and what is said of it.

use super::call::{Callable, call_at};
use super::support::{ask, builtin};
use crate::convert::{FromPython, ToPython, outside};
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::enter;

/// `dir(object)`: the names of all its attributes.
///
/// # Errors
/// The object's own `__dir__` raises, or the value cannot be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// assert!(py4rs::dir("text")?.contains(&"upper".to_owned()));
/// # Ok(())
/// # }
/// ```
pub fn dir(object: impl ToPython) -> Result<Vec<String>> {
    enter(|py| {
        let object = object.to_python(py)?;
        // SAFETY: attached and valid.
        let names = take(py, unsafe { py.api().PyObject_Dir(object.as_ptr()) })?;
        Vec::from_result(names, py)
    })?
}

/// The names of an object's attributes that are no methods or other routines.
///
/// # Errors
/// Reading an attribute raises, or the value cannot be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// assert!(py4rs::pyslot_list(1)?.contains(&"numerator".to_owned()));
/// # Ok(())
/// # }
/// ```
#[doc(alias = "pyslot-list")]
pub fn pyslot_list(object: impl ToPython) -> Result<Vec<String>> {
    enter(|py| ask(py, "slots", (object.to_python(py)?,)))?
}

/// The names of an object's attributes that can be called.
///
/// # Errors
/// Reading an attribute raises, or the value cannot be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// assert!(py4rs::pymethod_list(1)?.contains(&"bit_length".to_owned()));
/// # Ok(())
/// # }
/// ```
#[doc(alias = "pymethod-list")]
pub fn pymethod_list(object: impl ToPython) -> Result<Vec<String>> {
    enter(|py| ask(py, "methods", (object.to_python(py)?,)))?
}

/// Prints Python's help on what a name, an expression or an object stands for.
///
/// # Errors
/// The name is not defined, or printing raises.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// py4rs::import_module("math")?;
/// py4rs::pyhelp("math.hypot")?;
/// # Ok(())
/// # }
/// ```
pub fn pyhelp(subject: impl Callable) -> Result<()> {
    let text = help_text(subject)?;
    enter(|py| outside(|| call_at::<()>(&builtin(py, "print")?, (text.trim_end(),))))?
}

/// Python's help on what a name, an expression or an object stands for.
///
/// # Errors
/// The name is not defined.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// assert!(py4rs::help_text("len")?.contains("Return the number of items in a container."));
/// # Ok(())
/// # }
/// ```
pub fn help_text(subject: impl Callable) -> Result<String> {
    of_subject("help_text", subject)
}

/// The signature of a callable as Python writes it: `(x, /, *, key=None)`.
///
/// # Errors
/// The name is not defined, the object cannot be called (`TypeError`), or it has no signature (`ValueError`).
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// assert_eq!(py4rs::signature("lambda a, *rest, key=1: a")?, "(a, *rest, key=1)");
/// # Ok(())
/// # }
/// ```
pub fn signature(callable: impl Callable) -> Result<String> {
    of_subject("signature", callable)
}

fn of_subject(function: &str, subject: impl Callable) -> Result<String> {
    enter(|py| {
        let subject: PyObject = subject.object(py)?;
        ask(py, function, (subject,))
    })?
}
