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
