//! `config-probe bindings`: describes a module for `defpymodule!`, and compares a description with what is there.

use std::{ffi::OsString, fs, path::PathBuf};

use py4rs::config::{Environment, Search, find};
use py4rs_build::Submodules;

use crate::options::Request;

/// What `bindings --help` prints.
pub const HELP: &str = "\
Records the description of a Python module, from which defpymodule!(file = ..) makes Rust bindings without a Python.

Usage: config-probe bindings NAME -o FILE [OPTIONS]
       config-probe bindings --check -o FILE

Options:
  -o, --output FILE      The file, usually NAME.py4rs.json
      --submodules LIST  none, all, hidden (all, and those with an underscore before their names), or names with commas
                         between them, as in linalg,fft,a.b; none otherwise
      --only LIST        Only these members
      --except LIST      All members but these
      --typeshed         Take parameters and types that Python does not know from the typeshed that mypy or jedi brings
      --source           Write Rust source instead, for `mod name;`
      --check            Compare the description in FILE with the Python that is found, and say what has changed
      --python PATH      Ask this interpreter, not the first that config-probe finds
      --path FOLDER      Look for modules in this folder first
  -h, --help             Print this help

Exit code: 0; 1 if it cannot be done, or a check finds that something is gone; 2 for a wrong option.
";

/// What is to be done.
#[derive(Default)]
pub struct Bindings {
    name: Option<String>,
    file: Option<PathBuf>,
    submodules: Submodules,
    only: Vec<String>,
    except: Vec<String>,
    path: Vec<PathBuf>,
    search: Search,
    typeshed: bool,
    source: bool,
    check: bool,
}

/// Reads the arguments behind `bindings`.
///
/// # Errors
/// A sentence about the first one that is wrong.
pub fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
    let mut bindings = Bindings::default();
    while let Some(argument) = arguments.next() {
        let text = argument.to_string_lossy().into_owned();
        let (option, joined) = match text.split_once('=') {
            Some((option, value)) if option.starts_with("--") => (option, Some(OsString::from(value))),
            _ => (text.as_str(), None),
        };
        let mut value = || {
            let value = joined.clone().or_else(|| arguments.next()).filter(|value| !value.is_empty());
            value.ok_or_else(|| format!("{option} needs a value"))
        };
        let names = |value: OsString| -> Vec<String> {
            value.to_string_lossy().split(',').map(|name| name.trim().to_owned()).collect()
        };
        match option {
            "-h" | "--help" => return Ok(Request::BindingsHelp),
            "-o" | "--output" => bindings.file = Some(value()?.into()),
            "--python" => bindings.search.python = Some(value()?.into()),
            "--path" => bindings.path.push(value()?.into()),
            "--only" => bindings.only = names(value()?),
            "--except" => bindings.except = names(value()?),
            "--submodules" => {
                bindings.submodules = match &names(value()?)[..] {
                    [one] if one == "none" => Submodules::None,
                    [one] if one == "all" => Submodules::All,
                    [one] if one == "hidden" => Submodules::Hidden,
                    names => Submodules::named(names.iter().map(String::as_str)),
                }
            }
            "--typeshed" => bindings.typeshed = true,
            "--source" => bindings.source = true,
            "--check" => bindings.check = true,
            option if option.starts_with('-') => {
                return Err(format!("there is no option {option} of bindings"));
            }
            _ if bindings.name.is_some() => return Err(format!("one module at a time; {text} is too many")),
            _ => bindings.name = Some(text),
        }
    }
    match (&bindings.name, &bindings.file) {
        (_, None) => Err("bindings needs a file: -o FILE".to_owned()),
        (None, _) if !bindings.check => Err("bindings needs the name of a module".to_owned()),
        _ => Ok(Request::Bindings(bindings)),
    }
}

impl Bindings {
    /// Does it, and gives what to print.
    ///
    /// # Errors
    /// It cannot be done, or something recorded is gone.
    pub fn run(&self) -> Result<String, String> {
        let python = find(&self.search, &Environment::process()).map_err(|error| error.to_string())?;
        let mut bindings = py4rs_build::module(self.name.clone().unwrap_or_default())
            .python(&python.executable)
            .submodules(self.submodules.clone())
            .only(self.only.iter().map(String::as_str))
            .except(self.except.iter().map(String::as_str))
            .typeshed(self.typeshed);
        for folder in &self.path {
            bindings = bindings.path(folder);
        }
        let file = self.file.as_deref().unwrap_or("".as_ref());
        if self.check {
            let recorded = py4rs_build::Bindings::read(file).map_err(|error| error.to_string())?;
            let drift = bindings.check(&recorded).map_err(|error| error.to_string())?;
            return match drift.is_empty() {
                true => Ok(format!("{} holds with Python {}\n", file.display(), python.release())),
                false => Err(drift.join("\n")),
            };
        }
        let description = bindings.describe().map_err(|error| error.to_string())?;
        let text =
            if self.source { bindings.source_of(&description) } else { py4rs_build::to_text(&description) };
        fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))?;
        let left_out = description.skipped.iter().map(|skipped| format!("left out: {skipped}\n"));
        Ok(left_out.chain([format!("{} of Python {}\n", file.display(), description.python)]).collect())
    }
}
