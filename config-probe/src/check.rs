//! `--check`: starts the Python that was found, and has it do something.
//!
//! That happens in a process apart, this program again with the same arguments. A package that crashes ends it alone, and
//! is told like any other failure; what packages print is kept out of the report.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use py4rs::config::{Config, PythonConfig};
use py4rs::{Result, import_module, pycall, raw_pyeval, version_info};
use serde_json::{Value, json};

/// Set for the process apart.
const APART: &str = "CONFIG_PROBE_APART";

/// Begins the lines that it says to the one that started it.
const MARK: &str = "\u{1}config-probe ";

/// One thing that was tried.
pub struct Step {
    /// What.
    pub name: String,
    /// What came of it, or what went wrong.
    pub outcome: std::result::Result<String, String>,
    /// How long it took.
    pub time: Duration,
}

impl Step {
    fn failed(name: &str, why: String) -> Self {
        Step { name: name.to_owned(), outcome: Err(why), time: Duration::ZERO }
    }

    /// As it is said from one process to the other.
    fn to_json(&self) -> Value {
        let (Ok(said) | Err(said)) = &self.outcome;
        let seconds = self.time.as_secs_f64();
        json!({ "name": self.name, "ok": self.outcome.is_ok(), "said": said, "seconds": seconds })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let said = value["said"].as_str()?.to_owned();
        Some(Step {
            name: value["name"].as_str()?.to_owned(),
            outcome: if value["ok"].as_bool()? { Ok(said) } else { Err(said) },
            time: Duration::try_from_secs_f64(value["seconds"].as_f64()?).ok()?,
        })
    }
}

/// Whether this is the process apart.
pub fn is_apart() -> bool {
    env::var_os(APART).is_some()
}

/// Starts a process that checks, and gives what came of it.
pub fn check() -> Vec<Step> {
    let mut steps = Vec::new();
    let end = follow(&mut steps);
    if let Err(why) = end {
        // Every step is said before it begins, and again when it is done.
        let begun = steps.pop_if(|step: &mut Step| step.outcome.is_err() && step.time.is_zero());
        let name = begun.map_or_else(|| "end".to_owned(), |step| step.name);
        steps.push(Step::failed(&name, why));
    }
    steps
}

/// Collects what the process says until it ends.
fn follow(steps: &mut Vec<Step>) -> std::result::Result<(), String> {
    let fail = |error: io::Error| format!("the process that checks cannot be run: {error}");
    let mut command = Command::new(env::current_exe().map_err(fail)?);
    command.args(env::args_os().skip(1)).env(APART, "1").stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(fail)?;
    for line in child.stdout.take().into_iter().flat_map(|pipe| BufReader::new(pipe).split(b'\n')) {
        let line = line.map_err(fail)?;
        let line = String::from_utf8_lossy(&line);
        let Some((before, said)) = line.split_once(MARK) else {
            let _ = writeln!(io::stderr(), "{line}");
            continue;
        };
        let _ = write!(io::stderr(), "{before}");
        let Some(step) = serde_json::from_str(said).ok().as_ref().and_then(Step::from_json) else { continue };
        match steps.last_mut().filter(|last| last.name == step.name) {
            Some(begun) => *begun = step,
            None => steps.push(step),
        }
    }
    let status = child.wait().map_err(fail)?;
    if status.success() { Ok(()) } else { Err(format!("it ended the process: {status}")) }
}

/// What the process apart does: starts the Python, imports the packages, and tries a call, an array and a callback. After
/// a start that fails nothing else is tried.
pub fn check_here(python: &PythonConfig, packages: &[String]) {
    if !step("start", || started(python)) {
        return;
    }
    for name in packages {
        step(&format!("import {name}"), || imported(name));
    }
    step("call", called);
    step("array", array);
    step("callback", called_back);
}

/// Does one thing, and says what comes of it; whether it worked.
fn step(name: &str, f: impl FnOnce() -> Result<String>) -> bool {
    say(&Step::failed(name, String::new()));
    let begin = Instant::now();
    let outcome = f().map_err(|error| error.to_string().trim_end().to_owned());
    let step = Step { name: name.to_owned(), outcome, time: begin.elapsed() };
    say(&step);
    step.outcome.is_ok()
}

/// Where nobody listens any more there is nobody to tell.
fn say(step: &Step) {
    let mut stdout = io::stdout().lock();
    let _ = writeln!(stdout, "{MARK}{}", step.to_json()).and_then(|()| stdout.flush());
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
