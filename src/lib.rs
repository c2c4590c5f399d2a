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
//! # Verbs
//! Python is used through functions and macros, all in the [`prelude`]: [`pycall!`] and [`pymethod!`] call,
//! [`chain!`](chain!) walks through attributes, items and calls in one go, [`pyref!`] and [`set_pyref!`] read and set
//! items, [`pyvalue`] and [`set_pyvalue`] names, [`pyslot_value`] and [`set_pyslot_value`] attributes;
//! [`import_module`] and [`import_function`] import, [`pyeval!`] and [`pyexec!`] run code with Rust values in it,
//! [`raw_pyeval`] and [`raw_pyexec`] plain code, [`run_file`] and [`run_module`] scripts, [`Namespace`] keeps code
//! apart, [`compile`] saves compiling it again. [`call`] and [`chain`](chain()) are for what is known at run time
//! alone. A [`PyObject`] has operators, comparisons, [`iter`](PyObject::iter), [`with`](PyObject::with). Each starts
//! Python where it is not alive and attaches the calling thread, so nothing has to be set up, and any thread may
//! use them. [`attach`] does it once for many; [`detach`] lets others in while Rust works or waits.
//!
//! [`defpyfun!`] makes a Rust function of a Python function, [`defpymodule!`] a Rust module of a Python module, both
//! documented and checked when the program is compiled.
//!
//! # Values
//! What goes in implements [`ToPython`], what comes out [`FromPython`]; the tables are there. A [`PyObject`]
//! holds any Python object, a [`Value`] any value, as Rust's. The result type is inferred, or named as in
//! `pycall!("f", 1 => i64)`; a call whose result is not used ends in `=> ()`. Types of one's own derive both traits,
//! or go through serde (`Serde`, feature `serde`). [`define_rustifier`], [`with_rustifiers`] and [`with_pythonizers`]
//! are rules of one's own for a class or a type, [`with_remote_objects`] leaves untyped results in Python. Types of
//! other crates have a feature of the crate's name each: `chrono`, `half`, `indexmap`, `jiff`, `num-bigint`, `num-complex`,
//! `num-rational`, `rust_decimal`, `uuid`; `crates` is all of them. `ndarray` is on by default.
//!
//! # Arrays
//! numpy's arrays become those of `ndarray`, and back; [`PyArray`] is one that both have, and [`lend`] gives Python what is
//! Rust's for a while. [`Buffer`](array::Buffer) is memory that Python shows without numpy. [`array`](mod@array) says how, and
//! what may be relied on. Tables of Apache Arrow cross by feature `arrow`.
//!
//! # Rust seen from Python
//! [`export_function`] gives Python a function or closure, [`export_module`] a module of them; a closure may also be
//! an argument of the macros, and [`pyfunction`] makes a value of it. [`function`](macro@function) gives a function
//! names, defaults and a docstring. A [`RustObject`] is any Rust value, with [`PythonAttributes`] a live one; the derive
//! and [`methods`](macro@methods) make a class of a struct. [`pygenerator`] and [`pyiter`] are lazy. Errors and panics come
//! back as what they were; [`PythonException`] chooses the class. With the feature `serde`, `define_picklable` has values
//! pickled.
//!
//! # Which Python
//! The first that works of: what [`Config`] names, `PYTHON_EXECUTABLE`, `VIRTUAL_ENV`, `CONDA_PREFIX`, `PATH`, the
//! Python of the build. [`Error::NotFound`] lists them all, each with the reason why not. [`config`] has the rest.
//!
//! # References
//! A [`PyObject`] owns its reference and may be dropped on any thread, also a detached one. What happens then, and how
//! references of the raw layer are kept, is the subject of [`gc`].
//!
//! # Output
//! What Python prints goes to the process's own streams, or where [`Config::stdout`] and [`Config::stderr`] send it.
//! [`with_python_output`] and its like give it to the program, [`with_process_output`] what the whole process writes.
//! [`display`] gives an object's best form for a notebook or a terminal, [`repl`] is a prompt for debugging.
//!
//! # Threads
//! Any thread may use Python. [`config::Mode`] has all Python code run on one thread, and [`run_on_main_thread`] on the
//! process's main thread, for windows.
//!
//! # Errors
//! Every verb gives a [`Result`]. A Python exception is [`Error::Python`], and shows what Python would print of
//! it; nothing in Python, `sys.exit()` included, ends the process or panics.
//!
//! # The end
//! When the process exits, Python's `atexit` functions run once, and what it has buffered is written. [`stop`] is
//! soft: CPython lives as long as the process. SIGINT stays the program's own, also after Python code has imported
//! `signal` (as `subprocess` and `asyncio` do), unless [`Config::signals`] gives it to Python. An [`InterruptHandle`]
//! stops what another thread runs, [`with_timeout`] what takes too long.

