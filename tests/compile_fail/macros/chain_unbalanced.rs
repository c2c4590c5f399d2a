fn main() -> py4rs::Result<()> {
    py4rs::chain!("table[0)"(3) => ())
}
