fn main() -> py4rs::Result<()> {
    let x = 1; py4rs::pyeval!("1 + " x => ())
}
