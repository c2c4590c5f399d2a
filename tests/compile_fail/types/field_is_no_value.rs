struct Plain;

#[derive(py4rs::ToPython, py4rs::FromPython)]
struct Point {
    x: f64,
    plain: Plain,
}

fn main() {}
