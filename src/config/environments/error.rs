//! Why there is no environment with the packages.

use std::{
    error, fmt, io,
    path::{Path, PathBuf},
};

use super::super::NotFound;

/// Why an environment with packages could not be had.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// No Python was found to make it with.
    NotFound(Box<NotFound>),
    /// A requirement that is none, and why.
    Requirement(String, &'static str),
    /// A file or directory that could not be read or written, and why.
    File(PathBuf, String),
    /// The lock file was made for other requirements.
    Lock(PathBuf),
    /// The user has no cache directory.
    NoDirectory,
    /// `uv` was needed and is not on `PATH`.
    NoUv,
    /// A command that failed, and the end of what it said.
    Command(String, String),
}

impl EnvironmentError {
    pub(super) fn file(path: &Path, error: io::Error) -> Self {
        EnvironmentError::File(path.to_owned(), error.to_string())
    }
}

impl fmt::Display for EnvironmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EnvironmentError::NotFound(none) => none.fmt(f),
            EnvironmentError::Requirement(text, why) => write!(f, "the requirement {text:?} is none: {why}"),
            EnvironmentError::File(path, why) => write!(f, "{}: {why}", path.display()),
            EnvironmentError::Lock(path) => {
                write!(
                    f,
                    "{} was made for other requirements: remove it to resolve them anew",
                    path.display()
                )
            }
            EnvironmentError::NoDirectory => f.write_str(
                "there is no cache directory for environments: set HOME, or use Config::environments_in",
            ),
            EnvironmentError::NoUv => f.write_str("uv is not on PATH, and is needed to install a Python"),
            EnvironmentError::Command(command, said) => {
                write!(f, "the packages could not be installed: {command} failed:\n{said}\n")?;
                f.write_str("No environment with them is there yet; one that is needs no network")
            }
        }
    }
}

impl error::Error for EnvironmentError {}
