//! Errors and panics of Rust's on their way through Python, and Python's through Rust.

mod child;

use py4rs::Result;
use py4rs::prelude::*;
use std::error::Error as StdError;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

#[derive(Debug, PartialEq)]
struct Outer(i32, Inner);

#[derive(Debug, PartialEq)]
struct Inner;

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "outer {}", self.0)
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("inner")
    }
}

impl StdError for Inner {}
impl StdError for Outer {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.1)
    }
}

fn failure(code: &str) -> py4rs::PyError {
    match raw_pyeval::<PyObject>(code) {
        Err(Error::Python(error)) => error,
        other => panic!("{code} gives {other:?}"),
    }
}

#[test]
fn an_error_comes_back_as_the_same_value() -> Result<()> {
    export_function("fail_outer", |x: i32| -> std::result::Result<(), Outer> { Err(Outer(x, Inner)) })?;
    raw_pyexec("def through(): return fail_outer(7)")?;
    let error = failure("through()");
    assert_eq!((error.type_name(), error.message()), ("RustError".to_owned(), "outer 7".to_owned()));
    assert_eq!(error.downcast_ref::<Outer>(), Some(&Outer(7, Inner)));
    assert!(error.downcast_ref::<Inner>().is_none());
    assert_eq!(error.source().expect("a cause").to_string(), "py4rs.RustError: inner");
    assert!(error.to_string().contains("in through"), "{error}");
    let code = "try:
    fail_outer(1)
except Exception as outer:
    import py4rs
    import copy, pickle
    there_and_back = pickle.loads(pickle.dumps(outer))
    assert type(there_and_back) is py4rs.RustError and str(there_and_back) == str(outer)
    caught = (isinstance(outer, py4rs.RustError), str(outer), str(outer.__cause__))";
    raw_pyexec(code)?;
    let caught: (bool, String, String) = pyvalue("caught")?;
    assert_eq!(caught, (true, "outer 1".to_owned(), "inner".to_owned()));
    export_function("fail_box", || -> std::result::Result<(), Box<dyn StdError + Send + Sync>> {
        Err("a text".into())
    })?;
    assert_eq!(failure("fail_box()").message(), "a text");
    Ok(())
}

/// An error with a class of its choice.
#[derive(Debug, PartialEq)]
struct Chosen(&'static str, Inner);

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "as {}", self.0)
    }
}

impl StdError for Chosen {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.1)
    }
}

impl PythonException for Chosen {
    fn class(&self) -> &str {
        self.0
    }
}

#[test]
fn an_error_chooses_its_class() -> Result<()> {
    raw_pyexec("import json\nclass Mine(KeyError): pass\nclass Slotted(Exception): __slots__ = ()")?;
    export_function("pick_class", |class: usize| -> Result<i64> {
        let classes = [
            "ValueError",
            "Mine",
            "json.JSONDecodeError",
            "list",
            "missing_class",
            "Slotted",
            "KeyboardInterrupt",
            "no_such_module.Nothing",
            "ValueError if",
            "configparser.Error",
            "json.decoder.JSONDecodeError.__mro__[1]",
            "type('Made', (LookupError,), {})",
        ];
        Err(Chosen(classes[class], Inner))?
    })?;
    for (class, name) in [
        (0, "ValueError"),
        (1, "Mine"),
        (5, "Slotted"),
        (6, "KeyboardInterrupt"),
        (9, "Error"),
        (10, "ValueError"),
        (11, "Made"),
    ] {
        let error = failure(&format!("pick_class({class})"));
        assert_eq!(error.type_name(), name);
        let chosen = error.downcast_ref::<Chosen>().expect("the same error");
        assert_eq!(chosen.1, Inner);
        assert!(error.downcast_ref::<Inner>().is_none());
        assert_eq!(error.source().expect("a cause").to_string(), "py4rs.RustError: inner");
    }
    // What cannot be made says why, and is the same error all the same.
    for (class, name) in
        [(2, "TypeError"), (3, "TypeError"), (4, "NameError"), (7, "NameError"), (8, "SyntaxError")]
    {
        let error = failure(&format!("pick_class({class})"));
        assert_eq!(error.type_name(), name);
        assert!(error.downcast_ref::<Chosen>().is_some_and(|chosen| chosen.1 == Inner));
        let cause = error.source().expect("a cause");
        assert!(cause.to_string().contains("\npy4rs.RustError: as "), "{cause}");
        assert_eq!(cause.source().expect("a cause").to_string(), "py4rs.RustError: inner");
    }
    raw_pyexec("try: pick_class(0)\nexcept ValueError as e: texts = repr(e), repr(e.__cause__)")?;
    let texts: (String, String) = pyvalue("texts")?;
    assert_eq!(texts, ("ValueError('as ValueError')".to_owned(), "RustError('inner')".to_owned()));
    // From Rust to Rust, and through both.
    let error = Error::from(Chosen("OSError", Inner));
    assert_eq!(error.downcast_ref::<Chosen>(), Some(&Chosen("OSError", Inner)));
    export_function("again", || raw_pyeval::<i64>("pick_class(0)"))?;
    assert_eq!(failure("again()").downcast_ref::<Chosen>().map(|error| error.0), Some("ValueError"));
    Ok(())
}

/// One whose class wants more than a text.
#[derive(Debug)]
struct BadJson(usize);

impl fmt::Display for BadJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad at {}", self.0)
    }
}

impl StdError for BadJson {}

impl PythonException for BadJson {
    fn class(&self) -> &str {
        "json.JSONDecodeError"
    }

    fn arguments(&self) -> Result<Vec<PyObject>> {
        ["bad", "a,b"].iter().map(PyObject::new).chain([PyObject::new(self.0)]).collect()
    }
}

