use py4rs::prelude::*;

fn main() {
    let _text = pythonizer(|_: &'static str| py_none());
    let _object = pythonizer(|_: PyObject| py_none());
}
