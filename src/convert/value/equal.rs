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

/// Whether two sets have the same items. No pair is compared twice: else the time would double with each level.
fn same_items(one: &[Value], other: &[Value]) -> bool {
    let mut left = by_digest(other, |item| item);
    // Of the items that have been found, one of each.
    let mut found: HashMap<u64, Vec<&Value>> = HashMap::with_capacity(left.len());
    one.iter().all(|item| {
        let digest = digest(item);
        let found = found.entry(digest).or_default();
        if found.contains(&item) {
            return true;
        }
        let mut same = None;
        if let Some(left) = left.get_mut(&digest) {
            left.retain(|own| {
                let is = *own == item;
                same = if is { Some(*own) } else { same };
                !is
            });
        }
        found.extend(same);
        same.is_some()
    }) && left.values().all(Vec::is_empty)
}

/// Whether two dicts have the same keys, of which each has one value, with equal values. Here too no pair is compared
/// twice.
pub(super) fn same_entries(one: &[(Value, Value)], other: &[(Value, Value)]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    for (place, (entry, own)) in one.iter().zip(other).enumerate() {
        if entry.0 != own.0 {
            return same_out_of_order(&one[place..], &other[place..]);
        }
        if entry.1 != own.1 {
            return false;
        }
    }
    true
}

/// Whether the entries are the same, as many of which the first keys differ.
fn same_out_of_order(one: &[(Value, Value)], other: &[(Value, Value)]) -> bool {
    let mut left = by_digest(&other[1..], |(key, _)| key);
    one.iter().enumerate().all(|(place, (key, value))| {
        if place == 1 {
            left.entry(digest(&other[0].0)).or_default().push(&other[0]);
        }
        let Some(left) = left.get_mut(&digest(key)) else { return false };
        let own = left.iter().position(|(own, _)| own == key);
        own.is_some_and(|own| left.swap_remove(own).1 == *value)
    })
}

/// Items by the digests of their keys.
fn by_digest<T>(items: &[T], key: impl Fn(&T) -> &Value) -> HashMap<u64, Vec<&T>> {
    let mut places: HashMap<u64, Vec<&T>> = HashMap::with_capacity(items.len());
    for item in items {
        places.entry(digest(key(item))).or_default().push(item);
    }
    places
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
