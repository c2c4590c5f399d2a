//! Pythons that nobody names, where those who install them put them: the last resort of the search.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Environment, Os, Source, layout::read_name, path, program};
use crate::version::Version;

/// Who installs Pythons, and what finds theirs.
type Manager = (Source, fn(&Environment) -> Vec<PathBuf>);

const MANAGERS: [Manager; 6] = [
    (Source::Uv, uv),
    (Source::Pyenv, pyenv),
    (Source::Conda, conda),
    (Source::Homebrew, homebrew),
    (Source::Framework, frameworks),
    (Source::Nix, nix),
];

/// The interpreters of every known manager, in order, those of a manager from the newest to the oldest.
pub(super) fn interpreters(environment: &Environment) -> Vec<(Source, PathBuf)> {
    let named = MANAGERS.into_iter().flat_map(|(source, find)| {
        find(environment).into_iter().map(move |interpreter| (source, interpreter))
    });
    named.chain(environment.registered().into_iter().map(|path| (Source::Registry, path))).collect()
}

/// uv's: `UV_PYTHON_INSTALL_DIR`, else `uv/python` among the user's data.
fn uv(environment: &Environment) -> Vec<PathBuf> {
    let data = match environment.os {
        Os::Windows => environment.path("APPDATA"),
        Os::Linux | Os::MacOs => {
            environment.path("XDG_DATA_HOME").or_else(|| Some(environment.path("HOME")?.join(".local/share")))
        }
    };
    let root = environment.path("UV_PYTHON_INSTALL_DIR").or_else(|| Some(data?.join("uv/python")));
    let named = |name: &str| Version::parse(name.strip_prefix("cpython-")?.split(['-', '+']).next()?);
    root.into_iter()
        .flat_map(|root| versions(&root, named))
        .filter_map(|it| in_prefix(&it, environment))
        .collect()
}

/// pyenv's: `PYENV_ROOT`, else `~/.pyenv`.
fn pyenv(environment: &Environment) -> Vec<PathBuf> {
    let root = environment.path("PYENV_ROOT").or_else(|| Some(environment.path("HOME")?.join(".pyenv")));
    let versions = root.into_iter().flat_map(|root| versions(&root.join("versions"), Version::parse));
    versions.filter_map(|prefix| in_prefix(&prefix, environment)).collect()
}

/// The base environments of conda, mamba and micromamba.
fn conda(environment: &Environment) -> Vec<PathBuf> {
    const NAMES: [&str; 6] = ["miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba", ".mamba"];
    let home = environment.path(if environment.os == Os::Windows { "USERPROFILE" } else { "HOME" });
    let at_home = NAMES.iter().filter_map(|name| Some(home.as_ref()?.join(name)));
    let in_system = environment.root.iter().map(|root| root.join("opt/conda"));
    let roots = environment.path("MAMBA_ROOT_PREFIX").into_iter().chain(at_home).chain(in_system);
    roots.filter_map(|prefix| in_prefix(&prefix, environment)).collect()
}

/// Homebrew's: each version has a directory `opt/python@3.12` of its own, whether or not it is linked.
fn homebrew(environment: &Environment) -> Vec<PathBuf> {
    const PREFIXES: [&str; 3] = ["opt/homebrew", "usr/local", "home/linuxbrew/.linuxbrew"];
    let usual = environment.root.iter().flat_map(|root| PREFIXES.iter().map(|prefix| root.join(prefix)));
    let prefixes = environment.path("HOMEBREW_PREFIX").into_iter().chain(usual);
    let kegs = prefixes.flat_map(|prefix| {
        versions(&prefix.join("opt"), |name| Version::parse(name.strip_prefix("python@")?))
    });
    kegs.filter_map(|prefix| in_prefix(&prefix, environment)).collect()
}

/// Frameworks of macOS: python.org's, and Apple's with its developer tools.
fn frameworks(environment: &Environment) -> Vec<PathBuf> {
    const FRAMEWORKS: [&str; 2] = [
        "Library/Frameworks/Python.framework/Versions",
        "Library/Developer/CommandLineTools/Library/Frameworks/Python3.framework/Versions",
    ];
    let roots = environment.root.iter().filter(|_| environment.os == Os::MacOs);
    let all = roots.flat_map(|root| FRAMEWORKS.iter().map(|name| root.join(name)));
    all.flat_map(|root| versions(&root, Version::parse))
        .filter_map(|it| in_prefix(&it, environment))
        .collect()
}

/// The profiles of Nix, whose links lead into its store.
fn nix(environment: &Environment) -> Vec<PathBuf> {
    let user = environment.path("HOME").map(|home| home.join(".nix-profile"));
    let system = environment.root.iter().flat_map(|root| {
        ["run/current-system/sw", "nix/var/nix/profiles/default"].iter().map(|profile| root.join(profile))
    });
    user.into_iter().chain(system).filter_map(|prefix| in_prefix(&prefix, environment)).collect()
}

/// The directories of a manager, the newest version first. Links among them are other names of the same.
fn versions(root: &Path, version: impl Fn(&str) -> Option<Version>) -> Vec<PathBuf> {
    let entries = fs::read_dir(root).into_iter().flatten().filter_map(Result::ok);
    let mut found: Vec<(Version, PathBuf)> = entries
        .filter(|entry| !is_link_among(root, &entry.path()))
        .filter_map(|entry| Some((version(entry.file_name().to_str()?)?, entry.path())))
        .collect();
    found.sort_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, path)| path).collect()
}

fn is_link_among(root: &Path, path: &Path) -> bool {
    fs::read_link(path).is_ok_and(|target| root.join(target).parent() == Some(root))
}

/// The interpreter of an installation, in a directory that not every user can fill.
fn in_prefix(prefix: &Path, environment: &Environment) -> Option<PathBuf> {
    let programs = match environment.os {
        Os::Windows => prefix.to_owned(),
        Os::Linux | Os::MacOs => prefix.join("bin"),
    };
    path::trust(&programs).ok()?;
    program::first_in(&programs, path::NAMES, environment.os).or_else(|| {
        // Homebrew's and some portable ones have a name with the version only.
        let entries = fs::read_dir(&programs).into_iter().flatten().filter_map(Result::ok);
        let named = entries.filter(|entry| entry.file_name().to_str().and_then(read_name).is_some());
        named.map(|entry| entry.path()).max()
    })
}
