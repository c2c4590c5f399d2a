use py4rs::Python;

fn main() -> py4rs::Result<()> {
    // The token is good for all that is done inside.
    let alive = py4rs::attach(|py| {
        let kept: Option<Python<'_>> = Some(py);
        let copy = py;
        // SAFETY: attached; the function needs nothing else.
        kept.is_some() && unsafe { copy.sys().Py_IsInitialized() } == 1
    })?;
    assert!(alive);

    // Objects and verbs cross threads and detached regions; the token stays where it is.
    let one = py4rs::raw_pyeval::<py4rs::PyObject>("1")?;
    let copy = py4rs::attach(|_py| {
        py4rs::detach(|| std::thread::scope(|scope| scope.spawn(|| one.clone()).join()))
    })?;
    assert!(copy.is_ok_and(|copy| copy.is(&one)));
    Ok(())
}
