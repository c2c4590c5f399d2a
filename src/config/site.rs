//! The directories that packages stand in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Origin, Os, installation::Installation, venv::Venv};

/// The directory that packages are installed into, what told it, and the others that are searched for
/// packages.
pub(super) fn packages(
    installation: &Installation,
    venv: Option<&Venv>,
    os: Os,
) -> ((PathBuf, Origin), Vec<PathBuf>) {
    let Installation { prefix, stdlib, .. } = installation;
    // "python3.11", with the "t" of a free-threaded build.
    let name = Path::new(stdlib.file_name().unwrap_or_default());
    let under = |prefix: &Path, lib: &str| match os {
        Os::Windows => prefix.join("Lib").join("site-packages"),
        Os::Linux | Os::MacOs => prefix.join(lib).join(name).join("site-packages"),
    };
    let debian = prefix.join("lib/python3/dist-packages");
    // Debian keeps its own packages apart from those that pip installs.
    let (base, mut others) = match debian.is_dir() {
        true => (prefix.join("local/lib").join(name).join("dist-packages"), vec![debian]),
        false => (under(prefix, "lib"), vec![under(prefix, "lib64")]),
    };
    let own = match venv {
        Some(venv) if venv.sees_system_packages => {
            others.insert(0, base);
            under(&venv.root, "lib")
        }
        Some(venv) => {
            others.clear();
            under(&venv.root, "lib")
        }
        None => base,
    };
    let site = match &installation.packages {
        Some(told) => (told.clone(), Origin::Interpreter),
        None => (own, Origin::Layout),
    };
    (site, others)
}

/// The version of an installed package, from the directory that describes it: `numpy-2.1.0.dist-info`.
pub(super) fn package_version(directory: &Path, package: &str) -> Option<String> {
    fs::read_dir(directory).ok()?.find_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let described = name.strip_suffix(".dist-info").or_else(|| name.strip_suffix(".egg-info"))?;
        let version = described.strip_prefix(package)?.strip_prefix('-')?;
        version.starts_with(|c: char| c.is_ascii_digit()).then(|| version.to_owned())
    })
}
