//! A value that could not cross: what was expected, what came and where.

use super::step::{Step, location};
use crate::object::{PyObject, short_repr, type_name};
use crate::runtime::enter_initialised;
use std::borrow::Cow;
use std::fmt;

/// A value that could not be converted.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let Err(Error::Conversion(error)) = raw_pyeval::<Vec<u8>>("[1, 2, 3, 300]") else { panic!("300 is too big") };
/// assert_eq!(error.to_string(), "expected u8 (0 to 255), got int 300, at list[3]");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ConversionError {
    expected: Cow<'static, str>,
    got: String,
    /// From the innermost step out.
    steps: Vec<Step>,
    /// An integer is too small or too great.
    out_of_range: bool,
}

impl ConversionError {
    /// The error of an object that is not what was expected.
    #[cold]
    pub fn new(expected: impl Into<Cow<'static, str>>, object: &PyObject) -> ConversionError {
        let got = enter_initialised(|py| {
            let (name, repr) = (type_name(py, object), short_repr(py, object));
            if repr == "None" { repr } else { format!("{name} {repr}") }
        });
        ConversionError::described(expected, got.unwrap_or_default())
    }

    /// The error of a value that is best described by words of one's own, as in "a list of 3 items".
    #[cold]
    pub fn described(expected: impl Into<Cow<'static, str>>, got: impl Into<String>) -> ConversionError {
        ConversionError { expected: expected.into(), got: got.into(), steps: Vec::new(), out_of_range: false }
    }

    /// The error of an integer that is too small or too great.
    #[cold]
    pub(crate) fn out_of_range(expected: String, object: &PyObject) -> ConversionError {
        ConversionError { out_of_range: true, ..ConversionError::new(expected, object) }
    }

    /// Whether it is of an integer that is too small or too great.
    pub(crate) fn is_out_of_range(&self) -> bool {
        self.out_of_range
    }

    /// The error of which there is a text of somebody else's.
    #[cold]
    #[cfg(feature = "serde")]
    pub(crate) fn message(text: String) -> ConversionError {
        ConversionError::described(text, "")
    }

    /// What was expected.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What came: the name of its class and its `repr`, shortened.
    pub fn got(&self) -> &str {
        &self.got
    }

    /// Where, from the outside in, as in `argument 2, list[3]`; empty for the value itself. Of many steps the first
    /// ones are shown.
    pub fn location(&self) -> String {
        location(&self.steps)
    }

    /// Adds the next step outwards.
    pub(super) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }
}

impl fmt::Display for ConversionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.got {
            "" => f.write_str(&self.expected)?,
            got => write!(f, "expected {}, got {got}", self.expected)?,
        }
        let location = self.location();
        if location.is_empty() { Ok(()) } else { write!(f, ", at {location}") }
    }
}

impl std::error::Error for ConversionError {}
