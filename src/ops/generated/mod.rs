//! What generated bindings expand to: modules, their members, and calls with options.
//!
//! A generated function has its [`Member`] in a static, which finds the callable in its [`Home`], the module. The home
//! imports its module at the first use after each start, and keeps it; the member is looked up in it at every call, as
//! Python would, unless it is to be kept as well.

mod build;
mod class;
mod home;
mod kept;
mod kind;
mod member;
mod options;
mod rest;
mod shape;

pub use build::{Build, Function};
pub use class::check_class;
pub use home::Home;
pub(crate) use kept::forget_all as forget_generated;
pub use kind::{Is, kinds};
pub use member::{Member, Target, call_member, set_value_of, value_of};
pub use rest::{Given, Only, Rest, Rested};
pub use shape::Shape;
