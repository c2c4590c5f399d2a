//! A field that Python sets is made of an object; one that it only reads need not be.

#[derive(py4rs::PythonAttributes)]
struct Point {
    #[py4rs(readonly)]
    name: &'static str,
    other: &'static str,
}

fn main() {}
