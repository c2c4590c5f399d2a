//! Two fields of one name, and one with a name of the class's own.

#[derive(py4rs::PythonAttributes)]
struct Point {
    x: f64,
    #[py4rs(rename = "x")]
    y: f64,
}

#[derive(py4rs::PythonAttributes)]
struct Other {
    #[py4rs(rename = "__class__")]
    kind: String,
}

fn main() {}
