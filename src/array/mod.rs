//! Arrays: numpy's and Rust's, both ways. Feature `ndarray`, which is on by default; Rust's arrays are those of `ndarray`
//! 0.17.
//!
//! numpy is found at run time, in the Python that runs (1.17 to 2.x); nothing of it is needed to build.
//!
//! | what one has | what one wants | by |
//! |---|---|---|
//! | an `ndarray::Array`, or a view of one | a new `numpy.ndarray` | a copy: it is [`ToPython`](crate::ToPython) |
//! | any `numpy.ndarray` | an `ndarray::Array` or a `Vec` | a copy: they are [`FromPython`](crate::FromPython) |
//! | an `ndarray::Array` or a `Vec` | that Python works on it for a while | [`lend`] |
//! | the same | that both have it | [`PyArray::from`] |
//! | a `numpy.ndarray` | that both have it | [`PyArray`], as the type of a result or an argument |
//! | a `numpy.ndarray` that Python goes on using | to read it, or write to it, where it is | [`SharedView`] |
//! | a slice | that Python works on it | a [`PyArray`] of a copy, or, unsafe, [`lend_slice_mut`] |
//! | a `bytes`, `bytearray`, `memoryview`, `array.array`, `mmap`, an array of ctypes | to read it, or write to it, where it is | [`Buffer`] |
//! | a tensor of torch, jax or tensorflow in the CPU's memory | the same | [`Buffer`] |
//! | a [`PyArray`] | that Python has it without numpy | [`PyArray::memoryview`], [`PyArray::dlpack`] |
//! | tables and arrays of Arrow | that both have them | `arrow` (feature `arrow`) |
//! | an array of any kind | to know of what | [`Value::Array`](crate::Value), its [`dtype`](crate::value::Array::dtype) |
//!
//! Any strides, byte order and alignment are taken where there is a copy. What is shared lies as an [`Element`] does,
//! and what does not is refused, with the reason.
//!
//! # What may be relied on
//! Rust code that has a reference to an item may rely on it: nobody changes it, and nobody frees it. Python code cannot be
//! made to keep to that: it writes to what it has whenever it runs, and numpy, which lets other threads run while it
//! computes, at any moment. So there are two ways to an item:
//!
//! - By reference, in a [guard](PyArray::read), where it is certain that only this library has the array. That is not
//!   hoped for but looked up: all references to the `ndarray` are counted, a view of numpy's and a buffer hold one,
//!   and weak references are seen too. An array of a class derived from `ndarray` is never lent: Python's collector
//!   hands out what it knows. While there is a guard Python is not given the array, or, where Rust only reads,
//!   one that it cannot make writeable.
//! - By value, one by one ([`SharedView`]) or all at once (a guard that [is a copy](ReadGuard::is_in_place), or a
//!   conversion), wherever else. Single items are loaded and stored by atomics; many are copied by C's `memcpy` or by
//!   numpy, as Python itself would do it, so that Rust sees some bytes and no data race.
//!
//! What is out of reach is Python code that goes past Python's own rules: addresses that are taken out of an array
//! (`a.ctypes.data`) and outlive it, or memory that is freed under others' views (`a.resize(.., refcheck=False)`,
//! `a.__setstate__`, `ctypes.resize`).

#[cfg(feature = "arrow")]
pub mod arrow;
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
