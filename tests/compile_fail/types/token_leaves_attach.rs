use py4rs::Python;

fn main() {
    let mut kept: Option<Python<'_>> = None;
    let _ = py4rs::attach(|py| kept = Some(py));
    let _ = kept.map(|py| py.sys());
}
