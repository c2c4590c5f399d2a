//! The raw layer: CPython's functions, found at run time. All of it is unsafe; nothing here has a policy.
//!
//! It is public for those who need a C function that has no verb: `py.api()`, with the `py` of
//! [`attach`](crate::attach), gives the [`Api`], whose methods are CPython's functions by their own names.
//!
//! # How unsafe code is written here and above
//! - A `Python` value proves that the thread is attached and the table loaded. A function that needs either
//!   takes one, or says so under `# Safety`.
//! - Ownership is in the pointer's type ([`New`], [`Borrowed`], [`Stolen`]; a plain pointer is lent for the
//!   call). Converting between them says who owns the reference from then on.
//! - "as the caller promises": the block needs just what the function's `# Safety` asks for.
//! - Nothing that may run Python code stands between reading a borrowed pointer and counting it.
//! - A Rust panic never crosses a C frame.

#[macro_use]
mod table;
mod api;
mod compat;
pub(crate) mod init_config;
mod layout;
mod loader;
mod pointer;
pub(crate) mod pyconfig;
mod read;
pub(crate) mod shim;
mod stamp;
mod types;
pub mod typeslots;

pub use api::{Api, MissingSymbols};
pub(crate) use api::{Run, api};
pub(crate) use compat::IterNext;
pub use compat::PY_VECTORCALL_ARGUMENTS_OFFSET;
pub(crate) use layout::{
    TypeFlag, check_layout, count, decref, has_flag, has_gil, incref, inline_type_name, type_of,
};
#[cfg(feature = "ndarray")]
pub(crate) use layout::{decref_twice, incref_twice};
pub use loader::{LoadError, LoadFailure};
pub(crate) use loader::{Loaded, load, load_present};
pub use pointer::{Borrowed, New, Stolen};
pub(crate) use python_api;
pub(crate) use read::{Item, ascii_text, float_value, list_items, small_int, tuple_items, wide_text};
pub(crate) use stamp::{dict_stamp, stamps_are_late};
pub use types::*;
