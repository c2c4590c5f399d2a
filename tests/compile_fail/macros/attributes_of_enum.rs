//! An enum has no fields.

#[derive(py4rs::PythonAttributes)]
enum Side {
    Left,
}

fn main() {}
