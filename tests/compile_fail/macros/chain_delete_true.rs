fn main() -> py4rs::Result<()> {
    py4rs::chain!(del True)
}
