fn main() -> py4rs::Result<()> {
    let object = py4rs::py_none()?;
    py4rs::detach(|| object.as_ptr());
    Ok(())
}
