fn main() -> py4rs::Result<()> {
    py4rs::chain!({1 +}.upper() => ())
}
