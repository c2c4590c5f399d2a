use py4rs::prelude::*;
use std::time::Instant;

fn main() {
    let _ = export_function("f", |_: i64| Instant::now());
}
