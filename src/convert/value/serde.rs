//! [`Value`] through serde: as what it is to any format, so that JSON, for one, looks as one would write it.
//!
//! | `Value` | serde |
//! |---|---|
//! | `None`, `Bool`, `Int`, `Float`, `Float32`, `Str`, `Bytes` | unit, bool, i64, f64, f32, str, bytes |
//! | `BigInt` | i128 or u128 where they hold it, else its decimal digits as str |
//! | `List`, `Set`, `FrozenSet` | seq |
//! | `Tuple`; `Complex`, `Fraction` | tuple; of the two parts |
//! | `Dict` | map |
//! | `Array`, `Object` | the bytes of their pickle |
//!
//! What comes back is what the format knows: a list where a set or a tuple was.

use super::{BigInt, Dict, Value};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeTuple};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::None => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::BigInt(value) => value.serialize(serializer),
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::Float32(value) => serializer.serialize_f32(*value),
            Value::Complex(value) => (value.re, value.im).serialize(serializer),
            Value::Str(text) => serializer.serialize_str(text),
            Value::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Value::List(items) | Value::Set(items) | Value::FrozenSet(items) => items.serialize(serializer),
            Value::Tuple(items) => {
                let mut tuple = serializer.serialize_tuple(items.len())?;
                for item in items {
                    tuple.serialize_element(item)?;
                }
                tuple.end()
            }
            Value::Dict(dict) => dict.serialize(serializer),
            Value::Fraction(value) => (value.numer(), value.denom()).serialize(serializer),
            Value::Array(array) => array.as_object().serialize(serializer),
            Value::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Dict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (key, value) in self {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Serialize for BigInt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(number) = self.fits() {
            serializer.serialize_i128(number)
        } else if let Some(number) = self.fits() {
            serializer.serialize_u128(number)
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

impl<'de> Deserialize<'de> for Dict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Dict, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Dict;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Dict, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry::<Value, Value>()? {
                    entries.push(entry);
                }
                Ok(entries.into_iter().collect())
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

struct AnyValue;

/// Values that are one of a variant.
macro_rules! plain {
    ($($name:ident: $type:ty;)*) => {$(
        fn $name<E>(self, value: $type) -> Result<Value, E> {
            Ok(value.into())
        }
    )*};
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    plain! {
        visit_bool: bool;
        visit_i64: i64;
        visit_u64: u64;
        visit_i128: i128;
        visit_u128: u128;
        visit_f32: f32;
        visit_f64: f64;
        visit_str: &str;
        visit_string: String;
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::None)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(bytes.to_vec()))
    }

    fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Value, E> {
        Ok(Value::Bytes(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Value, A::Error> {
        Dict::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Value::Dict)
    }
}
