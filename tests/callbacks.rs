//! Closures and functions of Rust's that Python calls.

mod soon;

use py4rs::prelude::*;
use py4rs::{Result, shared};
use soon::soon;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn message(code: &str) -> String {
    match raw_pyeval::<PyObject>(code) {
        Err(Error::Python(error)) => format!("{}: {}", error.type_name(), error.message()),
        other => panic!("{code} gives {other:?}"),
    }
}

#[test]
fn exported_functions_take_what_the_original_tests() -> Result<()> {
    export_function("nothing", || ())?;
    export_function("half", || 0.5)?;
    export_function("none", |x: Option<i64>| x.is_none())?;
    export_function("one", |x: i64| x)?;
    export_function("two", |x: i64, y: f64| x as f64 + y)?;
    export_function("many", |a: i8, b: u16, c: String, d: bool, e: Vec<i64>, f: Option<char>| {
        format!("{a} {b} {c} {d} {e:?} {f:?}")
    })?;
    export_function("rest", |first: i64, args: Args, kwargs: Kwargs| -> Result<String> {
        let args = args.iter().map(|arg| arg.extract::<i64>()).collect::<Result<Vec<i64>>>()?;
        Ok(format!("{first} {args:?} {:?} {}", kwargs.get::<i64>("a")?, kwargs.len()))
    })?;
    export_function("inside", |x: i64| pycall!("pow", x, 2 => i64))?;
    assert_eq!(raw_pyeval::<Value>("nothing()")?, Value::None);
    assert_eq!(raw_pyeval::<f64>("half()")?, 0.5);
    assert_eq!(raw_pyeval::<Vec<bool>>("[none(), none(None), none(1)]")?, [true, true, false]);
    assert_eq!(raw_pyeval::<f64>("two(one(1), 2)")?, 3.0);
    let many: String = raw_pyeval("many(-1, 2, 'c', True, (1, 2))")?;
    assert_eq!(many, "-1 2 c true [1, 2] None");
    assert_eq!(raw_pyeval::<String>("rest(1, 2, 3, a=4, b=5)")?, "1 [2, 3] Some(4) 2");
    assert_eq!(raw_pyeval::<i64>("inside(7)")?, 49);
    Ok(())
}

#[test]
fn closures_are_arguments_and_callables() -> Result<()> {
    raw_pyexec("def foo(f, d, e, **kw): return f(d, e, **kw)")?;
    let sum: i64 = pycall!(
        "foo",
        |d: i64, e: i64, kw: Kwargs| -> Result<i64> { Ok(d + e + kw.get::<i64>("a")?.unwrap_or(0)) },
        8,
        9,
        a = 2
    )?;
    assert_eq!(sum, 19);
    assert_eq!(pycall!(|x: i64| x + 1, 5 => i64)?, 6);
    assert_eq!(call::<i64>(pyfunction(|x: i64| x + 1), (5,))?, 6);
    export_function("adder", |k: i64| pyfunction(move |x: i64| k + x))?;
    assert_eq!(raw_pyeval::<i64>("adder(2)(3)")?, 5);
    fn named(x: i64) -> i64 {
        -x
    }
    assert_eq!(pycall!("sorted", [1, 3, 2], key = pyfunction(named) => Vec<i64>)?, [3, 2, 1]);
    let words = ["pear", "fig", "banana"];
    assert_eq!(
        pycall!("sorted", words, key = |word: String| word.len() => Vec<String>)?,
        ["fig", "pear", "banana"]
    );
    Ok(())
}

#[test]
fn twelve_arguments_are_typed() -> Result<()> {
    export_function(
        "twelve",
        |a: i8,
         b: i16,
         c: i32,
         d: i64,
         e: u8,
         f: u16,
         g: u32,
         h: f32,
         i: f64,
         j: bool,
         k: String,
         l: Option<i64>| { format!("{a}{b}{c}{d}{e}{f}{g}{h}{i}{j}{k}{l:?}") },
    )?;
    let code = "twelve(1, 2, 3, 4, 5, 6, 7, 8.5, 9.5, True, 'k', 12), twelve(*range(9), False, '')";
    let both: (String, String) = raw_pyeval(code)?;
    assert_eq!(both, ("12345678.59.5truekSome(12)".to_owned(), "012345678falseNone".to_owned()));
    assert_eq!(
        message("twelve(1, 2)"),
        "TypeError: twelve() takes at least 11 positional arguments but 2 were given"
    );
    Ok(())
}

