//! `Value`: what comes back where no type is named.

use proptest::collection::vec;
use proptest::prelude::*;
use py4rs::Result;
use py4rs::prelude::*;
use py4rs::value::{BigInt, Complex, Dict, Fraction};
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
    // As it came, because a set has no order of its own.
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
    both_ways("{1, 2, 'x'}", Value::Set(vec!["x".into(), 2.into(), 1.into()]));
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

/// Values that Python gives back as they went: no `Value::Float32`, no duplicates in dicts and sets, no NaN.
fn values() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter("NaN is equal to nothing", |float| !float.is_nan());
    let key = prop_oneof![
        any::<i64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        vec(any::<u8>(), 0..4).prop_map(Value::Bytes),
        (any::<i32>(), ".{0,3}").prop_map(Value::from),
    ];
    let scalar = prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::from),
        any::<i128>().prop_map(Value::from),
        (any::<bool>(), vec(any::<u64>(), 0..6))
            .prop_map(|(sign, digits)| BigInt::from_digits(sign, digits).into()),
        float.clone().prop_map(Value::from),
        (float.clone(), float).prop_map(|(re, im)| Complex::new(re, im).into()),
        any::<String>().prop_map(Value::from),
        "[ -~\\t\\n]{0,12}".prop_map(Value::from),
        vec(any::<u8>(), 0..12).prop_map(Value::Bytes),
        (any::<i64>(), 1..1000i64).prop_map(|(numer, denom)| reduced(numer, denom).into()),
        proptest::collection::btree_set(any::<i16>(), 0..5).prop_map(Value::from),
        proptest::collection::btree_set(any::<String>(), 0..3)
            .prop_map(|items| Value::FrozenSet(items.into_iter().map(Value::from).collect())),
    ];
    scalar.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec(inner.clone(), 0..6).prop_map(Value::Tuple),
            vec((key.clone(), inner), 0..6).prop_map(|entries| Value::Dict(entries.into_iter().collect())),
        ]
    })
}

fn reduced(numer: i64, denom: i64) -> Fraction {
    let (mut a, mut b) = (numer.unsigned_abs(), denom.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    Fraction::new(i128::from(numer) / i128::from(a), i128::from(denom) / i128::from(a))
}

proptest! {
    #[test]
    fn any_value_comes_back(value in values()) {
        let back: Value = pycall!("lambda x: x", &value).expect("it converts");
        prop_assert_eq!(&back, &value);
    }

    #[test]
    fn it_shows_what_python_shows(value in values()) {
        // A character that Unicode got after the running Python was made is escaped there, and not here.
        let python: String = pycall!("repr", &value).expect("it is shown");
        let assigned: bool = pycall!(
            "lambda text: all(__import__('unicodedata').category(c) != 'Cn' for c in text)", value.to_string()
        ).expect("it is asked");
        // Sets have no order of their own.
        let back: Value = pycall!("lambda x: x", &value).expect("it converts");
        if assigned {
            prop_assert_eq!(back.to_string(), python);
        }
    }

    #[test]
    fn floats_show_as_in_python(bits: u64, decimal in "-?[0-9]{1,20}\\.[0-9]{1,8}", power in -330..310i32) {
        for float in [f64::from_bits(bits), decimal.parse().expect("a number"), 10f64.powi(power)] {
            let shown = Value::from(float).to_string();
            prop_assert_eq!(shown, pycall!("repr", float => String).expect("it is shown"));
        }
    }

    #[test]
    fn integers_show_as_in_python(sign: bool, digits in vec(any::<u64>(), 0..40)) {
        let number = BigInt::from_digits(sign, digits);
        let shown = number.to_string();
        prop_assert_eq!(&shown, &pycall!("str", &number => String).expect("it is shown"));
        prop_assert_eq!(shown.parse::<BigInt>().expect("a number"), number.clone());
        prop_assert_eq!(i64::try_from(&number).ok(), shown.parse().ok());
        prop_assert_eq!(u64::try_from(&number).ok(), shown.parse().ok());
        prop_assert_eq!(i128::try_from(&number).ok(), shown.parse().ok());
        prop_assert_eq!(u128::try_from(&number).ok(), shown.parse().ok());
    }

    #[test]
    fn equality_has_no_order_in_dicts_and_sets(entries in vec((0..20i64, 0..3i64), 0..12)) {
        let dict: Dict = entries.iter().copied().collect();
        let mut reversed: Vec<(Value, Value)> = dict.clone().into_iter().collect();
        reversed.reverse();
        let reversed: Dict = reversed.into_iter().collect();
        prop_assert_eq!(&dict, &reversed);
        let python: HashMap<i64, i64> = pycall!("dict", entries.clone()).expect("a dict");
        prop_assert_eq!(dict.len(), python.len());
        prop_assert!(python.iter().all(|(key, value)| dict.get(*key) == Some(&Value::Int(*value))));
        let set = |keys: &mut dyn Iterator<Item = i64>| Value::Set(keys.map(Value::from).collect());
        let one = set(&mut entries.iter().map(|(key, _)| *key));
        let other = set(&mut python.keys().copied());
        prop_assert_eq!(&one, &other);
        let more = set(&mut python.keys().copied().chain([99]));
        prop_assert_ne!(&one, &more);
        prop_assert_ne!(&more, &one);
    }
}

#[test]
fn every_character_shows_as_in_python() -> Result<()> {
    raw_pyexec(
        "import unicodedata
def assigned(text): return [unicodedata.category(c) != 'Cn' for c in text]",
    )?;
    let all: Vec<char> = ('\0'..=char::MAX).collect();
    let (mut compared, mut wrong) = (0, Vec::new());
    for some in all.chunks(50_000) {
        let text: String = some.iter().collect();
        let shown: Vec<String> = pycall!("lambda text: [repr(c) for c in text]", &text)?;
        let assigned: Vec<bool> = pycall!("assigned", &text)?;
        for ((character, shown), assigned) in some.iter().zip(shown).zip(assigned) {
            if assigned {
                compared += 1;
                if Value::from(*character).to_string() != shown {
                    wrong.push(shown);
                }
            }
        }
    }
    assert!(compared > 270_000, "{compared}");
    assert!(wrong.is_empty(), "{} differ: {:?}", wrong.len(), &wrong[..wrong.len().min(40)]);
    Ok(())
}

#[test]
fn numbers_show_as_in_python() -> Result<()> {
    for code in [
        "0.0",
        "-0.0",
        "1.0",
        "100.0",
        "1e15",
        "1e16",
        "123456789012345680.0",
        "1e-4",
        "1e-5",
        "0.00012",
        "5e-324",
        "1.7976931348623157e308",
        "0j",
        "-0j",
        "1j",
        "complex(-0.0, 1)",
        "complex(0.0, -0.0)",
        "1e16+1e-5j",
        "1+0j",
        "complex('nan')",
        "complex('nan+infj')",
        "complex(1, float('-inf'))",
        "float('nan')",
    ] {
        assert_eq!(
            eval(code).to_string(),
            pycall!("repr", raw_pyeval::<PyObject>(code)? => String)?,
            "{code}"
        );
    }
    assert_eq!(Value::from(0.1f32).to_string(), "0.1");
    assert_eq!(Value::from(1e16f32).to_string(), "1e+16");
    assert_eq!(eval("10 ** 5000").to_string(), format!("1{}", "0".repeat(5000)));
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
    assert_eq!(Value::from(vec![1u8]), Value::List(vec![Value::Int(1)]));
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
