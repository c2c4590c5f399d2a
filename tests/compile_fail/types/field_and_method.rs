//! A field and a method that have one name in Python.

#[derive(py4rs::PythonAttributes)]
struct Point {
    x: f64,
}

#[py4rs::methods]
impl Point {
    fn x(&self) -> f64 {
        self.x
    }
}

fn main() {}
