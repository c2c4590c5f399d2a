//! A method that gives what is none of Python's.

#[derive(py4rs::PythonAttributes)]
struct Point {
    x: f64,
}

struct Opaque;

#[py4rs::methods]
impl Point {
    fn opaque(&self) -> Opaque {
        Opaque
    }

    fn perhaps(&self) -> Option<Opaque> {
        None
    }
}

fn main() {}
