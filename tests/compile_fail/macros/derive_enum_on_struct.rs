#[derive(py4rs::ToPython)]
#[py(enum = "a.A")]
struct Point {
    x: f64,
}

#[derive(py4rs::ToPython)]
#[py(tag = "kind")]
struct Line {
    x: f64,
}

fn main() {}
