#[derive(py4rs::ToPython)]
#[py(tag = "kind")]
enum Shape {
    Dot,
    Circle(f64),
}

fn main() {}
