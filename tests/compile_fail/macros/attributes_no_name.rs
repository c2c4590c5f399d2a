//! What is no name cannot be one.

#[derive(py4rs::PythonAttributes)]
struct Point {
    #[py4rs(rename = "a b")]
    x: f64,
}

fn main() {}
