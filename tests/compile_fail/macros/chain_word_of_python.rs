fn main() -> py4rs::Result<()> {
    py4rs::chain!(sorted([1], key = lambda x: x) => ())
}
