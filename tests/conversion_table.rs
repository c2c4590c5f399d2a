//! `docs/conversions.md`: a sample of each conversion, made by converting it, so that the page says what happens.
//!
//! `CONVERSIONS=write cargo test --features crates --test conversion_table` writes it anew.

use chrono::{FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use half::f16;
use indexmap::{IndexMap, IndexSet};
use jiff::civil;
use ndarray::{Array0, Array1, Array2, Ix1, arr0, array};
use num_bigint::{BigInt, BigUint};
use num_complex::{Complex32, Complex64};
use num_rational::Ratio;
use py4rs::array::{Buffer, PyArray};
use py4rs::prelude::*;
use py4rs::{Bytes, FromPython, Pairs, PyElement, ToPython};
use rust_decimal::Decimal;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::OsString;
use std::fmt::Debug;
use std::num::{NonZeroU8, Wrapping};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, fs};
use uuid::Uuid;

#[derive(PyElement, Clone, Copy, Debug)]
#[repr(C, packed)]
struct Point {
    x: f64,
    tag: u32,
}

const PAGE: &str = "docs/conversions.md";

const BEGINNING: &str = "\
# What becomes what

<!-- Made by tests/conversion_table.rs, which says how to make it anew. -->

Each line has been converted, and shows what came out. Nothing is coerced that Python itself would not take. What is
taken beside the type itself: an `int` where a float or a complex number is asked for, a `bool` where an integer is (in
Python it is one), objects with `__index__`, `__float__` or `__complex__` where Python's own `math` takes them, any
sequence but text and bytes for a `Vec`, any mapping for a map. Subclasses are what they extend: an `IntEnum`'s member
is its number. What is cut or rounded, silently: an `f32` is rounded, times are cut to Python's microseconds.

`Vec<u8>`, `[u8]` and `[u8; N]` are `bytes` in Python, because that is what they are in Rust. A `Vec<u8>` is made of
`bytes`, a `bytearray`, a `memoryview` of bytes, or of a list of numbers from 0 to 255, because the program has said that
it wants numbers; a `Bytes` is made of bytes alone. Bytes never become a list of anything else.

Data may nest 500 levels deep, less on a small stack; data that is deeper, or contains itself, is an error.
";

/// The beginning of the part that needs numpy.
const ARRAYS: &str = "\n## Arrays\n";

const OF_ARRAYS: &str = "
Arrays of the crate `ndarray` are copies; `PyArray`, `Buffer` and their like in `py4rs::array` are none. Copied are arrays of
any order of items and bytes, and what `numpy.asarray` makes one of. Numbers become others where numpy calls that safe; records where
their fields have the same names in the same order.
";

/// Rows of values and what Python shows of them.
macro_rules! to_python {
    ($($title:literal: $($value:expr),+;)+) => {{
        let mut page = String::new();
        $(
            page += &format!("\n### {}\n\n| Rust | Python | its class |\n|---|---|---|\n", $title);
            $(page += &shown(stringify!($value), &$value);)+
        )+
        page
    }};
}

/// A row of a value.
fn shown(code: &str, value: &dyn ToPython) -> String {
    let (text, class): (String, String) =
        pycall!("lambda x: (ascii(x).replace('\\n      ', ''), type(x).__name__)", value).expect(code);
    row(&[code, &text, &class])
}

/// Rows of Python's values and what they are in Rust.
macro_rules! from_python {
    ($($title:literal: $($code:literal => $type:ty),+;)+) => {{
        let mut page = String::new();
        $(
            page += &format!("\n### {}\n\n| Python | asked for as | Rust |\n|---|---|---|\n", $title);
            $(page += &made::<$type>($code, stringify!($type));)+
        )+
        page
    }};
}

/// A row of a value, or of the error that it is.
fn made<T: FromPython + Debug>(code: &str, name: &str) -> String {
    let value = match raw_pyeval::<T>(code) {
        // Of an array without its layout, and on one line.
        Ok(value) => format!("{value:?}").split(", shape=").next().unwrap_or_default().replace('\n', ""),
        Err(Error::Conversion(error)) => {
            return row(&[code, name, ""]).replace("| `` |", &format!("| error: {error} |"));
        }
        Err(other) => panic!("{code}: {other}"),
    };
    row(&[code, name, &value])
}

