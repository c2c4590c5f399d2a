fn main() -> py4rs::Result<()> {
    py4rs::pyeval!({1 2} => ())
}
