//! What people see: the debug form of objects, forms for display, and the prompt.

mod child;

use py4rs::prelude::*;
use py4rs::{Result, set_print_pyobject, set_print_pyobject_identity};
use std::io::{self, Write};

#[test]
fn what_debug_shows_can_be_set() {
    let outcome = child::run(|| -> Result<()> {
        let number: PyObject = raw_pyeval("5")?;
        let address = format!("@{:p}", number.as_ptr());
        for (object, identity, shown) in [
            (true, true, format!("<PyObject <class 'int'> 5 {address}>")),
            (true, false, "<PyObject <class 'int'> 5>".to_owned()),
            (false, true, format!("<PyObject <class 'int'> {address}>")),
            (false, false, "<PyObject <class 'int'>>".to_owned()),
        ] {
            set_print_pyobject(object);
            set_print_pyobject_identity(identity);
            assert_eq!(format!("{number:?}"), shown);
        }
        Ok(())
    });
    outcome.printed();
}

#[test]
fn the_best_form_is_displayed() -> Result<()> {
    raw_pyexec(
        "class Picture:
    def _repr_png_(self): return b'\\x89PNG'
    def _repr_html_(self): return '<p>'
class Frame:
    def _repr_png_(self): return None
    def _repr_html_(self): return '<table>é'
class Encoded:
    def _repr_png_(self): return 'iVBORw=='
class Figure:
    def savefig(self, file, format): file.write(format.encode())
class Axes:
    figure = Figure()
class Broken:
    def _repr_svg_(self): 1 / 0",
    )?;
    for (code, mime_type, bytes) in [
        ("Picture()", "image/png", b"\x89PNG".as_slice()),
        ("Encoded()", "image/png", b"\x89PNG"),
        ("Frame()", "text/html", "<table>é".as_bytes()),
        ("Figure()", "image/png", b"png"),
        ("Axes()", "image/png", b"png"),
        ("Picture", "text/plain", b"<class '__main__.Picture'>"),
    ] {
        let shown = display(raw_pyeval::<PyObject>(code)?)?;
        assert_eq!((shown.mime_type.as_str(), shown.bytes.as_slice()), (mime_type, bytes), "{code}");
    }
    assert!(matches!(display(raw_pyeval::<PyObject>("Broken()")?), Err(Error::Python(_))));
    Ok(())
}

#[test]
fn the_prompt_has_the_live_names() {
    for (end, after) in [("exit()\n", "a line"), ("", "")] {
        let outcome = child::run_in(
            |command| {
                let (reader, mut writer) = io::pipe().expect("a pipe can be made");
                let lines = format!("print(x + 1)\n1 / 0\ny = 'set'\n{end}{after}");
                writer.write_all(lines.as_bytes()).expect("it takes a few bytes");
                command.stdin(reader);
            },
            || -> Result<()> {
                set_pyvalue("x", 41)?;
                repl()?;
                println!("{}", pyvalue::<String>("y")?);
                Ok(())
            },
        );
        assert!(outcome.stderr.contains("in a Rust program"), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("ZeroDivisionError"), "{}", outcome.stderr);
        let printed = outcome.printed();
        assert!(printed.contains("42\n") && printed.ends_with("set\n"), "{printed:?}");
    }
}

#[test]
fn a_prompt_leaves_the_input_for_the_next_one() {
    let outcome = child::run_in(
        |command| {
            let (reader, mut writer) = io::pipe().expect("a pipe can be made");
            writer.write_all(b"exit()\nprint('second')\nquit()\nfor input\n").expect("it takes a few bytes");
            command.stdin(reader);
        },
        || -> Result<()> {
            raw_pyexec("import builtins, sys; before = builtins.exit, builtins.quit")?;
            repl()?;
            repl()?;
            println!("{}", pycall!("input" => String)?);
            assert!(raw_pyeval::<bool>(
                "before == (builtins.exit, builtins.quit) and not hasattr(sys, 'ps1')"
            )?);
            Ok(())
        },
    );
    let printed = outcome.printed();
    assert!(printed.ends_with("for input\n") && printed.contains("second\n"), "{printed:?}");
}
