//! Values in bulk, to Python and back.

use super::{Outcome, once, sink};
use py4rs::Pairs;
use py4rs::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// Converts an object that counts for `n`. It is dropped attached, as the other programs do it: dropped detached it
/// would start the finalizer, and C's malloc is slower in a process of two threads.
fn back<T: FromPython>(n: usize, object: PyObject) -> Outcome {
    attach(|py| {
        let outcome = once(n, || T::from_python(&object, py).map(sink));
        drop(object);
        outcome
    })?
}

pub fn e_f64_to_list(n: usize) -> Outcome {
    let host: Vec<f64> = (0..n).map(|i| i as f64 * 0.5).collect();
    attach(|py| once(n, || host.to_python(py).map(drop)))?
}

pub fn e_list_to_f64(n: usize) -> Outcome {
    let list = attach(|py| (0..n).map(|i| i as f64 * 0.5).collect::<Vec<_>>().to_python(py))??;
    back::<Vec<f64>>(n, list)
}

pub fn e_i64_to_list(n: usize) -> Outcome {
    let host: Vec<i64> = (0..n as i64).map(|i| i * 3).collect();
    attach(|py| once(n, || host.to_python(py).map(drop)))?
}

pub fn e_list_to_i64(n: usize) -> Outcome {
    let list = attach(|py| (0..n as i64).map(|i| i * 3).collect::<Vec<_>>().to_python(py))??;
    back::<Vec<i64>>(n, list)
}

/// So many texts: `item0`, `item1`.
fn items(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("item{i}")).collect()
}

pub fn e_str_to_list(n: usize) -> Outcome {
    let host = items(n / 10);
    attach(|py| once(n / 10, || host.to_python(py).map(drop)))?
}

pub fn e_list_to_str(n: usize) -> Outcome {
    let list = attach(|py| items(n / 10).to_python(py))??;
    back::<Vec<String>>(n / 10, list)
}

/// So many entries, in the order of their numbers.
fn entries(n: usize) -> Pairs<String, i64> {
    items(n).into_iter().zip(0..).collect()
}

pub fn e_map_to_dict(n: usize) -> Outcome {
    let host: BTreeMap<String, i64> = entries(n / 10).0.into_iter().collect();
    attach(|py| once(n / 10, || host.to_python(py).map(drop)))?
}

pub fn e_dict_to_map(n: usize) -> Outcome {
    let dict = attach(|py| entries(n / 10).to_python(py))??;
    back::<Pairs<String, i64>>(n / 10, dict)
}

pub fn e_dict_to_btree(n: usize) -> Outcome {
    let dict = attach(|py| entries(n / 10).to_python(py))??;
    back::<BTreeMap<String, i64>>(n / 10, dict)
}

pub fn e_hashmap_to_dict(n: usize) -> Outcome {
    let host: HashMap<String, i64> = items(n / 10).into_iter().zip(0..).collect();
    attach(|py| once(n / 10, || host.to_python(py).map(drop)))?
}

pub fn e_dict_to_hashmap(n: usize) -> Outcome {
    let host: HashMap<String, i64> = items(n / 10).into_iter().zip(0..).collect();
    let dict = attach(|py| host.to_python(py))??;
    back::<HashMap<String, i64>>(n / 10, dict)
}
