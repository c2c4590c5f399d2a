//! The table of the conversions: of each family one that succeeds and what can fail in it.

use super::operations::{Operation, err, object, ok, strange, there_and_back};
use py4rs::prelude::*;
use py4rs::{Bytes, FromPython, Pairs, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::ops::Range;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What is asked for is not what the operands are.
#[track_caller]
fn refused<T: FromPython>() {
    err(pycall!("lambda x: x", object() => T));
    err(pycall!("lambda x: x", strange() => T));
    err(pycall!("lambda x: [x, x]", object() => T));
    err(pycall!("lambda x: {x: x}", object() => T));
}

/// Data that contains itself.
struct Tree(#[allow(dead_code, reason = "it is only made")] Vec<Tree>);

impl FromPython for Tree {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Tree> {
        Vec::from_python(object, py).map(Tree)
    }
}

pub const OPERATIONS: &[Operation] = &[
    ("to_python from_python", "bytes", || there_and_back((Bytes(vec![0, 255]), vec![1u8], [2u8]))),
    ("to_python from_python", "a bytearray", || ok(raw_pyeval::<Bytes>("bytearray(b'abc')"))),
    ("to_python from_python", "a memoryview with gaps", || {
        err(raw_pyeval::<Bytes>("memoryview(b'abc')[::2]"))
    }),
    ("to_python from_python", "no bytes", refused::<Bytes>),
    ("to_python from_python", "sets", || {
        there_and_back((HashSet::from([("a".to_owned(), 1)]), BTreeSet::from([Some('x'), None])));
    }),
    ("to_python from_python", "no set", refused::<HashSet<i64>>),
    ("to_python from_python", "a set of others", || err(raw_pyeval::<BTreeSet<i64>>("{object(), 1}"))),
    ("to_python from_python", "a set that cannot be", || {
        err(pycall!("len", BTreeSet::from([vec![1]]) => i64))
    }),
    ("to_python from_python", "an order of entries", || {
        there_and_back(Pairs(vec![("a".to_owned(), vec![1.5]), ("é".to_owned(), vec![])]));
    }),
    ("to_python from_python", "entries of others", || {
        err(raw_pyeval::<Pairs<String, i64>>("{'a': 1, 'b': []}"))
    }),
    ("to_python from_python", "keys of others", || err(raw_pyeval::<HashMap<i64, i64>>("{1: 1, 'b': 2}"))),
    ("to_python from_python", "a mapping", || {
        ok(raw_pyeval::<BTreeMap<String, i64>>("__import__('types').MappingProxyType({'a': 1})"));
    }),
    ("to_python from_python", "lists of each kind", || {
        there_and_back((VecDeque::from([1]), Box::<[String]>::from(["ü".to_owned()]), vec![(1, 'x')]));
    }),
    ("to_python from_python", "a list of objects", || {
        ok(pycall!("lambda x: [x] * 5", object() => Vec<PyObject>))
    }),
    ("to_python from_python", "a list of others", || err(pycall!("lambda x: [1, x]", object() => Vec<i64>))),
    ("to_python from_python", "an item that raises", || {
        err(pycall!("lambda x: (1, x)", strange() => Vec<i64>))
    }),
    ("to_python from_python", "a sequence that raises", || {
        err(pycall!("lambda x: __import__('collections').UserList(x)", strange() => Vec<i64>));
    }),
    ("to_python from_python", "no list", refused::<Vec<i64>>),
    ("to_python from_python", "data without end", || {
        err(raw_pyeval::<Tree>("(lambda l: (l.append(l), l, __import__('gc'))[1])([])"));
        ok(raw_pyexec("import gc; gc.collect(0)"));
    }),
    ("to_python from_python", "boxes", || there_and_back((Box::new(1.5), std::sync::Arc::<str>::from("x")))),
    ("to_python from_python", "ranges", || there_and_back((0..10, 5..=u64::MAX))),
    ("to_python from_python", "no range", refused::<Range<i64>>),
    ("to_python from_python", "paths", || there_and_back((PathBuf::from("a/ü"), OsString::from("x")))),
    ("to_python from_python", "text of the system", || ok(raw_pyeval::<OsString>(r"'caf\udce9'"))),
    ("to_python from_python", "text of no system", || err(raw_pyeval::<OsString>(r"'caf\ud800'"))),
    ("to_python from_python", "no path", refused::<PathBuf>),
    ("to_python from_python", "times", || {
        there_and_back((Duration::from_millis(1500), UNIX_EPOCH + Duration::from_secs(1)));
    }),
    ("to_python from_python", "no duration", refused::<Duration>),
    ("to_python from_python", "no time", refused::<SystemTime>),
    #[cfg(feature = "num-bigint")]
    ("to_python from_python", "integers of any size", || {
        there_and_back(num_bigint::BigInt::from(7).pow(100));
        refused::<num_bigint::BigInt>();
    }),
    #[cfg(feature = "num-complex")]
    ("to_python from_python", "complex numbers", || {
        there_and_back(num_complex::Complex64::new(1.0, 2.0));
        refused::<num_complex::Complex64>();
    }),
    #[cfg(feature = "num-rational")]
    ("to_python from_python", "fractions", || {
        there_and_back(num_rational::Ratio::new(1, 3));
        refused::<num_rational::Ratio<i64>>();
    }),
    #[cfg(feature = "rust_decimal")]
    ("to_python from_python", "decimals", || {
        there_and_back(rust_decimal::Decimal::new(110, 2));
        refused::<rust_decimal::Decimal>();
        err(raw_pyeval::<rust_decimal::Decimal>("__import__('decimal').Decimal('NaN')"));
    }),
    #[cfg(feature = "half")]
    ("to_python from_python", "floats of half precision", || {
        there_and_back(half::f16::ONE);
        refused::<half::f16>();
    }),
    #[cfg(feature = "uuid")]
    ("to_python from_python", "uuids", || {
        there_and_back(uuid::Uuid::max());
        refused::<uuid::Uuid>();
    }),
    #[cfg(feature = "indexmap")]
    ("to_python from_python", "maps in order", || {
        there_and_back(indexmap::IndexMap::<String, i64>::from([("a".to_owned(), 1)]));
        refused::<indexmap::IndexSet<i64>>();
    }),
    #[cfg(feature = "chrono")]
    ("to_python from_python", "chrono", || {
        let moment = chrono::DateTime::from_timestamp(1_700_000_000, 0).expect("a moment");
        there_and_back((moment, moment.naive_utc(), moment.date_naive(), moment.naive_utc().time()));
        there_and_back((moment.fixed_offset(), chrono::TimeDelta::seconds(-1)));
        refused::<chrono::NaiveDate>();
        refused::<chrono::DateTime<chrono::Utc>>();
    }),
    #[cfg(feature = "jiff")]
    ("to_python from_python", "jiff", || {
        let local = jiff::civil::date(2024, 2, 29).at(12, 30, 0, 0);
        there_and_back((jiff::Timestamp::UNIX_EPOCH, local, local.date(), local.time()));
        there_and_back(jiff::SignedDuration::from_secs(-1));
        let offset = jiff::tz::TimeZone::fixed(jiff::tz::offset(2));
        there_and_back(jiff::ZonedDateTime::new(jiff::Timestamp::UNIX_EPOCH, offset));
        refused::<jiff::ZonedDateTime>();
    }),
];
