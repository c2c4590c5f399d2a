use py4rs::PyElement;

#[derive(PyElement, Clone, Copy)]
#[repr(C)]
struct WithPadding {
    x: f64,
    y: u8,
}

#[derive(PyElement, Clone, Copy)]
#[repr(C)]
struct WithBool {
    x: bool,
}

fn main() {}
