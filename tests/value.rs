//! `Value`: what comes back where no type is named.

use py4rs::Result;
use py4rs::prelude::*;
use py4rs::value::{Complex, Dict, Fraction};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

fn eval(code: &str) -> Value {
    raw_pyeval(code).unwrap_or_else(|error| panic!("{code}: {error}"))
}

/// Asserts that a Python expression comes as `value`, and that Python has the same of it.
#[track_caller]
fn both_ways(code: &str, value: Value) {
    assert_eq!(eval(code), value, "{code}");
    let same: bool = pycall!(
        "lambda a, b: type(a) is type(b) and a == b",
        &value,
        raw_pyeval::<PyObject>(code).expect(code)
    )
    .expect("they are compared");
    assert!(same, "{code} is not {value} in Python");
    // As it came: what is in a set has the same place in each where hashes neither collide nor are random.
    assert_eq!(eval(code).to_string(), pycall!("repr", eval(code) => String).expect("it is shown"), "{code}");
}

#[test]
fn each_kind_of_value() {
    both_ways("None", Value::None);
    both_ways("True", Value::Bool(true));
    both_ways("0", Value::Int(0));
    both_ways("2 ** 63 - 1", Value::Int(i64::MAX));
    both_ways("-2 ** 63", Value::Int(i64::MIN));
    both_ways("2 ** 63", Value::from(1u64 << 63));
    both_ways("-2 ** 63 - 1", Value::from(i128::from(i64::MIN) - 1));
    both_ways("10 ** 30", Value::BigInt("1000000000000000000000000000000".parse().expect("a number")));
    both_ways("2.5", Value::Float(2.5));
    both_ways("float('-inf')", Value::Float(f64::NEG_INFINITY));
    both_ways("1 - 2j", Value::Complex(Complex::new(1.0, -2.0)));
    both_ways("'text'", Value::from("text"));
    both_ways("b'\\x00\\xff'", Value::Bytes(vec![0, 255]));
    both_ways("[1, 'a', None]", Value::List(vec![1.into(), "a".into(), Value::None]));
    both_ways("()", Value::Tuple(vec![]));
    both_ways("(1,)", Value::from((1,)));
    both_ways("{'b': 1, 'a': 2}", Value::Dict([("b", 1), ("a", 2)].into_iter().collect()));
    both_ways("{(1, 2): [3]}", Value::Dict([((1, 2), vec![3])].into_iter().collect()));
    both_ways("set()", Value::Set(vec![]));
    both_ways("{1, 2, 3.5}", Value::Set(vec![3.5.into(), 2.into(), 1.into()]));
    both_ways("frozenset({1})", Value::FrozenSet(vec![1.into()]));
    both_ways("__import__('fractions').Fraction(-1, 3)", Value::Fraction(Fraction::new(-1, 3)));
    assert!(matches!(eval("float('nan')"), Value::Float(nan) if nan.is_nan()));
    assert_eq!(eval("bytearray(b'ab')"), Value::Bytes(b"ab".to_vec()));
}

#[test]
fn what_has_no_kind_stays_what_it_is() -> Result<()> {
    raw_pyexec(
        "import collections, enum, decimal, datetime, pathlib
Point = collections.namedtuple('Point', 'x y')
class Text(str): pass
Color = enum.IntEnum('Color', 'RED')",
    )?;
    for code in [
        "Point(1, 2)",
        "Text('x')",
        "Color.RED",
        "collections.OrderedDict(a=1)",
        "collections.Counter('a')",
        "decimal.Decimal(1)",
        "datetime.date(2020, 1, 1)",
        "pathlib.Path('x')",
        "range(3)",
        "slice(1)",
        "object",
        "len",
        "...",
        "memoryview(b'x')",
        "iter([])",
        "'\\ud800'",
    ] {
        let value = eval(code);
        assert!(matches!(value, Value::Object(_)), "{code}");
        assert!(pycall!("lambda a: a is a", &value => bool)?);
        let Value::Object(object) = &value else { unreachable!() };
        assert_eq!(value.to_string(), pycall!("repr", object => String)?);
        assert_eq!(value, value.clone());
    }
    assert_eq!(eval("Point(1, 2)").extract::<(i64, i64)>()?, (1, 2));
    assert_eq!(i64::try_from(eval("Color.RED"))?, 1);
    assert_eq!(String::try_from(eval("Text('x')"))?, "x");
    assert_ne!(eval("object()"), eval("object()"));
    Ok(())
}

