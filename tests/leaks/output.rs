//! The operations that capture what Python prints.

use super::operations::{Operation, err, fail, object, ok, strange};
use py4rs::prelude::*;
use std::panic::catch_unwind;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    ("with_python_output with_python_error_output with_python_outputs", "nested", || {
        ok(with_python_output(|| with_python_outputs(|| with_python_error_output(|| print("text")))));
    }),
    ("with_python_output", "a body that fails", || err(with_python_output(|| pycall!(fail() => ())))),
    ("with_python_output", "a value that cannot be printed", || {
        err(with_python_output(|| pycall!("print", strange() => ())));
    }),
    ("with_python_output", "a panic", || {
        std::panic::set_hook(Box::new(|_| ()));
        assert!(catch_unwind(|| with_python_output(|| -> () { std::panic::panic_any(7) })).is_err());
        let _ = std::panic::take_hook();
    }),
    ("with_process_output with_process_error_output", "both", || {
        ok(with_process_output(|| with_process_error_output(|| print("text"))));
    }),
    ("set_print_pyobject set_print_pyobject_identity fmt", "an object", || {
        set_print_pyobject(false);
        set_print_pyobject_identity(true);
        assert!(format!("{:?}", object()).contains("@0x"));
        set_print_pyobject(true);
    }),
    ("display text", "an object without a form of its own, and one that cannot be shown", || {
        assert!(display(object()).expect("it has a repr").text().is_some());
        err(display(strange()));
    }),
];

fn print(text: &str) -> py4rs::Result<()> {
    pycall!("print", text)
}
