//! An attribute has a name.

#[derive(py4rs::PythonAttributes)]
struct Point(f64, f64);

fn main() {}
