//! Finds the shared library of an installation.

use std::path::{Path, PathBuf};

use super::{
    Environment, Origin, Os, Reason,
    distribution::{is_debian, library_remedy},
    installation::Installation,
    layout::{read_dll_name, read_name},
    path, program,
};
use crate::version::{AbiFlags, Version};

/// The shared library, and what told its name.
///
/// # Errors
/// [`Reason::NoLibrary`], with what would bring one.
pub(super) fn of(
    installation: &Installation,
    executable: &Path,
    environment: &Environment,
) -> Result<(PathBuf, Origin), Reason> {
    let os = environment.os;
    let described = installation.libpython.clone().map(|path| (path, Origin::BuildDetails));
    let names = names(installation, os);
    let directories = directories(installation, executable, os);
    let places = names
        .iter()
        .flat_map(|(name, origin)| directories.iter().map(move |directory| (directory.join(name), *origin)));
    let found = described.into_iter().chain(places).find(|(path, _)| path.is_file());
    if let Some((path, _)) = &found {
        path::trust(path.parent().unwrap_or(path))?;
    }
    found.ok_or_else(|| Reason::NoLibrary {
        name: names.last().map(|(name, _)| name.clone()).unwrap_or_default(),
        is_static: is_static(installation),
        remedy: library_remedy(installation, environment.root.as_deref()),
    })
}

/// The version in the name or the place of a library; `None` where it has none.
pub(super) fn version_of(library: &Path) -> Option<(Version, String)> {
    let name = library.file_name()?.to_str()?;
    let directory = library.parent()?;
    if directory.parent().is_some_and(|versions| versions.ends_with("Versions")) {
        // A framework: Python.framework/Versions/3.11/Python.
        return Some((Version::parse(directory.file_name()?.to_str()?)?, String::new()));
    }
    let stem = name.split(".so").next()?.trim_end_matches(".dylib");
    stem.strip_prefix("lib").and_then(read_name).or_else(|| read_dll_name(name))
}

/// The interpreter of the installation that a library stands in.
///
/// # Errors
/// The library's name or place does not tell, or there is no interpreter.
pub(super) fn interpreter_of(library: &Path, os: Os) -> Result<PathBuf, Reason> {
    if !library.is_file() {
        return Err(Reason::LibraryMissing(library.to_owned()));
    }
    let unknown = || Reason::LibraryUnknown(library.to_owned());
    let (version, abi) = version_of(library).ok_or_else(unknown)?;
    let versioned = format!("python{}.{}", version.major, version.minor);
    let threads = if abi.contains('t') { "t" } else { "" };
    let stdlib = |prefix: &&Path| {
        let name = format!("{versioned}{threads}");
        prefix.join("lib").join(&name).is_dir() || prefix.join("lib64").join(name).is_dir()
    };
    let directory = match os {
        Os::Windows => library.parent().ok_or_else(unknown)?.to_owned(),
        Os::Linux | Os::MacOs => library.ancestors().skip(1).find(stdlib).ok_or_else(unknown)?.join("bin"),
    };
    program::first_in(&directory, &[&format!("{versioned}{abi}"), &versioned, "python3", "python"], os)
        .ok_or(Reason::NoPython(directory))
}

/// The file names that the library may have, the most certain first.
fn names(installation: &Installation, os: Os) -> Vec<(String, Origin)> {
    let Version { major, minor, .. } = installation.version.0;
    let AbiFlags { free_threaded, debug } = installation.abi.0;
    let threads = if free_threaded { "t" } else { "" };
    let abi = format!("{threads}{}", if debug { "d" } else { "" });
    let guesses = match os {
        Os::Linux => {
            vec![format!("libpython{major}.{minor}{abi}.so.1.0"), format!("libpython{major}.{minor}{abi}.so")]
        }
        Os::MacOs => vec!["Python".to_owned(), format!("libpython{major}.{minor}{abi}.dylib")],
        Os::Windows => vec![format!("python{major}{minor}{threads}{}.dll", if debug { "_d" } else { "" })],
    };
    // The variables name an archive (.a) where the build made no shared library.
    let named = ["INSTSONAME", "LDLIBRARY"].into_iter().filter_map(|key| installation.sysconfig.get(key));
    let shared =
        named.filter(|name| !name.contains('/') && (name.contains(".so") || name.ends_with(".dylib")));
    // A framework's library has the framework's name, which is not always "Python".
    let framework = installation.sysconfig.get("PYTHONFRAMEWORK").filter(|_| os == Os::MacOs);
    shared
        .chain(framework)
        .map(|name| (name.to_owned(), Origin::Sysconfigdata))
        .chain(guesses.into_iter().map(|name| (name, Origin::Layout)))
        .collect()
}

/// The directories that may hold it: those that moved with the installation first.
fn directories(installation: &Installation, executable: &Path, os: Os) -> Vec<PathBuf> {
    let Installation { prefix, sysconfig, .. } = installation;
    if os == Os::Windows {
        return executable.parent().into_iter().map(Path::to_owned).chain([prefix.clone()]).collect();
    }
    let mut directories = vec![prefix.join("lib"), prefix.join("lib64")];
    let libdir = sysconfig.path("LIBDIR");
    let multiarch = sysconfig.get("MULTIARCH");
    directories.extend(libdir.clone());
    directories.extend(multiarch.map(|name| prefix.join("lib").join(name)));
    directories.extend(libdir.zip(multiarch).map(|(libdir, name)| libdir.join(name)));
    directories.extend(sysconfig.path("LIBPL"));
    if os == Os::MacOs {
        directories.insert(0, prefix.clone());
    }
    // What is relative would be seen from the working directory.
    directories.retain(|directory| directory.is_absolute());
    directories
}

/// Whether the build has no shared library, as against one that was lost.
///
/// Debian's variables are those of its shared build, which stands in a package of its own.
fn is_static(installation: &Installation) -> bool {
    is_debian(installation) || installation.sysconfig.flag("Py_ENABLE_SHARED") == Some(false)
}
