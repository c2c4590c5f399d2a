//! The interpreter of the build, and the flags of the `python3-config` that belongs to it.

use std::collections::HashMap;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What is known of a Python; an empty text where it is not.
pub struct Interpreter {
    pub executable: String,
    pub version: String,
    pub ldflags: String,
    pub includes: String,
    pub libpython: String,
    name: String,
    include_dirs: Vec<PathBuf>,
}

impl Interpreter {
    /// Asks `PYTHON_EXECUTABLE`, or `python3`, about itself; the error says what to do.
    pub fn find() -> Result<Self, String> {
        let program = env::var_os("PYTHON_EXECUTABLE").unwrap_or_else(|| "python3".into());
        let script = include_str!("interpreter.py");
        let answer = run(&program, &["-I", "-X", "utf8", "-c", script]).map_err(|reason| {
            format!(
                "{} does not answer ({reason}); set PYTHON_EXECUTABLE to a Python 3.8 or newer, or install one \
                 (Debian, Ubuntu: python3-dev; Fedora: python3-devel) and run `cargo clean -p py4rs`",
                program.display()
            )
        })?;
        let mut facts: HashMap<_, _> = answer.lines().filter_map(|line| line.split_once('=')).collect();
        let mut take = |key| facts.remove(key).unwrap_or_default().to_owned();

        let mut python = Interpreter {
            executable: take("executable"),
            version: take("version"),
            ldflags: take("ldflags"),
            includes: take("includes"),
            libpython: take("libpython"),
            name: take("name"),
            include_dirs: env::split_paths(&take("include")).collect(),
        };
        if python.is_too_old() {
            return Err(format!(
                "{} is Python {}, and the oldest that py4rs knows is 3.8; set PYTHON_EXECUTABLE to a newer one",
                python.executable, python.version
            ));
        }
        if let Some(flags) = python.config_flags(&take("folder"), &take("base_prefix")) {
            (python.ldflags, python.includes) = flags;
        }
        Ok(python)
    }

    /// The folders of Python.h; an error that names its package where there is none.
    pub fn headers(&self) -> Result<&[PathBuf], String> {
        if self.include_dirs.iter().any(|folder| folder.join("Python.h").is_file()) {
            return Ok(&self.include_dirs);
        }
        Err(format!(
            "{} has no Python.h; install it (Debian, Ubuntu: python{}-dev; Fedora: python3-devel; pyenv, uv and \
             conda always bring it) and run `cargo clean -p py4rs`",
            self.executable, self.name
        ))
    }

    fn is_too_old(&self) -> bool {
        let mut parts = self.version.split('.').map(|part| part.parse().unwrap_or(0));
        (parts.next(), parts.next()) < (Some(3), Some(8))
    }

    /// The ldflags and includes that `python3-config` prints, if one is found that speaks of this interpreter.
    fn config_flags(&self, folder: &str, prefix: &str) -> Option<(String, String)> {
        let beside = Path::new(folder).join(format!("python{}-config", self.name));
        [beside, "python3-config".into()].into_iter().find_map(|program| {
            let ask = |arguments| run(program.as_os_str(), arguments).ok().map(one_line);
            let same_prefix = fs::canonicalize(ask(&["--prefix"])?).ok()? == fs::canonicalize(prefix).ok()?;
            let ldflags = ask(&["--ldflags", "--embed"])?;
            let library = format!("-lpython{}", self.name);
            let same_name = ldflags.split(' ').any(|flag| flag == library);
            (same_prefix && same_name).then_some((ldflags, ask(&["--includes"])?))
        })
    }
}

/// What a program prints, or why it does not.
fn run(program: &OsStr, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(arguments).output().map_err(|error| error.to_string())?;
    if !output.status.success() || output.stdout.is_empty() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        return Err(complaint.lines().last().map_or_else(|| output.status.to_string(), str::to_owned));
    }
    String::from_utf8(output.stdout).map_err(|error| error.to_string())
}

fn one_line(text: String) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
