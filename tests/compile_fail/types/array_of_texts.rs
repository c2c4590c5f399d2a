use py4rs::PyArray;

fn main() {
    let _ = PyArray::from(vec![String::new()]);
}
