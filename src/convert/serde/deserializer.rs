//! Objects as what serde walks through.

use crate::convert::depth::Level;
use crate::convert::fields::{FromFields, variant};
use crate::convert::set::members;
use crate::convert::value::BigInt;
use crate::convert::{FromPython, Pairs, ToPython};
use crate::error::{ConversionError, Error, Result, Step};
use crate::object::{PyObject, short_repr};
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag, type_of};
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

/// Shows one object to serde.
#[derive(Clone, Copy)]
pub(super) struct Deserializer<'a, 'py> {
    pub(super) object: &'a PyObject,
    pub(super) py: Python<'py>,
}

/// What an object is to serde, where that does not ask for something.
enum Kind {
    None,
    Bool,
    Int,
    Float,
    Str,
    Bytes,
    Sequence,
    Map,
    Other,
}

impl<'a, 'py> Deserializer<'a, 'py> {
    fn kind(self) -> Kind {
        let (api, object) = (self.py.api(), self.object.as_ptr());
        // SAFETY: attached and valid.
        unsafe {
            let class = type_of(object);
            let is = |of| api.PyType_IsSubtype(class, of) != 0;
            if object == api._Py_NoneStruct() {
                Kind::None
            } else if class == api.PyBool_Type() {
                Kind::Bool
            } else if has_flag(object, TypeFlag::Int) {
                Kind::Int
            } else if is(api.PyFloat_Type()) {
                Kind::Float
            } else if has_flag(object, TypeFlag::Str) {
                Kind::Str
            } else if has_flag(object, TypeFlag::Bytes) || is(api.PyByteArray_Type()) {
                Kind::Bytes
            } else if has_flag(object, TypeFlag::Dict) {
                Kind::Map
            } else if has_flag(object, TypeFlag::List)
                || has_flag(object, TypeFlag::Tuple)
                || is(api.PySet_Type())
                || is(api.PyFrozenSet_Type())
            {
                Kind::Sequence
            } else if api.PyMapping_Check(object) != 0
                && api.PyObject_HasAttrString(object, c"items".as_ptr()) != 0
            {
                Kind::Map
            } else if api.PySequence_Check(object) != 0 {
                Kind::Sequence
            } else if api.PyIndex_Check(object) != 0 {
                Kind::Int
            } else if api.PyObject_HasAttrString(object, c"__float__".as_ptr()) != 0 {
                Kind::Float
            } else {
                Kind::Other
            }
        }
    }

    /// The value of this type.
    fn get<T: FromPython>(self) -> Result<T> {
        T::from_python(self.object, self.py)
    }

    /// Shows an `int` in the smallest type that serde has for it.
    fn visit_int<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let number: BigInt = self.get()?;
        if let Some(number) = number.fits() {
            visitor.visit_i64(number)
        } else if let Some(number) = number.fits() {
            visitor.visit_u64(number)
        } else if let Some(number) = number.fits() {
            visitor.visit_i128(number)
        } else {
            u128::try_from(&number).map_err(Error::from).and_then(|number| visitor.visit_u128(number))
        }
    }

    fn visit_items<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let _level = Level::enter()?;
        let (py, api, object) = (self.py, self.py.api(), self.object.as_ptr());
        // SAFETY: attached and valid.
        let (is_set, name) = unsafe {
            let is = |of| api.PyType_IsSubtype(type_of(object), of) != 0;
            let name = if has_flag(object, TypeFlag::Tuple) { "tuple" } else { "list" };
            (is(api.PySet_Type()) || is(api.PyFrozenSet_Type()), name)
        };
        let items = match self.kind() {
            Kind::Bytes => {
                self.get::<Vec<u8>>()?.iter().map(|byte| byte.to_python(py)).collect::<Result<_>>()?
            }
            _ if is_set => members(self.object, py)?,
            _ => Vec::from_python(self.object, py)?,
        };
        visitor.visit_seq(Items { items: items.into_iter(), index: 0, name, py })
    }

    fn visit_entries<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let _level = Level::enter()?;
        let Pairs(entries): Pairs<PyObject, PyObject> = self.get()?;
        visitor.visit_map(Entries { entries: entries.into_iter(), value: None, py: self.py })
    }
}

/// Types with a conversion of their own.
macro_rules! plain {
    ($($name:ident $visit:ident: $type:ty;)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
            visitor.$visit(self.get::<$type>()?)
        }
    )*};
}