#[test]
fn wrong_arguments_are_type_errors() -> Result<()> {
    export_function("f0", || 0)?;
    export_function("f1", |x: i64| x)?;
    export_function("f2", |x: i64, _y: Option<i64>| x)?;
    export_function("f_last", |x: Option<i64>, _y: i64| x)?;
    export_function("f_rest", |x: i64, _y: i64, _rest: Args| x)?;
    for (code, wanted) in [
        ("f0(1)", "f0() takes 0 positional arguments but 1 was given"),
        ("f0(a=1)", "f0() takes no keyword arguments"),
        ("f1('a')", "f1() argument 1: expected i64, got str 'a'"),
        ("f2(1, 2.5)", "f2() argument 2: expected i64, got float 2.5"),
        ("f2()", "f2() takes at least 1 positional argument but 0 were given"),
        ("f_last(1)", "f_last() takes 2 positional arguments but 1 was given"),
        ("f_last()", "f_last() takes 2 positional arguments but 0 were given"),
        ("f_rest()", "f_rest() takes at least 2 positional arguments but 0 were given"),
        ("f2(1, 2, 3)", "f2() takes from 1 to 2 positional arguments but 3 were given"),
    ] {
        assert_eq!(message(code), format!("TypeError: {wanted}"));
    }
    export_function("f_small", |x: u8, _y: Option<Vec<i8>>| x)?;
    export_function("f_inside", |x: PyObject| x.extract::<u8>())?;
    for (code, wanted) in [
        ("f_small(256)", "f_small() argument 1: expected u8 (0 to 255), got int 256"),
        ("f_small(2 ** 70)", "f_small() argument 1: expected u8 (0 to 255), got int 1180591620717411303424"),
        ("f_small(1, [1, 200])", "f_small() argument 2: expected i8 (-128 to 127), got int 200, at list[1]"),
        ("f_inside(-1)", "expected u8 (0 to 255), got int -1"),
    ] {
        assert_eq!(message(code), format!("OverflowError: {wanted}"));
    }
    for code in ["f1()", "f1(1, 2)", "f1(x=1)"] {
        assert!(message(code).starts_with("TypeError: "), "{}", message(code));
    }
    Ok(())
}

#[test]
fn a_closure_lives_as_long_as_python_refers_to_it() -> Result<()> {
    let alive = Arc::new(());
    let held = alive.clone();
    export_function("held", move || Arc::strong_count(&held))?;
    assert_eq!(raw_pyeval::<usize>("held()")?, 2);
    raw_pyexec("del held")?;
    assert_eq!(Arc::strong_count(&alive), 1);
    let held = alive.clone();
    assert!(pycall!("len", pyfunction(move || Arc::strong_count(&held)) => ()).is_err());
    soon(|| Ok(Arc::strong_count(&alive) == 1));
    Ok(())
}

#[test]
fn closures_with_state_run_once_at_a_time() -> Result<()> {
    let mut count = 0;
    export_function("count", move || {
        count += 1;
        count
    })?;
    assert_eq!(raw_pyeval::<Vec<i64>>("[count() for _ in range(3)]")?, [1, 2, 3]);
    let mut calls = vec![];
    export_function("again", move |f: PyObject| {
        calls.push(f.clone());
        pycall!(f, f => i64)
    })?;
    let text = message("again(again)");
    assert!(text.starts_with("RuntimeError: again() is running already"), "{text}");
    let add = 1;
    export_function(
        "down",
        shared(move |n: i64| if n == 0 { Ok(0) } else { pycall!("down", n - add => i64) }),
    )?;
    assert_eq!(raw_pyeval::<i64>("down(20)")?, 0);
    Ok(())
}

#[test]
fn a_million_calls_in_one() -> Result<()> {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    let sum: i64 = pycall!(
        "sum",
        pycall!("map", move |x: i64| { counted.fetch_add(1, Ordering::Relaxed); x }, pycall!("range", 1_000_000 => PyObject)?  => PyObject)?
    )?;
    assert_eq!((sum, calls.load(Ordering::Relaxed)), (499_999_500_000, 1_000_000));
    Ok(())
}
