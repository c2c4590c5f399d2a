//! Values, rules and derived conversions leave nothing behind in Python: neither when they succeed nor when they fail.

use py4rs::Result;
use py4rs::prelude::*;

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
#[py(enum = "enums.Color")]
enum Color {
    Red,
}

/// Asserts that many repetitions of `work` take no more memory from Python than none.
#[track_caller]
fn leaves_nothing(what: &str, mut work: impl FnMut() -> Result<()>) {
    const TIMES: i64 = 500;
    let blocks = || -> i64 {
        pycall!("gc.collect" => ()).expect("it collects");
        pycall!("sys.getallocatedblocks").expect("it counts")
    };
    // Attached, so that what is dropped is released at once.
    let mut repeat = |times| attach(|_py| (0..times).try_for_each(|_| work())).expect("it starts").expect(what);
    repeat(20);
    let mut round = || {
        let before = blocks();
        repeat(TIMES);
        blocks() - before
    };
    // Caches and free lists grow too, but not for ever.
    let growth: Vec<i64> = (0..4).map(|_| round()).collect();
    assert!(growth.iter().any(|more| *more < TIMES / 10), "{what}: {growth:?} blocks more");
}

/// One test: the blocks are the whole process's.
#[test]
fn nothing_is_left_behind() -> Result<()> {
    raw_pyexec(
        "import sys, gc, types, enum, fractions, decimal, collections
enums = types.ModuleType('enums')
enums.Color = enum.Enum('Color', 'Red')
sys.modules['enums'] = enums
everything = lambda: [None, True, 10 ** 6, 10 ** 30, 2.5, 1j, 'text é', b'x', [[]], (1, (2,)), {'a': {(1,): 2}}, {3.5},
    frozenset({'m'}), fractions.Fraction(1, 3), object(), decimal.Decimal(1), collections.OrderedDict(a=1)]
class Broken(dict):
    def items(self): raise ValueError('no')",
    )?;
    leaves_nothing("values", || {
        let value: Value = pycall!("everything")?;
        pycall!("repr", &value => String)?;
        value.to_string();
        value.extract::<Vec<Value>>().map(drop)
    });
    leaves_nothing("errors of values", || {
        i64::try_from(raw_pyeval::<Value>("object()")?).expect_err("no number");
        let unhashable = Value::Set(vec![Value::List(vec![])]);
        pycall!("len", unhashable => i64).expect_err("not hashable");
        pycall!("len", Value::Dict([(vec![1], "x")].into_iter().collect()) => i64).expect_err("not hashable");
        pycall!("len", Value::Fraction(py4rs::value::Fraction::new(1, 0)) => i64).expect_err("no number");
        Ok(())
    });
    leaves_nothing("rules", || {
        let float = |decimal: PyObject| pycall!("float", decimal => Value);
        with_rustifiers([("decimal.Decimal", float)], || raw_pyeval::<Value>("everything()").map(drop))?;
        let fails = |object: PyObject| pymethod!(object, "nothing" => Value);
        with_rustifiers([("object", fails)], || raw_pyeval::<Value>("everything()")).expect_err("it fails");
        with_remote_objects(|| raw_pyeval::<Value>("everything()").map(drop))?;
        with_remote_objects_eval::<Value>(|| raw_pyeval("everything()")).map(drop)?;
        let tuples = pythonizer(|items: Vec<PyObject>| pycall!("tuple", items));
        let fails = pythonizer(|_: f64| raw_pyeval("1 / 0"));
        with_pythonizers([tuples, fails], || {
            pycall!("len", vec![vec![1, 2], vec![]] => i64)?;
            pycall!("len", vec![(1, 2.5)] => i64).expect_err("it fails");
            Ok(())
        })
    });
    leaves_nothing("derived conversions", || {
        let shape: Shape =
            raw_pyeval("{'Circle': {'centre': types.SimpleNamespace(x=1, name='a'), 'radius': 2}}")?;
        pycall!("repr", (&shape, Shape::Dot, Shape::Pair(1, 2), Color::Red) => String)?;
        raw_pyeval::<Vec<Shape>>("['Dot', {'Pair': (1, 2)}]").map(drop)?;
        raw_pyeval::<Color>("enums.Color.Red").map(drop)?;
        raw_pyeval::<Color>("5").map(drop).expect_err("no member");
        raw_pyeval::<Shape>("{'Circle': {'centre': {}}}").map(drop).expect_err("no x");
        raw_pyeval::<Shape>("{'Square': 1}").map(drop).expect_err("no variant");
        Ok(())
    });
    leaves_nothing("pickles", || {
        let object: PyObject = raw_pyeval("everything()[:14]")?;
        PyObject::unpickle(&object.pickle()?)?;
        raw_pyeval::<PyObject>("sys._getframe()")?.pickle().expect_err("a frame");
        Ok(())
    });
    #[cfg(feature = "serde")]
    leaves_nothing("serde", || {
        use py4rs::Serde;
        use std::collections::BTreeMap;
        let value: Serde<Vec<BTreeMap<String, (f64, Option<i64>)>>> =
            raw_pyeval("[{'a': (1, None)}, {'b': [2, 3]}]")?;
        pycall!("repr", value => String)?;
        raw_pyeval::<Serde<serde_json::Value>>("everything()[:5]").map(drop).expect_err("too large a number");
        raw_pyeval::<Serde<BTreeMap<String, i64>>>("Broken(a='x')").map(drop).expect_err("it raises");
        Ok(())
    });
    Ok(())
}
