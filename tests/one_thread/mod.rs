//! What a test cannot ask where all Python code runs on one thread.

use std::env;
use std::io::{Write, stderr};

/// Whether it does, for tests that need two threads inside Python at once: says why.
pub fn one_thread(reason: &str) -> bool {
    let is_one = env::var_os("PY4RS_MODE").is_some_and(|mode| mode == "single-threaded");
    if is_one {
        // Not by a macro of `print`, whose text the harness keeps.
        let _ = writeln!(stderr(), "NOT ASKED OF ONE THREAD: {reason}");
    }
    is_one
}
