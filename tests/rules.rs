//! Rules of the user's own for conversions, and results that stay in Python.

use py4rs::prelude::*;
use py4rs::{Pythonizer, Result};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

fn eval(code: &str) -> Value {
    raw_pyeval(code).expect("it is converted")
}

fn shown(value: impl ToPython) -> String {
    pycall!("repr", value).expect("it is shown")
}

/// Rules of several kinds in one scope.
type Rule = Box<dyn Fn(PyObject) -> Result<Value>>;

/// The object of a value.
fn object(value: impl ToPython) -> Result<PyObject> {
    attach(|py| value.to_python(py))?
}

fn tuple(list: PyObject) -> Result<Value> {
    pycall!("tuple", list)
}

fn tuples() -> Pythonizer<'static> {
    pythonizer(|items: Vec<i64>| pycall!("tuple", items))
}

#[test]
fn the_example_of_the_original() {
    assert_eq!(shown(vec![1, 2, 3]), "[1, 2, 3]");
    with_pythonizers([tuples()], || {
        assert_eq!(shown(vec![1i64, 2, 3]), "(1, 2, 3)");
        assert_eq!(shown(5i64), "5");
    });
    assert_eq!(eval("[1, 2, 3]"), Value::from([1, 2, 3]));
    with_rustifiers([("list", tuple)], || {
        assert_eq!(eval("[1, 2, 3]"), Value::from((1, 2, 3)));
        assert_eq!(eval("5"), Value::Int(5));
    });
    assert_eq!(eval("[1, 2, 3]"), Value::from([1, 2, 3]));
    assert_eq!(shown(vec![1i64, 2, 3]), "[1, 2, 3]");
}

#[test]
fn rustifiers_reach_what_lies_inside() -> Result<()> {
    import_module("decimal")?;
    let float = |decimal: PyObject| pycall!("float", decimal => Value);
    with_rustifiers([("decimal.Decimal", float)], || {
        assert_eq!(eval("decimal.Decimal('2.5')"), Value::Float(2.5));
        assert_eq!(eval("{'a': [(decimal.Decimal('2.5'),)]}").to_string(), "{'a': [(2.5,)]}");
        assert_eq!(eval("{decimal.Decimal('0.5')}").to_string(), "{0.5}");
        assert_eq!(eval("{decimal.Decimal('0.5'): 1, 0.25: 2}").to_string(), "{0.5: 1, 0.25: 2}");
        let typed: Vec<Value> = raw_pyeval("[decimal.Decimal(1)]")?;
        assert_eq!(typed, [Value::Float(1.0)]);
        let typed: HashMap<String, Value> = raw_pyeval("{'x': decimal.Decimal(1)}")?;
        assert_eq!(typed["x"], Value::Float(1.0));
        // Who names a type gets it.
        assert_eq!(raw_pyeval::<PyObject>("decimal.Decimal(1)")?.to_string(), "1");
        Ok(())
    })
}

#[test]
fn keys_that_a_rule_makes_one_are_one() {
    let same = |_: PyObject| Ok(Value::from("key"));
    let value = with_rustifiers([("int", same)], || eval("{1: 'a', 'b': 'c', 2: 'd'}"));
    assert_eq!(value.to_string(), "{'key': 'd', 'b': 'c'}");
}

#[test]
fn a_rule_may_use_the_conversion_that_it_replaces() {
    let nested = || eval("[1, [2, [3]]]").to_string();
    assert_eq!(with_rustifiers([("list", tuple)], nested), "(1, (2, (3,)))");
    // Of the object itself, of a new one of its class, and typed.
    let default = |list: PyObject| pycall!("lambda x: x", list => Value);
    assert_eq!(with_rustifiers([("list", default)], nested), "[1, [2, [3]]]");
    let copy = |list: PyObject| pymethod!(list, "copy" => Value);
    assert_eq!(with_rustifiers([("list", copy)], nested), "[1, [2, [3]]]");
    let typed = |list: PyObject| Ok(Value::Tuple(pycall!("list", list => Vec<Value>)?));
    assert_eq!(with_rustifiers([("list", typed)], nested), "(1, (2, (3,)))");
    // One around it applies to what it converts.
    let inner = || with_rustifiers([("list", copy)], nested);
    assert_eq!(with_rustifiers([("list", tuple)], inner), "(1, (2, (3,)))");
}

