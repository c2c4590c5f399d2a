fn main() -> py4rs::Result<()> {
    py4rs::chain!(int(base = 16, "ff") => ())
}
