//! Finding a Python: on trees of files that the tests make, and on the Pythons of this machine.
#![cfg(unix)]

mod choice;
mod layouts;
mod names;
mod real;
mod shims;
mod tree;
mod venvs;
