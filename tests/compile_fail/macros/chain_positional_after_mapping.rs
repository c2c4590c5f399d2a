fn main() -> py4rs::Result<()> {
    py4rs::chain!(int(**{1}, *"ff") => ())
}
