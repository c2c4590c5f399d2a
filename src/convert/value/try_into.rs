//! `TryFrom`: plain Rust values of a [`Value`], by the rules of [`FromPython`], without Python but for objects
//! and fractions.

use super::{BigInt, Complex, Dict, Fraction, Value};
use crate::convert::float::{F32, TOO_LARGE, narrow};
use crate::convert::set::members;
use crate::convert::{Bytes, FromPython};
use crate::error::{ConversionError, Error, Result, Step};
use crate::object::PyObject;
use crate::runtime::enter;
use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

impl Value {
    /// The error of a value that is not what was expected.
    fn wrong(self, expected: impl Into<std::borrow::Cow<'static, str>>) -> Error {
        const SHOWN: usize = 60;
        let mut shown = self.to_string();
        if let Some((end, _)) = shown.char_indices().nth(SHOWN) {
            shown.truncate(end);
            shown.push_str("...");
        }
        let got = if self.is_none() { shown } else { format!("{} {shown}", self.type_name()) };
        ConversionError::described(expected, got).into()
    }

    /// What an object is as a `T`; of any other value the error that it is none.
    fn object_as<T: FromPython>(self, expected: &'static str) -> Result<T> {
        match self {
            Value::Object(_) | Value::Array(_) => self.extract(),
            other => Err(other.wrong(expected)),
        }
    }
}

/// The real numbers that may be beyond the range of an `f32`.
macro_rules! real {
    () => {
        Value::Float(_) | Value::Int(_) | Value::BigInt(_) | Value::Bool(_) | Value::Fraction(_)
    };
}

macro_rules! try_from {
    ($($type:ty, $expected:literal: $($pattern:pat => $made:expr),+;)*) => {$(
        impl TryFrom<Value> for $type {
            type Error = Error;

            fn try_from(value: Value) -> Result<$type> {
                match value {
                    $($pattern => Ok($made),)+
                    other => other.object_as($expected),
                }
            }
        }
    )*};
}

try_from! {
    (), "None": Value::None => ();
    bool, "bool": Value::Bool(value) => value;
    f64, "float": Value::Float(value) => value, Value::Float32(value) => value.into(),
        Value::Int(value) => value as f64, Value::Bool(value) => value.into(),
        Value::BigInt(value) => value.float().ok_or_else(|| Value::from(value).wrong(TOO_LARGE))?,
        value @ Value::Fraction(_) => value.extract()?;
    f32, "float": Value::Float32(value) => value,
        value @ real!() => narrow(f64::try_from(value.clone())?).ok_or_else(|| value.wrong(F32))?;
    String, "str": Value::Str(text) => text;
    Complex, "complex": Value::Complex(value) => value,
        value @ (Value::Float32(_) | real!()) => Complex::new(f64::try_from(value)?, 0.0);
    BigInt, "int": Value::BigInt(value) => value, Value::Int(value) => value.into(),
        Value::Bool(value) => u8::from(value).into();
    Fraction, "Fraction": Value::Fraction(value) => value, Value::Int(value) => Fraction::new(value, 1),
        Value::BigInt(value) => Fraction::new(value, 1), Value::Bool(value) => Fraction::new(u8::from(value), 1);
    Dict, "dict": Value::Dict(dict) => dict;
    Bytes, "bytes": Value::Bytes(bytes) => Bytes(bytes);
}

