//! A list of arguments is not taken for a Rust value behind a reference.

fn main() {
    let numbers = &vec![1, 2];
    let _ = py4rs::pycall!("max", *numbers => i64);
}
