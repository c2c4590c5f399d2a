//! Python's exceptions as Rust errors.
#![allow(unsafe_code, reason = "one test asks the raw layer whether an exception is pending")]

mod child;

use py4rs::prelude::*;
use py4rs::{PyError, Result};
use std::error::Error as StdError;
use std::fmt::Debug;
use std::thread;
use std::time::Duration;

/// The exception that it fails with.
#[track_caller]
fn raised<T: Debug>(result: Result<T>) -> PyError {
    match result {
        Err(Error::Python(error)) => error,
        other => panic!("no exception: {other:?}"),
    }
}

#[test]
fn an_exception_has_a_name_a_message_and_an_object() -> Result<()> {
    let error = raised(raw_pyexec("raise KeyError('a', 2)"));
    assert_eq!(error.type_name(), "KeyError");
    assert_eq!(error.message(), "('a', 2)");
    assert_eq!(pyslot_value::<(String, i64)>(error.exception(), "args")?, ("a".to_owned(), 2));
    assert!(pycall!("isinstance", error.exception(), raw_pyeval::<PyObject>("LookupError")? => bool)?);
    assert_eq!(format!("{error:?}"), "PyError(KeyError('a', 2))");
    let error = raised(raw_pyexec("raise ValueError"));
    assert_eq!((error.type_name().as_str(), error.message().as_str()), ("ValueError", ""));
    Ok(())
}

#[test]
fn an_exception_of_ones_own_class() {
    let error =
        raised(raw_pyexec("class Outer:\n    class Größe(Exception): pass\nraise Outer.Größe('zu groß 🐍')"));
    assert_eq!((error.type_name().as_str(), error.message().as_str()), ("Größe", "zu groß 🐍"));
    assert!(error.to_string().ends_with("Outer.Größe: zu groß 🐍"), "{error}");
}

#[test]
fn causes_are_sources() {
    let error = raised(raw_pyexec(
        "try:
    try: 1 / 0
    except ZeroDivisionError as inner: raise KeyError('middle') from inner
except KeyError as middle: raise ValueError('outer') from middle",
    ));
    let middle = error.source().expect("a cause");
    let inner = middle.source().expect("its cause");
    assert!(inner.source().is_none());
    assert!(middle.to_string().contains("KeyError: 'middle'"), "{middle}");
    let inner = inner.downcast_ref::<PyError>().expect("an exception");
    assert_eq!(inner.type_name(), "ZeroDivisionError");
    let whole = Error::from(error);
    assert!(whole.source().expect("the same").to_string().contains("KeyError: 'middle'"));
}

#[test]
fn a_context_alone_is_no_source() {
    let error = raised(raw_pyexec("try: 1 / 0\nexcept ZeroDivisionError: raise ValueError('after')"));
    assert!(error.source().is_none());
    assert!(error.to_string().contains("During handling of the above exception"), "{error}");
}

#[test]
fn causes_that_run_in_a_circle_do_not_hang() {
    let error = raised(raw_pyexec(
        "a, b = ValueError('a'), ValueError('b')\na.__cause__ = b\nb.__cause__ = a\nraise a",
    ));
    assert!(error.source().is_none());
    assert!(error.to_string().ends_with("ValueError: a"), "{error}");
    let error = raised(raw_pyexec("me = ValueError('me')\nme.__cause__ = me\nraise me"));
    assert!(error.source().is_none());
    assert!(error.to_string().ends_with("ValueError: me"), "{error}");
}

#[test]
fn what_is_shown_is_what_python_shows() -> Result<()> {
    raw_pyexec(
        "import traceback
def shown(error): return ''.join(traceback.format_exception(type(error), error, error.__traceback__))
def deep(n): deep(n - 1) if n else 1 / 0
def caused():
    try: deep(2)
    except ZeroDivisionError as error: raise LookupError('größe 🐍\\nsecond line') from error
class Unprintable(Exception):
    def __str__(self): raise ValueError('no text')",
    )?;
    for code in
        ["deep(3)", "caused()", "raise Unprintable()", "raise StopIteration", "1 +", "[].x", "deep(200)"]
    {
        let error = raised(raw_pyexec(code));
        let expected: String = pycall!("shown", error.exception())?;
        assert_eq!(format!("{error}\n"), expected, "{code}");
        assert_eq!(error.traceback(), error.to_string());
        assert_eq!(Error::from(error).to_string(), expected.trim_end_matches('\n'));
    }
    Ok(())
}

#[test]
fn an_exception_that_cannot_be_shown_is_still_an_error() -> Result<()> {
    raw_pyexec(
        "class Mute(Exception):
    def __str__(self): raise RuntimeError('mute')
    def __repr__(self): raise RuntimeError('mute')",
    )?;
    let error = raised(raw_pyexec("raise Mute()"));
    assert_eq!(error.type_name(), "Mute");
    assert_eq!(error.message(), "<unprintable Mute object>");
    assert_eq!(format!("{error:?}"), "PyError(<unprintable Mute object>)");
    assert!(error.to_string().contains("Mute: <"), "{error}");
    let error = raised(raw_pyexec(r"raise ValueError('a\ud800b')"));
    assert_eq!(error.message(), r"a\ud800b");
    assert!(error.to_string().ends_with(r"ValueError: a\ud800b"), "{error}");
    Ok(())
}

