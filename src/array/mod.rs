//! Arrays: numpy's and Rust's, both ways.

mod copy;
mod descr;
mod from_python;
mod numpy;
mod raw;
mod to_python;

pub use crate::dtype::{DType, Element, Field, Layout, Scalar, TimeUnit, Unit};
