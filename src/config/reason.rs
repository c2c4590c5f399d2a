//! Why a candidate was not taken, said so that it can be mended.

use std::{fmt, path::PathBuf};

use crate::version::Version;

/// Why a candidate was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Nothing names such a candidate.
    NotSet,
    /// There is no program of this name on `PATH`.
    NotOnPath(String),
    /// Both an interpreter and a venv were asked for.
    BothGiven,
    /// There is no such file or directory.
    Missing,
    /// A link whose target does not exist.
    Dangling(PathBuf),
    /// A directory where an interpreter was expected.
    IsDirectory,
    /// A file that cannot be executed.
    NotExecutable,
    /// This file or directory cannot be read.
    Unreadable(PathBuf, String),
    /// A directory without `pyvenv.cfg`.
    NoVenv,
    /// A `pyvenv.cfg` that does not say where its Python is.
    NoHome(PathBuf),
    /// This directory has no interpreter in it.
    NoPython(PathBuf),
    /// Its place on `PATH` is relative to the working directory, so anyone may have put it there.
    RelativePath,
    /// Its directory can be written by every user, so anyone may have put it there.
    WorldWritable(PathBuf),
    /// A pyenv shim that leads nowhere, and why.
    Pyenv(String),
    /// This version is older than all that py4rs works with.
    TooOld(String),
    /// Not CPython but this.
    OtherImplementation(String),
    /// A venv whose Python was replaced by another version.
    VenvMismatch {
        /// Its directory.
        venv: PathBuf,
        /// What `pyvenv.cfg` says.
        made_for: Version,
        /// What its Python is now.
        found: Version,
    },
    /// A given library of another version than the interpreter.
    LibraryMismatch {
        /// The library's version.
        library: Version,
        /// The interpreter's version.
        interpreter: Version,
    },
    /// A given library that does not exist.
    LibraryMissing(PathBuf),
    /// A given library whose name or place does not say to which Python it belongs.
    LibraryUnknown(PathBuf),
    /// The standard library is not where it should be.
    NoStdlib {
        /// Its directory.
        directory: PathBuf,
        /// What would bring it back.
        remedy: String,
    },
    /// A shared library that is none for this system: it has no header that could be one.
    NotLibrary(PathBuf),
    /// A shared library for another processor.
    WrongMachine {
        /// The library.
        library: PathBuf,
        /// What it was built for.
        machine: String,
        /// What this program was built for.
        ours: String,
    },
    /// No shared library.
    NoLibrary {
        /// The name that was looked for.
        name: String,
        /// Whether the build never had one, as against one that was lost.
        is_static: bool,
        /// What would bring one.
        remedy: String,
    },
    /// The interpreter had to be run to learn about it, and that failed.
    NotRunnable(String),
    /// A `.venv` in the working directory that was not asked for.
    NotAsked,
    /// The same Python as an earlier candidate, which was named by this path.
    SameAs(PathBuf),
}

impl Reason {
    /// What to do about it, where there is something better than to choose another Python.
    pub fn remedy(&self) -> Option<String> {
        Some(match self {
            Reason::NoLibrary { remedy, .. } | Reason::NoStdlib { remedy, .. } => remedy.clone(),
            Reason::VenvMismatch { venv, found, .. } => {
                let Version { major, minor, .. } = found;
                format!("make the venv anew: python{major}.{minor} -m venv --clear {}", venv.display())
            }
            Reason::TooOld(_) => "install a newer one, for instance: uv python install 3.13".to_owned(),
            Reason::NotLibrary(path) => {
                format!("install the Python of {} again: the file is damaged", path.display())
            }
            Reason::WrongMachine { ours, .. } => {
                format!("install a Python for {ours}, or build this program for that processor")
            }
            Reason::Dangling(target) => {
                format!("bring {} back, or make the venv or the link anew", target.display())
            }
            Reason::NoHome(file) => {
                let venv = file.parent().unwrap_or(file).display();
                format!("make the venv anew: python3 -m venv --clear {venv}")
            }
            Reason::WorldWritable(directory) => {
                format!("take the right from others: chmod o-w {}", directory.display())
            }
            Reason::NotExecutable => "let it be executed: chmod +x".to_owned(),
            Reason::NotAsked => {
                "allow the .venv of the working directory with `Config::project_venv(true)`".to_owned()
            }
            Reason::LibraryUnknown(_) => "name its interpreter too, with `Config::python`".to_owned(),
            _ => return None,
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NotSet => write!(f, "not set"),
            Reason::NotOnPath(name) => write!(f, "there is no {name} on PATH"),
            Reason::BothGiven => write!(f, "both an interpreter and a venv are given; one of them decides"),
            Reason::Missing => write!(f, "it does not exist"),
            Reason::Dangling(target) => {
                write!(f, "it is a link to {}, which does not exist", target.display())
            }
            Reason::IsDirectory => write!(f, "it is a directory; name the interpreter in it"),
            Reason::NotExecutable => write!(f, "it is not an executable file"),
            Reason::Unreadable(path, why) => write!(f, "{} cannot be read: {why}", path.display()),
            Reason::NoVenv => write!(f, "it is not a venv: it has no pyvenv.cfg"),
            Reason::NoHome(path) => write!(f, "{} does not say where its Python is (home)", path.display()),
            Reason::NoPython(directory) => write!(f, "there is no Python in {}", directory.display()),
            Reason::RelativePath => write!(f, "skipped: its entry on PATH is not an absolute path"),
            Reason::WorldWritable(directory) => {
                write!(f, "skipped: every user can write to {}", directory.display())
            }
            Reason::Pyenv(why) => write!(f, "{why}"),
            Reason::TooOld(version) => write!(
                f,
                "Python {version} is older than {}.{}, the oldest that py4rs works with",
                Version::OLDEST.major,
                Version::OLDEST.minor
            ),
            Reason::OtherImplementation(name) => write!(f, "it is {name}; py4rs works with CPython only"),
            Reason::VenvMismatch { made_for, found, .. } => write!(
                f,
                "the venv was made for Python {}.{}, but its Python is {}.{} now",
                made_for.major, made_for.minor, found.major, found.minor
            ),
            Reason::LibraryMismatch { library, interpreter } => write!(
                f,
                "the library is of Python {}.{}, but the interpreter is {}.{}",
                library.major, library.minor, interpreter.major, interpreter.minor
            ),
            Reason::LibraryMissing(path) => write!(f, "the library {} does not exist", path.display()),
            Reason::LibraryUnknown(path) => {
                write!(f, "it cannot be told to which Python the library {} belongs", path.display())
            }
            Reason::NotLibrary(path) => write!(f, "{} is no shared library of this system", path.display()),
            Reason::WrongMachine { library, machine, ours } => {
                write!(f, "{} is for {machine}, and this program for {ours}", library.display())
            }
            Reason::NoStdlib { directory, .. } => {
                write!(f, "its standard library is missing: there is no encodings in {}", directory.display())
            }
            Reason::NoLibrary { name, is_static: true, .. } => {
                write!(f, "it is a static build: it has no {name} that could be loaded")
            }
            Reason::NoLibrary { name, .. } => write!(f, "its shared library {name} is missing"),
            Reason::NotRunnable(why) => write!(f, "it was run to learn about it, and failed: {why}"),
            Reason::NotAsked => write!(f, "passed over: it was not asked for"),
            Reason::SameAs(earlier) => write!(f, "the same as {}", earlier.display()),
        }
    }
}
