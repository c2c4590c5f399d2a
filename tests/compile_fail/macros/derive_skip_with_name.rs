#[derive(py4rs::ToPython)]
struct Point {
    #[py(skip, rename = "z")]
    x: f64,
}

fn main() {}
