//! For tests that need numpy: name a Python that has it by `PYTHON_EXECUTABLE`. With `NUMPY=required` it is a failure
//! that there is none.

use py4rs::{Result, import_module};
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// The names of `__main__` are those of all tests.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs a test where numpy can be imported.
pub fn with_numpy(test: impl FnOnce() -> Result<()>) -> Result<()> {
    if import_module("numpy").is_err() {
        assert!(std::env::var_os("NUMPY").is_none(), "this Python has no numpy");
        // Past the test harness, which keeps the output of a test that passes.
        let _ = writeln!(io::stderr(), "left out: a test of numpy, for a Python without it");
        return Ok(());
    }
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    test()
}
