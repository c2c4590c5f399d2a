use py4rs::prelude::*;
use std::cell::Cell;

fn main() {
    let _ = RustObject::new(Cell::new(1)).downcast_ref::<Cell<i32>>();
}
