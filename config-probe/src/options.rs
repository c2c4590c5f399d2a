//! The options of the command line.

use std::{ffi::OsString, path::PathBuf};

use py4rs::config::Search;

use crate::bindings::{self, Bindings};

/// What `--help` prints.
pub const HELP: &str = "\
Prints which Python py4rs finds, and where each fact came from.

Usage: config-probe [OPTIONS]
       config-probe env ...   Environments with packages: config-probe env --help
       config-probe bindings NAME -o FILE    (config-probe bindings --help has its options)

Options:
      --python PATH   Look at this interpreter: a path, or the name of a program on PATH
      --all           List all candidates, each with its facts or the reason why not
      --explain       Tell the search order, with what each place names here
      --check         Start that Python and have it do something, with the time that each step takes
      --package NAME  Have --check import this too; may be given again
      --json          Print JSON
  -h, --help          Print this help
  -V, --version       Print the version

The first of these that works is taken: --python, PYTHON_EXECUTABLE, VIRTUAL_ENV, CONDA_PREFIX,
python3 and python on PATH, the Python that py4rs was built with, what uv, pyenv and others have installed.
The first two are explicit choices: one that does not work is an error.

--json prints an object with these keys:
  executable, version, free_threaded, debug, libpython, prefix, base_prefix, venv (or null),
  site_packages, numpy (its version, or null), ldflags, includes (lists),
  compile (the command that compiled py4rs's C shim, or null), source (what named the Python),
  origins (an object: where version, abi, libpython, prefix, site_packages and flags came from),
  passed_over (a .venv in the working directory that was not used, or null),
  check (null without --check, else a list of objects with step, ok, said and milliseconds)
--all --json prints a list of objects with the keys source, path (or null), works, and
  version and libpython where it works, reason where not.

Exit code: 0; 1 if no Python was found, with the reason on standard error, or a step of --check failed; 2 for a
wrong option.
--all lists what there is and exits with 0.
";

/// What the user wants.
pub enum Request {
    /// The help text.
    Help,
    /// The version of this program.
    Version,
    /// A report about Python.
    Report(Options),
    /// The help text of `bindings`.
    BindingsHelp,
    /// Something about the bindings of a module.
    Bindings(Bindings),
}

/// Which report.
#[derive(Default)]
pub struct Options {
    /// Which Python is asked for.
    pub search: Search,
    /// For people or for programs.
    pub format: Format,
    /// Whether all candidates are listed.
    pub all: bool,
    /// Whether the search order is told.
    pub explain: bool,
    /// Whether the Python is started.
    pub check: bool,
    /// What it imports then.
    pub packages: Vec<String>,
}

/// For whom the report is.
#[derive(Clone, Copy, Default)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

impl Options {
    /// Reads the arguments, without the program's name.
    ///
    /// # Errors
    /// A sentence about the first one that is wrong.
    pub fn read(arguments: impl Iterator<Item = OsString>) -> Result<Request, String> {
        let mut options = Options::default();
        let mut arguments = arguments.peekable();
        if arguments.next_if(|first| first == "bindings").is_some() {
            return bindings::read(arguments);
        }
        while let Some(argument) = arguments.next() {
            match argument.to_string_lossy().as_ref() {
                "-h" | "--help" => return Ok(Request::Help),
                "-V" | "--version" => return Ok(Request::Version),
                "--json" => options.format = Format::Json,
                "--all" => options.all = true,
                "--explain" => options.explain = true,
                "--check" => options.check = true,
                "--package" => {
                    let name = arguments.next().filter(|name| !name.is_empty());
                    let name = name.ok_or("--package needs a name")?;
                    options.packages.push(name.to_string_lossy().into_owned());
                    options.check = true;
                }
                "--python" => {
                    let path = arguments.next().filter(|path| !path.is_empty());
                    options.search.python = Some(PathBuf::from(path.ok_or("--python needs a path")?));
                }
                text => match text.strip_prefix("--python=") {
                    Some(path) if !path.is_empty() => options.search.python = Some(PathBuf::from(path)),
                    Some(_) => return Err("--python needs a path".to_owned()),
                    None => return Err(format!("there is no option {text}")),
                },
            }
        }
        Ok(Request::Report(options))
    }
}
