//! What can be said of a field.

#[derive(py4rs::PythonAttributes)]
struct Point {
    #[py4rs(hidden)]
    x: f64,
}

fn main() {}
