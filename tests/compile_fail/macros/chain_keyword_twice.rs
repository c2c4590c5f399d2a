fn main() -> py4rs::Result<()> {
    py4rs::chain!(dict(a = 1, b = 2, a = 3) => ())
}
