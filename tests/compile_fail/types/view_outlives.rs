use ndarray::Ix1;
use py4rs::PyObject;
use py4rs::array::SharedView;

fn view() -> SharedView<'static, f64, Ix1> {
    let array: PyObject = py4rs::raw_pyeval("[]").unwrap();
    SharedView::of(&array).unwrap()
}

fn in_detach(array: &PyObject) -> f64 {
    let view = SharedView::<f64, Ix1>::of(array).unwrap();
    py4rs::detach(|| view.iter().sum())
}

fn main() {
    view();
    in_detach(&py4rs::raw_pyeval("[]").unwrap());
}