#[test]
fn equality_is_of_kind_and_contents() {
    for (one, other) in [
        ("1", "1.0"),
        ("1", "True"),
        ("[1]", "(1,)"),
        ("{1}", "frozenset({1})"),
        ("'a'", "b'a'"),
        ("None", "False"),
        ("{1: 2}", "{1: 3}"),
        ("{1: 2}", "{1: 2, 2: 2}"),
        ("[1]", "[1, 2]"),
    ] {
        assert_ne!(eval(one), eval(other), "{one} and {other}");
    }
    assert_eq!(eval("0.0"), eval("-0.0"));
    assert_eq!(eval("{0.0: {(-0.0, 1j)}}"), eval("{-0.0: {(0.0, 1j)}}"));
    assert_ne!(eval("[float('nan')]"), eval("[float('nan')]"));
    assert_eq!(Value::Set(vec![1.into(), 1.into()]), Value::Set(vec![1.into()]));
    // As fast as the number of items says, not its square.
    let many = |step: i64| Value::Set((0..200_000).map(|item| Value::from(item * step % 200_000)).collect());
    assert_eq!(many(1), many(7));
}

#[test]
fn plain_rust_values_become_values() {
    assert_eq!(Value::from(()), Value::None);
    assert_eq!(Value::default(), Value::None);
    assert_eq!(Value::from(7u64), Value::Int(7));
    assert_eq!(Value::from(-7i128), Value::Int(-7));
    assert_eq!(Value::from('x'), Value::from(String::from("x")));
    assert_eq!(Value::from(Some(1)), Value::Int(1));
    assert_eq!(Value::from(vec![1u8, 2]), Value::Bytes(vec![1, 2]));
    assert_eq!(Value::from([1u8, 2]), Value::from(&[1u8, 2][..]));
    assert_eq!(Value::from(&["a", "b"][..]), Value::from(["a", "b"]));
    assert_eq!(Value::from(BTreeMap::from([("a", 1)])), Value::from(HashMap::from([("a", 1)])));
    assert_eq!(Value::from(BTreeSet::from([1])), Value::from(HashSet::from([1])));
    assert_eq!((0..3).collect::<Value>(), Value::from([0, 1, 2]));
}

#[test]
fn values_become_plain_rust_values() -> Result<()> {
    assert_eq!(u8::try_from(eval("200"))?, 200);
    assert_eq!(i128::try_from(eval("-2 ** 100"))?, -1 << 100);
    assert_eq!(f64::try_from(eval("2"))?, 2.0);
    assert_eq!(u8::try_from(eval("True"))?, 1);
    assert_eq!(String::try_from(eval("'a'"))?, "a");
    assert_eq!(Vec::<i64>::try_from(eval("(1, 2)"))?, [1, 2]);
    assert_eq!(HashMap::<String, Vec<f64>>::try_from(eval("{'a': [1, 2.5]}"))?["a"], [1.0, 2.5]);
    assert_eq!(BTreeSet::<i64>::try_from(eval("{2, 1}"))?, BTreeSet::from([1, 2]));
    assert_eq!(Vec::<u8>::try_from(eval("b'ab'"))?, b"ab");
    assert_eq!(PyObject::try_from(eval("[1]"))?.to_string(), "[1]");
    for (error, words) in [
        (u8::try_from(eval("300")).map(drop), "expected u8 (0 to 255), got int 300"),
        (i64::try_from(eval("1.0")).map(drop), "expected i64, got float 1.0"),
        (
            i64::try_from(eval("2 ** 64")).map(drop),
            "expected i64 (-9223372036854775808 to 9223372036854775807), got int 18446744073709551616",
        ),
        (bool::try_from(eval("1")).map(drop), "expected bool, got int 1"),
        (Vec::<i64>::try_from(eval("[1, 'x']")).map(drop), "expected i64, got str 'x', at list[1]"),
        (Vec::<i64>::try_from(eval("b'x'")).map(drop), "expected list, got bytes b'x'"),
        (Vec::<i64>::try_from(eval("'x'")).map(drop), "expected list, got str 'x'"),
        (
            HashMap::<String, i64>::try_from(eval("{'a': None}")).map(drop),
            "expected i64, got None, at dict['a']",
        ),
        (i64::try_from(eval("object")).map(drop), "expected i64, got type <class 'object'>"),
    ] {
        assert_eq!(error.expect_err(words).to_string(), words);
    }
    Ok(())
}

