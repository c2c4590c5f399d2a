//! What a call costs, and how threads share Python, in the mode that `PY4RS_MODE` names.
//! `PY4RS_MODE=single-threaded cargo bench --bench modes`

use py4rs::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const TIMES: usize = 20_000;
const THREADS: usize = 16;

fn main() -> py4rs::Result<()> {
    import_module("math")?;
    let mut costs = Vec::new();
    for _ in 0..TIMES {
        let start = Instant::now();
        let _: f64 = pycall!("math.hypot", 3.0, 4.0)?;
        costs.push(start.elapsed().as_nanos());
    }
    costs.sort_unstable();
    println!(
        "a call: {} ns at the median, {} ns at the 99th percentile",
        costs[TIMES / 2],
        costs[TIMES * 99 / 100]
    );

    let ended = AtomicBool::new(false);
    let calls: Vec<usize> = thread::scope(|scope| {
        let caller = || {
            let mut calls = 0;
            while !ended.load(Ordering::Relaxed) {
                let _: f64 = pycall!("math.hypot", 3.0, 4.0).expect("it is alive");
                calls += 1;
            }
            calls
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(caller)).collect();
        thread::sleep(Duration::from_secs(2));
        ended.store(true, Ordering::Relaxed);
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    let (least, most) = (calls.iter().min().expect("some"), calls.iter().max().expect("some"));
    println!("{THREADS} threads in 2 s: {} calls, {least} to {most} each", calls.iter().sum::<usize>());
    Ok(())
}
