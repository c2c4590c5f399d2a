//! `PythonConfig`: everything that is known about a Python before it is started.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use super::{
    BuildFlags, Environment, Origin, Origins, Reason, Source, binary,
    installation::{Installation, release},
    interpreter, library, program, pyenv, site,
    sysconfigdata::Sysconfig,
    venv::Venv,
};
use crate::version::{AbiFlags, Version};

/// A Python that can be started, as its files describe it.
///
/// `Display` prints it for people to read, [build flags](Self::build_flags) included.
#[derive(Clone, Debug)]
pub struct PythonConfig {
    /// The interpreter whose environment is used. In a venv it is the venv's own, by which the venv is
    /// recognised.
    pub executable: PathBuf,
    /// Its version. The last number is 0 where no file tells it: see [`release`](Self::release).
    pub version: Version,
    /// How the build differs from the usual one.
    pub abi: AbiFlags,
    /// The shared library to open.
    pub libpython: PathBuf,
    /// What `sys.prefix` will be: the venv's directory in a venv.
    pub prefix: PathBuf,
    /// What `sys.base_prefix` will be: the installation that has the standard library.
    pub base_prefix: PathBuf,
    /// The venv, if the interpreter is one's.
    pub venv: Option<PathBuf>,
    /// The directory that packages are installed into.
    pub site_packages: PathBuf,
    /// What named it.
    pub source: Source,
    /// Where the facts came from.
    pub origins: Origins,
    pub(super) sysconfig: Sysconfig,
    other_packages: Vec<PathBuf>,
}

impl PythonConfig {
    /// Learns all about an interpreter, if possible from files alone.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub(super) fn of(
        source: Source,
        executable: &Path,
        libpython: Option<&Path>,
        environment: &Environment,
    ) -> Result<Self, Reason> {
        let os = environment.os;
        program::check(executable)?;
        let executable = pyenv::look_through(executable, environment)?;
        let (executable, venv, installation) = describe(executable, environment)?;
        let (version, version_origin) = installation.version;
        if let Some((venv, made_for)) = venv.as_ref().and_then(|venv| Some((venv, venv.version?)))
            && !made_for.same_minor(version)
        {
            return Err(Reason::VenvMismatch { venv: venv.root.clone(), made_for, found: version });
        }
        let (libpython, libpython_origin) = match libpython {
            Some(path) => (given(path, version)?, Origin::Given),
            None => library::of(&installation, &program::follow_links(&executable), environment)?,
        };
        binary::check(&libpython, os)?;
        let ((site_packages, site_origin), other_packages) = site::packages(&installation, venv.as_ref(), os);
        let prefix_origin = match (&venv, version_origin) {
            (Some(_), _) => Origin::PyvenvCfg,
            (None, Origin::Interpreter) => Origin::Interpreter,
            (None, _) => Origin::Layout,
        };
        let venv = venv.map(|venv| venv.root);
        Ok(PythonConfig {
            executable,
            version,
            abi: installation.abi.0,
            libpython,
            prefix: venv.as_ref().unwrap_or(&installation.prefix).clone(),
            base_prefix: installation.prefix,
            venv,
            site_packages,
            source,
            origins: Origins {
                version: version_origin,
                abi: installation.abi.1,
                libpython: libpython_origin,
                prefix: prefix_origin,
                site_packages: site_origin,
            },
            sysconfig: installation.sysconfig,
            other_packages,
        })
    }

    /// The version as text: "3.11.7", or "3.11" where no file tells the last number.
    pub fn release(&self) -> String {
        release((self.version, self.origins.version))
    }

    /// The version of numpy among the installed packages; `None` where it is not installed.
    ///
    /// It is read from the names of directories: nothing is imported.
    pub fn numpy(&self) -> Option<String> {
        let mut directories = std::iter::once(&self.site_packages).chain(&self.other_packages);
        directories.find_map(|directory| site::package_version(directory, "numpy"))
    }
}

/// The interpreter, its venv and its installation: from the files, or from the interpreter where they do not
/// tell.
fn describe(
    executable: PathBuf,
    environment: &Environment,
) -> Result<(PathBuf, Option<Venv>, Installation), Reason> {
    if !program::is_script(&executable) {
        let venv = Venv::around(&executable)?;
        let base = match &venv {
            Some(venv) => venv.base_executable(&executable, environment.os),
            None => program::follow_links(&executable),
        };
        let home = venv.as_ref().map(|venv| venv.home.as_path());
        if let Some(installation) = Installation::read(&base, home, environment)? {
            let version = venv.as_ref().and_then(|venv| venv.version);
            return Ok((executable, venv, installation.with_micro_of(version)));
        }
    }
    let (executable, installation) = interpreter::ask(&executable, environment)?;
    let venv = Venv::around(&executable)?;
    Ok((executable, venv, installation))
}

/// A library that was asked for must be there, and be of the same version as the interpreter.
fn given(library: &Path, interpreter: Version) -> Result<PathBuf, Reason> {
    if !library.is_file() {
        return Err(Reason::LibraryMissing(library.to_owned()));
    }
    match library::version_of(library) {
        Some((version, _)) if !version.same_minor(interpreter) => {
            Err(Reason::LibraryMismatch { library: version, interpreter })
        }
        _ => Ok(library.to_owned()),
    }
}

impl fmt::Display for PythonConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origins { version, abi, libpython, prefix, site_packages } = self.origins;
        let BuildFlags { ldflags, includes, origin: flags } = self.build_flags();
        let (ldflags, includes) = (ldflags.join(" "), includes.join(" "));
        let venv = self.venv.as_ref().map_or_else(|| "none".to_owned(), |venv| venv.display().to_string());
        let numpy = self.numpy().unwrap_or_else(|| "not installed".to_owned());
        let lines: [(&str, &dyn fmt::Display, &dyn fmt::Display); 11] = [
            ("executable", &self.executable.display(), &self.source),
            ("version", &self.release(), &version),
            ("abi", &self.abi, &abi),
            ("libpython", &self.libpython.display(), &libpython),
            ("prefix", &self.prefix.display(), &prefix),
            ("base prefix", &self.base_prefix.display(), &prefix),
            ("venv", &venv, &prefix),
            ("site-packages", &self.site_packages.display(), &site_packages),
            ("numpy", &numpy, &Origin::Layout),
            ("ldflags", &ldflags, &flags),
            ("includes", &includes, &flags),
        ];
        for (name, value, origin) in lines {
            writeln!(f, "{name:14} {value}  [{origin}]")?;
        }
        Ok(())
    }
}
