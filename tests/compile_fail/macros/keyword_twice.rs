use py4rs::prelude::*;

fn main() -> py4rs::Result<()> {
    pycall!("print", 1, end = "", sep = "", end = "\n" => ())
}
