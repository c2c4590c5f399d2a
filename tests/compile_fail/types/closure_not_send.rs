use py4rs::prelude::*;
use std::rc::Rc;

fn main() {
    let here = Rc::new(1);
    let _ = export_function("f", move |x: i64| x + *here);
}
