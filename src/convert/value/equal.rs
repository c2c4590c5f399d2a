//! Equality: dicts and sets are equal in any order.

use super::Value;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::mem::discriminant;

impl PartialEq for Value {
    fn eq(&self, other: &Value) -> bool {
        use Value::*;
        match (self, other) {
            (None, None) => true,
            (Bool(a), Bool(b)) => a == b,
            (Int(a), Int(b)) => a == b,
            (BigInt(a), BigInt(b)) => a == b,
            (Float(a), Float(b)) => a == b,
            (Float32(a), Float32(b)) => a == b,
            (Complex(a), Complex(b)) => a == b,
            (Str(a), Str(b)) => a == b,
            (Bytes(a), Bytes(b)) => a == b,
            (List(a), List(b)) | (Tuple(a), Tuple(b)) => a == b,
            (Dict(a), Dict(b)) => a == b,
            (Set(a), Set(b)) | (FrozenSet(a), FrozenSet(b)) => same_items(a, b),
            (Fraction(a), Fraction(b)) => a == b,
            (Array(a), Array(b)) => a.as_object().is(b.as_object()),
            (Object(a), Object(b)) => a.is(b),
            _ => false,
        }
    }
}

/// Whether two sets have the same items.
fn same_items(one: &[Value], other: &[Value]) -> bool {
    let within = |items: &[Value], index: &Index<'_, Value>| {
        items.iter().all(|item| index.has(item, |own| own == item))
    };
    one == other || within(one, &Index::of(other, |item| item)) && within(other, &Index::of(one, |item| item))
}

/// Whether two dicts have the same keys, of which each has one value, with equal values.
pub(super) fn same_entries(one: &[(Value, Value)], other: &[(Value, Value)]) -> bool {
    one.len() == other.len()
        && (one == other || {
            let index = Index::of(other, |(key, _)| key);
            one.iter().all(|entry| index.has(&entry.0, |own| own == entry))
        })
}

/// The entries without those whose key comes again: the last value counts, at the place of the first.
pub(super) fn last_of_each(entries: impl Iterator<Item = (Value, Value)>) -> Vec<(Value, Value)> {
    let mut kept: Vec<(Value, Value)> = Vec::new();
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (key, value) in entries {
        let places = places.entry(digest(&key)).or_default();
        match places.iter().find(|place| kept[**place].0 == key) {
            Some(place) => kept[*place].1 = value,
            None => {
                places.push(kept.len());
                kept.push((key, value));
            }
        }
    }
    kept
}

/// Items by the digest of their keys.
struct Index<'a, T>(HashMap<u64, Vec<&'a T>>);

impl<'a, T> Index<'a, T> {
    fn of(items: &'a [T], key: impl Fn(&T) -> &Value) -> Self {
        let mut places: HashMap<u64, Vec<&T>> = HashMap::with_capacity(items.len());
        for item in items {
            places.entry(digest(key(item))).or_default().push(item);
        }
        Index(places)
    }

    /// Whether among the items with this key there is one that is right.
    fn has(&self, key: &Value, right: impl Fn(&T) -> bool) -> bool {
        self.0.get(&digest(key)).is_some_and(|items| items.iter().any(|item| right(item)))
    }
}

/// A number that is the same for values that are equal.
fn digest(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    discriminant(value).hash(&mut hasher);
    // Zero is equal to minus zero.
    let float = |value: f64| (value + 0.0).to_bits();
    match value {
        Value::None => (),
        Value::Bool(value) => value.hash(&mut hasher),
        Value::Int(value) => value.hash(&mut hasher),
        Value::BigInt(value) => value.hash(&mut hasher),
        Value::Float(value) => float(*value).hash(&mut hasher),
        Value::Float32(value) => float((*value).into()).hash(&mut hasher),
        Value::Complex(value) => (float(value.re), float(value.im)).hash(&mut hasher),
        Value::Str(value) => value.hash(&mut hasher),
        Value::Bytes(value) => value.hash(&mut hasher),
        Value::List(items) | Value::Tuple(items) => {
            items.iter().for_each(|item| digest(item).hash(&mut hasher));
        }
        // Whatever the order, and however often one comes.
        Value::Dict(dict) => dict.keys().map(digest).max().hash(&mut hasher),
        Value::Set(items) | Value::FrozenSet(items) => items.iter().map(digest).max().hash(&mut hasher),
        Value::Fraction(value) => value.hash(&mut hasher),
        Value::Array(array) => array.as_object().as_ptr().hash(&mut hasher),
        Value::Object(object) => object.as_ptr().hash(&mut hasher),
    }
    hasher.finish()
}