// The modules stand in floors, in this order: each imports only from itself and from those above it. Unsafe code
// may stand where it is allowed here; everywhere else the workspace forbids it.
mod version;

#[allow(unsafe_code)]
#[cfg_attr(not(feature = "ndarray"), allow(dead_code, unused_imports, reason = "most is for arrays"))]
mod dtype;

pub mod config;
#[allow(unsafe_code)]
pub mod sys;

#[allow(unsafe_code)]
mod runtime;

#[allow(unsafe_code)]
pub mod gc;

#[allow(unsafe_code)]
mod object;

#[allow(unsafe_code)]
mod error;

#[allow(unsafe_code)]
mod convert;

#[allow(unsafe_code)]
mod ops;

#[allow(unsafe_code)]
mod export;

#[cfg(feature = "ndarray")]
#[allow(unsafe_code)]
pub mod array;
#[allow(unsafe_code)]
mod output;

mod lifecycle;

pub mod prelude;

#[cfg(feature = "ndarray")]
pub use array::{PyArray, lend};
pub use config::Config;
#[cfg(feature = "serde")]
pub use convert::serde::Serde;
pub use convert::{
    Bytes, Ellipsis, FromPython, Pairs, Pythonized, Pythonizer, Slice, SliceBound, ToPython, Value,
    define_rustifier, pythonizer, slice, value, with_pythonizers, with_remote_objects,
    with_remote_objects_eval, with_rustifiers,
};
pub use error::{ConversionError, Error, PyError, Result, RuleError};
#[cfg(feature = "serde")]
pub use export::define_picklable;
pub use export::{
    Args, Closure, Function, Kwargs, Module, Outcome, Parameter, PythonAttributes, PythonException,
    RustObject, Shared, export_function, export_module, no_attribute, pyerror, pyfunction, pygenerator,
    pyiter, shared, spawn_this_program,
};
pub use gc::{disable_pygc, enable_pygc, pygc, pygc_threshold, set_pygc_threshold, with_pygc};
pub use lifecycle::{
    InterruptHandle, VersionInfo, interrupt_handle, is_alive, run_on_main_thread, running_python, start,
    start_if_not_alive, stop, version_info, with_timeout,
};
pub use object::{PyObject, set_print_pyobject, set_print_pyobject_identity};
pub use ops::{
    Arguments, Callable, Chain, Compiled, Interned, Iter, Name, Namespace, attach, call, chain, compile, dir,
    help_text, import_function, import_function_as, import_module, import_module_as, py_empty_tuple, py_none,
    pyhelp, pymethod_list, pyslot_list, pyslot_value, pyvalue, raw_pyeval, raw_pyexec, reload_module,
    run_file, run_file_with, run_module, run_module_with, set_pyslot_value, set_pyvalue, signature,
};
pub use output::{
    Captured, Displayed, display, repl, with_process_error_output, with_process_output,
    with_python_error_output, with_python_output, with_python_outputs,
};
#[cfg(feature = "ndarray")]
pub use py4rs_macros::PyElement;
pub use py4rs_macros::{
    FromPython, PythonAttributes, ToPython, args, chain, defpyfun, defpymodule, function, methods, pycall,
    pyeval, pyexec, pymethod, pyref, set_pyref,
};
pub use runtime::{Python, StartFailure, detach};
pub use version::{AbiFlags, Version};

/// What the macros expand to. It is theirs alone, and changes as they do.
#[doc(hidden)]
pub mod __private {
    pub use crate::convert::{fields, pythonized};
    pub use crate::export::private as export;
    pub use crate::ops::generated;
    pub use crate::ops::{
        Keyed, Keywords, More, Part, Path, Snippet, Spread, Text, call_at, evaluate, execute, item_at, link,
        method_at, set_item_at,
    };
}

/// The examples of the README are tests too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
