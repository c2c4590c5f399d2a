//! Attributes of Rust's values, as Python gets them; benches/attribute.py measures them beside C's.

use super::{Outcome, once};
use py4rs::prelude::*;
use std::hint::black_box;

/// A value with one attribute.
struct Answer(i64);

impl PythonAttributes for Answer {
    fn getattr(&self, name: &str) -> py4rs::Result<PyObject> {
        if name == "x" { PyObject::new(self.0) } else { Err(no_attribute(self, name)) }
    }
}

/// A value of a class of its own, with one attribute.
#[derive(PythonAttributes)]
struct Derived {
    x: i64,
}

pub fn g_attribute(n: usize) -> Outcome {
    attributes(n, RustObject::with_attributes(Answer(black_box(42))))
}

pub fn g_field(n: usize) -> Outcome {
    attributes(n, RustObject::with_attributes(Derived { x: black_box(42) }))
}

fn attributes(n: usize, object: RustObject) -> Outcome {
    raw_pyexec("def attributes(o, n):\n    for i in range(n): o.x")?;
    once(n, || pycall!("attributes", object, n => ()))
}