#[test]
fn a_dict_keeps_its_order_and_can_be_changed() {
    let mut dict = Dict::new();
    assert!(dict.is_empty());
    assert_eq!(dict.insert("b", 1), None);
    dict.insert((1, 2), "pair");
    dict.insert(1.5, ());
    assert_eq!(dict.insert("b", 2), Some(Value::Int(1)));
    assert_eq!(Value::from(dict.clone()).to_string(), "{'b': 2, (1, 2): 'pair', 1.5: None}");
    *dict.get_mut("b").expect("it is there") = Value::from(3);
    assert!(dict.contains_key((1, 2)) && !dict.contains_key("c"));
    assert_eq!(dict.remove("b"), Some(Value::Int(3)));
    assert_eq!(
        dict.keys().chain(dict.values()).cloned().collect::<Value>().to_string(),
        "[(1, 2), 1.5, 'pair', None]"
    );
    assert_eq!((&dict).into_iter().count(), dict.len());
}

#[test]
fn nesting_without_end_is_an_error() -> Result<()> {
    raw_pyexec(
        "def nest(n, wrap):
    value = 0
    for _ in range(n): value = wrap(value)
    return value
endless = []
endless.append(endless)
round = {}
round['x'] = (round,)",
    )?;
    for code in [
        "endless",
        "round",
        "nest(100000, lambda x: [x])",
        "nest(100000, lambda x: (x,))",
        "nest(100000, lambda x: {1: x})",
        "nest(3000, lambda x: frozenset({x}))",
    ] {
        // Comparing and showing a nest so deep may fail too, but not here.
        let error = raw_pyeval::<Value>(code).expect_err(code).to_string();
        assert!(error.contains("levels of nesting"), "{code}: {error}");
    }
    let deep = eval("nest(60, lambda x: [x])");
    assert_eq!(deep.clone(), deep);
    assert_eq!(deep.to_string(), pycall!("repr", &deep => String)?);
    let mut deeper = deep;
    for _ in 0..2000 {
        deeper = Value::List(vec![deeper]);
    }
    assert!(pycall!("len", &deeper => i64).expect_err("too deep").to_string().contains("levels of nesting"));
    Ok(())
}

#[test]
fn what_changes_while_it_is_converted() -> Result<()> {
    raw_pyexec(
        "class Key:
    def __init__(self, owner): self.owner = owner
    def __hash__(self): self.owner.clear(); return 1
    def __eq__(self, other): self.owner.clear(); return True",
    )?;
    let clear = |_: PyObject| {
        raw_pyexec("items.clear(); pairs.clear(); few.clear()")?;
        Ok(Value::None)
    };
    with_rustifiers([("__main__.Key", clear)], || {
        raw_pyexec(
            "items = []; pairs = {}; few = set()\nitems += [Key(set()), 1, 2]\npairs[0] = items[0]; pairs[1] = 1\nfew.add(items[0])",
        )?;
        assert_eq!(eval("items"), Value::from([()]));
        raw_pyexec("items += [Key(set())]; pairs.update({0: items[0], 1: 1})")?;
        assert_eq!(eval("pairs").to_string(), "{0: None, 1: 1}");
        Ok(())
    })
}
