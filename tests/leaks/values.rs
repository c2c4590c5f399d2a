//! The operations on values without a type, rules, derived conversions and pickles.

use super::operations::Operation;
use py4rs::Result;
use py4rs::prelude::*;
use py4rs::value::{BigInt, Dict, Fraction};

#[derive(ToPython, FromPython, Clone)]
#[py(class = "types.SimpleNamespace")]
struct Point {
    x: f64,
    #[py(default)]
    name: Option<String>,
}

#[derive(ToPython, FromPython)]
enum Shape {
    Dot,
    Circle { centre: Point, radius: f64 },
    Pair(i64, i64),
}

#[derive(ToPython, FromPython)]
#[py(enum = "leak_enums.Color")]
enum Color {
    Red,
}

/// Makes what the operations use.
pub fn prepare() -> Result<()> {
    raw_pyexec(
        "import sys, types, enum, fractions, decimal, collections
leak_enums = types.ModuleType('leak_enums')
leak_enums.Color = enum.Enum('Color', 'Red')
sys.modules['leak_enums'] = leak_enums
class LeakRuled: pass
everything = [None, True, 10 ** 6, 10 ** 30, 2.5, 1j, 'text é', b'x', [[]], (1, (2,)), {'a': {(1,): 2}}, {3.5},
    frozenset({'m'}), object(), decimal.Decimal(1), collections.OrderedDict(a=1), LeakRuled()]",
    )?;
    define_rustifier("__main__.LeakRuled", |object| pycall!("str", object));
    Ok(())
}

fn everything() -> Value {
    pyvalue("everything").expect("it converts")
}

/// A rule for items, and one that fails.
fn with_rules<R>(body: impl FnOnce() -> R) -> R {
    let tuples = pythonizer(|items: Vec<PyObject>| pycall!("tuple", items));
    let fails = pythonizer(|_: f64| raw_pyeval("1 / 0"));
    with_pythonizers([tuples, fails], body)
}

/// Verbs that only work on what is Rust's, or that others are made of, stand with those that use them.
pub const OPERATIONS: &[Operation] = &[
    ("extract is_none", "any value there and back", || {
        let value = everything();
        assert!(!value.is_none());
        drop((value.extract::<Vec<Value>>().expect("a list"), value.to_string(), value.clone() == value));
    }),
    ("extract", "a fraction", || {
        let value: Value = raw_pyeval("fractions.Fraction(2, 3)").expect("it converts");
        drop(value.extract::<PyObject>().expect("an object"));
    }),
    ("extract", "another type", || drop(everything().extract::<i64>().expect_err("no number"))),
    ("extract", "members that cannot be hashed", || {
        Value::Set(vec![Value::List(vec![])]).extract::<PyObject>().expect_err("not hashable");
        let dict: Dict = [(vec![1], "x")].into_iter().collect();
        Value::Dict(dict).extract::<PyObject>().expect_err("not hashable");
        Value::from(Fraction::new(BigInt::from(1), 0)).extract::<PyObject>().expect_err("no number");
    }),
    ("into_object", "an object as itself", || {
        let Value::Object(object) = raw_pyeval("space").expect("it converts") else { panic!("an object") };
        drop(PyObject::try_from(Value::from(object)).expect("an object"));
    }),
    ("with_rustifiers define_rustifier", "rules for objects", || {
        let float = |decimal: PyObject| pycall!("float", decimal => Value);
        drop(with_rustifiers([("decimal.Decimal", float)], everything));
    }),
    ("with_rustifiers rule error", "a rule that fails", || {
        let fails = |object: PyObject| pymethod!(object, "nothing" => Value);
        let error = with_rustifiers([("object", fails)], || pyvalue::<Value>("everything"));
        let Err(Error::Rule(failed)) = error else { panic!("it fails") };
        drop((failed.rule(), failed.error().to_string()));
    }),
    ("with_pythonizers pythonizer pythonized", "rules for values", || {
        with_rules(|| assert_eq!(pycall!("len", vec![vec![1, 2], vec![]] => i64).expect("a length"), 2));
        with_rules(|| drop(pycall!("len", vec![(1, 2.5)] => i64).expect_err("it fails")));
    }),
    ("with_remote_objects with_remote_objects_eval", "objects that stay", || {
        drop(with_remote_objects(everything));
        drop(with_remote_objects_eval::<Value>(|| pyvalue("everything")).expect("it converts"));
        drop(with_remote_objects_eval::<i64>(|| pyvalue("everything")).expect_err("no number"));
    }),
    (
        "derive_to_python derive_from_python enum_member enum_name get get_or set into_dict into_instance tagged \
         tuple_of tuple_items in_field variant",
        "derived conversions",
        || {
            let code = "{'Circle': {'centre': types.SimpleNamespace(x=1, name='a'), 'radius': 2}}";
            let shape: Shape = raw_pyeval(code).expect("it converts");
            drop(
                pycall!("repr", (shape, Shape::Dot, Shape::Pair(1, 2), Color::Red) => String).expect("text"),
            );
            drop(raw_pyeval::<Vec<Shape>>("['Dot', {'Pair': (1, 2)}]").expect("it converts"));
            assert!(raw_pyeval::<Color>("leak_enums.Color.Red").is_ok());
        },
    ),
    ("derive_from_python unknown_variant", "what is none of it", || {
        for code in ["{'Circle': {'centre': {}}}", "{'Square': 1}", "{'Pair': (1, 'x')}", "5"] {
            drop(raw_pyeval::<Shape>(code).map(drop).expect_err(code));
        }
        drop(raw_pyeval::<Color>("5").map(drop).expect_err("no member"));
    }),
    ("pickle unpickle", "an object there and back", || {
        let bytes = raw_pyeval::<PyObject>("everything[:13]").and_then(|object| object.pickle());
        drop(PyObject::unpickle(&bytes.expect("it is pickled")).expect("it is unpickled"));
    }),
    ("pickle unpickle", "what cannot be", || {
        drop(
            raw_pyeval::<PyObject>("sys._getframe()").and_then(|frame| frame.pickle()).expect_err("a frame"),
        );
        drop(PyObject::unpickle(b"nothing").expect_err("no pickle"));
    }),
];
