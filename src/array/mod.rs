//! Arrays: numpy's and Rust's, both ways.

#[cfg(feature = "arrow")]
mod arrow;
mod borrow;
mod buffer;
mod buffer_export;
mod buffer_protocol;
mod capsule;
mod copy;
mod descr;
mod dlpack;
mod dlpack_export;
mod dlpack_import;
mod from_python;
mod guard;
mod interface;
mod item;
mod lend;
mod memory;
mod numpy;
mod place;
mod py_array;
mod raw;
mod rows;
mod shown;
mod to_python;
mod value;
mod view;
mod written;

#[cfg(feature = "arrow")]
pub use arrow::ArrowStream;
pub use buffer::{Buffer, BufferMut};
pub use guard::{ReadGuard, WriteGuard};
pub use item::Item;
pub use lend::{Lend, lend, lend_slice, lend_slice_mut};
pub use py_array::PyArray;
pub use view::{Items, SharedView};

pub use crate::dtype::{DType, Element, Field, Layout, Scalar, TimeUnit, Unit};
