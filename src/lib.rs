//! Python inside a Rust program: libpython is found and opened at run time, never linked.
//!
//! The modules stand in floors: each imports only from itself and from those above it in this file.

mod version;

pub mod config;
#[allow(unsafe_code, dead_code, reason = "the raw layer, not yet used by the floors above")]
mod sys;

pub use version::{AbiFlags, Version};
