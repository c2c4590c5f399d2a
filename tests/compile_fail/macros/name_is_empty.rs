fn main() -> py4rs::Result<()> {
    py4rs::pycall!("math..hypot", 3, 4 => f64).map(drop)
}