#[test]
fn a_syntax_error_shows_its_line() {
    let error = raised(raw_pyexec("fine = 1\nbroken = = 2\n"));
    assert_eq!(error.type_name(), "SyntaxError");
    let shown = error.to_string();
    assert!(shown.contains("line 2") && shown.contains("broken = = 2") && shown.contains('^'), "{shown}");
    let error = raised(raw_pyeval::<i64>("1 + "));
    assert!(error.to_string().contains("1 +"), "{error}");
    let error = raised(raw_pyexec("if True:\nx = 1"));
    assert_eq!(error.type_name(), "IndentationError");
}

#[test]
fn code_with_a_nul_is_an_error() {
    let error = raised(raw_pyexec("x = '\0'"));
    assert!(error.message().contains("null bytes"), "{error}");
}

#[test]
fn exits_and_interrupts_are_errors_and_end_nothing() {
    for (code, name) in [
        ("raise SystemExit(3)", "SystemExit"),
        ("import sys; sys.exit('gone')", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("exit()", "SystemExit"),
        ("raise GeneratorExit", "GeneratorExit"),
    ] {
        assert_eq!(raised(raw_pyexec(code)).type_name(), name);
    }
    assert_eq!(pycall!("abs", -1 => i64).expect("Python lives"), 1);
}

#[test]
fn an_error_goes_to_other_threads_and_is_dropped_there() -> Result<()> {
    raw_pyexec("import gc, weakref\nclass Tracked(Exception): pass\ntracked = weakref.WeakSet()")?;
    let error = || {
        raised(raw_pyexec("error = Tracked('it')\ntracked.add(error)\ntry: raise error\nfinally: del error"))
    };
    let errors: Vec<PyError> = (0..10).map(|_| error()).collect();
    let dropped = thread::spawn(move || {
        errors.iter().map(|error| error.to_string()).filter(|shown| shown.ends_with("Tracked: it")).count()
    });
    assert_eq!(dropped.join().expect("no panic"), 10);
    for _ in 0..1000 {
        if raw_pyeval::<i64>("[gc.collect(), len(tracked)][1]")? == 0 {
            return Ok(());
        }
        thread::sleep(std::time::Duration::from_millis(1));
    }
    panic!("they were not released");
}

#[test]
fn taking_an_exception_does_not_format_it() -> Result<()> {
    raw_pyexec(
        "class Costly(Exception):
    shown = 0
    def __str__(self):
        Costly.shown += 1
        return 'at last'
    __repr__ = __str__
def raise_costly(): raise Costly()",
    )?;
    let error = raised(pycall!("raise_costly" => ()));
    assert_eq!(pyvalue::<i64>("Costly.shown")?, 0);
    assert_eq!(error.message(), "at last");
    assert_eq!(pyvalue::<i64>("Costly.shown")?, 1);
    Ok(())
}

#[test]
fn no_exception_is_left_pending() -> Result<()> {
    let pending = || {
        attach(|py| {
            // SAFETY: attached; the function only looks.
            unsafe { !py.sys().PyErr_Occurred().is_null() }
        })
    };
    let failures: [fn() -> bool; 8] = [
        || raw_pyeval::<i64>("1 / 0").is_err(),
        || raw_pyeval::<u64>("-1").is_err(),
        || raw_pyeval::<String>(r"'\ud800'").is_err(),
        || raw_pyeval::<f64>("'x'").is_err(),
        || pyvalue::<i64>("not_there").is_err(),
        || import_module("no_such_module").is_err(),
        || import_function("nothing", "math").is_err(),
        || {
            raw_pyeval::<PyObject>("type('R', (), {'__repr__': lambda self: 1 / 0})()")
                .is_ok_and(|object| format!("{object} {object:?}").contains("unprintable"))
        },
    ];
    for (number, failure) in failures.iter().enumerate() {
        attach(|_| assert!(failure(), "{number}"))?;
        assert!(!pending()?, "{number}");
    }
    Ok(())
}

#[test]
fn a_main_that_returns_an_error_shows_the_traceback() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("def inner(): return {}['missing']\ndef outer(): return inner()")?;
        pycall!("outer" => ())
    });
    assert_eq!(outcome.code, Some(1));
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(lines[0], "Error: Traceback (most recent call last):");
    assert!(lines[1].starts_with("  File \"<py4rs 1>\", line "), "{}", outcome.stderr);
    assert_eq!(lines.last(), Some(&"KeyError: 'missing'"));
}

#[test]
fn errors_in_a_box_keep_their_text() {
    let run = || -> std::result::Result<(), Box<dyn std::error::Error + Send + Sync>> {
        raw_pyeval::<i64>("1 / 0")?;
        Ok(())
    };
    assert!(run().expect_err("it divides").to_string().ends_with("ZeroDivisionError: division by zero"));
}

#[test]
fn two_threads_may_ask_for_a_cause_at_once() -> Result<()> {
    let error = raised(raw_pyexec("raise ValueError('outer') from KeyError('inner')"));
    let source = || StdError::source(&error).map(ToString::to_string);
    thread::scope(|scope| {
        attach(|_| {
            // Detached, this one has to wait for Python, which is kept from it while this thread asks too.
            scope.spawn(source);
            thread::sleep(Duration::from_millis(50));
            assert!(source().is_some_and(|cause| cause.contains("inner")));
        })
    })
}
