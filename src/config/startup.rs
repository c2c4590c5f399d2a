//! How the Python that was chosen is started: what it may see of the process, and who hears signals.

use std::path::PathBuf;

use super::Config;

/// Who hears SIGINT (Ctrl-C). Until Python has started it is the host's; SIGTERM, SIGPIPE and the others always are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Signals {
    /// The host: its own behaviour stays what it is, also after Python code has imported `signal`, as `subprocess` and
    /// `asyncio` do.
    #[default]
    Host,
    /// Python: what the thread that started Python runs ends with `KeyboardInterrupt`. Calls of other threads are
    /// stopped by an [`InterruptHandle`](crate::InterruptHandle).
    Python,
    /// Both: the host's handler runs first, if it has one, then Python's.
    Cooperative,
}

/// Whether Python reads its environment variables: `PYTHONPATH`, `PYTHONWARNINGS` and the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EnvPolicy {
    /// It does, as an interpreter that is run would.
    #[default]
    Use,
    /// It ignores them, as `python -E` does. Programs that Python starts get the environment unchanged.
    Ignore,
}

/// What [`Config`] says of the start itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Startup {
    pub(crate) signals: Signals,
    pub(crate) env_policy: EnvPolicy,
    pub(crate) isolated: bool,
    pub(crate) safe_path: bool,
    pub(crate) hash_seed: Option<u32>,
    pub(crate) search_paths: Option<Vec<PathBuf>>,
    pub(crate) warnings: Vec<String>,
    pub(crate) x_options: Vec<String>,
}

impl Config {
    /// Who hears SIGINT; [`Signals::Host`] by default. On Windows nothing is done about it.
    pub fn signals(mut self, signals: Signals) -> Self {
        self.startup.signals = signals;
        self
    }

    /// Whether `PYTHON*` variables are read; by default they are.
    pub fn env_policy(mut self, policy: EnvPolicy) -> Self {
        self.startup.env_policy = policy;
        self
    }

    /// Keeps Python apart from user and directory, as `python -I` does: no `PYTHON*` variables, none of the user's own
    /// packages, nothing unsafe in front of `sys.path`.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// Config::new().isolated(true).start()?;
    /// assert_eq!(raw_pyeval::<i64>("__import__('sys').flags.isolated")?, 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn isolated(mut self, isolated: bool) -> Self {
        self.startup.isolated = isolated;
        self
    }

    /// Whether scripts are run without their directory in front of `sys.path`, as `python -P` does (3.11 on).
    pub fn safe_path(mut self, safe: bool) -> Self {
        self.startup.safe_path = safe;
        self
    }

    /// The seed of `hash()` for texts, as `PYTHONHASHSEED` sets it: with one, sets come in the same order in each run.
    pub fn hash_seed(mut self, seed: u32) -> Self {
        self.startup.hash_seed = Some(seed);
        self
    }

    /// The whole of what `sys.path` begins with, in place of what Python would compute. The standard library has to be
    /// among it; packages in site directories are added by `site`, as ever.
    pub fn module_search_paths<T: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = T>) -> Self {
        self.startup.search_paths = Some(paths.into_iter().map(Into::into).collect());
        self
    }

    /// Adds filters of warnings, written as after `-W`: `"error::DeprecationWarning"`.
    pub fn warnings<T: Into<String>>(mut self, filters: impl IntoIterator<Item = T>) -> Self {
        self.startup.warnings.extend(filters.into_iter().map(Into::into));
        self
    }

    /// Adds options, written as after `-X`: `"importtime"`, `"int_max_str_digits=0"`, or of one's own, which
    /// `sys._xoptions` has. `dev` and `utf8` do nothing here: Python decides about them before (`PYTHONDEVMODE`), and
    /// UTF-8 mode is always on.
    pub fn x_options<T: Into<String>>(mut self, options: impl IntoIterator<Item = T>) -> Self {
        self.startup.x_options.extend(options.into_iter().map(Into::into));
        self
    }

    /// All of these.
    pub(crate) fn startup(&self) -> &Startup {
        &self.startup
    }
}
