//! [`Value`]: what comes back where no Rust type is asked for.

#[cfg(any(feature = "num-bigint", feature = "num-complex"))]
mod crates;
mod dict;
mod display;
mod equal;
mod from_python;
mod from_rust;
mod number;
#[cfg(feature = "serde")]
mod serde;
mod to_python;
mod try_into;

use super::{FromPython, ToPython};
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::{enter, enter_initialised};

pub use dict::Dict;
pub use number::{BigInt, Complex, Fraction, ParseBigIntError};

/// Any Python value: what a call gives whose caller names no Rust type.
///
/// | Python | `Value` |
/// |---|---|
/// | `None` | `None` |
/// | `bool`, numpy's | `Bool` |
/// | `int`, numpy's integers | `Int`; `BigInt` where it has more than 64 bits |
/// | `float`, `numpy.float64` | `Float` |
/// | `numpy.float32`, `numpy.float16` | `Float32` |
/// | `complex`, numpy's | `Complex` |
/// | `fractions.Fraction` | `Fraction` |
/// | `str`, `numpy.str_` | `Str` |
/// | `bytes`, `bytearray`, `numpy.bytes_` | `Bytes` |
/// | `list`, `tuple`, `set`, `frozenset` | `List`, `Tuple`, `Set`, `FrozenSet` |
/// | `dict` | `Dict`, in its order |
/// | `numpy.ndarray` | `Array` |
/// | anything else | `Object` |
///
/// A `str` with a lone surrogate, which no Rust text can hold, is an `Object` too. An instance of a subclass is more
/// than its base says: a named tuple has fields, a member of an `IntEnum` a name, a `Counter` methods. It stays the
/// object that it is, an `Object`, which goes back to Python unchanged; whoever wants the plain value asks for a Rust
/// type ([`extract`](Value::extract), `TryFrom`), or has a rule made for the class
/// ([`define_rustifier`](crate::define_rustifier)).
///
/// `Display` is Python's `repr`. Two values are equal when they are of one kind and their contents are: `1` is
/// not `1.0`; dicts and sets are equal in any order; arrays and objects are equal to themselves alone.
///
/// A value that comes from Python is at most as deep as conversions go. One that is built in Rust is as deep as its
/// builder makes it, and cloned, compared, shown and dropped level by level, as any tree is.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let value: Value = raw_pyeval("{'a': [1, 2.5, (None,)], 'b': 10 ** 20}")?;
/// assert_eq!(value.to_string(), "{'a': [1, 2.5, (None,)], 'b': 100000000000000000000}");
/// let Value::Dict(dict) = &value else { panic!("it is a dict") };
/// assert_eq!(dict.get("a"), Some(&Value::from(vec![Value::from(1), 2.5.into(), (None::<i64>,).into()])));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[doc(alias = "lispify")]
#[non_exhaustive]
pub enum Value {
    /// `None`.
    #[default]
    None,
    /// A `bool`.
    Bool(bool),
    /// An `int` of at most 64 bits.
    Int(i64),
    /// A larger `int`.
    BigInt(BigInt),
    /// A `float`.
    Float(f64),
    /// A float of single precision, as numpy has it.
    Float32(f32),
    /// A `complex`.
    Complex(Complex),
    /// A `str`.
    Str(String),
    /// A `bytes` or `bytearray`; a `bytes` on its way back.
    Bytes(Vec<u8>),
    /// A `list`.
    List(Vec<Value>),
    /// A `tuple`.
    Tuple(Vec<Value>),
    /// A `dict`.
    Dict(Dict),
    /// A `set`, in the order in which Python gave it.
    Set(Vec<Value>),
    /// A `frozenset`, in the order in which Python gave it.
    FrozenSet(Vec<Value>),
    /// A `fractions.Fraction`.
    Fraction(Fraction),
    /// A numpy array.
    Array(Array),
    /// Any other object.
    Object(PyObject),
}

/// A numpy array, which stays in Python.
#[derive(Clone, Debug)]
pub struct Array(PyObject);

impl Array {
    /// The `numpy.ndarray`.
    pub fn as_object(&self) -> &PyObject {
        &self.0
    }

    /// The `numpy.ndarray`.
    pub fn into_object(self) -> PyObject {
        self.0
    }
}

impl Value {
    /// Whether it is Python's `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Value::None)
    }

    /// The value as a Rust type, by way of Python: whatever [`FromPython`] makes of the object. For the plain
    /// types `TryFrom` does it without.
    ///
    /// # Errors
    /// The value is no `T`, or Python cannot be started.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let value: Value = raw_pyeval("[(1, 'one'), (2, 'two')]")?;
    /// let pairs: Vec<(i64, String)> = value.extract()?;
    /// assert_eq!(pairs[1].1, "two");
    /// # Ok(())
    /// # }
    /// ```
    pub fn extract<T: FromPython>(&self) -> Result<T> {
        enter(|py| T::from_result(self.to_python(py)?, py))?
    }

    /// The name of the Python class, such as `int`.
    pub fn type_name(&self) -> String {
        let name = match self {
            Value::None => "NoneType",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::BigInt(_) => "int",
            Value::Float(_) => "float",
            Value::Float32(_) => "float32",
            Value::Complex(_) => "complex",
            Value::Str(_) => "str",
            Value::Bytes(_) => "bytes",
            Value::List(_) => "list",
            Value::Tuple(_) => "tuple",
            Value::Dict(_) => "dict",
            Value::Set(_) => "set",
            Value::FrozenSet(_) => "frozenset",
            Value::Fraction(_) => "Fraction",
            Value::Array(_) => "ndarray",
            Value::Object(object) => {
                return enter_initialised(|py| crate::object::type_name(py, object)).unwrap_or_default();
            }
        };
        name.to_owned()
    }
}
