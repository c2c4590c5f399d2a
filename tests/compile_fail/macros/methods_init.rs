//! Rust makes the objects.

struct Point;

#[py4rs::methods]
impl Point {
    fn __init__(&mut self) {}
}

fn main() {}
