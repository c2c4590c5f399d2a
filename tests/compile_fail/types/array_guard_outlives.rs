use ndarray::{ArrayRef, Ix1};
use py4rs::PyArray;

fn items(array: &PyArray<f64, Ix1>) -> &ArrayRef<f64, Ix1> {
    &array.read()
}

fn main() {
    items(&PyArray::from(vec![1.0]));
}
