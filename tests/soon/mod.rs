//! Waiting for what happens on another thread.

use py4rs::Result;
use std::thread;
use std::time::{Duration, Instant};

/// Waits until a condition holds, which should be soon; gives how long it took.
#[track_caller]
pub fn soon(condition: impl Fn() -> Result<bool>) -> Duration {
    let start = Instant::now();
    while !condition().expect("Python is alive") {
        assert!(start.elapsed() < Duration::from_secs(5), "it did not happen");
        thread::sleep(Duration::from_millis(1));
    }
    start.elapsed()
}
