//! Objects from what serde walks through.

use crate::convert::ToPython;
use crate::convert::bytes::bytes_of;
use crate::convert::depth::Level;
use crate::convert::fields::{ToFields, tagged};
use crate::convert::rules::plain;
use crate::convert::temporary::Temporary;
use crate::error::{Error, Result, Step, check, take};
use crate::object::{PyObject, short_repr};
use crate::runtime::Python;
use serde::Serialize;

/// Makes the object of one value.
#[derive(Clone, Copy)]
pub(super) struct Serializer<'py> {
    pub(super) py: Python<'py>,
}

/// Values with a conversion of their own.
macro_rules! plain {
    ($($name:ident: $type:ty;)*) => {$(
        fn $name(self, value: $type) -> Result<PyObject> {
            value.to_python(self.py)
        }
    )*};
}

impl<'py> serde::Serializer for Serializer<'py> {
    type Ok = PyObject;
    type Error = Error;
    type SerializeSeq = Items<'py>;
    type SerializeTuple = Items<'py>;
    type SerializeTupleStruct = Items<'py>;
    type SerializeTupleVariant = Items<'py>;
    type SerializeMap = Entries<'py>;
    type SerializeStruct = Fields<'py>;
    type SerializeStructVariant = Fields<'py>;

    plain! {
        serialize_bool: bool;
        serialize_i8: i8;
        serialize_i16: i16;
        serialize_i32: i32;
        serialize_i64: i64;
        serialize_i128: i128;
        serialize_u8: u8;
        serialize_u16: u16;
        serialize_u32: u32;
        serialize_u64: u64;
        serialize_u128: u128;
        serialize_f32: f32;
        serialize_f64: f64;
        serialize_char: char;
        serialize_str: &str;
    }

    fn serialize_bytes(self, bytes: &[u8]) -> Result<PyObject> {
        bytes_of(bytes, self.py)
    }

    fn serialize_none(self) -> Result<PyObject> {
        ().to_python(self.py)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<PyObject> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<PyObject> {
        ().to_python(self.py)
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<PyObject> {
        ().to_python(self.py)
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<PyObject> {
        variant.to_python(self.py)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<PyObject> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<PyObject> {
        let _level = Level::enter()?;
        tagged(name, variant, value.serialize(self), self.py)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Items<'py>> {
        Items::new(self.py, "list", None, length)
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'py>> {
        Items::new(self.py, "tuple", None, Some(length))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> Result<Items<'py>> {
        Items::new(self.py, "tuple", None, Some(length))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Items<'py>> {
        Items::new(self.py, "tuple", Some((name, variant)), Some(length))
    }

    fn serialize_map(self, _length: Option<usize>) -> Result<Entries<'py>> {
        // SAFETY: attached.
        let dict = take(self.py, unsafe { self.py.api().PyDict_New() })?;
        Ok(Entries { py: self.py, dict, key: None, _level: Level::enter()? })
    }

    fn serialize_struct(self, name: &'static str, _length: usize) -> Result<Fields<'py>> {
        Fields::new(self.py, name, None)
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _index: u32,
        variant: &'static str,
        _length: usize,
    ) -> Result<Fields<'py>> {
        Fields::new(self.py, name, Some(variant))
    }
}

/// The items of a list or a tuple.
pub(super) struct Items<'py> {
    py: Python<'py>,
    kind: &'static str,
    variant: Option<(&'static str, &'static str)>,
    items: Vec<PyObject>,
    _level: Level,
}

impl<'py> Items<'py> {
    fn new(
        py: Python<'py>,
        kind: &'static str,
        variant: Option<(&'static str, &'static str)>,
        length: Option<usize>,
    ) -> Result<Self> {
        // A length that is only claimed may be anything.
        const MOST: usize = 1 << 16;
        let items = Vec::with_capacity(length.unwrap_or_default().min(MOST));
        Ok(Items { py, kind, variant, items, _level: Level::enter()? })
    }

    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let item = value.serialize(Serializer { py: self.py });
        self.items.push(item.map_err(|error| error.within(Step::Item(self.kind, self.items.len())))?);
        Ok(())
    }

    fn finish(self) -> Result<PyObject> {
        let list = match self.kind {
            "list" => self.items.to_python(self.py),
            _ => plain(&self.items, self.py),
        };
        self.items.into_iter().for_each(|item| item.release(self.py));
        if self.kind == "list" {
            return list;
        }
        let list = Temporary::new(list?, self.py);
        // SAFETY: attached, and a list.
        let tuple = take(self.py, unsafe { self.py.api().PyList_AsTuple(list.as_ptr()) });
        match self.variant {
            Some((name, variant)) => tagged(name, variant, tuple, self.py),
            None => tuple,
        }
    }
}

/// The traits by which serde hands over items.
macro_rules! items {
    ($($name:ident $method:ident;)*) => {$(
        impl serde::ser::$name for Items<'_> {
            type Ok = PyObject;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
                self.add(value)
            }

            fn end(self) -> Result<PyObject> {
                self.finish()
            }
        }
    )*};
}

items! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

/// The entries of a dict.
pub(super) struct Entries<'py> {
    py: Python<'py>,
    dict: PyObject,
    key: Option<PyObject>,
    _level: Level,
}

impl serde::ser::SerializeMap for Entries<'_> {
    type Ok = PyObject;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.key = Some(key.serialize(Serializer { py: self.py })?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let py = self.py;
        let key = self.key.take().expect("serde gives the key first");
        let value = value.serialize(Serializer { py });
        let value = value.map_err(|error| error.within(Step::Value(short_repr(py, &key))))?;
        // SAFETY: attached and valid; the dict takes references of its own.
        check(py, unsafe { py.api().PyDict_SetItem(self.dict.as_ptr(), key.as_ptr(), value.as_ptr()) })
    }

    fn end(self) -> Result<PyObject> {
        Ok(self.dict)
    }
}

/// The fields of a struct or of a variant.
pub(super) struct Fields<'py> {
    py: Python<'py>,
    name: &'static str,
    variant: Option<&'static str>,
    fields: ToFields<'py>,
    _level: Level,
}

impl<'py> Fields<'py> {
    fn new(py: Python<'py>, name: &'static str, variant: Option<&'static str>) -> Result<Self> {
        let fields = ToFields::new(name, py)?;
        Ok(Fields { py, name, variant, fields, _level: Level::enter()? })
    }

    fn finish(self) -> Result<PyObject> {
        let dict = self.fields.into_dict();
        match self.variant {
            Some(variant) => tagged(self.name, variant, Ok(dict), self.py),
            None => Ok(dict),
        }
    }
}

/// The traits by which serde hands over fields.
macro_rules! fields {
    ($($trait:ident)*) => {$(
        impl serde::ser::$trait for Fields<'_> {
            type Ok = PyObject;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
                self.fields.set(name, value.serialize(Serializer { py: self.py }))
            }

            fn end(self) -> Result<PyObject> {
                self.finish()
            }
        }
    )*};
}

fields!(SerializeStruct SerializeStructVariant);
