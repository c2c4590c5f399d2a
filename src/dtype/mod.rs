//! What the items of an array are, and how they lie in memory. Nothing here knows of Python.
//!
//! [`DType`] names the type of an array's items, as it comes at run time; [`Element`] is a Rust type that has the
//! same bytes. The texts by which others name them have a file each: `typestr` for numpy and `__array_interface__`,
//! `format` for the buffer protocol. [`Layout`] says where the items are, and `shared` reads and writes what others may
//! write too.

mod element;
mod format;
mod kind;
mod layout;
mod scalar;
mod shared;
mod typestr;
mod unit;

pub use element::Element;
pub use kind::{DType, Field};
pub use layout::Layout;
pub(crate) use layout::{distinct, is_c_order, items, reach};
pub use scalar::Scalar;
pub(crate) use shared::{copy_bytes, load, make_valid, store};
pub use unit::{TimeUnit, Unit};
