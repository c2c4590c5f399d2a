//! What Python calls in Rust.

use super::{Outcome, once};
use py4rs::prelude::*;
use std::hint::black_box;

pub fn g_callback(n: usize) -> Outcome {
    let callback = pyfunction(|x: i64| x + 1);
    once(n, || pycall!("cbloop", callback, n => ()))
}

pub fn g_callback_closure(n: usize) -> Outcome {
    let step = black_box(1);
    let callback = pyfunction(move |x: i64| x + step);
    once(n, || pycall!("cbloop", callback, n => ()))
}

/// A value with one attribute.
struct Answer(i64);

impl PythonAttributes for Answer {
    fn getattr(&self, name: &str) -> py4rs::Result<PyObject> {
        if name == "x" { PyObject::new(self.0) } else { Err(no_attribute(self, name)) }
    }
}

pub fn g_attribute(n: usize) -> Outcome {
    raw_pyexec("def attributes(o, n):\n    for i in range(n): o.x")?;
    let answer = RustObject::with_attributes(Answer(black_box(42)));
    once(n, || pycall!("attributes", answer, n => ()))
}
