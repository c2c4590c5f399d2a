#[derive(py4rs::ToPython)]
#[py(class = "a.A", class = "b.B")]
struct Point {
    x: f64,
}

fn main() {}