#[test]
fn a_rule_that_never_ends_is_an_error() {
    let wrap = |list: PyObject| pycall!("lambda x: [x]", list => Value);
    let error =
        with_rustifiers([("list", wrap)], || raw_pyeval::<Value>("[]")).expect_err("it goes on for ever");
    assert!(error.to_string().contains("levels of nesting"), "{error}");
    assert_eq!(error.to_string().matches("rustifier").count(), 1, "{error}");
    let wrap = pythonizer(|items: Vec<i64>| pycall!("tuple", vec![items]));
    let error = with_pythonizers([wrap], || pycall!("len", [1i64] => i64)).expect_err("it goes on for ever");
    assert!(error.to_string().contains("levels of nesting"), "{error}");
}

#[test]
fn subclasses_by_the_order_of_their_ancestors() -> Result<()> {
    raw_pyexec(
        "import collections
class Base: pass
class Left(Base): pass
class Right(Base): pass
class Both(Left, Right): pass",
    )?;
    let name = |text: &'static str| move |_: PyObject| Ok(Value::from(text));
    let rules: [(&str, Rule); 3] = [
        ("__main__.Base", Box::new(name("base"))),
        ("__main__.Right", Box::new(name("right"))),
        ("__main__.Left", Box::new(name("left"))),
    ];
    with_rustifiers(rules, || {
        assert_eq!(eval("Base()"), "base".into());
        assert_eq!(eval("Right()"), "right".into());
        assert_eq!(eval("Both()"), "left".into());
    });
    with_rustifiers([("dict", name("dict"))], || {
        assert_eq!(eval("collections.OrderedDict()"), "dict".into());
        with_rustifiers([("object", name("inner"))], || assert_eq!(eval("{}"), "inner".into()));
    });
    // A closure that is written in place needs no types; a builtin may be named with its module.
    with_rustifiers([("builtins.dict", |_| Ok(Value::None))], || assert_eq!(eval("{}"), Value::None));
    // By the name that it says itself, where no module has it.
    raw_pyexec("def local():\n    class Hidden: pass\n    return Hidden()")?;
    with_rustifiers([("__main__.local.<locals>.Hidden", name("hidden"))], || {
        assert_eq!(eval("local()"), "hidden".into());
    });
    // By the name that others know, whatever it says itself.
    import_module("pathlib")?;
    with_rustifiers([("pathlib.PurePath", name("path"))], || {
        assert_eq!(eval("pathlib.Path('x')"), "path".into());
    });
    Ok(())
}

#[test]
fn rules_for_the_whole_process() -> Result<()> {
    raw_pyexec("class Money:\n    def __init__(self, n): self.n = n\nclass Euro(Money): pass")?;
    define_rustifier("__main__.Money", |money| Ok(Value::Int(pyslot_value::<i64>(&money, "n")?)));
    assert_eq!(eval("[Money(1), Euro(2)]"), Value::from([1, 2]));
    let elsewhere = std::thread::spawn(|| eval("Euro(3)")).join().expect("no panic");
    assert_eq!(elsewhere, Value::Int(3));
    with_rustifiers([("__main__.Money", |_: PyObject| Ok(Value::None))], || {
        assert_eq!(eval("Euro(2)"), Value::None);
    });
    define_rustifier("__main__.Euro", |_| Ok(Value::from("euro")));
    assert_eq!(eval("[Money(1), Euro(2)]"), Value::from((1, "euro")).extract::<Vec<Value>>()?.into());
    define_rustifier("__main__.Money", |_| Ok(Value::from("money")));
    assert_eq!(eval("Money(1)"), "money".into());
    Ok(())
}

