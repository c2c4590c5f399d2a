//! `--check`: starts the Python that was found, and has it do something.

use std::time::{Duration, Instant};

use py4rs::config::{Config, PythonConfig};
use py4rs::{Result, import_module, pycall, raw_pyeval, version_info};

/// One thing that was tried.
pub struct Step {
    /// What.
    pub name: String,
    /// What came of it, or what went wrong.
    pub outcome: std::result::Result<String, String>,
    /// How long it took.
    pub time: Duration,
}

/// Starts the Python, imports the packages, and tries a call, an array and a callback. After a start that fails nothing
/// else is tried.
pub fn check(python: &PythonConfig, packages: &[String]) -> Vec<Step> {
    let mut steps = vec![step("start", || started(python))];
    if steps[0].outcome.is_ok() {
        steps.extend(packages.iter().map(|name| step(&format!("import {name}"), || imported(name))));
        steps.extend([step("call", called), step("array", array), step("callback", called_back)]);
    }
    steps
}

fn step(name: &str, f: impl FnOnce() -> Result<String>) -> Step {
    let begin = Instant::now();
    let outcome = f().map_err(|error| error.to_string().trim_end().to_owned());
    Step { name: name.to_owned(), outcome, time: begin.elapsed() }
}

fn started(python: &PythonConfig) -> Result<String> {
    Config::new().python(&python.executable).libpython(&python.libpython).start()?;
    let version = version_info()?;
    let (major, minor, micro) = (version.major, version.minor, version.micro);
    let prefix: String = raw_pyeval("__import__('sys').prefix")?;
    Ok(format!("Python {major}.{minor}.{micro} runs in {prefix}"))
}

fn imported(name: &str) -> Result<String> {
    let module = import_module(name)?;
    let version: Option<String> = pycall!("lambda m: getattr(m, '__version__', None)", &module)?;
    Ok(version.map_or_else(|| "it has no version".to_owned(), |version| format!("version {version}")))
}

fn called() -> Result<String> {
    let sum: i64 = pycall!("sum", [1, 2, 3])?;
    Ok(format!("sum([1, 2, 3]) is {sum}"))
}

/// An array of numpy's where that is installed, else of the standard library's.
fn array() -> Result<String> {
    let values: Vec<f64> = (0..1000).map(f64::from).collect();
    let (module, sum) = match import_module("numpy") {
        Ok(_) => ("numpy", "lambda values: float(numpy.array(values).sum())"),
        Err(_) => ("array", "lambda values: sum(__import__('array').array('d', values))"),
    };
    let sum: f64 = pycall!(sum, &values)?;
    Ok(format!("the sum of {} floats in an array of {module} is {sum}", values.len()))
}

fn called_back() -> Result<String> {
    let doubled: Vec<i64> = pycall!("lambda f: [f(n) for n in range(3)]", |n: i64| 2 * n)?;
    Ok(format!("Python called Rust, which gave {doubled:?}"))
}
