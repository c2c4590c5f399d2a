//! The embedded Python is the interpreter of its environment: a venv's packages, and programs that it starts.
#![cfg(unix)]

mod child;
mod directory;
mod one_thread;

use directory::Directory;
use one_thread::one_thread;
use py4rs::Result;
use py4rs::config::{Environment, PythonConfig, Search, find};
use py4rs::prelude::*;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

/// The Python under test.
fn found() -> PythonConfig {
    find(&Search::default(), &Environment::process()).expect("a Python")
}

/// What tells one environment from another, as Python code.
const IDENTITY: &str =
    "[__import__('sys').executable, __import__('sys').prefix, __import__('sys').base_prefix]";

/// What an interpreter that is run says of itself.
fn identity_of(python: &Path) -> String {
    let output = Command::new(python).args(["-c", &format!("print({IDENTITY})")]).output().expect("it runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Leaves a module `only_here` in a venv.
fn add_module(venv: &Path, found: &PythonConfig) {
    let version = format!("python{}.{}", found.version.major, found.version.minor);
    let module = venv.join("lib").join(version).join("site-packages/only_here.py");
    fs::write(module, "answer = 42").expect("a module");
}

/// Starts with the venv of the variable `VENV`, where there is one, and shows which environment that is.
fn show() -> Result<()> {
    env::var("VENV").into_iter().fold(Config::new(), |config, venv| config.venv(venv)).start()?;
    pycall!("print", raw_pyeval::<PyObject>(IDENTITY)? => ())?;
    assert_eq!(pyslot_value::<i64>(&import_module("only_here")?, "answer")?, 42);
    Ok(())
}

#[test]
fn a_venv_is_as_its_own_interpreter_says() {
    let mut expected = String::new();
    let outcome = child::run_in(
        |command| {
            let found = found();
            let directory = Directory::new("given");
            let venv = directory.venv("env", &found.executable);
            add_module(&venv, &found);
            expected = identity_of(&venv.join("bin/python"));
            command.env("VENV", venv);
            directory
        },
        show,
    );
    assert!(expected.contains("-given/env/bin/python"), "{expected}");
    assert_eq!(outcome.printed(), expected);
}

#[test]
fn an_active_venv_is_taken() {
    let mut expected = String::new();
    let outcome = child::run_in(
        |command| {
            let found = found();
            let directory = Directory::new("active");
            let venv = directory.venv("env", &found.executable);
            add_module(&venv, &found);
            expected = identity_of(&venv.join("bin/python"));
            command.env_remove("PYTHON_EXECUTABLE").env("VIRTUAL_ENV", venv);
            directory
        },
        show,
    );
    assert_eq!(outcome.printed(), expected);
}

#[test]
fn a_path_may_have_spaces_and_any_letters() {
    let mut expected = String::new();
    let outcome = child::run_in(
        |command| {
            let found = found();
            let directory = Directory::new("mit Leerzeichen");
            let venv = directory.venv("größe 🐍/日本", &found.executable);
            add_module(&venv, &found);
            expected = identity_of(&venv.join("bin/python"));
            command.env("PYTHON_EXECUTABLE", venv.join("bin/python"));
            directory
        },
        show,
    );
    assert!(expected.contains("größe 🐍/日本/bin/python"), "{expected}");
    assert_eq!(outcome.printed(), expected);
}

/// Sets the directory to one with a `.venv`, and `PATH` to one with the Python under test.
fn beside_a_venv(command: &mut Command) -> Directory {
    let found = found();
    let directory = Directory::new("project");
    directory.venv(".venv", &found.executable);
    command.current_dir(directory.path("")).env_remove("PYTHON_EXECUTABLE").env_remove("VIRTUAL_ENV");
    directory.link("bin/python3", &found.executable);
    command.env_remove("CONDA_PREFIX").env("PATH", directory.path("bin"));
    directory
}

#[test]
fn a_venv_in_the_working_directory_is_passed_over() {
    let outcome = child::run_in(beside_a_venv, || -> Result<()> {
        assert!(!raw_pyeval::<String>("__import__('sys').prefix")?.contains("-project"));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_venv_in_the_working_directory_is_taken_when_asked_for() {
    let outcome = child::run_in(beside_a_venv, || -> Result<()> {
        Config::new().project_venv(true).start()?;
        assert!(raw_pyeval::<String>("__import__('sys').prefix")?.ends_with("-project/.venv"));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn subprocesses_run_the_same_python() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("import subprocess, sys")?;
        let version: String = raw_pyeval(
            "subprocess.run([sys.executable, '-c', 'import sys; print(sys.version)'], stdout=-1).stdout.decode()",
        )?;
        assert_eq!(version.trim_end(), raw_pyeval::<String>("sys.version")?);
        Ok(())
    });
    outcome.printed();
}

/// Runs `code` in a process that counts how often this program is launched.
#[track_caller]
fn launched_once(code: &str) {
    let mut directory = None;
    let outcome = child::run_in(
        |command| {
            let directory = directory.insert(Directory::new("launches"));
            command.env("COUNT", directory.path("count"));
        },
        || -> Result<()> {
            let path = env::var("COUNT").expect("it was set");
            let mut file = OpenOptions::new().append(true).create(true).open(path).expect("a file");
            file.write_all(b"x").expect("it can be written");
            raw_pyexec(code)
        },
    );
    assert_eq!(outcome.printed(), "[3, 4] [2.0, 3.0]\n");
    let directory = directory.expect("it was made");
    assert_eq!(fs::read_to_string(directory.path("count")).expect("it was written"), "x");
}

#[test]
fn multiprocessing_by_spawn_launches_python_and_not_this_program() {
    launched_once(
        "import math, multiprocessing
with multiprocessing.get_context('spawn').Pool(2) as pool:
    print(pool.map(abs, [-3, -4]), pool.map(math.sqrt, [4, 9]))",
    );
}

#[test]
fn multiprocessing_by_fork_works() {
    launched_once(
        "import math, multiprocessing
with multiprocessing.get_context('fork').Pool(2) as pool:
    print(pool.map(abs, [-3, -4]), pool.map(math.sqrt, [4, 9]))",
    );
}

#[test]
fn multiprocessing_by_forkserver_works() {
    launched_once(
        "import math, multiprocessing
with multiprocessing.get_context('forkserver').Pool(2) as pool:
    print(pool.map(abs, [-3, -4]), pool.map(math.sqrt, [4, 9]))",
    );
}

#[test]
fn a_forked_child_can_use_python_and_end() {
    let code = "import os, sys
sys.stdout.flush()
child = os.fork()
if child == 0:
    os._exit(sum(range(4)))
code = os.WEXITSTATUS(os.waitpid(child, 0)[1])";
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec(code)?;
        assert_eq!(pyvalue::<i64>("code")?, 6);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_forked_child_goes_on_in_rust() {
    let one_thread = one_thread("a process that Python code forks has only the thread of that code");
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("import atexit, os; atexit.register(print, 'end')")?;
        drop(raw_pyeval::<PyObject>("object()")?);
        raw_pyexec("child = os.fork()")?;
        if pyvalue::<i64>("child")? == 0 {
            let other = thread::spawn(|| pycall!("abs", -2 => i64));
            println!("child {}", other.join().expect("no panic")?);
            return Ok(());
        }
        raw_pyexec("print('waited', os.waitpid(child, 0)[1])")
    });
    if one_thread {
        assert!(outcome.stderr.contains("os._exit"), "{}", outcome.stderr);
        return assert_eq!(outcome.printed(), "waited 17920\nend\n");
    }
    assert_eq!(outcome.printed(), "child 2\nend\nwaited 0\nend\n");
}
