//! `--check`: starts the Python that was found.

use py4rs::config::PythonConfig;

/// Starts the Python and evaluates something; gives what it said.
///
/// # Errors
/// Why it did not start.
pub fn check(python: &PythonConfig) -> Result<String, String> {
    Err(format!("{} was not started: this config-probe cannot do that yet", python.executable.display()))
}
