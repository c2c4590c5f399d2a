use py4rs::prelude::*;

fn main() -> py4rs::Result<()> {
    pymethod!("text", 42 => ())
}
