//! Calls: what is called, what it gets, what comes back, and that nothing is left behind.

use py4rs::Result;
use py4rs::prelude::*;
use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

/// A Python function that gives all that it got.
fn echo() -> Result<PyObject> {
    raw_pyeval("lambda *args, **kwargs: (args, kwargs)")
}

/// The class of the exception that it fails with.
#[track_caller]
fn raised<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Python(error)) => error.type_name(),
        other => panic!("no exception: {other:?}"),
    }
}

#[test]
fn any_number_of_arguments_arrives_in_order() -> Result<()> {
    let list: PyObject = raw_pyeval("lambda *args: list(args)")?;
    let count = |length: i64| (1..=length).collect::<Vec<i64>>();
    assert_eq!(pycall!(list => Vec<i64>)?, count(0));
    assert_eq!(pycall!(list, 1 => Vec<i64>)?, count(1));
    assert_eq!(pycall!(list, 1, 2 => Vec<i64>)?, count(2));
    assert_eq!(pycall!(list, 1, 2, 3 => Vec<i64>)?, count(3));
    assert_eq!(pycall!(list, 1, 2, 3, 4 => Vec<i64>)?, count(4));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5 => Vec<i64>)?, count(5));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6 => Vec<i64>)?, count(6));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7 => Vec<i64>)?, count(7));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7, 8 => Vec<i64>)?, count(8));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7, 8, 9 => Vec<i64>)?, count(9));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 => Vec<i64>)?, count(10));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 => Vec<i64>)?, count(11));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 => Vec<i64>)?, count(12));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 => Vec<i64>)?, count(13));
    assert_eq!(pycall!(list, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 => Vec<i64>)?, count(14));
    assert_eq!(call::<Vec<i64>>(&list, ())?, count(0));
    assert_eq!(call::<Vec<i64>>(&list, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))?, count(12));
    Ok(())
}

#[test]
fn a_method_takes_any_number_of_arguments() -> Result<()> {
    raw_pyexec("class Receiver:\n    def all(self, *args, **kwargs): return [*args, *kwargs.values()]")?;
    let receiver: PyObject = pycall!("Receiver")?;
    let twelve: Vec<i64> = pymethod!(receiver, "all", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, l = 12)?;
    assert_eq!(twelve, (1..=12).collect::<Vec<_>>());
    let fourteen: Vec<i64> =
        pymethod!(receiver, "all", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, m = 13, n = 14)?;
    assert_eq!(fourteen, (1..=14).collect::<Vec<_>>());
    assert_eq!(pymethod!(receiver, "all" => Vec<i64>)?, []);
    Ok(())
}

