fn main() -> py4rs::Result<()> {
    py4rs::pymethod!("a", "upper)" => String).map(drop)
}
