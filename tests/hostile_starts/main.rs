//! Starts that everything is against: each is an error that says what is wrong, or a Python that works, in a process
//! that goes on and ends as it should.
#![cfg(target_os = "linux")]

#[path = "../child/mod.rs"]
mod child;
#[path = "../directory/mod.rs"]
mod directory;

mod environment;
mod modules;
mod process;
mod settings;

use directory::Directory;
use py4rs::config::{Environment, PythonConfig, Search, find};
use py4rs::prelude::*;
use std::process::Command;

/// The Python under test.
fn found() -> PythonConfig {
    find(&Search::default(), &Environment::process()).expect("a Python")
}

/// The name of the directory of the standard library.
fn library_name() -> String {
    let python = found();
    let threads = if python.abi.free_threaded { "t" } else { "" };
    format!("python{}.{}{threads}", python.version.major, python.version.minor)
}

/// A start in a process that `prepare` makes and `before` prepares from the inside: Python works, and the process
/// ends with success. Gives what it wrote to stderr.
#[track_caller]
fn works_after<K>(prepare: impl FnOnce(&mut Command) -> K, before: impl FnOnce()) -> String {
    let part = || {
        before();
        works_here();
    };
    let outcome = child::run_in(prepare, part);
    assert_eq!(outcome.code, Some(0), "stdout: {}\nstderr: {}", outcome.stdout, outcome.stderr);
    outcome.stderr
}

/// Python works in this process.
fn works_here() {
    let sum: i64 = pycall!("sum", [1, 2, 3]).expect("a call");
    assert_eq!(sum, 6);
    raw_pyexec("import json; text = json.dumps({'é': [1, None]})").expect("a module of the library");
    assert_eq!(pyvalue::<String>("text").expect("text"), "{\"\\u00e9\": [1, null]}");
    assert!(raw_pyexec("raise SystemExit(3)").is_err());
    stop().expect("it stops");
}

#[track_caller]
fn works<K>(prepare: impl FnOnce(&mut Command) -> K) -> String {
    works_after(prepare, || ())
}

/// A start in a process that `prepare` makes: an error that has these parts, twice the same, and the process ends with
/// success.
#[track_caller]
fn fails<K>(prepare: impl FnOnce(&mut Command) -> K, parts: &[&str]) {
    let part = || {
        let first = start().expect_err("it cannot start").to_string();
        assert!(!is_alive());
        let again = raw_pyeval::<i64>("1").expect_err("so does a verb").to_string();
        assert_eq!(first, again);
        println!("{first}");
    };
    let outcome = child::run_in(prepare, part);
    assert_eq!(outcome.code, Some(0), "stdout: {}\nstderr: {}", outcome.stdout, outcome.stderr);
    for part in parts {
        assert!(outcome.stdout.contains(part), "no {part:?} in: {}", outcome.stdout);
    }
}

/// A venv with a file among its packages, which the process uses.
fn venv_with(command: &mut Command, name: &str, text: &str) -> Directory {
    let found = found();
    let directory = Directory::new("venv");
    let venv = directory.venv("env", &found.executable);
    directory.file(&format!("env/lib/{}/site-packages/{name}", library_name()), text);
    command.env("PYTHON_EXECUTABLE", venv.join("bin/python"));
    directory
}