macro_rules! integers {
    ($($type:ident)*) => {$(
        impl TryFrom<Value> for $type {
            type Error = Error;

            fn try_from(value: Value) -> Result<$type> {
                let number = match &value {
                    Value::Int(number) => $type::try_from(*number).ok(),
                    Value::BigInt(number) => number.fits(),
                    Value::Bool(truth) => Some((*truth).into()),
                    _ => return value.object_as(stringify!($type)),
                };
                number.ok_or_else(|| {
                    value.wrong(format!("{} ({} to {})", stringify!($type), $type::MIN, $type::MAX))
                })
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

impl TryFrom<Value> for PyObject {
    type Error = Error;

    /// The object of any value: one that has become Rust's is made anew.
    fn try_from(value: Value) -> Result<PyObject> {
        match value {
            Value::Object(object) => Ok(object),
            other => other.extract(),
        }
    }
}

/// An item of a container as a `T`; the error says which.
fn item<T: TryFrom<Value, Error = Error>>(container: &'static str) -> impl Fn((usize, Value)) -> Result<T> {
    move |(index, item)| T::try_from(item).map_err(|error| error.within(Step::Item(container, index)))
}

impl<T: TryFrom<Value, Error = Error>> TryFrom<Value> for Vec<T> {
    type Error = Error;

    fn try_from(value: Value) -> Result<Vec<T>> {
        match value {
            Value::List(items) => items.into_iter().enumerate().map(item("list")).collect(),
            Value::Tuple(items) => items.into_iter().enumerate().map(item("tuple")).collect(),
            // Each a `u8`.
            Value::Bytes(bytes) if typeid::of::<T>() == TypeId::of::<u8>() => {
                bytes.into_iter().map(|byte| T::try_from(Value::from(byte))).collect()
            }
            // Its bytes, as those of a `bytes`.
            other if typeid::of::<T>() == TypeId::of::<u8>() => {
                let bytes: Vec<u8> = other.object_as("list")?;
                bytes.into_iter().map(|byte| T::try_from(Value::from(byte))).collect()
            }
            other => {
                let items: Vec<Value> = other.object_as("list")?;
                items.into_iter().enumerate().map(item("sequence")).collect()
            }
        }
    }
}

/// The entries of a dict.
fn entries<K, V, M: FromIterator<(K, V)>>(value: Value) -> Result<M>
where
    K: TryFrom<Value, Error = Error>,
    V: TryFrom<Value, Error = Error>,
{
    let dict = Dict::try_from(value)?;
    let entry = |(key, value): (Value, Value)| {
        let shown = key.to_string();
        let value = V::try_from(value).map_err(|error| error.within(Step::Value(shown.clone())))?;
        Ok((K::try_from(key).map_err(|error| error.within(Step::Key(shown)))?, value))
    };
    dict.into_iter().map(entry).collect()
}

/// The items of a set.
fn items<T: TryFrom<Value, Error = Error>, S: FromIterator<T>>(value: Value) -> Result<S> {
    match value {
        Value::Set(items) => items.into_iter().enumerate().map(item("set")).collect(),
        Value::FrozenSet(items) => items.into_iter().enumerate().map(item("frozenset")).collect(),
        Value::Object(object) => {
            let items: Vec<Value> = enter(|py| members(&object, py))??;
            items.into_iter().enumerate().map(item("set")).collect()
        }
        other => Err(other.wrong("set")),
    }
}

impl<K, V, S> TryFrom<Value> for HashMap<K, V, S>
where
    K: TryFrom<Value, Error = Error> + Eq + Hash,
    V: TryFrom<Value, Error = Error>,
    S: BuildHasher + Default,
{
    type Error = Error;

    fn try_from(value: Value) -> Result<Self> {
        entries(value)
    }
}

impl<K, V> TryFrom<Value> for BTreeMap<K, V>
where
    K: TryFrom<Value, Error = Error> + Ord,
    V: TryFrom<Value, Error = Error>,
{
    type Error = Error;

    fn try_from(value: Value) -> Result<Self> {
        entries(value)
    }
}

impl<T, S> TryFrom<Value> for HashSet<T, S>
where
    T: TryFrom<Value, Error = Error> + Eq + Hash,
    S: BuildHasher + Default,
{
    type Error = Error;

    fn try_from(value: Value) -> Result<Self> {
        items(value)
    }
}

impl<T: TryFrom<Value, Error = Error> + Ord> TryFrom<Value> for BTreeSet<T> {
    type Error = Error;

    fn try_from(value: Value) -> Result<Self> {
        items(value)
    }
}
