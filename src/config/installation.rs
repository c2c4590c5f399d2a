//! An installation of CPython: what a venv is made from, and what owns the shared library.

use std::path::{Path, PathBuf};

use super::{
    Environment, Origin, Os, Reason,
    build_details::BuildDetails,
    distribution::{Distribution, Part},
    layout::Layout,
    sysconfigdata::Sysconfig,
    text,
};
use crate::version::{AbiFlags, Version};

/// The facts of an installation.
#[derive(Debug)]
pub(super) struct Installation {
    /// What is `sys.base_prefix`.
    pub(super) prefix: PathBuf,
    /// The directory of the standard library.
    pub(super) stdlib: PathBuf,
    /// Its version, and where that came from.
    pub(super) version: (Version, Origin),
    /// How the build differs from the usual one, and where that came from.
    pub(super) abi: (AbiFlags, Origin),
    /// The shared library, where the installation names it.
    pub(super) libpython: Option<PathBuf>,
    /// The directory for packages, where the interpreter was asked.
    pub(super) packages: Option<PathBuf>,
    /// The variables of the build.
    pub(super) sysconfig: Sysconfig,
}

impl Installation {
    /// Reads the files around an interpreter, whose links are followed already. `home` is the one of its
    /// venv.
    ///
    /// `Ok(None)` means that the files do not tell enough: then the interpreter must be run.
    ///
    /// # Errors
    /// It is no Python that py4rs works with.
    pub(super) fn read(
        executable: &Path,
        home: Option<&Path>,
        environment: &Environment,
    ) -> Result<Option<Self>, Reason> {
        let os = environment.os;
        refuse_other_implementations(executable)?;
        let Some(layout) = Layout::around(executable, home, os) else { return Ok(None) };
        let details = BuildDetails::of_stdlib(&layout.stdlib)?;
        let sysconfig = Sysconfig::of_stdlib(&layout.stdlib, &layout.abi);
        let described = details.is_some() || sysconfig.is_some() || os == Os::Windows;
        let sysconfig = sysconfig.unwrap_or_default().moved_to(&layout.prefix);
        let whole = details.as_ref().and_then(|details| details.version);
        let version = whole
            .map(|version| (version, Origin::BuildDetails))
            .or_else(|| Some((patchlevel(&layout, &sysconfig, os)?, Origin::Headers)))
            .unwrap_or((layout.version, Origin::Layout));
        refuse_old_versions(version)?;
        if !layout.has_stdlib() {
            let distribution = Distribution::of(&layout.prefix, environment.root.as_deref());
            let remedy = distribution.remedy(Part::Stdlib, &release(version), &layout.prefix, false);
            return Err(Reason::NoStdlib { directory: layout.stdlib, remedy });
        }
        if !described {
            return Ok(None);
        }
        let abi = details
            .as_ref()
            .and_then(|details| Some((details.abi?, Origin::BuildDetails)))
            .or_else(|| Some((abi_of(&sysconfig)?, Origin::Sysconfigdata)))
            .unwrap_or((AbiFlags::parse(&layout.abi), Origin::Layout));
        Ok(Some(Installation {
            prefix: layout.prefix,
            stdlib: layout.stdlib,
            version,
            abi,
            libpython: details.and_then(|details| details.libpython),
            packages: None,
            sysconfig,
        }))
    }

    /// The same, with the last number of its version from its venv where no file of its own tells it.
    pub(super) fn with_micro_of(mut self, venv: Option<Version>) -> Self {
        if let (Origin::Layout, Some(version)) = (self.version.1, venv)
            && version.same_minor(self.version.0)
        {
            self.version = (version, Origin::PyvenvCfg);
        }
        self
    }

    /// How the version reads: without its last number where that is not known.
    pub(super) fn release(&self) -> String {
        release(self.version)
    }
}

/// The version as text, without its last number where only the file tree told it.
pub(super) fn release((version, origin): (Version, Origin)) -> String {
    match origin {
        Origin::Layout => format!("{}.{}", version.major, version.minor),
        _ => version.to_string(),
    }
}

/// Refuses what is older than the oldest version that py4rs works with.
pub(super) fn refuse_old_versions(version: (Version, Origin)) -> Result<(), Reason> {
    if version.0 < Version::OLDEST {
        return Err(Reason::TooOld(release(version)));
    }
    Ok(())
}

/// Refuses other implementations by the name of their interpreter.
fn refuse_other_implementations(executable: &Path) -> Result<(), Reason> {
    let name = executable.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match ["PyPy", "GraalPy"].into_iter().find(|other| name.starts_with(&other.to_ascii_lowercase())) {
        Some(other) => Err(Reason::OtherImplementation(other.to_owned())),
        None => Ok(()),
    }
}

/// The whole version, which the C headers have: `#define PY_VERSION "3.11.7"`.
fn patchlevel(layout: &Layout, sysconfig: &Sysconfig, os: Os) -> Option<Version> {
    let include = layout.prefix.join("include");
    let name = format!("python{}.{}{}", layout.version.major, layout.version.minor, layout.abi);
    let headers = match os {
        Os::Windows => include,
        Os::Linux | Os::MacOs => sysconfig.path("INCLUDEPY").unwrap_or_else(|| include.join(name)),
    };
    let text = text::read(&headers.join("patchlevel.h")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("#define PY_VERSION "))?;
    // Headers that belong to another version were left behind.
    Version::parse(line.trim().trim_matches('"')).filter(|version| version.same_minor(layout.version))
}

fn abi_of(sysconfig: &Sysconfig) -> Option<AbiFlags> {
    let debug = sysconfig.flag("Py_DEBUG")?;
    Some(AbiFlags { free_threaded: sysconfig.flag("Py_GIL_DISABLED").unwrap_or(false), debug })
}
