//! How long it takes to find a Python: the fastest of many, in milliseconds.

use py4rs::config::{Environment, Search, find};
use std::time::Instant;

fn main() {
    let environment = Environment::process();
    let once = || {
        let begin = Instant::now();
        let found = find(&Search::default(), &environment).map(|python| python.executable);
        (begin.elapsed().as_secs_f64() * 1e3, found)
    };
    let (fastest, found) =
        (0..200).map(|_| once()).min_by(|a, b| a.0.total_cmp(&b.0)).expect("there were some");
    match found {
        Ok(executable) => println!("{fastest:.3} ms: {}", executable.display()),
        Err(nothing) => println!("{fastest:.3} ms: {nothing}"),
    }
}