/// A row of code.
fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| format!("`{}`", cell.replace('|', "\\|"))).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[test]
fn the_page_says_what_happens() {
    raw_pyexec(
        "import array, collections, datetime, decimal, enum, fractions, pathlib, types, uuid
class Color(enum.IntEnum): RED = 1
class Plain(enum.Enum): X = 1
Point = collections.namedtuple('Point', 'x y')",
    )
    .expect("it runs");
    let committed = fs::read_to_string(PAGE).unwrap_or_default();
    let (to, from) = (to_python_rows(), from_python_rows());
    let page = format!(
        "{BEGINNING}\n## From Rust to Python\n{to}\n## From Python to Rust\n{from}{}",
        match import_module("numpy") {
            Ok(_) => array_rows(),
            // They are checked where numpy is.
            Err(_) if env::var_os("NUMPY").is_none() =>
                committed[committed.find(ARRAYS).expect("a part")..].into(),
            Err(error) => panic!("{error}"),
        }
    );
    if env::var_os("CONVERSIONS").is_some_and(|what| what == "write") {
        fs::write(PAGE, &page).expect("it is written");
    }
    let committed = fs::read_to_string(PAGE).unwrap_or_default();
    for (line, (is, was)) in page.lines().zip(committed.lines()).enumerate() {
        assert_eq!(is, was, "{PAGE}:{}", line + 1);
    }
    assert_eq!(page.len(), committed.len(), "{PAGE} has other lines at its end");
}

fn to_python_rows() -> String {
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a date");
    let time = NaiveTime::from_hms_opt(12, 30, 0).expect("a time");
    let offset = FixedOffset::east_opt(3600).expect("an offset");
    let at = civil::date(2024, 2, 29).at(12, 30, 0, 0);
    to_python! {
        "Nothing, truth, numbers": (), None::<i64>, Some(5), true, 255u8, -5i64, u128::MAX, 1.5, 0.1f32, f16::from_f32(0.1), f64::NAN,
            Wrapping(7u8), NonZeroU8::MAX;
        "Text and bytes": "text", String::from("é\0🐍"), 'x', Cow::Borrowed("cow"), OsString::from("os"), b"bytes",
            vec![1u8, 2], Bytes(vec![1, 2]);
        "Containers": vec![1, 2], [1.5, 2.5], VecDeque::from([1]), vec![vec![1u8]], (1, "two"), (1,),
            HashMap::from([("a", 1)]), BTreeMap::from([((1, 2), "tuple")]), Pairs(vec![("b", 1), ("a", 2)]),
            HashSet::from([1]), BTreeSet::from(["x"]), 0..10, 0..=10, Box::new(5);
        "Paths and times": Path::new("a/b"), Duration::from_millis(1500), UNIX_EPOCH;
        "`num-bigint`, `num-complex`, `num-rational`, `rust_decimal`": BigInt::from(10).pow(30), BigUint::from(5u8),
            Complex64::new(1.0, -2.0), Complex32::new(0.5, 0.0), Ratio::new(1, 3), Decimal::new(110, 2);
        "`uuid`, `indexmap`": Uuid::nil(), IndexMap::<_, _>::from([("b", 1), ("a", 2)]), IndexSet::<_>::from([1]);
        "`chrono`": date, time, date.and_time(time), Utc.from_utc_datetime(&date.and_time(time)),
            offset.from_utc_datetime(&date.and_time(time)), TimeDelta::seconds(-1);
        "`jiff`": at.date(), at.time(), at, jiff::Timestamp::UNIX_EPOCH, jiff::SignedDuration::from_secs(-1);
    }
}