#[test]
fn pythonizers_reach_what_lies_inside() {
    let text = || pythonizer(|number: f64| object(number.to_string()));
    with_pythonizers([text()], || {
        assert_eq!(shown(2.5), "'2.5'");
        assert_eq!(shown(vec![1.5, 2.5]), "['1.5', '2.5']");
        assert_eq!(shown([(1, 1.5)]), "[(1, '1.5')]");
        assert_eq!(shown(BTreeMap::from([("a", Some(1.5)), ("b", None)])), "{'a': '1.5', 'b': None}");
        assert_eq!(shown(HashMap::from([(1, 0.5)])), "{1: '0.5'}");
        assert_eq!(shown(Value::from([(0.5, 1)])), "[('0.5', 1)]");
        assert_eq!(shown(Box::new(&0.5)), "'0.5'");
        assert_eq!(shown(0.5f32), "0.5");
    });
    assert_eq!(shown(2.5), "2.5");
}

#[test]
fn a_pythonizer_of_each_kind_of_type() {
    let upper = || pythonizer(|text: String| object(text.to_uppercase()));
    with_pythonizers([upper()], || {
        assert_eq!(shown("a"), "'A'");
        assert_eq!(shown(String::from("a")), "'A'");
        assert_eq!(shown(vec!["a", "b"]), "['A', 'B']");
        assert_eq!(shown('a'), "'a'");
    });
    with_pythonizers([tuples()], || {
        assert_eq!(shown([1i64, 2]), "(1, 2)");
        assert_eq!(shown(&[1i64, 2][..]), "(1, 2)");
        assert_eq!(shown(vec![vec![1i64], vec![2]]), "[(1,), (2,)]");
        assert_eq!(shown(vec![1u16]), "[1]");
    });
    let outer = pythonizer(|items: Vec<Vec<i64>>| pycall!("tuple", items));
    with_pythonizers([outer, tuples()], || assert_eq!(shown(vec![vec![1i64]]), "((1,),)"));
    let any = pythonizer(|items: Vec<PyObject>| pycall!("tuple", items));
    with_pythonizers([tuples(), any], || {
        assert_eq!(shown(vec![1, 2]), "(1, 2)");
        assert_eq!(shown([vec!["a"], vec![]]), "(('a',), ())");
        assert_eq!(shown(Value::from([vec![1.5]])), "((1.5,),)");
        assert_eq!(shown(vec![1i64]), "(1,)");
        assert_eq!(shown(vec![1u8]), "b'\\x01'");
        let error =
            pycall!("print", [0.5, f64::NAN].map(|n| (n, Unconvertible)) => ()).expect_err("it fails");
        assert_eq!(error.to_string(), "expected something else, got this, at argument 1, list[0][1]");
    });
    let wrapped = pythonizer(|value: Value| pycall!("lambda x: (x,)", value));
    with_pythonizers([wrapped], || {
        assert_eq!(shown(Value::Int(1)), "(1,)");
        assert_eq!(shown(Value::from([1, 2])), "([(1,), (2,)],)");
    });
    let wrapped = pythonizer(|value: Value| pycall!("lambda x: (x,)", value));
    let object = Value::from(raw_pyeval::<PyObject>("range(2)").expect("an object"));
    with_pythonizers([wrapped], || assert_eq!(shown(&object), "(range(0, 2),)"));
    let pair = pythonizer(|pair: (i64, String)| pycall!("str", format!("{}{}", pair.0, pair.1)));
    with_pythonizers([pair], || assert_eq!(shown((1i64, String::from("a"))), "'1a'"));
    let wide = pythonizer(|wide: i128| pycall!("hex", wide));
    with_pythonizers([wide, pythonizer(|_: i64| py_none())], || {
        assert_eq!(shown((255i128, 255i64)), "('0xff', None)");
        assert_eq!(shown(1i128 << 70), "'0x400000000000000000'");
    });
    let map = pythonizer(|map: HashMap<String, i64>| pycall!("sorted", map));
    with_pythonizers([map], || assert_eq!(shown(HashMap::from([(String::from("k"), 1i64)])), "['k']"));
}

struct Unconvertible;

impl ToPython for Unconvertible {
    fn to_python(&self, _py: Python<'_>) -> Result<PyObject> {
        Err(py4rs::ConversionError::described("something else", "this").into())
    }
}

