//! `From`: a [`Value`] of plain Rust values.

use super::{BigInt, Complex, Dict, Fraction, Value};
use crate::convert::Bytes;
use crate::object::PyObject;
use std::any::TypeId;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::mem::ManuallyDrop;

/// From types of which each value is one of a variant.
macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Value {
                $made
            }
        }
    )*};
}

from! {
    () => |_nothing| Value::None;
    bool => |value| Value::Bool(value);
    i8 => |value| Value::Int(value.into());
    i16 => |value| Value::Int(value.into());
    i32 => |value| Value::Int(value.into());
    i64 => |value| Value::Int(value);
    u8 => |value| Value::Int(value.into());
    u16 => |value| Value::Int(value.into());
    u32 => |value| Value::Int(value.into());
    isize => |value| Value::from(value as i128);
    i128 => |value| i64::try_from(value).map_or_else(|_| Value::BigInt(value.into()), Value::Int);
    u64 => |value| i64::try_from(value).map_or_else(|_| Value::BigInt(value.into()), Value::Int);
    usize => |value| i64::try_from(value).map_or_else(|_| Value::BigInt(value.into()), Value::Int);
    u128 => |value| i64::try_from(value).map_or_else(|_| Value::BigInt(value.into()), Value::Int);
    BigInt => |value| value.fits().map_or_else(|| Value::BigInt(value), Value::Int);
    f64 => |value| Value::Float(value);
    f32 => |value| Value::Float32(value);
    Complex => |value| Value::Complex(value);
    Fraction => |value| Value::Fraction(value);
    char => |value| Value::Str(value.into());
    &str => |value| Value::Str(value.into());
    &String => |value| Value::Str(value.into());
    String => |value| Value::Str(value);
    Cow<'_, str> => |value| Value::Str(value.into());
    Dict => |value| Value::Dict(value);
    Bytes => |value| Value::Bytes(value.0);
    PyObject => |value| Value::Object(value);
    &Value => |value| value.clone();
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::None, Into::into)
    }
}

/// A list; of `u8` bytes, as everywhere.
impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        if typeid::of::<T>() != TypeId::of::<u8>() {
            return items.into_iter().collect();
        }
        let mut items = ManuallyDrop::new(items);
        let (start, length, capacity) = (items.as_mut_ptr().cast(), items.len(), items.capacity());
        // SAFETY: `T` is `u8`, which has no lifetime that could differ; the vector is taken over.
        Value::Bytes(unsafe { Vec::from_raw_parts(start, length, capacity) })
    }
}

impl<T: Into<Value> + Clone> From<&[T]> for Value {
    fn from(items: &[T]) -> Value {
        items.to_vec().into()
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Value {
        Vec::from(items).into()
    }
}

/// A list.
impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Value {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl<K: Into<Value>, V: Into<Value>, S> From<HashMap<K, V, S>> for Value {
    fn from(entries: HashMap<K, V, S>) -> Value {
        Value::Dict(entries.into_iter().collect())
    }
}

impl<K: Into<Value>, V: Into<Value>> From<BTreeMap<K, V>> for Value {
    fn from(entries: BTreeMap<K, V>) -> Value {
        Value::Dict(entries.into_iter().collect())
    }
}

impl<T: Into<Value>, S> From<HashSet<T, S>> for Value {
    fn from(items: HashSet<T, S>) -> Value {
        Value::Set(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<BTreeSet<T>> for Value {
    fn from(items: BTreeSet<T>) -> Value {
        Value::Set(items.into_iter().map(Into::into).collect())
    }
}

macro_rules! tuples {
    ($($($type:ident $value:ident)*;)*) => {$(
        impl<$($type: Into<Value>),*> From<($($type,)*)> for Value {
            fn from(($($value,)*): ($($type,)*)) -> Value {
                Value::Tuple(vec![$($value.into()),*])
            }
        }
    )*};
}

tuples! {
    A a;
    A a B b;
    A a B b C c;
    A a B b C c D d;
    A a B b C c D d E e;
    A a B b C c D d E e F f;
    A a B b C c D d E e F f G g;
    A a B b C c D d E e F f G g H h;
    A a B b C c D d E e F f G g H h I i;
    A a B b C c D d E e F f G g H h I i J j;
    A a B b C c D d E e F f G g H h I i J j K k;
    A a B b C c D d E e F f G g H h I i J j K k L l;
}
