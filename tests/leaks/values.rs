//! The operations on values of every kind, on rules, and on what the derives make.

use super::operations::{
    Operation, Unconvertible, err, fail, list, object, ok, same, strange, there_and_back,
};
use py4rs::prelude::*;
use py4rs::{Bytes, Result};
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

#[derive(ToPython, FromPython, PartialEq)]
struct Named {
    one: i64,
    two: Option<Vec<String>>,
}

#[derive(ToPython, FromPython, PartialEq)]
#[py(class = "types.SimpleNamespace")]
struct Instance {
    one: f64,
}

#[derive(ToPython, FromPython, PartialEq)]
enum Kind {
    Plain,
    Data(i64, String),
    Named { x: f64 },
}

/// A value that holds one of each kind.
fn each_kind() -> Result<Value> {
    raw_pyeval(
        "[None, True, 1, 10**30, 1.5, 2j, 'é', b'x', (1,), {'a': [()], (1, 2): 3}, {1}, frozenset([2]), space.f]",
    )
}

pub const OPERATIONS: &[Operation] = &[
    ("from_python to_python type_name is_none", "a value of each kind", || {
        let value = each_kind().unwrap_or_else(|error| panic!("{error}"));
        ok(pycall!(same(), &value => Value).map(|back| assert!(back == value && !value.is_none())));
        drop((value.to_string(), value.type_name(), value.clone()));
    }),
    ("from_python", "a value that raises", || err(raw_pyeval::<Value>("{1: [10**30, Value]}"))),
    ("extract", "a value as a type, and as another", || {
        let value: Value = pycall!(same(), list()).unwrap_or_else(|error| panic!("{error}"));
        ok(value.extract::<Vec<Value>>());
        err(value.extract::<Vec<i64>>());
    }),
    ("from_python", "a value of an object that contains itself", || {
        // Held by nobody in Rust, so that it is collected at once, whoever drops what.
        err(pycall!("lambda: (lambda items: items.append(items) or items)([])" => Value));
        ok(raw_pyexec("import gc; gc.collect()"));
    }),
    ("to_python from_python", "bytes and sets", || {
        there_and_back((Bytes::from(vec![1, 2]), HashSet::from([1, 2]), BTreeSet::from(["a".to_owned()])));
    }),
    ("to_python from_python", "times and paths", || {
        there_and_back((PathBuf::from("a/b"), Duration::from_millis(1500), SystemTime::UNIX_EPOCH));
    }),
    ("to_python from_python", "queues, boxes and ranges", || {
        there_and_back((VecDeque::from([1, 2]), Box::new(1.5), 1..3, std::num::NonZero::new(5u8)));
    }),
    ("to_python from_python", "a set with what cannot be hashed", || {
        err(pycall!(same(), BTreeSet::from([vec![1]]) => ()))
    }),
    ("from_python", "a set with items of another type", || err(raw_pyeval::<HashSet<i64>>("{1, 'a'}"))),
    ("from_python", "a path, a time and bytes that are none", || {
        err(pycall!(same(), object() => PathBuf));
        err(pycall!(same(), strange() => Duration));
        err(pycall!(same(), list() => Bytes));
    }),
    ("derive_to_python derive_from_python", "structs and enums", || {
        there_and_back(Named { one: 1, two: Some(vec!["x".to_owned()]) });
        there_and_back((Kind::Plain, Kind::Data(1, "x".to_owned()), Kind::Named { x: 1.5 }));
        there_and_back(Instance { one: 2.5 });
    }),
    ("derive_to_python derive_from_python", "what is none of them", || {
        err(raw_pyeval::<Named>("{'one': 'x'}"));
        err(raw_pyeval::<Kind>("{'Data': [1]}"));
        err(raw_pyeval::<Kind>("'Other'"));
        err(pycall!(same(), strange() => Instance));
    }),
    ("define_rustifier", "a rule of the process", || {
        define_rustifier("types.SimpleNamespace", |space| pyslot_value(space, "x"));
        ok(raw_pyeval::<Value>("[space, space]"));
    }),
    ("with_rustifiers", "a rule, and one that fails", || {
        ok(with_rustifiers([("list", |items: PyObject| pycall!("tuple", items))], each_kind));
        let fails = |_: PyObject| pycall!(fail() => Value);
        let failed = with_rustifiers([("list", fails)], each_kind);
        let Err(Error::Rule(failed)) = failed else { panic!("the rule fails") };
        drop((failed.rule(), failed.error().to_string()));
    }),
    ("rule error", "looked at above", || ()),
    ("pythonizer with_pythonizers pythonized", "a rule, and one that fails", || {
        let tuples = pythonizer(|items: Vec<i64>| pycall!("tuple", items));
        ok(with_pythonizers([tuples], || pycall!(same(), vec![vec![1], vec![2]] => Vec<PyObject>)));
        let fails = pythonizer(|_: f64| pycall!(fail()));
        err(with_pythonizers([fails], || pycall!(same(), vec![1.5] => ())));
        err(with_pythonizers([], || pycall!(same(), Unconvertible => ())));
    }),
    ("with_remote_objects with_remote_objects_eval", "values that stay", || {
        ok(with_remote_objects(each_kind));
        ok(with_remote_objects_eval::<Vec<Value>>(|| pycall!(same(), list())));
        err(with_remote_objects_eval::<i64>(|| pycall!(same(), list())));
    }),
    ("pickle unpickle", "an object, one that cannot be, and bytes that are none", || {
        let bytes = list().pickle().unwrap_or_else(|error| panic!("{error}"));
        ok(PyObject::unpickle(&bytes));
        err(raw_pyeval::<PyObject>("(x for x in [])").and_then(|generator| generator.pickle()));
        err(PyObject::unpickle(b"no pickle"));
    }),
];
