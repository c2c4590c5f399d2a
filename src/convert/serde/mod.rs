//! The bridge to serde (feature `serde`): any type that it knows goes to Python and comes back, and values of
//! Python's go wherever serde does.
//!
//! | Rust, as serde sees it | Python |
//! |---|---|
//! | unit, unit struct, `None` | `None` |
//! | bool, integers, floats, char, str, bytes | `bool`, `int`, `float`, `str`, `str`, `bytes` |
//! | newtype struct, `Some` | what it holds |
//! | seq | `list`; from Python also `tuple`, `set`, `frozenset`, other sequences, and `bytes` as numbers |
//! | tuple, tuple struct | `tuple`; from Python as seq |
//! | map, struct | `dict`; from Python any mapping, and for a struct any object with such attributes |
//! | unit variant | its name |
//! | other variants | a dict of the name and what the variant holds |

mod deserializer;
mod object;
mod serializer;

use super::{FromPython, ToPython};
use crate::error::{ConversionError, Error, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use serde::de::{DeserializeOwned, Expected, Unexpected};
use std::fmt::Display;

/// A value of any type that serde knows, on its way to Python or from it.
///
/// Nothing is written out between: lists and dicts are made, and read, as serde walks through the value. Types with
/// conversions of their own ([`ToPython`](crate::ToPython), [`FromPython`](crate::FromPython)) need no wrapper.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::{Serde, prelude::*};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Reading {
///     sensor_name: String,
///     values: Vec<f64>,
/// }
///
/// let reading = Reading { sensor_name: "a".into(), values: vec![1.0, 2.5] };
/// assert_eq!(pycall!("repr", Serde(reading) => String)?, "{'sensorName': 'a', 'values': [1.0, 2.5]}");
/// let Serde(reading): Serde<Reading> = raw_pyeval("{'sensorName': 'b', 'values': (1, 2)}")?;
/// assert_eq!(reading.values, [1.0, 2.0]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serde<T>(pub T);

impl<T: serde::Serialize> ToPython for Serde<T> {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.0.serialize(serializer::Serializer { py })
    }
}

impl<T: DeserializeOwned> FromPython for Serde<T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        T::deserialize(deserializer::Deserializer { object, py }).map(Serde)
    }
}

impl serde::ser::Error for Error {
    fn custom<T: Display>(message: T) -> Error {
        ConversionError::message(message.to_string()).into()
    }
}

impl serde::de::Error for Error {
    fn custom<T: Display>(message: T) -> Error {
        ConversionError::message(message.to_string()).into()
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Error {
        ConversionError::described(expected.to_string(), unexpected.to_string()).into()
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Error {
        ConversionError::described(expected.to_string(), unexpected.to_string()).into()
    }
}
