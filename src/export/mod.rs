//! Rust seen from Python: functions, objects and errors.
//!
//! `boundary` holds every function that Python calls, and lets no panic through. `class` makes the classes whose
//! instances own a Rust value; `function` puts closures behind Python's functions, `bind` and `parameter` say which
//! argument goes where, and `exceptions` carries errors and panics over the border and back.

mod attributes;
mod bind;
mod boundary;
mod class;
mod closure;
mod exceptions;
mod exclusive;
mod function;
mod iterator;
mod live;
mod module;
mod object;
mod outcome;
mod parameter;

pub use attributes::{PythonAttributes, no_attribute};
pub use closure::{Closure, export_function, pyfunction};
pub(crate) use exceptions::exception_of;
pub use exceptions::pyerror;
pub use function::{Function, Shared, shared};
pub use iterator::{pygenerator, pyiter};
pub use module::{Module, export_module};
pub use object::RustObject;
pub use outcome::Outcome;
pub use parameter::{Args, Kwargs, Parameter};

/// What `#[function]` expands to.
pub mod private {
    pub use super::bind::{Place, Signature};
    pub use super::boundary::Given;
    pub use super::parameter::Kind;
}