#[test]
fn the_innermost_comes_first() {
    let say = |text: &'static str| pythonizer(move |_: i64| object(text));
    with_pythonizers([say("outer"), say("second")], || {
        assert_eq!(shown(1i64), "'outer'");
        with_pythonizers([say("inner")], || assert_eq!(shown(1i64), "'inner'"));
        assert_eq!(shown(1i64), "'outer'");
        // The inner one's own conversion is the outer's.
        let again = pythonizer(|number: i64| pycall!("lambda x: [x]", number));
        with_pythonizers([again], || assert_eq!(shown(1i64), "['outer']"));
    });
    let value = |text: &'static str| move |_: PyObject| Ok(Value::from(text));
    with_rustifiers([("int", value("outer"))], || {
        with_rustifiers([("int", value("inner"))], || assert_eq!(eval("1"), "inner".into()));
        assert_eq!(eval("1"), "outer".into());
    });
}

#[test]
fn rules_borrow_what_is_around_them() {
    let calls = Cell::new(0);
    let counted = |object: PyObject| {
        calls.set(calls.get() + 1);
        Ok(Value::Object(object))
    };
    with_rustifiers([("int", counted)], || eval("[1, 2, 'x']"));
    assert_eq!(calls.get(), 2);
    let count = pythonizer(|_: i64| {
        calls.set(calls.get() + 1);
        py_none()
    });
    with_pythonizers([count], || shown([1i64, 2]));
    assert_eq!(calls.get(), 4);
}

#[test]
fn scopes_end_with_a_panic_and_with_their_thread() {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        with_rustifiers([("int", |_: PyObject| Ok(Value::None))], || {
            with_pythonizers([tuples()], || with_remote_objects(|| panic!("on purpose")))
        })
    }));
    assert!(outcome.is_err());
    assert_eq!(eval("1"), Value::Int(1));
    assert_eq!(shown([1i64]), "[1]");
    let panics = |_: PyObject| -> Result<Value> { panic!("on purpose") };
    with_rustifiers([("int", panics)], || {
        assert!(catch_unwind(|| eval("1")).is_err());
        // The rule has ended too: it applies again.
        assert!(catch_unwind(|| eval("1")).is_err());
    });
    with_rustifiers([("int", |_: PyObject| Ok(Value::None))], || {
        let elsewhere = std::thread::spawn(|| eval("1")).join().expect("no panic");
        assert_eq!(elsewhere, Value::Int(1));
    });
}

