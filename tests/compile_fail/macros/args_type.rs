fn main() -> py4rs::Result<()> {
    let _ = py4rs::args![1 => ()]; Ok(())
}
