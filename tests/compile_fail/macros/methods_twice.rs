//! Two methods of one name.

#[derive(py4rs::PythonAttributes)]
struct Point {
    x: f64,
}

#[py4rs::methods]
impl Point {
    fn far(&self) -> f64 {
        self.x
    }

    #[py4rs(rename = "far")]
    fn away(&self) -> f64 {
        self.x
    }
}

fn main() {}
