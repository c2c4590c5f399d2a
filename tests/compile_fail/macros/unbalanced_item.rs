fn main() -> py4rs::Result<()> {
    py4rs::pycall!("globals()['f'", 3 => i64).map(drop)
}
