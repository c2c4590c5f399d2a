//! Every Python of this machine, in every kind of environment, is what its own interpreter says that it is.
#![cfg(unix)]

mod child;
mod directory;

use directory::Directory;
use py4rs::Result;
use py4rs::config::{Environment, PythonConfig, Search, survey};
use py4rs::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What tells one environment from another, as Python code.
const IDENTITY: &str = "'\\n'.join([sys.executable, sys.prefix, sys.base_prefix, sys.version, \
                        *sorted(p for p in sys.path if p.endswith('-packages'))])";

/// The Pythons of this machine, one for each version.
fn pythons() -> Vec<PythonConfig> {
    let candidates = survey(&Search::default(), &Environment::process()).into_iter();
    let working =
        candidates.filter_map(|candidate| candidate.outcome.ok()).filter(|python| python.venv.is_none());
    let by_version: BTreeMap<_, _> =
        working.map(|python| ((python.version, python.abi.to_string()), python)).collect();
    by_version.into_values().collect()
}

/// What an interpreter that is run says of itself.
fn identity_of(python: &Path) -> String {
    let code = format!("import sys; sys.stdout.buffer.write({IDENTITY}.encode())");
    let output =
        Command::new(python).args(["-X", "utf8", "-c", &code]).env_remove("PYTHON_EXECUTABLE").output();
    String::from_utf8(output.expect("it runs").stdout).expect("UTF-8")
}

/// Starts with each Python in the environment that `make` makes of it, and compares.
#[track_caller]
fn each(name: &str, make: impl Fn(&Directory, &Path) -> PathBuf) {
    let part = || -> Result<()> {
        raw_pyexec("import sys, math, json, ctypes")?;
        print!("{}", raw_pyeval::<String>(IDENTITY)?);
        Ok(())
    };
    if child::is_part() {
        child::run(part);
    }
    let pythons = pythons();
    assert!(!pythons.is_empty(), "there is no Python here");
    for python in pythons {
        let directory = Directory::new(name);
        let interpreter = make(&directory, &python.executable);
        let expected = identity_of(&interpreter);
        assert!(expected.contains(&python.release()), "{expected}");
        let outcome = child::run_in(
            |command| {
                command.env("PYTHON_EXECUTABLE", &interpreter).env_remove("VIRTUAL_ENV");
            },
            part,
        );
        assert_eq!(outcome.printed(), expected, "{}", interpreter.display());
    }
}

/// A venv of a Python, made with these options; gives its interpreter.
fn venv(python: &Path, place: PathBuf, options: &[&str]) -> PathBuf {
    let mut command = Command::new(python);
    command.args(["-I", "-m", "venv", "--without-pip"]).args(options).arg(&place);
    let output = command.output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    place.join("bin/python")
}

#[test]
fn plain() {
    each("plain", |_, python| python.to_owned());
}

#[test]
fn in_a_venv() {
    each("venv", |directory, python| venv(python, directory.path("env"), &[]));
}

#[test]
fn in_a_venv_of_a_venv() {
    each("inner", |directory, python| {
        let outer = venv(python, directory.path("outer"), &[]);
        venv(&outer, directory.path("inner"), &[])
    });
}

#[test]
fn in_a_venv_that_moved() {
    each("moved", |directory, python| {
        venv(python, directory.path("old"), &[]);
        fs::rename(directory.path("old"), directory.path("new")).expect("a rename");
        directory.path("new/bin/python")
    });
}

#[test]
fn in_a_venv_of_copies() {
    each("copies", |directory, python| venv(python, directory.path("env"), &["--copies"]));
}

#[test]
fn in_a_venv_that_sees_the_packages_of_the_system() {
    each("system", |directory, python| venv(python, directory.path("env"), &["--system-site-packages"]));
}

#[test]
fn in_a_place_with_spaces_and_any_letters() {
    each("mit Leerzeichen", |directory, python| venv(python, directory.path("größe 🐍/日本 x"), &[]));
}

#[test]
fn in_a_venv_behind_a_link() {
    each("link", |directory, python| {
        venv(python, directory.path("real"), &[]);
        directory.link("linked", &directory.path("real"));
        directory.path("linked/bin/python")
    });
}

#[test]
fn through_a_link_to_the_interpreter() {
    each("pointer", |directory, python| directory.link("bin/python3", python));
}
