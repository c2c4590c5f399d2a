//! Objects through serde: as what Python's `pickle` makes of them.

use crate::object::PyObject;
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// As the bytes of [`PyObject::pickle`].
impl Serialize for PyObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.pickle().map_err(S::Error::custom)?)
    }
}

/// By [`PyObject::unpickle`], with what that says about bytes that are not to be trusted.
impl<'de> Deserialize<'de> for PyObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PyObject, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = Vec<u8>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the bytes of a pickled Python object")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }

            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }

            /// As formats without bytes, JSON for one, write them.
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<u8>, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = items.next_element()? {
                    bytes.push(byte);
                }
                Ok(bytes)
            }
        }
        PyObject::unpickle(&deserializer.deserialize_byte_buf(Bytes)?).map_err(D::Error::custom)
    }
}
