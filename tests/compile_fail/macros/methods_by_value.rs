//! A value that Python shares is not given away.

struct Point;

#[py4rs::methods]
impl Point {
    fn take(self) {}
}

fn main() {}
