fn main() -> py4rs::Result<()> {
    py4rs::pycall!("'math.hypot", 3 => i64).map(drop)
}
