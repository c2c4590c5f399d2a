use py4rs::prelude::*;

struct Celsius(f64);

fn main() -> py4rs::Result<()> {
    let cold = Celsius(-40.0);
    pycall!("print", 1, cold, end = cold => ())
}
