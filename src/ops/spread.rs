//! Arguments whose number is known at run time alone: `*sequence` and `**mapping`.

use super::arguments::{Arguments, Slots, slots};
use super::call::method_at;
use super::name::name;
use super::sealed::Sealed;
use super::support::error_of;
use crate::convert::{FromPython, ToPython};
use crate::error::{Error, Result, Step, check, take};
use crate::object::{PyObject, type_name};
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag};
use std::fmt;
use std::ptr::null_mut;

/// A part of such arguments, as a macro writes it.
pub enum Part<'a> {
    /// `value`
    One {
        /// The argument.
        value: &'a dyn ToPython,
    },
    /// `*values`
    Many {
        /// Something to iterate over.
        values: &'a dyn ToPython,
    },
    /// `name = value`
    Named {
        /// The keyword.
        name: &'static str,
        /// The argument.
        value: &'a dyn ToPython,
    },
    /// `**mapping`
    Mapping {
        /// Names and their values.
        mapping: &'a dyn ToPython,
    },
}

/// Arguments in parts, as a macro writes them.
pub struct Spread<'a> {
    /// The parts, in the order in which they are written.
    pub parts: &'a [Part<'a>],
}

impl fmt::Debug for Spread<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Spread of {} parts", self.parts.len())
    }
}

impl Sealed for Spread<'_> {}

impl Arguments for Spread<'_> {
    fn with_slots<R>(&self, py: Python<'_>, first: usize, f: impl FnOnce(Slots) -> R) -> Result<R> {
        let mut objects = Vec::new();
        // SAFETY: attached.
        let keywords = take(py, unsafe { py.api().PyDict_New() })?;
        for part in self.parts {
            add(part, &mut objects, &keywords, first, py)?;
        }
        let positional = objects.len();
        // SAFETY: attached; the dict is this function's own, and so are the two lists that it gives.
        let names = unsafe {
            let names = take(py, py.api().PyDict_Keys(keywords.as_ptr()))?;
            let values = take(py, py.api().PyDict_Values(keywords.as_ptr()))?;
            objects.extend(Vec::<PyObject>::from_python(&values, py)?);
            take(py, py.api().PyList_AsTuple(names.as_ptr()))?
        };
        let any = objects.len() > positional;
        let names = if any { names.as_ptr() } else { null_mut() };
        Ok(f(Slots { start: slots(&objects).as_mut_ptr(), positional, names }))
    }
}

/// Adds a part to the positional arguments or to those with names.
fn add(
    part: &Part<'_>,
    objects: &mut Vec<PyObject>,
    keywords: &PyObject,
    first: usize,
    py: Python<'_>,
) -> Result<()> {
    let number = first + objects.len();
    match part {
        Part::One { value } => {
            objects.push(value.to_python(py).map_err(|error| error.within(Step::Argument(number)))?);
        }
        Part::Many { values } => {
            let values = values.to_python(py).map_err(|error| error.within(Step::Argument(number)))?;
            // SAFETY: attached; the object is valid.
            let list = take(py, unsafe { py.api().PySequence_List(values.as_ptr()) })?;
            objects.extend(Vec::<PyObject>::from_python(&list, py)?);
        }
        Part::Named { name: keyword, value } => {
            let value = value.to_python(py).map_err(|error| error.within(Step::Keyword(keyword)))?;
            add_named(&name(py, keyword)?, &value, keywords, py)?;
        }
        Part::Mapping { mapping } => {
            let mapping = mapping.to_python(py)?;
            let keys = name(py, "keys")?;
            // SAFETY: attached; both are valid.
            if unsafe { py.api().PyObject_HasAttr(mapping.as_ptr(), keys.as_ptr()) } == 0 {
                let class = type_name(py, &mapping);
                return Err(type_error(&format!("argument after ** must be a mapping, not {class}"), py));
            }
            let names: PyObject = method_at(&"keys", (&mapping,))?;
            // SAFETY: attached; the object is valid.
            let names = take(py, unsafe { py.api().PySequence_List(names.as_ptr()) })?;
            for name in Vec::<PyObject>::from_python(&names, py)? {
                // SAFETY: attached; both are valid.
                let value = take(py, unsafe { py.api().PyObject_GetItem(mapping.as_ptr(), name.as_ptr()) })?;
                add_named(&name, &value, keywords, py)?;
            }
        }
    }
    Ok(())
}

/// Adds an argument with a name, which must be a text and new.
fn add_named(name: &PyObject, value: &PyObject, keywords: &PyObject, py: Python<'_>) -> Result<()> {
    // SAFETY: attached; all objects are valid, and the dict is the caller's own.
    unsafe {
        if !has_flag(name.as_ptr(), TypeFlag::Str) {
            return Err(type_error(&format!("keywords must be strings, not {}", type_name(py, name)), py));
        }
        let known = py.api().PyDict_Contains(keywords.as_ptr(), name.as_ptr());
        check(py, known)?;
        if known == 1 {
            return Err(type_error(&format!("got multiple values for keyword argument '{name}'"), py));
        }
        check(py, py.api().PyDict_SetItem(keywords.as_ptr(), name.as_ptr(), value.as_ptr()))
    }
}

/// A `TypeError`.
#[cold]
fn type_error(message: &str, py: Python<'_>) -> Error {
    error_of(py, py.api().PyExc_TypeError(), message)
}
