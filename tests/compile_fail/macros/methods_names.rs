//! A name that the class has for itself.

#[derive(py4rs::PythonAttributes)]
struct Point {
    x: f64,
}

#[py4rs::methods]
impl Point {
    #[py4rs(rename = "__dict__")]
    fn all(&self) -> f64 {
        self.x
    }
}

fn main() {}
