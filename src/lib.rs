//! Python inside a Rust program: libpython is found and opened at run time, never linked.
//!
//! ```
//! use py4rs::prelude::*;
//!
//! fn main() -> py4rs::Result<()> {
//!     import_module("math")?;
//!     let pi: f64 = pyvalue("math.pi")?;
//!     let h: f64 = pycall!("math.hypot", 3, 4)?;
//!     set_pyvalue("answer", 42)?;
//!     let s = pymethod!("hello {0}", "format", "world" => String)?;
//!     pycall!("print", s, pi, h, end = "!\n" => ())?;
//!     match raw_pyeval::<i64>("1 + ") {
//!         Err(Error::Python(e)) => println!("{}", e.type_name()),
//!         _ => unreachable!(),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # How it is built
//! The modules stand in floors, in the order of this file: each imports only from itself and from those above
//! it here. `version` and `config` know files, `sys` is the raw C API, `runtime` attaches threads, `gc` takes
//! what is dropped, `object`, `error` and `convert` are values, `ops` is what one does with them, and
//! `lifecycle` starts and stops.

// Where unsafe code may stand; everywhere else the workspace forbids it.
mod version;

pub mod config;
#[allow(unsafe_code)]
pub mod sys;

#[allow(unsafe_code)]
mod runtime;

#[allow(unsafe_code)]
mod gc;

#[allow(unsafe_code)]
mod object;

#[allow(unsafe_code)]
mod error;

#[allow(unsafe_code)]
mod convert;

#[allow(unsafe_code)]
mod ops;

mod lifecycle;

pub mod prelude;

pub use config::Config;
pub use convert::{FromPython, ToPython};
pub use error::{ConversionError, Error, PyError, Result};
pub use lifecycle::{VersionInfo, is_alive, running_python, start, start_if_not_alive, stop, version_info};
pub use object::PyObject;
pub use ops::{
    Arguments, Callable, Interned, Name, attach, call, import_function, import_function_as, import_module,
    import_module_as, py_empty_tuple, py_none, pyslot_value, pyvalue, raw_pyeval, raw_pyexec,
    set_pyslot_value, set_pyvalue,
};
pub use py4rs_macros::{pycall, pymethod};
pub use runtime::{Python, StartFailure, detach};
pub use version::{AbiFlags, Version};

/// What the macros expand to. It is theirs alone, and changes as they do.
#[doc(hidden)]
pub mod __private {
    pub use crate::ops::{Keywords, More, Path, call_at, method_at};
}
