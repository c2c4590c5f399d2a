fn main() -> py4rs::Result<()> {
    py4rs::chain!(max(1 2) => ())
}
