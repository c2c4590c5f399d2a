use py4rs::prelude::*;

fn main() -> py4rs::Result<()> {
    let mut size = (1, 2);
    pycall!("print", size.0 = 3 => ())
}
