//! `Config`: what a program may ask of the Python that it starts.

use std::{ffi::OsString, path::PathBuf};

#[cfg(feature = "environments")]
use super::environments::Needs;
use super::{Mode, Output, Search, Startup};

/// Which Python to start, and how. Every setting has a default; the builder's calls can be chained.
///
/// ```
/// use py4rs::config::Config;
///
/// let config = Config::new().venv("/home/me/project/.venv").init_code("import math").argv(["tool"]);
/// assert_eq!(config.init_codes(), ["import math"]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Config {
    search: Search,
    init_codes: Vec<String>,
    argv: Vec<OsString>,
    stop_disabled: bool,
    pub(super) startup: Startup,
    #[cfg(feature = "environments")]
    pub(super) needs: Needs,
    mode: Option<Mode>,
    stdout: Option<Output>,
    stderr: Option<Output>,
}

impl Config {
    /// The defaults: the Python that [`find`](super::find) finds, no code at start, no arguments.
    pub fn new() -> Self {
        Config::default()
    }

    /// Uses this interpreter: a path, or the name of a program on `PATH` such as `python3.12`.
    ///
    /// An explicit choice that does not work is an error; no other Python takes its place.
    pub fn python(mut self, path: impl Into<PathBuf>) -> Self {
        self.search.python = Some(path.into());
        self
    }

    /// Opens this shared library. Alone it decides the interpreter too: the one in the same installation.
    pub fn libpython(mut self, path: impl Into<PathBuf>) -> Self {
        self.search.libpython = Some(path.into());
        self
    }

    /// Uses this virtual environment: the directory that has `pyvenv.cfg` in it.
    pub fn venv(mut self, directory: impl Into<PathBuf>) -> Self {
        self.search.venv = Some(directory.into());
        self
    }

    /// Whether a `.venv` in the working directory may be used.
    ///
    /// It is not by default: a program started in a foreign directory must not run what lies there.
    pub fn project_venv(mut self, wanted: bool) -> Self {
        self.search.project_venv = wanted;
        self
    }

    /// Runs this code at each start, after the code of earlier calls.
    pub fn init_code(mut self, code: impl Into<String>) -> Self {
        self.init_codes.push(code.into());
        self
    }

    /// What `sys.argv` will be.
    pub fn argv<T: Into<OsString>>(mut self, arguments: impl IntoIterator<Item = T>) -> Self {
        self.argv = arguments.into_iter().map(Into::into).collect();
        self
    }

    /// Sends what Python prints to `sys.stdout` there: a file, anything else that implements [`Write`](std::io::Write),
    /// or [`Output::lines`].
    ///
    /// ```no_run
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// py4rs::Config::new().stdout(std::fs::File::create("python.log")?).start()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn stdout(mut self, output: impl Into<Output>) -> Self {
        self.stdout = Some(output.into());
        self
    }

    /// As [`stdout`](Self::stdout), for `sys.stderr`.
    pub fn stderr(mut self, output: impl Into<Output>) -> Self {
        self.stderr = Some(output.into());
        self
    }

    /// Which threads Python code runs on.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::config::Mode;
    /// use py4rs::prelude::*;
    /// use std::thread;
    ///
    /// Config::new().mode(Mode::SingleThreaded).start()?;
    /// import_module("threading")?;
    /// let thread: u64 = pycall!("threading.get_ident")?;
    /// let other = thread::spawn(|| pycall!("threading.get_ident" => u64)).join().expect("no panic")?;
    /// assert_eq!(thread, other);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "py4cl2-cffi/single-threaded")]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// Makes `stop()` do nothing.
    pub fn disable_stop(mut self, disabled: bool) -> Self {
        self.stop_disabled = disabled;
        self
    }

    /// Whether this names no Python, or the same as another one.
    pub(crate) fn asks_for_none_or_same_as(&self, other: &Config) -> bool {
        #[cfg(feature = "environments")]
        if self.needs != Needs::default() && self.needs != other.needs {
            return false;
        }
        self.search == Search::default() || self.search == other.search
    }

    /// Which Python is asked for.
    pub fn search(&self) -> &Search {
        &self.search
    }

    /// The code to run at each start, in order.
    pub fn init_codes(&self) -> &[String] {
        &self.init_codes
    }

    /// The arguments for `sys.argv`; empty where none were given.
    pub fn arguments(&self) -> &[OsString] {
        &self.argv
    }

    /// Which threads Python code is to run on; `None` where nothing was said.
    pub fn wanted_mode(&self) -> Option<Mode> {
        self.mode
    }

    /// Where `sys.stdout` goes; `None` for the process's own.
    pub fn stdout_output(&self) -> Option<&Output> {
        self.stdout.as_ref()
    }

    /// Where `sys.stderr` goes; `None` for the process's own.
    pub fn stderr_output(&self) -> Option<&Output> {
        self.stderr.as_ref()
    }

    /// Whether `stop()` does nothing.
    pub fn is_stop_disabled(&self) -> bool {
        self.stop_disabled
    }
}
