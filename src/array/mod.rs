//! Arrays: numpy's and Rust's, both ways.

mod borrow;
mod copy;
mod descr;
mod from_python;
mod guard;
mod memory;
mod numpy;
mod place;
mod py_array;
mod raw;
mod to_python;

pub use guard::{ReadGuard, WriteGuard};
pub use py_array::PyArray;

pub use crate::dtype::{DType, Element, Field, Layout, Scalar, TimeUnit, Unit};
