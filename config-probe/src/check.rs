//! `--check`: starts the Python that was found.

use py4rs::config::PythonConfig;
use py4rs::{Config, raw_pyeval};

const QUESTION: &str = "'Python %d.%d.%d runs: 6 * 7 = %d' % (*__import__('sys').version_info[:3], 6 * 7)";

/// Starts the Python and evaluates something; gives what it said.
///
/// # Errors
/// Why it did not start.
pub fn check(python: &PythonConfig) -> Result<String, String> {
    let started = Config::new().python(&python.executable).start();
    started.and_then(|()| raw_pyeval(QUESTION)).map_err(|error| error.to_string())
}
