//! `--check`: starts the Python that was found, and has it do something.

use py4rs::config::{Config, PythonConfig};
use py4rs::{pycall, raw_pyeval, version_info};

/// Starts the Python and evaluates something; gives what it said.
///
/// # Errors
/// Why it did not start.
pub fn check(python: &PythonConfig) -> Result<String, String> {
    started(python).map_err(|error| error.to_string())
}

fn started(python: &PythonConfig) -> py4rs::Result<String> {
    Config::new().python(&python.executable).libpython(&python.libpython).start()?;
    let version = version_info()?;
    let (major, minor, micro) = (version.major, version.minor, version.micro);
    let prefix: String = raw_pyeval("__import__('sys').prefix")?;
    let sum: i64 = pycall!("sum", [1, 2, 3])?;
    Ok(format!("Python {major}.{minor}.{micro} runs in {prefix}; sum([1, 2, 3]) is {sum}"))
}
