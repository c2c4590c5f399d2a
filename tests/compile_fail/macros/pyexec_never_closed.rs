fn main() -> py4rs::Result<()> {
    py4rs::pyexec!("print(" {2} ", \")\"")
}
