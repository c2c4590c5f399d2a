//! Rules of the user's own: how objects of a class come to Rust, how values of a type go to Python, whether
//! untyped results come to Rust at all.
//!
//! Rules are data. Each thread has one stack of scopes (`scope`): `with_rustifiers`, `with_pythonizers` and
//! `with_remote_objects` push one and pop it at their end, also when that is a panic. It is consulted in one
//! place for each direction: [`rustified`] before an object becomes a `Value`, [`pythonized`] before a value
//! becomes an object. Where there is no rule, either costs one look at a static.
//!
//! A rule may use the conversion that it replaces: while it runs, it does not apply to what it converts itself,
//! only to what lies inside of that.

mod class;
mod define;
mod pythonized;
mod pythonizer;
pub(crate) mod remote;
mod rustifier;
pub(crate) mod scope;

pub(super) use class::{find_class, qualified_name};
pub use define::define_rustifier;
pub use pythonized::Pythonized;
pub use pythonizer::{Pythonizer, pythonized, pythonizer, with_pythonizers};
pub(super) use pythonizer::{any_pythonizers, plain, pythonized_items};
pub use remote::{with_remote_objects, with_remote_objects_eval};
pub use rustifier::with_rustifiers;
pub(super) use rustifier::{any_rustifiers, rustified};
pub(crate) use scope::outside;
