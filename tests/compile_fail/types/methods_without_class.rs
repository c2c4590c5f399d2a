//! Methods need a class to be put in.

struct Point;

#[py4rs::methods]
impl Point {
    fn x(&self) -> f64 {
        0.0
    }
}

fn main() {}
