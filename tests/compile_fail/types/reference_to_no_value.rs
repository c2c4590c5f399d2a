//! References to what Python has no value of, and a value with attributes that is taken by value.

#[derive(py4rs::PythonAttributes)]
struct Point {
    x: f64,
}

#[py4rs::methods]
impl Point {
    fn number(&self, number: &i64) -> i64 {
        *number
    }

    fn add(&self, other: Point) -> f64 {
        self.x + other.x
    }
}

fn main() {}