#[test]
fn keywords_arrive_by_name() -> Result<()> {
    type Got = (Vec<i64>, BTreeMap<String, i64>);
    let map =
        |pairs: &[(&str, i64)]| pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    let got: Got = pycall!("lambda *a, **k: (list(a), k)", 1, 2, b = 3, a = 4)?;
    assert_eq!(got, (vec![1, 2], map(&[("a", 4), ("b", 3)])));
    let got: Got = pycall!("lambda *a, **k: (list(a), k)", r#type = 1, r#match = 2, größe = 3,)?;
    assert_eq!(got, (vec![], map(&[("type", 1), ("match", 2), ("größe", 3)])));
    let order: Vec<String> = pycall!("lambda **k: list(k)", z = (), y = (), x = ())?;
    assert_eq!(order, ["z", "y", "x"]);
    let seven_each: i64 = pycall!(
        "lambda *a, **k: len(a) * 100 + len(k)",
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        a = 1,
        b = 2,
        c = 3,
        d = 4,
        e = 5,
        f = 6,
        g = 7
    )?;
    assert_eq!(seven_each, 707);
    Ok(())
}

#[test]
fn keywords_work_for_every_kind_of_callable() -> Result<()> {
    raw_pyexec(
        "import functools
class Kind:
    def __init__(self, x=0): self.x = x
    def method(self, x=0): return x
    @classmethod
    def of_class(cls, x=0): return x
    @staticmethod
    def static(x=0): return x
    def __call__(self, x=0): return x
partial = functools.partial(lambda y, x: x, 1)",
    )?;
    let kind: PyObject = pycall!("Kind", x = 5)?;
    assert_eq!(pyslot_value::<i64>(&kind, "x")?, 5);
    assert_eq!(pymethod!(kind, "method", x = 5 => i64)?, 5);
    assert_eq!(pymethod!(kind, "of_class", x = 5 => i64)?, 5);
    assert_eq!(pycall!("Kind.static", x = 5 => i64)?, 5);
    assert_eq!(pycall!("Kind.of_class", x = 5 => i64)?, 5);
    assert_eq!(pycall!(kind, x = 5 => i64)?, 5);
    assert_eq!(pycall!("partial", x = 5 => i64)?, 5);
    assert_eq!(pycall!("int", "ff", base = 16 => i64)?, 255);
    assert_eq!(pycall!("dict", x = 5 => BTreeMap<String, i64>)?["x"], 5);
    assert_eq!(pymethod!("a,b", "split", sep = "," => Vec<String>)?, ["a", "b"]);
    Ok(())
}

#[test]
fn what_is_called_may_be_a_name_an_expression_or_an_object() -> Result<()> {
    import_module("math")?;
    let name = String::from("math.gcd");
    let object: PyObject = pyvalue(&name)?;
    assert_eq!(pycall!("math.gcd", 12, 18 => i64)?, 6);
    assert_eq!(pycall!(name, 12, 18 => i64)?, 6);
    assert_eq!(pycall!(&name, 12, 18 => i64)?, 6);
    assert_eq!(pycall!(name.as_str(), 12, 18 => i64)?, 6);
    assert_eq!(pycall!(object, 12, 18 => i64)?, 6);
    assert_eq!(pycall!(&object, 12, 18 => i64)?, 6);
    assert_eq!(pycall!("lambda x: x * x", 7 => i64)?, 49);
    assert_eq!(pycall!("  (lambda x: x * x)", 7 => i64)?, 49);
    assert_eq!(pycall!(format!("lambda x: x + {}", 1), 7 => i64)?, 8);
    assert_eq!(call::<i64>("math.gcd", (12, 18))?, 6);
    assert_eq!(call::<i64>(name, (12, 18))?, 6);
    assert_eq!(call::<i64>(&object, (12, 18))?, 6);
    Ok(())
}

#[test]
fn what_cannot_be_called_is_an_error() {
    assert_eq!(raised(pycall!("1 + 1", 2 => ())), "TypeError");
    assert_eq!(raised(pycall!("lambda x", 2 => ())), "SyntaxError");
    assert_eq!(raised(pycall!("" => ())), "SyntaxError");
    assert_eq!(raised(call::<()>("not a name", ())), "SyntaxError");
    assert_eq!(raised(pycall!(py_none().expect("Python is there") => ())), "TypeError");
}

#[test]
fn a_methods_name_may_come_at_run_time() -> Result<()> {
    let owned = String::from("upper");
    let borrowed = "low";
    assert_eq!(pymethod!("Text", owned => String)?, "TEXT");
    assert_eq!(pymethod!("Text", &owned => String)?, "TEXT");
    assert_eq!(pymethod!("Text", format!("{borrowed}er") => String)?, "text");
    assert_eq!(pymethod!(vec![3, 1, 3], "count", 3 => i64)?, 2);
    assert!(!pymethod!(1.5, "is_integer" => bool)?);
    Ok(())
}

#[test]
fn results_come_as_what_is_asked_for() -> Result<()> {
    let inferred: f64 = pycall!("float", 2)?;
    assert_eq!(inferred, 2.0);
    pycall!("list", "dropped" => ())?;
    pymethod!("dropped", "upper" => ())?;
    let object = pycall!("list", "ab" => PyObject)?;
    assert_eq!(object.to_string(), "['a', 'b']");
    assert_eq!(pycall!("dict.get", raw_pyeval::<PyObject>("{}")?, 1 => Option<i64>)?, None);
    Ok(())
}

#[test]
fn arguments_are_taken_by_reference() -> Result<()> {
    let (text, list, object) = (String::from("x"), vec![1, 2], echo()?);
    pycall!(object, text, list, object, key = text => ())?;
    pymethod!(list, "index", list[0] => ())?;
    assert_eq!((text.as_str(), list.len()), ("x", 2));
    let (args, kwargs): (PyObject, PyObject) = pycall!(object, object)?;
    assert_eq!(pycall!("len", args => i64)? + pycall!("len", kwargs => i64)?, 1);
    Ok(())
}

#[test]
fn calls_leave_reference_counts_as_they_were() -> Result<()> {
    raw_pyexec("def fine(*a, **k): return None\ndef fail(*a, **k): raise ValueError(a, k)")?;
    raw_pyexec("class Counted:\n    def fine(self, *a, **k): pass\n    def fail(self, *a, **k): 1 / 0")?;
    let operand: PyObject = pycall!("Counted")?;
    let (fine, fail): (PyObject, PyObject) = (pyvalue("fine")?, pyvalue("fail")?);
    let counts = || -> Result<Vec<i64>> {
        let count = |object: &PyObject| pycall!("__import__('sys').getrefcount", object => i64);
        [&operand, &fine, &fail].into_iter().map(count).collect()
    };
    let name = String::from("fine");
    let round = || -> Result<()> {
        pycall!(fine, operand, operand, k = operand => ())?;
        assert_eq!(raised(pycall!(fail, operand, k = operand => ())), "ValueError");
        pymethod!(operand, "fine", operand, k = operand => ())?;
        pymethod!(operand, name, operand => ())?;
        assert_eq!(raised(pymethod!(operand, "fail", operand, k = operand => ())), "ZeroDivisionError");
        assert_eq!(raised(pymethod!(operand, "missing", operand => ())), "AttributeError");
        assert!(pycall!(fine, operand, "x" => i64).is_err(), "None is no i64");
        assert!(pycall!(fine, operand, Refused, operand => ()).is_err());
        assert!(pycall!(fine, operand, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, Refused => ()).is_err());
        pycall!("fine", operand, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, operand, k = operand => ())?;
        call::<()>("fine", (&operand, vec![&operand], (&operand, &operand)))?;
        assert_eq!(raised(pycall!("len", operand, operand => ())), "TypeError");
        Ok(())
    };
    attach(|_| -> Result<()> {
        round()?;
        let before = counts()?;
        (0..1000).try_for_each(|_| round())?;
        assert_eq!(counts()?, before);
        // Detached, what errors hold is released a little later.
        detach(|| (0..100).try_for_each(|_| round()))?;
        let start = Instant::now();
        while counts()? != before {
            assert!(start.elapsed() < Duration::from_secs(5), "{:?} {before:?}", counts()?);
            detach(|| thread::sleep(Duration::from_millis(1)));
        }
        Ok(())
    })?
}

/// A value that no Python gets.
struct Refused;

impl ToPython for Refused {
    fn to_python(&self, _py: Python<'_>) -> Result<PyObject> {
        Err(py4rs::ConversionError::described("something better", "this").into())
    }
}

#[test]
fn an_argument_that_cannot_be_converted_says_which() -> Result<()> {
    let location = |result: Result<()>| match result {
        Err(Error::Conversion(error)) => error.location(),
        other => panic!("no conversion error: {other:?}"),
    };
    let callable = echo()?;
    assert_eq!(location(pycall!(callable, Refused)), "argument 1");
    assert_eq!(location(pycall!(callable, 1, Refused)), "argument 2");
    assert_eq!(location(pycall!(callable, 1, key = Refused)), "argument key");
    assert_eq!(location(pycall!(callable, 1, r#type = Refused)), "argument type");
    assert_eq!(location(pycall!(callable, 1, vec![Refused])), "argument 2, list[0]");
    assert_eq!(location(pymethod!("x", "join", Refused)), "argument 1");
    assert_eq!(
        location(pymethod!("x", "join", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, Refused)),
        "argument 13"
    );
    assert_eq!(location(call("len", (Refused,))), "argument 1");
    Ok(())
}

#[test]
fn endless_recursion_is_an_error_and_the_next_call_works() -> Result<()> {
    raw_pyexec("def endless(): return endless()")?;
    for _ in 0..3 {
        assert_eq!(raised(pycall!("endless" => ())), "RecursionError");
    }
    assert_eq!(pycall!("abs", -1 => i64)?, 1);
    Ok(())
}

#[test]
fn a_call_site_serves_many_threads() -> Result<()> {
    raw_pyexec("def place(value, *, factor): return value * factor")?;
    let work = |thread: i64| -> Result<()> {
        for number in 0..500 {
            assert_eq!(pycall!("place", number, factor = thread => i64)?, number * thread);
            assert_eq!(pymethod!(number, "__add__", thread => i64)?, number + thread);
        }
        Ok(())
    };
    let threads: Vec<_> = (0..8).map(|thread| thread::spawn(move || work(thread))).collect();
    threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
}

#[test]
fn a_comment_does_not_change_how_code_is_read() -> Result<()> {
    raw_pyexec("# -*- coding: latin-1 -*-\nread = 'é'")?;
    assert_eq!(pyvalue::<String>("read")?, "é");
    raw_pyexec("# coding: nonsense\nread = 'ü'")?;
    assert_eq!(pyvalue::<String>("read")?, "ü");
    Ok(())
}
