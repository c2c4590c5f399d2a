#[derive(py4rs::FromPython)]
#[py(rename_all = "camel")]
struct Point {
    x: f64,
}

fn main() {}
