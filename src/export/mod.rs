//! Rust seen from Python: functions, objects and errors.
//!
//! `boundary` holds every function that Python calls, and lets no panic through. `class` makes the classes whose
//! instances own a Rust value, `ends` ends those values, `exposed` is the class that shows memory; `function` puts closures
//! behind Python's functions, `bind` and `parameter` say which argument goes where, and `exceptions` carries errors and
//! panics over the border and back. `object` is a value in Python's hands, `held` says who may have it, `live` and `derived`
//! are its attributes, `lend` its way into other functions, `pickle` the way out, and `spawn` where it leads.

mod attributes;
mod bind;
mod boundary;
mod class;
mod closure;
mod cycle;
mod derived;
mod ends;
mod exceptions;
mod exclusive;
#[cfg(feature = "ndarray")]
mod exposed;
mod function;
mod held;
mod iterator;
mod lend;
mod live;
mod module;
mod object;
mod outcome;
mod parameter;
#[cfg(feature = "serde")]
mod picklable;
mod pickle;
mod slots;
mod spawn;

pub use attributes::{PythonAttributes, no_attribute};
#[cfg(feature = "ndarray")]
pub(crate) use boundary::memory::{InCapsule, end_of_box, end_of_capsule};
#[cfg(feature = "arrow")]
pub(crate) use boundary::memory::{Method, method_of};
#[cfg(feature = "ndarray")]
pub(crate) use class::{Class, checked_value_of};
#[cfg(feature = "arrow")]
pub(crate) use class::{Slots, methods};
pub use closure::{Closure, export_function, pyfunction};
pub(crate) use exceptions::exception_of;
pub use exceptions::{PythonException, pyerror};
#[cfg(feature = "ndarray")]
pub(crate) use exposed::Exposed;
pub use function::{Function, Shared, shared};
pub use iterator::{pygenerator, pyiter};
pub use module::{Module, export_module};
pub use object::RustObject;
pub use outcome::Outcome;
pub use parameter::{Args, Kwargs, Parameter};
#[cfg(feature = "serde")]
pub use picklable::define_picklable;
pub use spawn::spawn_this_program;

/// What `#[function]`, `#[methods]` and `#[derive(PythonAttributes)]` expand to.
pub mod private {
    pub use super::bind::{Given, Place, Signature};
    pub use super::class::Class;
    pub use super::cycle::{Opaque, Part, Probe};
    pub use super::derived::{Derived, Field, Method, MethodEntry, NoMethods, class, has_method, set, slots};
    pub use super::function::Named;
    pub use super::held::Held;
    pub use super::lend::{FromObject, Giving, Objects, OfObjects, Reference, own, stop};
    pub use super::parameter::{Kind, not_implemented, operand};
}