#[test]
fn a_rule_that_fails_says_which() {
    let fails = |object: PyObject| pymethod!(object, "nothing_of_that_name" => Value);
    let error = with_rustifiers([("int", fails)], || raw_pyeval::<Value>("['a', 5]")).expect_err("it fails");
    let Error::Rule(failed) = &error else { panic!("{error}") };
    assert_eq!(failed.rule(), "rustifier of int");
    assert!(
        error.to_string().starts_with("the rustifier of int failed, at list[1]: AttributeError: "),
        "{error}"
    );
    assert_eq!(error.as_python().expect("it was raised").type_name(), "AttributeError");
    let fails = pythonizer(|number: f64| raw_pyeval::<i64>(&format!("'{number}'")).and_then(|_| py_none()));
    let error = with_pythonizers([fails], || pycall!("repr", (1, 2.5) => String)).expect_err("it fails");
    assert_eq!(
        error.to_string(),
        "the pythonizer of f64 failed, at argument 1, tuple[1]: expected i64, got str '2.5'"
    );
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn remote_objects_stay_in_python() -> Result<()> {
    let list = with_remote_objects(|| {
        assert!(matches!(eval("1"), Value::Object(_)));
        let Value::Object(list) = eval("[1, 2]") else { panic!("it stays in Python") };
        assert_eq!(raw_pyeval::<i64>("1").expect("who names a type gets it"), 1);
        let items: Vec<Value> = raw_pyeval("[1]").expect("a list");
        assert!(matches!(items[0], Value::Object(_)));
        with_remote_objects(|| assert!(matches!(eval("1"), Value::Object(_))));
        with_rustifiers([("list", tuple)], || assert!(matches!(eval("[]"), Value::Object(_))));
        assert!(matches!(eval("1"), Value::Object(_)));
        list
    });
    assert_eq!(eval("1"), Value::Int(1));
    assert_eq!(pycall!("len", list => i64)?, 2);
    let sum: i64 = with_remote_objects_eval(|| {
        let Value::Object(list) = eval("[1, 2]") else { panic!("it stays in Python") };
        pycall!("sum", list)
    })?;
    assert_eq!(sum, 3);
    let value: Value = with_remote_objects_eval(|| raw_pyeval("[1]"))?;
    assert_eq!(value, Value::from([1]));
    // The outer scope holds when the inner one has converted.
    with_remote_objects(|| {
        let value: Value = with_remote_objects_eval(|| raw_pyeval("[1]")).expect("it converts");
        assert!(matches!(value, Value::Object(_)));
    });
    let failed = with_remote_objects_eval::<Value>(|| raw_pyeval("1 / 0"));
    assert_eq!(
        failed.expect_err("it raises").as_python().expect("it was raised").type_name(),
        "ZeroDivisionError"
    );
    Ok(())
}

#[test]
fn what_the_library_itself_says_is_not_the_users() -> Result<()> {
    let path = std::env::temp_dir().join(format!("py4rs_rules_{}.py", std::process::id()));
    std::fs::write(&path, "import sys\nargv = sys.argv[1:]").expect("a file can be written");
    // First those that only a first use asks for.
    let rules = || {
        let wrong = || raw_pyeval::<PyObject>("Exception('a rule')");
        [
            pythonizer(move |_: String| wrong()),
            pythonizer(move |_: i32| wrong()),
            pythonizer(move |_: bool| wrong()),
            pythonizer(move |_: Vec<PyObject>| wrong()),
            pythonizer(move |_: std::ffi::OsString| wrong()),
        ]
    };
    let object: PyObject = raw_pyeval("open(__import__('os').devnull)")?;
    with_pythonizers(rules(), || -> Result<()> {
        assert_eq!(signature("lambda a: a")?, "(a)");
        assert!(help_text("len")?.contains("Return the number"));
        pyhelp("len")?;
        assert!(dir(&object)?.contains(&"close".to_owned()));
        assert!(pymethod_list(&object)?.contains(&"close".to_owned()));
        assert!(pyslot_list(&object)?.contains(&"closed".to_owned()));
        let names = Namespace::new()?;
        names.exec("def f(*a, **k): return sorted(k)\nname = __name__, __doc__")?;
        assert_eq!(names.eval::<(String, ())>("name")?, ("__main__".to_owned(), ()));
        assert_eq!(names.eval::<i64>("1 + 1")?, 2);
        let keywords: PyObject = names.eval("{'z': 1}")?;
        assert_eq!(names.call::<Vec<String>>("f", args![key = &object, **keywords])?, ["key", "z"]);
        assert_eq!(compile("1 + 2")?.run::<i64>()?, 3);
        assert_eq!(pyeval!("[" {&object} "].count(0)" => i64)?, 0);
        assert_eq!(run_file_with(&path, ["a"])?.get::<Vec<String>>("argv")?, ["a"]);
        assert_eq!(run_module("colorsys")?.get::<String>("__name__")?, "__main__");
        reload_module("colorsys")?;
        import_module("os.path")?;
        import_function("gcd", "math")?;
        let missing = import_function("no_such_function", "math").expect_err("it is not there").to_string();
        assert!(missing.contains("cannot import name 'no_such_function'"), "{missing}");
        let missing = pyvalue::<PyObject>("namee").expect_err("it is not there").to_string();
        assert!(missing.contains("name 'namee' is not defined"), "{missing}");
        let missing = pyvalue::<PyObject>("asyncio").expect_err("it is not known").to_string();
        assert!(missing.contains("import_module(\"asyncio\")"), "{missing}");
        let missing = names.call::<()>("f", args![**object.clone()]).expect_err("no mapping").to_string();
        assert!(missing.contains("argument after ** must be a mapping, not TextIOWrapper"), "{missing}");
        export_function("exported_under_rules", |text: String| text)?;
        assert_eq!(raw_pyeval::<String>("exported_under_rules('a')")?, "a");
        let left = object.with(|file| pymethod!(file, "no_such_method" => ())).expect_err("it is not there");
        assert!(left.to_string().contains("no_such_method"), "{left}");
        Ok(())
    })?;
    std::fs::remove_file(path).expect("it is there");
    Ok(())
}
