#[derive(py4rs::ToPython)]
struct Pair(#[py(rename = "x")] f64, f64);

fn main() {}
