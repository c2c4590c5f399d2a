//! `config-probe env`: environments with packages, from the shell.

use std::{
    ffi::OsString,
    path::PathBuf,
    time::{Duration, SystemTime},
};

use py4rs::config::{Config, environments::Store};

/// What `env --help` prints.
pub const HELP: &str = "\
Makes environments with packages, as Config::requires does, or finds those that are there.

Usage: config-probe env [OPTIONS]      Print the interpreter of the environment, which is made if need be
       config-probe env list           List all environments
       config-probe env prune [--unused-days N]
                                       Remove those that are broken, or were not used for N days

Options:
      --requires PACKAGE   A package, as in a requirements file; may be given again
      --file FILE          A requirements file or a pyproject.toml; may be given again
      --locked FILE        Install exactly what this file pins; it is written where it is not there
      --python PATH        For this interpreter
      --provide VERSION    Where there is no Python, have uv install this one
      --directory DIR      Keep environments there; the user's cache directory by default
  -h, --help               Print this help
";

/// Does what the arguments behind `env` say; gives what to print.
///
/// # Errors
/// `Err(Ok(complaint))` for wrong arguments, `Err(Err(reason))` where something failed.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<String, Result<String, String>> {
    let mut arguments = arguments.peekable();
    let command = arguments.next_if(|word| *word == "list" || *word == "prune");
    let (mut config, mut directory, mut unused) = (Config::new(), None, None);
    while let Some(option) = arguments.next() {
        let option = option.to_string_lossy().into_owned();
        if option == "-h" || option == "--help" {
            return Ok(HELP.to_owned());
        }
        let mut value = || {
            let value = arguments.next().filter(|value| !value.is_empty());
            value.ok_or_else(|| Ok(format!("env: {option} needs a value")))
        };
        let text = |value: OsString| value.to_string_lossy().into_owned();
        config = match option.as_str() {
            "--requires" => config.requires([text(value()?)]),
            "--file" => config.requires_file(PathBuf::from(value()?)),
            "--locked" => config.locked(PathBuf::from(value()?)),
            "--python" => config.python(PathBuf::from(value()?)),
            "--provide" => config.provide_python(text(value()?)),
            "--directory" => {
                let path = PathBuf::from(value()?);
                directory = Some(path.clone());
                config.environments_in(path)
            }
            "--unused-days" => {
                let days =
                    text(value()?).parse().map_err(|_| Ok("env: --unused-days needs a number".to_owned()))?;
                unused = Some(days);
                config
            }
            other => return Err(Ok(format!("env: there is no option {other}"))),
        };
    }
    let fail = |error: py4rs::config::environments::EnvironmentError| Err(error.to_string());
    let store = || directory.map_or_else(Store::open, |path| Ok(Store::at(path))).map_err(fail);
    match command.as_deref().and_then(|word| word.to_str()) {
        Some("list") => Ok(list(&store()?)),
        Some(_) => {
            let limit = unused.map(|days: u32| Duration::from_secs(24 * 60 * 60 * u64::from(days)));
            let removed = store()?.prune(limit).map_err(fail)?;
            Ok(removed.iter().map(|path| format!("removed {}\n", path.display())).collect())
        }
        None => Ok(format!("{}\n", config.resolve().map_err(fail)?.executable.display())),
    }
}

fn list(store: &Store) -> String {
    let line = |built: py4rs::config::environments::Built| {
        let age = built.used.and_then(|used| SystemTime::now().duration_since(used).ok());
        let days = age.map_or(0, |age| age.as_secs() / (24 * 60 * 60));
        let (directory, interpreter) = (built.directory.display(), built.interpreter.display());
        format!(
            "{directory}\n  {}\n  {interpreter}, last used {days} days ago\n",
            built.requirements.join(", ")
        )
    };
    store.list().into_iter().map(line).collect()
}
