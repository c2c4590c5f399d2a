//! What the search may know of the process it runs in. Tests make one of their own.

use std::{
    collections::HashMap,
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use super::{Baked, Os};

/// The variables that the search reads.
const VARIABLES: &[&str] =
    &["PYTHON_EXECUTABLE", "VIRTUAL_ENV", "CONDA_PREFIX", "PATH", "PYENV_ROOT", "PYENV_VERSION"];

/// Environment variables, the working directory, the operating system and the facts of the build.
#[derive(Clone, Debug)]
pub struct Environment {
    variables: HashMap<&'static str, OsString>,
    pub(super) directory: PathBuf,
    pub(super) os: Os,
    pub(super) baked: Baked,
}

impl Environment {
    /// The process's own, as it is now.
    pub fn process() -> Self {
        let variables = VARIABLES.iter().filter_map(|name| Some((*name, env::var_os(name)?)));
        Environment {
            variables: variables.collect(),
            // A working directory that was removed has nothing to find in it.
            directory: env::current_dir().unwrap_or_default(),
            os: Os::current(),
            baked: Baked::HERE,
        }
    }

    /// One without variables and without facts of a build, in the directory.
    pub fn empty(directory: impl Into<PathBuf>) -> Self {
        Environment {
            variables: HashMap::new(),
            directory: directory.into(),
            os: Os::current(),
            baked: Baked::default(),
        }
    }

    /// The same with a variable set.
    pub fn with(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
        self.variables.insert(name, value.into());
        self
    }

    /// The same with the file layout of an operating system.
    pub fn on(mut self, os: Os) -> Self {
        self.os = os;
        self
    }

    /// The same with the facts of a build.
    pub fn built_with(mut self, baked: Baked) -> Self {
        self.baked = baked;
        self
    }

    /// The variable; an empty one counts as not set.
    pub(super) fn get(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(name).map(OsString::as_os_str).filter(|value| !value.is_empty())
    }

    /// The variable as an absolute path.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(|value| self.absolute(Path::new(value)))
    }

    /// The path, seen from the working directory.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        self.directory.join(path)
    }
}
