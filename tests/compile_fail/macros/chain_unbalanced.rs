fn main() -> py4rs::Result<()> {
    py4rs::chain!("lambda x: [x)"(3) => ())
}
