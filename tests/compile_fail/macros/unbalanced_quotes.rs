fn main() -> py4rs::Result<()> {
    py4rs::pycall!("lambda x: x + 'a", "b" => String).map(drop)
}
