//! Where each fact about a Python came from.

use std::fmt;

/// Where a fact came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// `build-details.json`, which installations have from 3.14 on.
    BuildDetails,
    /// `_sysconfigdata_*.py`.
    Sysconfigdata,
    /// `pyvenv.cfg`.
    PyvenvCfg,
    /// `patchlevel.h`, one of the C headers.
    Headers,
    /// The places and names of files.
    Layout,
    /// `python3-config`.
    PythonConfigProgram,
    /// The interpreter, which was run.
    Interpreter,
    /// The program that asked for it.
    Given,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Origin::BuildDetails => "build-details.json",
            Origin::Sysconfigdata => "_sysconfigdata",
            Origin::PyvenvCfg => "pyvenv.cfg",
            Origin::Headers => "patchlevel.h",
            Origin::Layout => "the file tree",
            Origin::PythonConfigProgram => "python3-config",
            Origin::Interpreter => "the interpreter, which was run",
            Origin::Given => "asked for",
        })
    }
}

/// Where the facts of a [`PythonConfig`](super::PythonConfig) came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origins {
    /// Of the version. [`Origin::Layout`] tells major and minor only.
    pub version: Origin,
    /// Of the ABI flags.
    pub abi: Origin,
    /// Of the shared library's path.
    pub libpython: Origin,
    /// Of the prefixes.
    pub prefix: Origin,
    /// Of the directory for packages.
    pub site_packages: Origin,
}
