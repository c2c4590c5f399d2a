//! What a capture of Python's output costs: nanoseconds, the median of some rounds.
//! `cargo bench --bench output`

use py4rs::prelude::*;
use std::time::Instant;

const ROUNDS: usize = 21;
const TIMES: usize = 2000;

fn main() -> py4rs::Result<()> {
    let print: PyObject = pyvalue("print")?;
    let nothing = || with_python_output(|| ()).map(drop);
    let printing = || with_python_output(|| pycall!(print, "text" => ())).map(drop);
    println!("a capture                       {:8.0} ns", median(nothing)?);
    println!("a capture, attached             {:8.0} ns", attach(|_| median(nothing))??);
    println!("a capture with a print          {:8.0} ns", median(printing)?);
    println!(
        "a print inside of one           {:8.0} ns",
        with_python_output(|| median(|| pycall!(print, "text")))?.0
    );
    println!("a capture of the whole process  {:8.0} ns", median(|| with_process_output(|| ()).map(drop))?);
    Ok(())
}

/// What `operation` costs at the median.
fn median(operation: impl Fn() -> py4rs::Result<()>) -> py4rs::Result<f64> {
    let mut costs = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        (0..TIMES).try_for_each(|_| operation())?;
        costs.push(start.elapsed().as_nanos() as f64 / TIMES as f64);
    }
    costs.sort_by(f64::total_cmp);
    Ok(costs[ROUNDS / 2])
}
