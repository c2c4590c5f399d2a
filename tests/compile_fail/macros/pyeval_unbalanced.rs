fn main() -> py4rs::Result<()> {
    py4rs::pyeval!("len([1, " {2} ")" => usize).map(drop)
}
