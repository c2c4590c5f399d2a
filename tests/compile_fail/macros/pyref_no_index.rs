fn main() -> py4rs::Result<()> {
    py4rs::pyref!([1] => ())
}
