fn main() -> py4rs::Result<()> {
    py4rs::set_pyref!([1], 0)
}
