fn main() -> py4rs::Result<()> {
    py4rs::pyexec!("x = " {1} => i64)
}
