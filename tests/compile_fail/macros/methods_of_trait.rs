//! A type has the methods.

struct Point;

#[py4rs::methods]
impl Clone for Point {
    fn clone(&self) -> Point {
        Point
    }
}

fn main() {}
