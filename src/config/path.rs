//! The programs `python3` and `python` on `PATH`, and which entries of it are not to be trusted.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{Environment, Reason, program};

/// The names of an interpreter, in the order in which they are looked for.
pub(super) const NAMES: &[&str] = &["python3", "python"];

/// Every program of this name on `PATH`, each with the reason if it must not be used.
pub(super) fn programs(name: &str, environment: &Environment) -> Vec<(PathBuf, Result<(), Reason>)> {
    let path = environment.get("PATH").unwrap_or_default();
    let file = program::file_name(name, environment.os);
    env::split_paths(path)
        .filter(|directory| environment.absolute(directory).join(&file).exists())
        .map(|directory| (environment.absolute(&directory).join(&file), trust(&directory)))
        .collect()
}

/// Whether only the system and the user can have put programs into the directory.
pub(super) fn trust(directory: &Path) -> Result<(), Reason> {
    if !directory.is_absolute() {
        return Err(Reason::RelativePath);
    }
    match fs::metadata(directory) {
        Ok(found) if is_world_writable(&found) => Err(Reason::WorldWritable(directory.to_owned())),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn is_world_writable(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o002 != 0
}

#[cfg(not(unix))]
fn is_world_writable(_: &fs::Metadata) -> bool {
    false
}
