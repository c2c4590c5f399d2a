//! Types that serde knows, to Python and back, and Python's values through serde.

use py4rs::prelude::*;
use py4rs::value::{BigInt, Complex, Fraction};
use py4rs::{Result, Serde};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;

/// Asserts that Python shows a value so, and gives it back.
#[track_caller]
fn both_ways<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, shown: &str) {
    let value = Serde(value);
    assert_eq!(pycall!("repr", &value => String).expect("it is shown"), shown);
    assert_eq!(pycall!("lambda x: x", &value => Serde<T>).expect("it comes back"), value);
    let untyped: Value = pycall!("lambda x: x", &value).expect("it comes back");
    assert_eq!(untyped.extract::<Serde<T>>().expect("it comes back"), value);
}

#[track_caller]
fn refused<T: DeserializeOwned>(code: &str) -> String {
    match raw_pyeval::<Serde<T>>(code) {
        Ok(_) => panic!("{code} is refused"),
        Err(error) => error.to_string(),
    }
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Unit;

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Newtype(i64);

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Pair(i64, String);

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Point {
    x: f64,
    #[serde(rename = "why", default)]
    y: Option<f64>,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
enum Shape {
    Dot,
    Circle(f64),
    Box(f64, f64),
    Named { name: String, inner: Vec<Shape> },
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(tag = "kind", content = "value")]
enum Beside {
    A(i64),
    B,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
#[serde(untagged)]
enum Either {
    Number(f64),
    Text(String),
    Many(Vec<Either>),
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Flat {
    own: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, i64>,
}

#[test]
fn every_kind_of_value() {
    both_ways((), "None");
    both_ways(true, "True");
    both_ways((i8::MIN, u64::MAX, i128::MIN), &format!("(-128, {}, {})", u64::MAX, i128::MIN));
    both_ways((1.5f32, 2.5f64, 'x'), "(1.5, 2.5, 'x')");
    both_ways(String::from("text"), "'text'");
    both_ways(Some(Some(1)), "1");
    both_ways(None::<i64>, "None");
    both_ways(Unit, "None");
    both_ways(Newtype(5), "5");
    both_ways(Pair(1, "a".into()), "(1, 'a')");
    both_ways(Point { x: 1.0, y: None }, "{'x': 1.0, 'why': None}");
    both_ways(vec![1, 2], "[1, 2]");
    both_ways(BTreeSet::from([1]), "[1]");
    both_ways(BTreeMap::from([((1, 'a'), vec![2.5])]), "{(1, 'a'): [2.5]}");
    both_ways(Shape::Dot, "'Dot'");
    both_ways(Shape::Circle(1.0), "{'Circle': 1.0}");
    both_ways(Shape::Box(1.0, 2.0), "{'Box': (1.0, 2.0)}");
    both_ways(
        Shape::Named { name: "n".into(), inner: vec![Shape::Dot] },
        "{'Named': {'name': 'n', 'inner': ['Dot']}}",
    );
    both_ways(Beside::A(1), "{'kind': 'A', 'value': 1}");
    both_ways(Beside::B, "{'kind': 'B'}");
    both_ways(Either::Many(vec![Either::Number(1.0), Either::Text("a".into())]), "[1.0, 'a']");
    both_ways(Flat { own: true, rest: BTreeMap::from([("a".into(), 1)]) }, "{'own': True, 'a': 1}");
}

#[test]
fn objects_of_other_kinds() -> Result<()> {
    raw_pyexec(
        "import dataclasses, collections, types
@dataclasses.dataclass
class Point:
    x: float
    why: object = None
class Index:
    def __index__(self): return 7",
    )?;
    assert_eq!(raw_pyeval::<Serde<Point>>("Point(1, 2)")?.0, Point { x: 1.0, y: Some(2.0) });
    assert_eq!(raw_pyeval::<Serde<Point>>("types.SimpleNamespace(x=1)")?.0, Point { x: 1.0, y: None });
    assert_eq!(raw_pyeval::<Serde<Point>>("collections.UserDict(x=1)")?.0, Point { x: 1.0, y: None });
    assert_eq!(raw_pyeval::<Serde<Vec<i64>>>("range(3)")?.0, [0, 1, 2]);
    assert_eq!(raw_pyeval::<Serde<BTreeSet<i64>>>("frozenset({1, 2})")?.0, BTreeSet::from([1, 2]));
    assert_eq!(raw_pyeval::<Serde<Vec<u8>>>("b'ab'")?.0, b"ab");
    assert_eq!(raw_pyeval::<Serde<(i64, u8)>>("[Index(), True]")?.0, (7, 1));
    assert_eq!(raw_pyeval::<Serde<Either>>("Index()")?.0, Either::Number(7.0));
    assert_eq!(raw_pyeval::<Serde<HashMap<String, i64>>>("collections.Counter('a')")?.0["a"], 1);
    let json: Serde<serde_json::Value> =
        raw_pyeval("{'a': [1, 2.5, None, True, 'x', -2 ** 63, 2 ** 64 - 1]}")?;
    assert_eq!(json.0, serde_json::json!({"a": [1, 2.5, null, true, "x", i64::MIN, u64::MAX]}));
    assert_eq!(
        pycall!("lambda x: x", json => Value)?,
        raw_pyeval::<Value>("{'a': [1, 2.5, None, True, 'x', -2 ** 63, 2 ** 64 - 1]}")?
    );
    Ok(())
}

#[test]
fn errors_say_where() -> Result<()> {
    assert_eq!(
        refused::<Vec<Point>>("[{'x': 1}, {'x': 'a'}]"),
        "expected float, got str 'a', at list[1]['x']"
    );
    assert_eq!(refused::<Point>("{'why': 1}"), "missing field `x`");
    assert_eq!(
        refused::<Point>("Ellipsis"),
        "expected a number, text, bytes, a sequence or a mapping, got ellipsis Ellipsis"
    );
    assert_eq!(refused::<Vec<Point>>("[5]"), "expected struct Point, got integer `5`, at list[0]");
    assert_eq!(refused::<String>("5"), "expected a string, got integer `5`");
    assert_eq!(refused::<Pair>("(1,)"), "invalid length 1, expected tuple struct Pair with 2 elements");
    assert_eq!(
        refused::<Shape>("'Square'"),
        "unknown variant `Square`, expected one of `Dot`, `Circle`, `Box`, `Named`"
    );
    assert_eq!(
        refused::<Shape>("'Circle'"),
        "expected what the variant `Circle` of Shape holds, got its name alone"
    );
    assert_eq!(refused::<Shape>("{'Circle': None}"), "expected float, got None, at dict['Circle']");
    assert!(refused::<Either>("object()").contains("a number, text, bytes"));
    raw_pyexec("endless = []; endless.append(endless)")?;
    assert!(refused::<serde_json::Value>("endless").contains("levels of nesting"));
    struct Fails;
    impl Serialize for Fails {
        fn serialize<S: serde::Serializer>(&self, _: S) -> std::result::Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("it will not"))
        }
    }
    let error = pycall!("print", Serde([Some(Fails)]) => ()).expect_err("it fails");
    assert_eq!(error.to_string(), "it will not, at argument 1, tuple[0]");
    #[derive(Serialize)]
    struct Tree(Option<Box<Tree>>, i64);
    let deep = (0..100_000).fold(None, |inner, level| Some(Box::new(Tree(inner, level))));
    let error = pycall!("print", Serde(&deep) => ()).expect_err("it is too deep").to_string();
    assert!(error.contains("levels of nesting"), "{error}");
    // A tree so deep is taken apart step by step.
    let mut rest = deep;
    while let Some(tree) = rest {
        rest = tree.0;
    }
    Ok(())
}

#[test]
fn rules_reach_what_serde_hands_over() -> Result<()> {
    let text = pythonizer(|number: f64| pycall!("str", number));
    let shown: String = with_pythonizers([text], || pycall!("repr", Serde(Point { x: 1.0, y: None })))?;
    assert_eq!(shown, "{'x': '1.0', 'why': None}");
    Ok(())
}

#[test]
fn values_through_json() -> Result<()> {
    for (code, json) in [
        ("None", "null"),
        ("True", "true"),
        ("-5", "-5"),
        ("2.5", "2.5"),
        ("'a'", "\"a\""),
        ("[1, [2]]", "[1,[2]]"),
        ("{'a': {'b': None}}", "{\"a\":{\"b\":null}}"),
        ("2 ** 63", "9223372036854775808"),
    ] {
        let value: Value = raw_pyeval(code)?;
        let written = serde_json::to_string(&value).expect("it is written");
        assert_eq!(written, json, "{code}");
        assert_eq!(serde_json::from_str::<Value>(&written).expect("it is read"), value, "{code}");
    }
    for (value, json) in [
        (Value::from((1, "a")), "[1,\"a\"]"),
        (Value::Bytes(vec![1, 2]), "[1,2]"),
        (Value::from(Complex::new(1.0, 2.0)), "[1.0,2.0]"),
        (Value::from(Fraction::new(1, 3)), "[1,3]"),
        (Value::from(0.1f32), "0.1"),
        (
            Value::from(BigInt::from_digits(true, vec![0, 0, 1])),
            "\"-340282366920938463463374607431768211456\"",
        ),
    ] {
        assert_eq!(serde_json::to_string(&value).expect("it is written"), json);
    }
    Ok(())
}

#[test]
fn objects_through_json() -> Result<()> {
    let object: PyObject = raw_pyeval("__import__('decimal').Decimal('1.5')")?;
    let written = serde_json::to_string(&object).expect("it is written");
    let back: PyObject = serde_json::from_str(&written).expect("it is read");
    assert_eq!(back.to_string(), "1.5");
    let value = serde_json::to_string(&Value::from(object)).expect("it is written");
    assert_eq!(value, written);
    let error = serde_json::to_string(&raw_pyeval::<PyObject>("(x for x in [])")?).expect_err("it runs");
    assert!(error.to_string().contains("generator"), "{error}");
    assert!(serde_json::from_str::<PyObject>("[1, 2]").is_err());
    Ok(())
}
