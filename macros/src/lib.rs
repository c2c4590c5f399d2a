//! The procedural macros of py4rs. Use them through the `py4rs` crate.
