//! The flags with which a C compiler builds against a Python.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Origin, PythonConfig, process};
use crate::version::Version;

/// What `python3-config` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BuildFlags {
    /// As `python3-config --ldflags --embed` says.
    pub ldflags: Vec<String>,
    /// As `python3-config --includes` says.
    pub includes: Vec<String>,
    /// Where they came from.
    pub origin: Origin,
}

impl PythonConfig {
    /// The flags for the linker and for the C compiler.
    ///
    /// They are asked of the `python3-config` that belongs to this Python, which costs some milliseconds.
    /// Where there is none they are put together from `_sysconfigdata`.
    pub fn build_flags(&self) -> BuildFlags {
        self.flags_of_program().unwrap_or_else(|| self.flags_of_variables())
    }

    /// As [`build_flags`](Self::build_flags), for the linker only.
    pub fn ldflags(&self) -> Vec<String> {
        self.build_flags().ldflags
    }

    /// As [`build_flags`](Self::build_flags), for the C compiler only.
    pub fn includes(&self) -> Vec<String> {
        self.build_flags().includes
    }

    fn flags_of_program(&self) -> Option<BuildFlags> {
        let program = self.config_program()?;
        let ask =
            |options: &[&str]| process::output(Command::new(&program).args(options), process::LIMIT).ok();
        let prefix = ask(&["--prefix"])?;
        if !same_directory(Path::new(prefix.trim()), &self.base_prefix) {
            return None;
        }
        Some(BuildFlags {
            ldflags: words(&ask(&["--ldflags", "--embed"])?),
            includes: words(&ask(&["--includes"])?),
            origin: Origin::PythonConfigProgram,
        })
    }

    /// The `python3.11-config` of the base installation. The one without a version may be another Python's.
    fn config_program(&self) -> Option<PathBuf> {
        let Version { major, minor, .. } = self.version;
        let threads = if self.abi.free_threaded { "t" } else { "" };
        let debug = if self.abi.debug { "d" } else { "" };
        let program = self.base_prefix.join(format!("bin/python{major}.{minor}{threads}{debug}-config"));
        program.is_file().then_some(program)
    }

    fn flags_of_variables(&self) -> BuildFlags {
        let variables = &self.sysconfig;
        let mut ldflags = Vec::new();
        if variables.flag("Py_ENABLE_SHARED") == Some(false) {
            ldflags.extend(variables.get("LIBPL").map(|directory| format!("-L{directory}")));
        }
        ldflags.extend(variables.get("LIBDIR").map(|directory| format!("-L{directory}")));
        ldflags.extend(variables.get("LDVERSION").map(|version| format!("-lpython{version}")));
        for key in ["LIBS", "SYSLIBS"] {
            ldflags.extend(variables.get(key).map(words).unwrap_or_default());
        }
        let includes = variables.get("INCLUDEPY").map(|directory| format!("-I{directory}"));
        BuildFlags { ldflags, includes: includes.into_iter().collect(), origin: Origin::Sysconfigdata }
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn same_directory(one: &Path, other: &Path) -> bool {
    one == other || fs::canonicalize(one).ok().zip(fs::canonicalize(other).ok()).is_some_and(|(a, b)| a == b)
}
