//! The dict of a [`Value`]: pairs in their order.

use super::Value;
use super::equal::same_entries;

/// The entries of a Python `dict`, in its order. A key may be any value.
///
/// [`get`](Dict::get) looks at one entry after the other; a program that looks up often asks for a map, as
/// `HashMap<String, Value>`, instead.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let Value::Dict(dict) = raw_pyeval("{'b': 1, (1, 2): 2}")? else { panic!("it is a dict") };
/// assert_eq!(dict.get("b"), Some(&Value::Int(1)));
/// assert_eq!(dict.get((1, 2)), Some(&Value::Int(2)));
/// assert_eq!(dict.keys().next(), Some(&Value::from("b")));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dict(Vec<(Value, Value)>);

impl Dict {
    /// An empty one.
    pub const fn new() -> Dict {
        Dict(Vec::new())
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key.
    pub fn get(&self, key: impl Into<Value>) -> Option<&Value> {
        let key = key.into();
        self.0.iter().find(|(own, _)| *own == key).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: impl Into<Value>) -> Option<&mut Value> {
        let key = key.into();
        self.0.iter_mut().find(|(own, _)| *own == key).map(|(_, value)| value)
    }

    /// Whether there is such a key.
    pub fn contains_key(&self, key: impl Into<Value>) -> bool {
        self.get(key).is_some()
    }

    /// Sets the value of a key, and gives the one that it had. A new key comes last.
    pub fn insert(&mut self, key: impl Into<Value>, value: impl Into<Value>) -> Option<Value> {
        let (key, value) = (key.into(), value.into());
        match self.0.iter_mut().find(|(own, _)| *own == key) {
            Some((_, own)) => Some(std::mem::replace(own, value)),
            None => {
                self.0.push((key, value));
                None
            }
        }
    }

    /// Takes a key and its value away, and gives the value.
    pub fn remove(&mut self, key: impl Into<Value>) -> Option<Value> {
        let key = key.into();
        let index = self.0.iter().position(|(own, _)| *own == key)?;
        Some(self.0.remove(index).1)
    }

    /// The entries in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &Value)> + ExactSizeIterator {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The keys in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator {
        self.0.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + ExactSizeIterator {
        self.0.iter().map(|(_, value)| value)
    }

    /// The entries of a Python `dict`, whose keys differ.
    pub(super) fn of_distinct(entries: Vec<(Value, Value)>) -> Dict {
        Dict(entries)
    }
}

impl PartialEq for Dict {
    fn eq(&self, other: &Dict) -> bool {
        same_entries(&self.0, &other.0)
    }
}

impl<K: Into<Value>, V: Into<Value>> FromIterator<(K, V)> for Dict {
    /// Of entries with one key the last one counts, at the place of the first, as in Python.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Dict {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), value.into()));
        Dict(super::equal::last_of_each(entries))
    }
}

impl IntoIterator for Dict {
    type Item = (Value, Value);
    type IntoIter = std::vec::IntoIter<(Value, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Dict {
    type Item = (&'a Value, &'a Value);
    type IntoIter =
        std::iter::Map<std::slice::Iter<'a, (Value, Value)>, fn(&(Value, Value)) -> (&Value, &Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}
