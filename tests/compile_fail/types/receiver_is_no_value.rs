use py4rs::prelude::*;

struct Celsius(f64);

fn main() -> py4rs::Result<()> {
    pymethod!(Celsius(1.0), "read", 1 => ())
}
