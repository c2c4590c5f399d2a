//! A `Value` becomes by `TryFrom` what `FromPython` makes of its object.

use py4rs::prelude::*;
use py4rs::value::{BigInt, Complex, Fraction};
use py4rs::{Bytes, Error, FromPython, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Debug;

/// Asserts that both ways give the same, or no value both.
#[track_caller]
fn agree<T>(code: &str)
where
    T: FromPython + TryFrom<Value, Error = Error> + PartialEq + Debug,
{
    let value: Value = raw_pyeval(code).expect(code);
    let (tried, extracted) = (T::try_from(value), raw_pyeval::<T>(code));
    assert_eq!(tried.as_ref().ok(), extracted.as_ref().ok(), "{code}: {tried:?} and {extracted:?}");
}

#[test]
fn numbers() {
    for code in [
        "True",
        "7",
        "-2 ** 63",
        "16777217",
        "2 ** 53 + 1",
        "2 ** 63 - 1",
        "2 ** 64 + 2 ** 11",
        "2 ** 64 + 2 ** 11 + 1",
        "3 * 2 ** 63 * (2 ** 24 + 1) + 1",
        "-10 ** 30",
        "10 ** 39",
        "10 ** 300",
        "2 ** 1024 - 2 ** 970 - 1",
        "2 ** 1024 - 2 ** 970",
        "2 ** 1024",
        "-10 ** 1000",
        "0.1",
        "1e300",
        "-1e300",
        "1e-300",
        "float('inf')",
        "3.4028235e38",
        "3.5e38",
        "1 - 2j",
        "__import__('fractions').Fraction(1, 3)",
        "__import__('decimal').Decimal('0.5')",
        "'1'",
        "None",
    ] {
        agree::<f64>(code);
        agree::<f32>(code);
        agree::<Complex>(code);
        agree::<Fraction>(code);
        agree::<BigInt>(code);
        agree::<bool>(code);
        agree::<i64>(code);
    }
}

#[test]
fn beyond_the_range() {
    let error = f32::try_from(Value::from(1e300)).expect_err("it is too large").to_string();
    assert_eq!(error, "expected f32 (-3.4028235e38 to 3.4028235e38), got float 1e+300");
    let large = BigInt::from_digits(false, vec![0; 16].into_iter().chain([1]).collect());
    let error = f64::try_from(Value::from(large)).expect_err("it is too large").to_string();
    assert!(error.starts_with("expected f64 (an int of at most 1024 bits), got int 1797"), "{error}");
}

#[test]
fn fractions_of_nothing() -> Result<()> {
    raw_pyexec(
        "class Rational:
    numerator = 1
    def __init__(self, denominator): self.denominator = denominator",
    )?;
    assert_eq!(raw_pyeval::<Fraction>("Rational(2)")?, Fraction::new(1, 2));
    for code in ["Rational(0)", "Rational(-2)", "Rational(-2 ** 70)"] {
        let error = raw_pyeval::<Fraction>(code).expect_err(code).to_string();
        assert!(error.starts_with("expected Fraction with a positive denominator, got Rational"), "{error}");
        assert!(Fraction::try_from(raw_pyeval::<Value>(code)?).is_err(), "{code}");
    }
    Ok(())
}

#[test]
fn what_stays_in_python() -> Result<()> {
    raw_pyexec(
        "import collections
Point = collections.namedtuple('Point', 'x y')
class Items(list): pass
class Few(set): pass
class Raw(bytes): pass",
    )?;
    for code in [
        "Point(1, 2)",
        "Point(1, 'x')",
        "Items([3])",
        "range(3)",
        "collections.deque([1])",
        "Raw(b'ab')",
        "memoryview(b'ab')",
        "Few({1, 2})",
        "{1: 2}.keys()",
        "collections.OrderedDict({1: 2})",
        "collections.Counter('a')",
        "object()",
    ] {
        assert!(matches!(raw_pyeval(code)?, Value::Object(_)), "{code}");
        agree::<Vec<i64>>(code);
        agree::<Vec<u8>>(code);
        agree::<HashMap<i64, i64>>(code);
        agree::<BTreeMap<String, i64>>(code);
        agree::<HashSet<i64>>(code);
        agree::<BTreeSet<u8>>(code);
    }
    agree::<Vec<Vec<i64>>>("[Point(1, 2), (3,), Items([4])]");
    let error = Vec::<i64>::try_from(raw_pyeval::<Value>("Point(1, 'x')")?).expect_err("it has text");
    assert_eq!(error.to_string(), "expected i64, got str 'x', at sequence[1]");
    assert_eq!(Bytes::try_from(raw_pyeval::<Value>("Raw(b'ab')")?)?.0, b"ab");
    Ok(())
}
