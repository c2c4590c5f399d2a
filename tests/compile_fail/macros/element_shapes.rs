use py4rs::PyElement;

#[derive(PyElement, Clone, Copy)]
struct NoRepr {
    x: f64,
}

#[derive(PyElement, Clone, Copy)]
#[repr(C)]
struct Unnamed(f64);

#[derive(PyElement, Clone, Copy)]
#[repr(C)]
struct Generic<T> {
    x: T,
}

#[derive(PyElement, Clone, Copy)]
enum Either {
    This,
}

fn main() {}