impl<'de> serde::Deserializer<'de> for Deserializer<'_, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.kind() {
            Kind::None => visitor.visit_unit(),
            Kind::Bool => visitor.visit_bool(self.get()?),
            Kind::Int => self.visit_int(visitor),
            Kind::Float => visitor.visit_f64(self.get()?),
            Kind::Str => visitor.visit_string(self.get()?),
            Kind::Bytes => visitor.visit_byte_buf(self.get()?),
            Kind::Sequence => self.visit_items(visitor),
            Kind::Map => self.visit_entries(visitor),
            Kind::Other => {
                Err(ConversionError::new("a number, text, bytes, a sequence or a mapping", self.object)
                    .into())
            }
        }
    }

    plain! {
        deserialize_bool visit_bool: bool;
        deserialize_i8 visit_i8: i8;
        deserialize_i16 visit_i16: i16;
        deserialize_i32 visit_i32: i32;
        deserialize_i64 visit_i64: i64;
        deserialize_i128 visit_i128: i128;
        deserialize_u8 visit_u8: u8;
        deserialize_u16 visit_u16: u16;
        deserialize_u32 visit_u32: u32;
        deserialize_u64 visit_u64: u64;
        deserialize_u128 visit_u128: u128;
        deserialize_f32 visit_f32: f32;
        deserialize_f64 visit_f64: f64;
        deserialize_char visit_char: char;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.kind() {
            Kind::None => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.kind() {
            Kind::Sequence | Kind::Bytes => self.visit_items(visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if matches!(self.kind(), Kind::Map) {
            return self.visit_entries(visitor);
        }
        let _level = Level::enter()?;
        let source = FromFields::new(name, self.object, self.py);
        let found = fields.iter().filter_map(|field| Some((*field, source.find(field).transpose()?)));
        let found = found.map(|(field, value)| Ok((field, value?))).collect::<Result<Vec<_>>>()?;
        // An object that has none of the fields is something else.
        if found.is_empty() && !fields.is_empty() {
            return self.deserialize_any(visitor);
        }
        visitor.visit_map(Attributes { found: found.into_iter(), value: None, owner: name, py: self.py })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let _level = Level::enter()?;
        let (tag, held) = variant(name, self.object, self.py)?;
        visitor.visit_enum(Variant { name, tag, held, py: self.py })
    }

    forward_to_deserialize_any! { str string bytes byte_buf unit unit_struct map identifier ignored_any }
}

/// The items of a sequence.
struct Items<'py> {
    items: std::vec::IntoIter<PyObject>,
    index: usize,
    name: &'static str,
    py: Python<'py>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(object) = self.items.next() else { return Ok(None) };
        let step = Step::Item(self.name, self.index);
        self.index += 1;
        let item = seed.deserialize(Deserializer { object: &object, py: self.py });
        item.map(Some).map_err(|error| error.within(step))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of a mapping.
struct Entries<'py> {
    entries: std::vec::IntoIter<(PyObject, PyObject)>,
    /// What belongs to the key that was given last, which is there too, for errors.
    value: Option<(PyObject, PyObject)>,
    py: Python<'py>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some((object, value)) = self.entries.next() else { return Ok(None) };
        let key = seed.deserialize(Deserializer { object: &object, py: self.py });
        let key = key.map_err(|error| error.within(Step::Key(short_repr(self.py, &object))))?;
        self.value = Some((object, value));
        Ok(Some(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let (key, object) = self.value.take().expect("serde takes the key first");
        let value = seed.deserialize(Deserializer { object: &object, py: self.py });
        value.map_err(|error| error.within(Step::Value(short_repr(self.py, &key))))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The attributes that an object has of those that are asked for.
struct Attributes<'py> {
    found: std::vec::IntoIter<(&'static str, PyObject)>,
    value: Option<(&'static str, PyObject)>,
    owner: &'static str,
    py: Python<'py>,
}

impl<'de> MapAccess<'de> for Attributes<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        let Some((name, value)) = self.found.next() else { return Ok(None) };
        self.value = Some((name, value));
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let (name, object) = self.value.take().expect("serde takes the key first");
        let value = seed.deserialize(Deserializer { object: &object, py: self.py });
        value.map_err(|error| error.within(Step::Field(self.owner, name)))
    }
}

/// A variant of an enum.
struct Variant<'py> {
    name: &'static str,
    tag: String,
    held: Option<PyObject>,
    py: Python<'py>,
}

impl<'de> EnumAccess<'de> for Variant<'_> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self)> {
        let tag: StrDeserializer<'_, Error> = self.tag.as_str().into_deserializer();
        Ok((seed.deserialize(tag)?, self))
    }
}

impl Variant<'_> {
    /// Shows what the variant holds to `visit`.
    fn with_held<T>(self, visit: impl FnOnce(Deserializer<'_, '_>) -> Result<T>) -> Result<T> {
        let Some(object) = &self.held else {
            let expected = format!("what the variant `{}` of {} holds", self.tag, self.name);
            return Err(ConversionError::described(expected, "its name alone").into());
        };
        visit(Deserializer { object, py: self.py })
            .map_err(|error| error.within(Step::Value(format!("'{}'", self.tag))))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_> {
    type Error = Error;

    fn unit_variant(self) -> Result<()> {
        match self.held {
            None => Ok(()),
            Some(held) => <()>::from_python(&held, self.py),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        self.with_held(|held| seed.deserialize(held))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value> {
        self.with_held(|held| serde::Deserializer::deserialize_seq(held, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let name = self.name;
        self.with_held(|held| serde::Deserializer::deserialize_struct(held, name, fields, visitor))
    }
}
