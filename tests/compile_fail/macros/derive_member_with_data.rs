#[derive(py4rs::ToPython)]
#[py(enum = "a.A")]
enum Shape {
    Dot,
    Circle(f64),
}

fn main() {}
