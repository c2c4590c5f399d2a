//! Making an environment, with `uv` or with `venv` and `pip`.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use indicatif::ProgressBar;

use super::{EnvironmentError, key, requirements::Requirements, store::replace};
use crate::config::{Environment, PythonConfig, path, venv::Venv};

/// So many lines of what a program complained of are shown.
const MOST_LINES: usize = 12;

/// The first words of a lock file; the hash of the requirements follows.
const LOCK_HEAD: &str = "# py4rs lock of ";

/// Variables that would have these programs install elsewhere, or nothing.
const MISLEADING: [&str; 8] = [
    "PIP_DRY_RUN",
    "PIP_PREFIX",
    "PIP_PYTHON",
    "PIP_ROOT",
    "PIP_TARGET",
    "PIP_USER",
    "PYTHONHOME",
    "VIRTUAL_ENV",
];

/// What is to be made.
pub(super) struct Job<'a> {
    pub(super) python: &'a PythonConfig,
    pub(super) requirements: &'a Requirements,
    pub(super) directory: &'a Path,
    pub(super) environment: &'a Environment,
}

/// Makes an environment with all that is required in its directory.
pub(super) fn run(job: &Job<'_>) -> Result<(), EnvironmentError> {
    let Job { requirements, environment, .. } = job;
    let pinned = match &requirements.lock {
        Some((path, Some(text))) => Some(pins(path, text, requirements)?),
        _ => None,
    };
    let uv = uv(environment);
    let progress = progress(&requirements.packages);
    let outcome = job.install(uv.as_deref(), pinned.as_deref(), &progress);
    progress.finish_and_clear();
    outcome
}

/// Has uv install a Python of this version; gives its interpreter.
pub(super) fn provide(version: &str, environment: &Environment) -> Result<PathBuf, EnvironmentError> {
    if version.is_empty()
        || !version.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+".contains(&byte))
    {
        return Err(EnvironmentError::Requirement(version.to_owned(), "it is no version of Python"));
    }
    let uv = uv(environment).ok_or(EnvironmentError::NoUv)?;
    let progress = progress(&[format!("Python {version}")]);
    let outcome = output(Command::new(&uv).args(["python", "install", "--quiet", version]))
        .and_then(|_| output(Command::new(&uv).args(["python", "find", "--managed-python", version])));
    progress.finish_and_clear();
    Ok(PathBuf::from(outcome?.trim()))
}

impl Job<'_> {
    /// `pinned` are the lines of a lock file: exactly these are installed.
    fn install(
        &self,
        uv: Option<&Path>,
        pinned: Option<&[String]>,
        progress: &ProgressBar,
    ) -> Result<(), EnvironmentError> {
        let (python, wanted) = (&self.python.executable, pinned.unwrap_or(&self.requirements.packages));
        progress.set_message("making an environment");
        let mut make = match uv {
            Some(uv) => command(uv, ["venv", "--quiet", "--no-project", "--python"], [python.as_os_str()]),
            None => command(python, ["-I", "-m", "venv"], []),
        };
        output(make.arg(self.directory))?;
        // Options of a requirements file cannot be given as arguments.
        let list = self.write_list("requirements.txt", wanted)?;
        progress.set_message(format!("installing {}", self.requirements.packages.join(", ")));
        let interpreter = Venv::interpreter(self.directory, self.environment.os);
        let mut install = match uv {
            Some(uv) => command(uv, ["pip", "install", "--quiet", "--python"], [interpreter.as_os_str()]),
            None => command(
                &interpreter,
                ["-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"],
                [],
            ),
        };
        if pinned.is_some() {
            install.arg("--no-deps");
        } else if !self.requirements.constraints.is_empty() {
            install.arg("-c").arg(self.write_list("constraints.txt", &self.requirements.constraints)?);
        }
        output(install.arg("-r").arg(&list)).map(drop)
    }

    /// Leaves lines in a file of the environment.
    fn write_list(&self, name: &str, lines: &[String]) -> Result<PathBuf, EnvironmentError> {
        let path = self.directory.join(name);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        replace(&path, &text).map_err(|error| EnvironmentError::file(&path, error))?;
        Ok(path)
    }
}

/// Writes what is installed in an environment into the lock file; gives its text.
pub(super) fn write_lock(
    path: &Path,
    directory: &Path,
    requirements: &Requirements,
    environment: &Environment,
) -> Result<String, EnvironmentError> {
    let interpreter = Venv::interpreter(directory, environment.os);
    let mut freeze = match uv(environment) {
        Some(uv) => command(&uv, ["pip", "freeze", "--quiet", "--python"], [interpreter.as_os_str()]),
        None => command(&interpreter, ["-I", "-m", "pip", "freeze", "--disable-pip-version-check"], []),
    };
    let text = format!("{LOCK_HEAD}{}\n{}", key::of_requirements(requirements), output(&mut freeze)?);
    replace(path, &text).map_err(|error| EnvironmentError::file(path, error))?;
    Ok(text)
}

/// The lines of a lock file, which has to be of these requirements.
fn pins(path: &Path, text: &str, requirements: &Requirements) -> Result<Vec<String>, EnvironmentError> {
    let made_for = text.lines().next().and_then(|line| line.strip_prefix(LOCK_HEAD));
    if made_for != Some(&key::of_requirements(requirements)) {
        return Err(EnvironmentError::Lock(path.to_owned()));
    }
    Ok(text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect())
}

/// `uv`, if it is on `PATH` where only the user and the system can have put it.
fn uv(environment: &Environment) -> Option<PathBuf> {
    let programs = path::programs("uv", environment).into_iter();
    programs.filter(|(_, trusted)| trusted.is_ok()).map(|(path, _)| path).next()
}

fn command<const N: usize, const M: usize>(program: &Path, words: [&str; N], more: [&OsStr; M]) -> Command {
    let mut command = Command::new(program);
    command.args(words).args(more);
    command
}

/// Something that turns on a terminal; elsewhere nothing is shown.
fn progress(what: &[String]) -> ProgressBar {
    let progress = ProgressBar::new_spinner();
    progress.set_message(what.join(", "));
    progress.enable_steady_tick(Duration::from_millis(120));
    progress
}

/// Runs a command to its end; gives what it printed.
fn output(command: &mut Command) -> Result<String, EnvironmentError> {
    let shown = || {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    };
    let shown = shown();
    for name in MISLEADING {
        command.env_remove(name);
    }
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
            let last = lines[lines.len().saturating_sub(MOST_LINES)..].join("\n");
            Err(EnvironmentError::Command(shown, format!("{}: {last}", output.status)))
        }
        Err(error) => Err(EnvironmentError::Command(shown, error.to_string())),
    }
}
