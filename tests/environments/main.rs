//! Packages that a program requires: built once, safely, and found again.
#![cfg(unix)]

#[path = "../child/mod.rs"]
mod child;
#[path = "../directory/mod.rs"]
mod directory;

mod builds;
mod processes;
mod store;
mod wheels;

use directory::Directory;
use py4rs::config::environments::EnvironmentError;
use py4rs::config::{Config, Environment, PythonConfig, Search, find};
use std::path::PathBuf;

/// The Python under test.
fn found() -> PythonConfig {
    find(&Search::default(), &Environment::process()).expect("a Python")
}

/// A `uv` that stands in for the real one: it notes how it is called, and does what it is asked with `venv` and `pip`.
fn uv(directory: &Directory) -> PathBuf {
    let python = found().executable.display().to_string();
    let calls = directory.path("calls").display().to_string();
    let wheels = directory.path("wheels").display().to_string();
    let lists = directory.path("lists").display().to_string();
    let text = format!(
        r#"#!/bin/sh
echo "$*" >> {calls}
case "$1 $2" in
    "venv --quiet") shift 3; exec "$2" -I -m venv --without-pip "$3" ;;
    "pip install")
        shift 4; venv=$(dirname "$(dirname "$1")"); shift
        site=$(echo "$venv"/lib/python3*/site-packages)
        cat "$(eval echo \$$#)" >> {lists}
        for line in $(grep -v '^#' "$(eval echo \$$#)"); do
            [ "$line" = killed ] && kill -9 $$
            {python} -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' \
                {wheels}/$(echo "$line" | sed 's/[=<>].*//')-1.0-py3-none-any.whl "$site" || exit 3
        done ;;
    "pip freeze")
        ls "$(dirname "$(dirname "$5")")"/lib/python3*/site-packages | sed -n 's/-1.0.dist-info$/==1.0/p' ;;
    "python install") [ "$4" = 3.99 ] && {{ echo "error: no such version" >&2; exit 2; }}; exit 0 ;;
    "python find") echo {python} ;;
    *) exit 9 ;;
esac
"#
    );
    directory.program("uv/uv", &text)
}

/// An environment whose uv is the one in the directory.
fn with_uv(directory: &Directory) -> Environment {
    uv(directory);
    wheels::make(directory, &["one", "two"]);
    let python = found().executable;
    Environment::process().with("PATH", directory.path("uv")).with("PYTHON_EXECUTABLE", python)
}

fn calls(directory: &Directory) -> Vec<String> {
    let text = std::fs::read_to_string(directory.path("calls")).unwrap_or_default();
    text.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

/// A configuration that keeps its environments in the directory.
fn config(directory: &Directory) -> Config {
    Config::new().environments_in(directory.path("environments"))
}

/// What a failed request says.
#[track_caller]
fn refused(result: Result<PythonConfig, EnvironmentError>) -> String {
    result.expect_err("it is refused").to_string()
}
