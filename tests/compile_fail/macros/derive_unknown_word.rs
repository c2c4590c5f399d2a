#[derive(py4rs::FromPython)]
#[py(renameall = "camelCase")]
struct Point {
    x: f64,
}

#[derive(py4rs::FromPython)]
struct Line {
    #[py(name = "y")]
    x: f64,
}

#[derive(py4rs::FromPython)]
enum Shape {
    #[py(skip)]
    Dot,
}

fn main() {}