fn from_python_rows() -> String {
    from_python! {
        "Nothing, truth, numbers": "None" => (), "None" => Option<i64>, "True" => bool, "1" => bool, "255" => u8,
            "256" => u8, "True" => i64, "1.0" => i64, "Color.RED" => i64, "Plain.X" => i64, "2 ** 100" => u128,
            "1.5" => f64, "3" => f64, "10 ** 400" => f64, "decimal.Decimal('0.5')" => f64, "'1.5'" => f64,
            "0.1" => f32, "0.1" => f16, "1e5" => f16, "1e300" => f32, "0" => NonZeroU8;
        "Text and bytes": "'text'" => String, "b'text'" => String, r"'\ud800'" => String, "'x'" => char, "'xy'" => char,
            "b'ab'" => Bytes, "bytearray(b'ab')" => Vec<u8>, "[97, 98]" => Vec<u8>, "[97, 98]" => Bytes,
            "b'ab'" => Vec<i64>, r"'caf\udce9'" => OsString;
        "Containers": "[1, 2]" => Vec<i64>, "(1, 2)" => Vec<i64>, "range(3)" => Vec<i64>, "'ab'" => Vec<String>,
            "{1}" => Vec<i64>, "[1, 2]" => [i64; 2], "[1, 2, 3]" => [i64; 2], "(1, 'two')" => (i64, String),
            "[1, 2]" => (i64, i64), "Point(1, 2)" => (i64, i64), "{'a': 1}" => HashMap<String, i64>,
            "{(1, 2): 'x'}" => BTreeMap<(i64, i64), String>, "{'b': 1, 'a': 2}" => Pairs<String, i64>,
            "types.MappingProxyType({'a': 1})" => BTreeMap<String, i64>, "[1]" => HashMap<i64, i64>,
            "{1}" => HashSet<i64>, "frozenset([1])" => BTreeSet<i64>, "[1]" => HashSet<i64>,
            "range(0, 10)" => Range<i64>, "range(0, 10, 2)" => Range<i64>;
        "Where in a container": "[[1], [2, 'x']]" => Vec<Vec<i64>>, "{'a': [1, None]}" => HashMap<String, Vec<i64>>,
            "{'a': 1}" => HashMap<i64, i64>, "{'x'}" => HashSet<i64>;
        "Paths and times": "pathlib.Path('a')" => PathBuf, "'a'" => PathBuf, "b'a'" => PathBuf, "5" => PathBuf,
            "datetime.timedelta(seconds=1.5)" => Duration, "datetime.timedelta(-1)" => Duration,
            "datetime.datetime(1970, 1, 1)" => SystemTime;
        "`num-bigint`, `num-complex`, `num-rational`, `rust_decimal`": "10 ** 30" => BigInt, "-1" => BigUint,
            "1 - 2j" => Complex64, "1" => Complex64, "'1j'" => Complex64, "fractions.Fraction(2, 6)" => Ratio<i64>,
            "5" => Ratio<i64>, "0.5" => Ratio<i64>, "decimal.Decimal('1.10')" => Decimal, "5" => Decimal,
            "0.5" => Decimal, "decimal.Decimal('NaN')" => Decimal;
        "`uuid`, `indexmap`": "uuid.UUID(int=0)" => Uuid, "'00000000-0000-0000-0000-000000000000'" => Uuid,
            "{'b': 1, 'a': 2}" => IndexMap<String, i64>, "{1}" => IndexSet<i64>;
        "`chrono`": "datetime.date(2024, 2, 29)" => NaiveDate, "datetime.datetime(2024, 2, 29)" => NaiveDate,
            "datetime.time(12, 30)" => NaiveTime, "datetime.datetime(2024, 2, 29)" => chrono::NaiveDateTime,
            "datetime.datetime(2024, 2, 29)" => chrono::DateTime<Utc>,
            "datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone.utc)" => chrono::DateTime<Utc>,
            "datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))"
                => chrono::DateTime<FixedOffset>,
            "datetime.timedelta(-1)" => TimeDelta;
        "`jiff`": "datetime.date(2024, 2, 29)" => civil::Date, "datetime.time(12, 30)" => civil::Time,
            "datetime.datetime(2024, 2, 29)" => civil::DateTime,
            "datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone.utc)" => jiff::Timestamp,
            "datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))"
                => jiff::ZonedDateTime,
            "datetime.timedelta(-1)" => jiff::SignedDuration;
    }
}

fn array_rows() -> String {
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a date");
    let to = to_python! {
        "Arrays from Rust to Python": array![1.5, 2.5], array![[1i32, 2], [3, 4]], arr0(5u8), array![true], array![f16::from_f32(0.5)],
            array![Complex32::new(1.0, -2.0)], array![Point { x: 1.0, tag: 2 }], array![String::from("text")],
            array![Bytes(vec![97])], array![Duration::from_millis(1500)], array![day], array![Some(1.5), None],
            array![Value::from("a"), Value::from(1)], PyArray::from(vec![1i64, 2]);
    };
    let from = from_python! {
        "Arrays from Python to Rust": "numpy.arange(3.0)" => Array1<f64>, "numpy.arange(3.0)" => Vec<f64>,
            "numpy.arange(4).reshape(2, 2)" => Vec<Vec<i64>>, "numpy.array(5, 'u1')" => Array0<u8>,
            "numpy.ones(3)" => Array2<f64>, "numpy.array([1, 2], '>i4')" => Array1<i64>, "numpy.ones(2)" => Array1<f32>,
            "[[1, 2], [3, 4.5]]" => Array2<f64>, "numpy.array([(1, 2)], [('x', 'f4'), ('tag', '>u4')])" => Array1<Point>,
            "numpy.array([(1, 2)], [('a', 'f8'), ('tag', 'u4')])" => Array1<Point>,
            "numpy.array(['a', 'bc'])" => Array1<String>, "numpy.array([b'a', b'bc'])" => Array1<Bytes>,
            "numpy.array([1500, 'NaT'], 'm8[ms]')" => Array1<Option<Duration>>,
            "numpy.array(['2024-02-29'], 'M8[D]')" => Array1<NaiveDate>,
            "numpy.array([1, 'a', None], object)" => Array1<Value>,
            "numpy.ma.array([1.5, 2.5], mask=[0, 1])" => Array1<f64>,
            "numpy.ma.array([1.5, 2.5], mask=[0, 1])" => Array1<Option<f64>>, "numpy.ones(2)" => PyArray<f64, Ix1>,
            "numpy.ones(2)" => PyArray<f32, Ix1>, "numpy.ones(2)" => Buffer<f64>, "b'abc'" => Buffer<u8>;
    };
    format!("{ARRAYS}{OF_ARRAYS}{to}{from}")
}
