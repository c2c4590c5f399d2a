//! Where a Python may come from, and what became of each candidate.

use std::{fmt, path::PathBuf};

use super::{PythonConfig, Reason};

/// What names a candidate, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// Asked for in `Config`.
    Given,
    /// The variable `PYTHON_EXECUTABLE`.
    PythonExecutable,
    /// A `.venv` in the working directory.
    ProjectVenv,
    /// The active venv, in the variable `VIRTUAL_ENV`.
    VirtualEnv,
    /// The active conda environment, in the variable `CONDA_PREFIX`.
    CondaPrefix,
    /// `python3` or `python` on `PATH`.
    Path,
    /// The Python that py4rs was built with.
    Build,
    /// One that uv has installed.
    Uv,
    /// One that pyenv has installed.
    Pyenv,
    /// The base environment of conda, mamba or micromamba.
    Conda,
    /// One of Homebrew's.
    Homebrew,
    /// A framework of macOS.
    Framework,
    /// A profile of Nix.
    Nix,
    /// One that is in the registry of Windows (PEP 514).
    Registry,
}

impl Source {
    /// Whether this is somebody's explicit choice, which no other Python may replace.
    pub const fn is_explicit(self) -> bool {
        matches!(self, Source::Given | Source::PythonExecutable)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Source::Given => "asked for",
            Source::PythonExecutable => "PYTHON_EXECUTABLE",
            Source::ProjectVenv => ".venv",
            Source::VirtualEnv => "VIRTUAL_ENV",
            Source::CondaPrefix => "CONDA_PREFIX",
            Source::Path => "PATH",
            Source::Build => "the build",
            Source::Uv => "uv",
            Source::Pyenv => "pyenv",
            Source::Conda => "conda",
            Source::Homebrew => "Homebrew",
            Source::Framework => "framework",
            Source::Nix => "Nix",
            Source::Registry => "registry",
        })
    }
}

/// One place that was looked at.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What names it.
    pub source: Source,
    /// What was named: an interpreter, a venv, a library.
    pub path: Option<PathBuf>,
    /// Its facts, or why it cannot be taken.
    pub outcome: Result<PythonConfig, Reason>,
}

impl Candidate {
    /// Whether anything names it.
    pub fn is_set(&self) -> bool {
        !matches!(self.outcome, Err(Reason::NotSet))
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.source)?;
        if let Some(path) = &self.path {
            write!(f, "{}: ", path.display())?;
        }
        match &self.outcome {
            Ok(python) => {
                let behind = python.executable.display();
                write!(f, "works: Python {}, {}, {behind}", python.release(), python.abi)
            }
            Err(reason) => write!(f, "{reason}"),
        }
    }
}
