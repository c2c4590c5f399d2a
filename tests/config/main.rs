//! Finding a Python: on trees of files that the tests make, and on the Pythons of this machine.
#![cfg(unix)]

mod cache;
mod choice;
mod distributions;
mod files;
mod installations;
mod layouts;
mod machines;
mod managers;
mod names;
mod real;
mod shims;
mod tree;
mod venvs;
