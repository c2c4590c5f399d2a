//! The work on numpy's arrays.

use super::{Outcome, Workload, sink, times};
use ndarray::{Array1, Ix1};
use py4rs::array::SharedView;
use py4rs::prelude::*;

pub const WORKLOADS: &[(&str, Workload)] = &[
    ("f_np_add10", f_np_add10),
    ("f_np_add1e6", f_np_add1e6),
    ("f_np_copy1e6", f_np_copy1e6),
    ("f_np_copy1e6_vec", f_np_copy1e6_vec),
    ("f_np_view1e6", f_np_view1e6),
    ("f_np_view10", f_np_view10),
];

/// `numpy.add(a, b, out = a)`, done `n` times on arrays of so many numbers.
fn add(length: usize, n: usize) -> Outcome {
    let add: PyObject = numpy("numpy.add")?;
    let (a, b) = (PyArray::from(vec![1.0; length]), PyArray::from(vec![1e-9; length]));
    let outcome = attach(|_| times(n, |_| pycall!(add, &a, &b, out = &a => ())))?;
    sink(a.into_inner());
    outcome
}

fn f_np_add10(n: usize) -> Outcome {
    add(10, n / 5)
}

fn f_np_add1e6(_: usize) -> Outcome {
    add(1_000_000, 50)
}

/// What code gives that uses numpy.
fn numpy(code: &str) -> py4rs::Result<PyObject> {
    import_module("numpy")?;
    raw_pyeval(code)
}

fn f_np_copy1e6(_: usize) -> Outcome {
    let array = numpy("numpy.arange(1e6)")?;
    attach(|py| times(50, |_| Array1::<f64>::from_python(&array, py).map(sink)))?
}

fn f_np_copy1e6_vec(_: usize) -> Outcome {
    let array = numpy("numpy.arange(1e6)")?;
    attach(|py| times(50, |_| Vec::<f64>::from_python(&array, py).map(sink)))?
}

/// The sum of so many numbers that numpy has, `n` times.
fn sum(length: usize, n: usize) -> Outcome {
    let array = numpy(&format!("numpy.arange({length}.0)"))?;
    attach(|_| times(n, |_| SharedView::<f64, Ix1>::of(&array).map(|view| sink(view.iter().sum::<f64>()))))?
}

fn f_np_view1e6(_: usize) -> Outcome {
    sum(1_000_000, 50)
}

fn f_np_view10(n: usize) -> Outcome {
    sum(10, n)
}
