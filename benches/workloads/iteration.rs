//! The work of iterating.

use super::{Outcome, Workload, once};
use py4rs::prelude::*;

pub const WORKLOADS: &[(&str, Workload)] = &[("k_range", k_range), ("k_gen", k_gen)];

/// Times the items of what an expression makes of their number.
fn iterate(n: usize, iterable: &str) -> Outcome {
    let iterable: PyObject = pycall!(iterable, n)?;
    attach(|_| {
        once(n, || {
            let sum = iterable.iter::<i64>()?.sum::<py4rs::Result<i64>>()?;
            assert_eq!(sum as usize, n * (n - 1) / 2);
            Ok(())
        })
    })?
}

fn k_range(n: usize) -> Outcome {
    iterate(n, "range")
}

fn k_gen(n: usize) -> Outcome {
    iterate(n, "gen")
}
