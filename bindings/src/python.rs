//! The interpreter of the build, asked about a module.

use crate::description::{Description, FORMAT};
use crate::kept;
use serde::Deserialize;
use serde_json::Value;
use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SCRIPT: &str = concat!(include_str!("stubs.py"), include_str!("describe.py"));

/// The interpreter of the build: `PYTHON_EXECUTABLE`, else that of an active venv or conda environment, else the first
/// `python3` or `python` on `PATH`.
pub fn interpreter() -> PathBuf {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(python) = set("PYTHON_EXECUTABLE") {
        return python;
    }
    let of_environment = |folder: PathBuf| {
        let names =
            if cfg!(windows) { ["Scripts/python.exe", "python.exe"] } else { ["bin/python", "bin/python3"] };
        names.into_iter().map(|name| folder.join(name)).find(|python| python.is_file())
    };
    ["VIRTUAL_ENV", "CONDA_PREFIX"]
        .into_iter()
        .filter_map(set)
        .find_map(of_environment)
        .unwrap_or_else(on_path)
}

fn on_path() -> PathBuf {
    let folders = env::var_os("PATH").unwrap_or_default();
    let names = if cfg!(windows) { ["python.exe", "python3.exe"] } else { ["python3", "python"] };
    let found = names.into_iter().find_map(|name| {
        env::split_paths(&folders).map(|folder| folder.join(name)).find(|python| python.is_file())
    });
    found.unwrap_or_else(|| names[0].into())
}

/// What the script says in the end.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Trouble {
        trouble: String,
    },
    Described {
        description: Box<Description>,
        /// The files and folders that it came from.
        sources: Vec<PathBuf>,
    },
}

/// A description of a module, by the interpreter, or by what it said before.
pub fn ask(python: &Path, request: &Value) -> Result<Description, String> {
    let place = kept::Place::of(python, SCRIPT, request);
    let known = place.as_ref().and_then(kept::Place::read);
    if let Some(Ok(Answer::Described { description, .. })) = known.as_deref().map(serde_json::from_str) {
        return Ok(*description);
    }
    let answer = run(python, request)?;
    match serde_json::from_str(&answer) {
        Ok(Answer::Described { description, sources }) => {
            // A script that stands for an interpreter may choose another one the next time.
            let chosen = Path::new(&description.executable).canonicalize();
            if let (Some(place), true) =
                (place, chosen.is_ok_and(|one| python.canonicalize().is_ok_and(|two| one == two)))
            {
                place.write(sources, &answer);
            }
            Ok(*description)
        }
        Ok(Answer::Trouble { trouble }) => Err(trouble),
        Err(error) => Err(failed(python, &error.to_string())),
    }
}

fn failed(python: &Path, reason: &str) -> String {
    format!(
        "{} does not answer ({reason}); set PYTHON_EXECUTABLE to a Python 3.8 or newer, or build from a recorded \
         description (`file = \"NAME.py4rs.json\"`)",
        python.display()
    )
}

/// Has the interpreter answer: the last line that it prints.
fn run(python: &Path, request: &Value) -> Result<String, String> {
    let failed = |reason: &str| failed(python, reason);
    let mut child = Command::new(python)
        .args(["-X", "utf8", "-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let request = request.to_string();
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(request.as_bytes()).map_err(|error| failed(&error.to_string()))?;
    }
    let output = child.wait_with_output().map_err(|error| failed(&error.to_string()))?;
    let answer = String::from_utf8_lossy(&output.stdout);
    answer.lines().last().map(str::to_owned).ok_or_else(|| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let last = complaint.lines().rev().find(|line| !line.trim().is_empty());
        failed(&last.map_or_else(|| output.status.to_string(), str::to_owned))
    })
}

/// A description that was recorded.
pub fn read(text: &str) -> Result<Description, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("is no description: {error}"))?;
    match value.get("format").and_then(Value::as_u64) {
        Some(format) if format == u64::from(FORMAT) => {}
        Some(format) => {
            return Err(format!(
                "has format {format}, and this py4rs reads format {FORMAT}: record it again"
            ));
        }
        None => return Err("is no description of a module: it has no `format`".to_owned()),
    }
    serde_json::from_value(value).map_err(|error| format!("is no description: {error}"))
}
