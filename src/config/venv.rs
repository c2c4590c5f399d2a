//! Virtual environments: what `pyvenv.cfg` says.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{Os, Reason, program, text};
use crate::version::Version;

/// A virtual environment.
#[derive(Debug)]
pub(super) struct Venv {
    /// Its directory, which is `sys.prefix` in it.
    pub(super) root: PathBuf,
    /// The directory of the interpreter that it was made with.
    pub(super) home: PathBuf,
    /// The version of Python that it was made for.
    pub(super) version: Option<Version>,
    /// Whether packages of the base installation are seen in it.
    pub(super) sees_system_packages: bool,
    /// The interpreter that it was made with, where the file names it.
    base: Option<PathBuf>,
}

impl Venv {
    /// The venv that an interpreter belongs to: its `pyvenv.cfg` stands beside the interpreter or one up.
    ///
    /// # Errors
    /// The file is there but cannot be used.
    pub(super) fn around(executable: &Path) -> Result<Option<Self>, Reason> {
        for directory in executable.ancestors().skip(1).take(2) {
            match Self::read(directory) {
                Err(Reason::NoVenv) => {}
                found => return found.map(Some),
            }
        }
        Ok(None)
    }

    /// The venv in the directory.
    ///
    /// # Errors
    /// [`Reason::NoVenv`] where there is no `pyvenv.cfg`; other reasons where it cannot be used.
    pub(super) fn read(root: &Path) -> Result<Self, Reason> {
        let file = root.join("pyvenv.cfg");
        let text = text::read(&file).map_err(|error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Reason::NoVenv,
            _ => Reason::Unreadable(file.clone(), error.to_string()),
        })?;
        let get = |wanted: &str| {
            text.lines()
                .filter_map(|line| line.split_once('='))
                .find(|(key, _)| key.trim().eq_ignore_ascii_case(wanted))
                .map(|(_, value)| value.trim())
                .filter(|value| !value.is_empty())
        };
        if let Some(name) = get("implementation").filter(|name| !name.eq_ignore_ascii_case("cpython")) {
            return Err(Reason::OtherImplementation(name.to_owned()));
        }
        let Some(home) = get("home") else { return Err(Reason::NoHome(file)) };
        Ok(Venv {
            root: root.to_owned(),
            home: root.join(home),
            version: get("version_info").or(get("version")).and_then(Version::parse),
            sees_system_packages: get("include-system-site-packages")
                .is_some_and(|value| value.eq_ignore_ascii_case("true")),
            base: get("base-executable").or(get("executable")).map(PathBuf::from),
        })
    }

    /// The interpreter in a venv's directory, whether or not it works.
    pub(super) fn interpreter(root: &Path, os: Os) -> PathBuf {
        let programs = root.join(if os == Os::Windows { "Scripts" } else { "bin" });
        program::first_in(&programs, &["python", "python3"], os)
            .unwrap_or_else(|| programs.join(program::file_name("python", os)))
    }

    /// The interpreter behind the venv's own one.
    ///
    /// That one is a link to it. Where it is a copy, `pyvenv.cfg` tells.
    pub(super) fn base_executable(&self, executable: &Path, os: Os) -> PathBuf {
        let target = program::follow_links(executable);
        if !target.starts_with(&self.root) {
            return target;
        }
        let named = self.base.as_ref().filter(|base| base.exists()).cloned();
        named
            .or_else(|| {
                let versioned = self.version.map(|it| format!("python{}.{}", it.major, it.minor));
                let names = [versioned.as_deref().unwrap_or("python3"), "python3", "python"];
                program::first_in(&self.home, &names, os)
            })
            .map_or(target, |base| program::follow_links(&base))
    }
}