#[test]
fn a_class_of_a_module_is_found_and_called_with_what_it_wants() {
    let outcome = child::run(|| -> Result<()> {
        export_function("parse", |at: usize| -> Result<i64> { Err(BadJson(at))? })?;
        let error = failure("parse(1)");
        assert_eq!(
            (error.type_name().as_str(), error.message().as_str()),
            ("JSONDecodeError", "bad: line 1 column 2 (char 1)")
        );
        assert_eq!(error.downcast_ref::<BadJson>().map(|error| error.0), Some(1));
        // It was not imported for Python's code.
        assert_eq!(failure("json").type_name(), "NameError");
        // What stands there by the name of the module does not count.
        raw_pyexec("json = 5")?;
        assert_eq!(failure("parse(2)").type_name(), "JSONDecodeError");
        // An error whose class Python does not know, given without `?`, is one of this library's.
        export_function("whole", |at: usize| Err::<i64, _>(BadJson(at)))?;
        let error = failure("whole(7)");
        assert_eq!((error.type_name().as_str(), error.message().as_str()), ("RustError", "bad at 7"));
        assert_eq!(error.downcast_ref::<BadJson>().map(|error| error.0), Some(7));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn an_exception_passes_through_as_itself() -> Result<()> {
    raw_pyexec(
        "class Own(Exception): pass
own = Own('x')
def raising(): raise own
def around(f):
    try: f()
    except Own as e: return e is own and [t.name for t in __import__('traceback').extract_tb(e.__traceback__)]",
    )?;
    let names: Vec<String> = pycall!("around", || pycall!("raising" => i64))?;
    assert_eq!(names, ["around", "raising"]);
    for (code, class) in
        [("import sys; sys.exit(3)", "SystemExit"), ("raise KeyboardInterrupt", "KeyboardInterrupt")]
    {
        let code = code.to_owned();
        let error = pycall!(move || raw_pyexec(&code) => ()).expect_err("it raises");
        assert_eq!(error.as_python().expect("an exception").type_name(), class);
    }
    Ok(())
}

#[test]
fn a_panic_goes_on_as_the_same_panic() -> Result<()> {
    struct Token(u8);
    export_function("panics", |x: u8| -> () { std::panic::panic_any(Token(x)) })?;
    raw_pyexec(
        "import py4rs
def swallow():
    try: panics(1)
    except Exception: return 'an Exception'
    except py4rs.PanicException as e: return str(e)",
    )?;
    assert_eq!(raw_pyeval::<String>("swallow()")?, "a panic that is no text");
    let panic = catch_unwind(|| raw_pyeval::<()>("panics(9)")).expect_err("it panics");
    assert_eq!(panic.downcast::<Token>().expect("the same").0, 9);
    // Through two layers of each.
    export_function("middle", || raw_pyeval::<i64>("panics(4)"))?;
    let panic = catch_unwind(|| raw_pyeval::<()>("middle()")).expect_err("it panics");
    assert_eq!(panic.downcast::<Token>().expect("the same").0, 4);
    let panic = catch_unwind(AssertUnwindSafe(|| pycall!(|n: u8| -> () { panic!("text {n}") }, 1 => ())));
    assert_eq!(*panic.expect_err("it panics").downcast::<String>().expect("a text"), "text 1");
    assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
    Ok(())
}

#[test]
fn panics_while_an_error_is_shown_or_a_closure_dropped_do_no_harm() -> Result<()> {
    #[derive(Debug)]
    struct Mute;
    impl fmt::Display for Mute {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            panic!("mute")
        }
    }
    impl StdError for Mute {}
    struct Loud;
    impl Drop for Loud {
        fn drop(&mut self) {
            panic!("loud");
        }
    }
    export_function("mute", || -> std::result::Result<(), Mute> { Err(Mute) })?;
    let panic = catch_unwind(|| raw_pyeval::<()>("mute()")).expect_err("it panics");
    assert_eq!(*panic.downcast::<&str>().expect("a text"), "mute");
    let loud = Loud;
    export_function("loud", move || {
        let _ = &loud;
    })?;
    raw_pyexec("try: 1 / 0\nexcept ZeroDivisionError as e:\n    del loud\n    kept = e")?;
    assert_eq!(raw_pyeval::<String>("str(kept)")?, "division by zero");
    Ok(())
}

#[test]
fn what_does_not_convert_is_a_type_error() -> Result<()> {
    export_function("surrogate", || raw_pyeval::<String>("'\\ud800'"))?;
    assert_eq!(failure("surrogate()").type_name(), "TypeError");
    Ok(())
}

#[test]
fn what_is_no_exception_is_not_raised() -> Result<()> {
    raw_pyexec("class Liar:\n    __class__ = property(lambda self: ValueError)")?;
    export_function("lie", || -> Result<()> { Err(pyerror("Liar", ())) })?;
    export_function("choose", || -> Result<()> { Err(pyerror("LookupError", ("chosen", 1))) })?;
    assert_eq!(failure("lie()").message(), "exceptions must derive from BaseException");
    assert_eq!(failure("choose()").message(), "('chosen', 1)");
    assert_eq!(failure("choose()").type_name(), "LookupError");
    Ok(())
}

#[test]
fn a_class_that_was_changed_harms_nobody() {
    let outcome = child::run(|| -> Result<()> {
        export_function("fails", || "x".parse::<i64>())?;
        raw_pyexec("import py4rs\npy4rs.RustError.__new__ = lambda *a: 5")?;
        assert_eq!(failure("fails()").message(), "exceptions must derive from BaseException");
        Ok(())
    });
    outcome.printed();
}
