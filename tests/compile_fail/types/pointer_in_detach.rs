fn main() -> py4rs::Result<()> {
    let object = py4rs::py_none()?;
    let pointer = object.as_ptr();
    py4rs::detach(|| println!("{}", { pointer }.is_null()));
    Ok(())
}
