//! Looks through pyenv's shims: scripts on `PATH` that start the Python which pyenv has chosen.
//!
//! pyenv itself takes 40 ms and more to tell. What it reads is little, and is read here in the same order.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
};

use super::{Environment, Reason, path, program, text};
use crate::version::Version;

/// The largest file that can be a shim.
const LARGEST_SHIM: u64 = 4096;

/// The interpreter behind a shim; the path itself where it is none.
///
/// As with pyenv, the first of the chosen versions that has the program counts, and the system's own stands
/// at the end.
///
/// # Errors
/// The shim leads nowhere.
pub(super) fn look_through(executable: &Path, environment: &Environment) -> Result<PathBuf, Reason> {
    let Some(root) = root_of_shim(executable, environment) else { return Ok(executable.to_owned()) };
    let program = executable.file_name().unwrap_or_default();
    let (names, origin) = chosen(&root, environment);
    let behind = |name: &str| match name {
        "system" => of_system(program, environment),
        name => Some(installed(&root, name)?.join("bin").join(program))
            .filter(|path| program::check(path).is_ok()),
    };
    names.iter().map(String::as_str).chain(["system"]).find_map(behind).ok_or_else(|| {
        let missing = names.iter().all(|name| installed(&root, name).is_none());
        let fault = if missing { "is not installed" } else { "has no such program" };
        Reason::Pyenv(match &names[..] {
            [name] if name == "system" => {
                format!(
                    "a shim of pyenv, which leaves the choice to a system without such a program ({origin})"
                )
            }
            names => format!("a shim of pyenv, whose version {} {fault} ({origin})", names.join(", ")),
        })
    })
}

/// The program on `PATH` that is no shim.
fn of_system(program: &OsStr, environment: &Environment) -> Option<PathBuf> {
    let programs = path::programs(program.to_str()?, environment).into_iter();
    let trusted = programs.filter(|(_, trusted)| trusted.is_ok()).map(|(path, _)| path);
    trusted.filter(|path| program::check(path).is_ok()).find(|path| root_of_shim(path, environment).is_none())
}

/// pyenv's root, where the file is one of its shims: `shims/python3` beside `versions/`.
fn root_of_shim(executable: &Path, environment: &Environment) -> Option<PathBuf> {
    let shims = executable.parent().filter(|directory| directory.ends_with("shims"))?;
    if fs::metadata(executable).ok()?.len() > LARGEST_SHIM || !program::is_script(executable) {
        return None;
    }
    let text = text::read(executable).ok()?;
    let said = text.lines().find_map(|line| line.strip_prefix("export PYENV_ROOT="));
    let said = said.map(|root| PathBuf::from(root.trim_matches('"')));
    let places =
        said.into_iter().chain(environment.path("PYENV_ROOT")).chain(shims.parent().map(Path::to_owned));
    text.contains("pyenv").then(|| places.into_iter().find(|root| root.join("versions").is_dir()))?
}

/// The names of the chosen versions, and what chose them.
fn chosen(root: &Path, environment: &Environment) -> (Vec<String>, String) {
    if let Some(names) = environment.get("PYENV_VERSION") {
        let names = names.to_string_lossy();
        return (names.split(':').map(str::to_owned).collect(), "PYENV_VERSION".to_owned());
    }
    let local = environment.directory.ancestors().map(|directory| directory.join(".python-version"));
    for file in local.chain([root.join("version")]) {
        let names = read_version_file(&file);
        if !names.is_empty() {
            return (names, file.display().to_string());
        }
    }
    (vec!["system".to_owned()], "nothing chosen".to_owned())
}

/// The first word of each line. Names that would lead out of pyenv's root are left out, as pyenv does.
fn read_version_file(file: &Path) -> Vec<String> {
    let text = text::read(file).unwrap_or_default();
    let words = text.lines().filter_map(|line| line.split_whitespace().next());
    words.filter(|word| !word.starts_with('#') && is_plain(word)).map(str::to_owned).collect()
}

/// The directory of a version: of this name, or the newest that begins with it, as 3.11.7 with 3.11.
fn installed(root: &Path, name: &str) -> Option<PathBuf> {
    let versions = root.join("versions");
    let names = [name, name.strip_prefix("python-").unwrap_or(name)];
    let exact = names.iter().map(|name| versions.join(name)).find(|directory| directory.is_dir());
    exact.filter(|_| is_plain(name)).or_else(|| {
        let beginning = format!("{}.", names[1]);
        let entries =
            fs::read_dir(&versions).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let fitting = entries.filter(|entry| {
            entry.starts_with(&beginning) && entry.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        });
        fitting.max_by_key(|entry| Version::parse(entry)).map(|entry| versions.join(entry))
    })
}

fn is_plain(name: &str) -> bool {
    !name.is_empty() && name != "." && name != ".." && (!name.contains(['/', '\\']) || is_virtualenv(name))
}

/// pyenv-virtualenv calls its venvs `3.11.7/envs/name`.
fn is_virtualenv(name: &str) -> bool {
    matches!(name.split('/').collect::<Vec<_>>()[..], [version, "envs", env]
        if !matches!(version, "" | "." | "..") && !matches!(env, "" | "." | ".."))
}
