//! What the search may know of the process it runs in. Tests make one of their own.

use std::{
    collections::HashMap,
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};

use super::{Baked, Os, registry};

/// The variables that the search reads.
const VARIABLES: &[&str] = &[
    "APPDATA",
    "ASDF_PYTHON_VERSION",
    "CONDA_PREFIX",
    "HOME",
    "HOMEBREW_PREFIX",
    "LOCALAPPDATA",
    "MAMBA_ROOT_PREFIX",
    "MISE_PYTHON_VERSION",
    "PATH",
    "PY4RS_ASKED",
    "PYENV_ROOT",
    "PYENV_VERSION",
    "PYTHON_EXECUTABLE",
    "USERPROFILE",
    "UV_PYTHON_INSTALL_DIR",
    "VIRTUAL_ENV",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
];

/// Environment variables, the working directory, the operating system and the facts of the build.
#[derive(Clone, Debug)]
pub struct Environment {
    variables: HashMap<&'static str, OsString>,
    pub(super) directory: PathBuf,
    pub(super) os: Os,
    /// Where the places of the system are looked for; nowhere, if there is none.
    pub(super) root: Option<PathBuf>,
    registered: Option<Vec<PathBuf>>,
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
            root: Some(PathBuf::from("/")),
            registered: None,
            baked: Baked::HERE,
        }
    }

    /// One without variables, without a system and without facts of a build, in the directory.
    pub fn empty(directory: impl Into<PathBuf>) -> Self {
        Environment {
            variables: HashMap::new(),
            directory: directory.into(),
            os: Os::current(),
            root: None,
            registered: Some(Vec::new()),
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

    /// The same with the places of the system, such as `/usr` and `/opt/homebrew`, below a directory.
    pub fn rooted(mut self, root: impl Into<PathBuf>) -> Self {
        self.root = Some(root.into());
        self
    }

    /// The same with these interpreters in the registry of Windows.
    pub fn registering(mut self, interpreters: impl IntoIterator<Item = PathBuf>) -> Self {
        self.registered = Some(interpreters.into_iter().collect());
        self
    }

    /// The same with the facts of a build.
    pub fn built_with(mut self, baked: Baked) -> Self {
        self.baked = baked;
        self
    }

    /// The interpreters in the registry, which is read only when it is their turn.
    pub(super) fn registered(&self) -> Vec<PathBuf> {
        self.registered.clone().unwrap_or_else(registry::interpreters)
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
