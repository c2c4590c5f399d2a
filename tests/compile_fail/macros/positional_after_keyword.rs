use py4rs::prelude::*;

fn main() -> py4rs::Result<()> {
    pycall!("print", end = "", 1 + 2 => ())
}
