//! Arrays: numpy's and Rust's, both ways.

pub use crate::dtype::{DType, Element, Field, Layout, Scalar, TimeUnit, Unit};
