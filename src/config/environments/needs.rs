//! What `Config` may say of packages.

use std::path::PathBuf;

use super::super::Config;

/// Which packages are needed, and where they are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs {
    pub(super) packages: Vec<String>,
    pub(super) files: Vec<PathBuf>,
    pub(super) lock: Option<PathBuf>,
    pub(super) directory: Option<PathBuf>,
    pub(super) provided: Option<String>,
}

impl Config {
    /// Starts Python in an environment that has these packages, each written as in a requirements file:
    /// `"numpy>=1.26"` (feature `environments`).
    ///
    /// The environment is made when it is first needed, with `uv` where that is on `PATH`, else with `venv` and `pip`,
    /// which takes the network and some seconds; a terminal shows that something happens. It is kept in the user's cache
    /// directory, for this interpreter and this set of requirements, so that later starts find it there, without the
    /// network. Any number of processes may ask for it at once. What is installed from a path or an address is installed
    /// once, as it is then.
    ///
    /// ```no_run
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// Config::new().requires(["numpy>=1.26", "pandas"]).start()?;
    /// import_module("pandas")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn requires<T: Into<String>>(mut self, packages: impl IntoIterator<Item = T>) -> Self {
        self.needs.packages.extend(packages.into_iter().map(Into::into));
        self
    }

    /// As [`requires`](Self::requires), with the lines of a requirements file, or the dependencies of a
    /// `pyproject.toml` (a name that ends in `.toml`). It is read at the start, and so are the files that it names with `-r`
    /// and `-c`. Relative paths in it are seen from its directory.
    pub fn requires_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.needs.files.push(file.into());
        self
    }

    /// Pins what is installed: the first start writes each package with its version into this file, later ones install
    /// exactly these. A file that was made for other requirements is an error; remove it to resolve them anew.
    pub fn locked(mut self, file: impl Into<PathBuf>) -> Self {
        self.needs.lock = Some(file.into());
        self
    }

    /// Keeps the environments in this directory, in place of `py4rs/environments` in the user's cache directory.
    pub fn environments_in(mut self, directory: impl Into<PathBuf>) -> Self {
        self.needs.directory = Some(directory.into());
        self
    }

    /// Where no Python is found, has `uv` install one of this version (`"3.13"`), if it is on `PATH`.
    ///
    /// An explicit choice that does not work is still replaced by none. (The calls of `uv` are tested against a program
    /// that stands in for it, not against its downloads.)
    pub fn provide_python(mut self, version: impl Into<String>) -> Self {
        self.needs.provided = Some(version.into());
        self
    }
}
