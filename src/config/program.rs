//! A file that may be an interpreter: whether it can be run, and what its links lead to.

use std::{
    fs,
    io::{ErrorKind, Read},
    path::{Path, PathBuf},
};

use super::{Os, Reason, text};

/// Links that lead to links: more than these are a loop.
const MOST_LINKS: usize = 40;

/// Checks that the path is a file that can be executed.
pub(super) fn check(path: &Path) -> Result<(), Reason> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(Reason::IsDirectory),
        Ok(found) if !found.is_file() || !may_execute(&found) => Err(Reason::NotExecutable),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => match fs::read_link(path) {
            Ok(_) => Err(Reason::Dangling(follow_links(path))),
            Err(_) => Err(Reason::Missing),
        },
        Err(error) => Err(Reason::Unreadable(path.to_owned(), error.to_string())),
    }
}

/// Whether the file is a script: a shim or a wrapper, which says nothing about the interpreter behind it.
pub(super) fn is_script(path: &Path) -> bool {
    let mut begin = [0; 2];
    text::open(path).and_then(|mut file| file.read_exact(&mut begin)).is_ok() && &begin == b"#!"
}

/// What the file's own links lead to. Links among its directories stay, as they do in CPython.
pub(super) fn follow_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        let Ok(target) = fs::read_link(&path) else { break };
        path = match path.parent() {
            Some(directory) => directory.join(target),
            None => target,
        };
    }
    path
}

/// The first of these programs in the directory.
pub(super) fn first_in(directory: &Path, names: &[&str], os: Os) -> Option<PathBuf> {
    names.iter().map(|name| directory.join(file_name(name, os))).find(|path| path.exists())
}

/// The file name of a program.
pub(super) fn file_name(name: &str, os: Os) -> String {
    match os {
        Os::Windows if !name.ends_with(".exe") => format!("{name}.exe"),
        _ => name.to_owned(),
    }
}

#[cfg(unix)]
fn may_execute(found: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn may_execute(_: &fs::Metadata) -> bool {
    true
}
