#[derive(py4rs::ToPython)]
#[py(class = "a.A")]
struct Pair(f64, f64);

#[derive(py4rs::ToPython)]
#[py(class = "a.A")]
enum Shape {
    Dot,
}

#[derive(py4rs::ToPython)]
#[py(class = "a..A")]
struct Point {
    x: f64,
}

fn main() {}
