//! Who made an installation, told by its place, and the command of theirs that mends it.

use std::path::{Path, PathBuf};

use super::{installation::Installation, text};
use crate::version::Version;

/// What a user has to bring back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The shared library.
    Library,
    /// The standard library.
    Stdlib,
}

/// Who made an installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Distribution {
    Debian,
    Fedora,
    Suse,
    Arch,
    Alpine,
    /// conda, mamba and micromamba.
    Conda,
    /// The name of the version.
    Pyenv(String),
    Uv,
    Homebrew,
    /// The installers of python.org for macOS.
    Framework,
    Nix,
    /// Nobody who is known.
    Other,
}

impl Distribution {
    /// Whose the Python at this prefix is. `root` is that of the file system.
    pub(super) fn of(prefix: &Path, root: Option<&Path>) -> Self {
        let has = |name: &str| prefix.components().any(|part| part.as_os_str() == name);
        let name = || prefix.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let parent = prefix.parent().and_then(Path::file_name).unwrap_or_default();
        if prefix.join("conda-meta").is_dir() {
            Distribution::Conda
        } else if parent == "versions" {
            Distribution::Pyenv(name())
        } else if has("nix") && has("store") {
            Distribution::Nix
        } else if has("Cellar") || has("homebrew") || has(".linuxbrew") {
            Distribution::Homebrew
        } else if prefix.parent().is_some_and(|versions| versions.ends_with("Python.framework/Versions")) {
            Distribution::Framework
        } else if prefix.ends_with("install") || name().starts_with("cpython-3.") {
            Distribution::Uv
        } else if prefix.join("lib/python3/dist-packages").is_dir() {
            Distribution::Debian
        } else {
            root.filter(|root| prefix == root.join("usr")).map_or(Distribution::Other, of_system)
        }
    }

    /// The command that brings the part, in a sentence.
    pub(super) fn remedy(&self, part: Part, version: &str, prefix: &Path, debug: bool) -> String {
        let minor = minor(version);
        let joined = minor.replace('.', "");
        let prefix = prefix.display();
        let command = match (self, part) {
            (Distribution::Debian, Part::Library) => {
                format!("apt install libpython{minor}{}", if debug { "-dbg" } else { "" })
            }
            (Distribution::Debian, Part::Stdlib) => {
                format!("apt install --reinstall libpython{minor}-minimal libpython{minor}-stdlib")
            }
            (Distribution::Fedora, _) => format!("dnf reinstall python3-libs || dnf install python{minor}"),
            (Distribution::Suse, _) => format!("zypper install --force libpython{minor} python{joined}-base"),
            (Distribution::Arch, _) => "pacman -S python".to_owned(),
            (Distribution::Alpine, _) => "apk fix --reinstall python3".to_owned(),
            (Distribution::Conda, _) => {
                format!("conda install --prefix {prefix} --force-reinstall python={minor}")
            }
            (Distribution::Pyenv(name), _) => {
                format!("PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force {name}")
            }
            (Distribution::Uv, _) => format!("uv python install --reinstall {minor}"),
            (Distribution::Homebrew, _) => format!("brew reinstall python@{minor}"),
            (Distribution::Framework, _) => {
                return format!("run the installer of Python {minor} for macOS from python.org again");
            }
            (Distribution::Nix, _) => {
                format!("nix-store --verify --check-contents --repair # python{joined}")
            }
            (Distribution::Other, Part::Library) => {
                return format!(
                    "install or build a Python {version} that has a shared library (--enable-shared)"
                );
            }
            (Distribution::Other, Part::Stdlib) => {
                return format!("install Python {version} again: half of it is missing in {prefix}");
            }
        };
        match part {
            Part::Library if matches!(self, Distribution::Pyenv(_)) => {
                format!("build it again with a shared library: {command}")
            }
            Part::Library => format!("install its shared library: {command}"),
            Part::Stdlib => format!("install its standard library again: {command}"),
        }
    }
}

/// The command that brings an installation's shared library.
pub(super) fn library_remedy(installation: &Installation, root: Option<&Path>) -> String {
    let Installation { prefix, .. } = installation;
    let distribution = match is_debian(installation) {
        true => Distribution::Debian,
        false => Distribution::of(prefix, root),
    };
    distribution.remedy(Part::Library, &installation.release(), prefix, installation.abi.0.debug)
}

/// Whether it is Debian's, whose shared library stands in a package of its own.
pub(super) fn is_debian(installation: &Installation) -> bool {
    let libdir = || installation.sysconfig.path("LIBDIR");
    let multiarch = installation.sysconfig.get("MULTIARCH");
    installation.prefix.join("lib/python3/dist-packages").is_dir()
        || multiarch.zip(libdir()).is_some_and(|(multiarch, libdir)| libdir.ends_with(multiarch))
}

/// The maker of the system's own Python, as `os-release` names the system.
fn of_system(root: &Path) -> Distribution {
    let text = [root.join("etc/os-release"), root.join("usr/lib/os-release")]
        .into_iter()
        .find_map(|path: PathBuf| text::read(&path).ok())
        .unwrap_or_default();
    let value = |wanted: &str| {
        text.lines()
            .find_map(|line| line.strip_prefix(wanted))
            .unwrap_or_default()
            .trim_matches('"')
            .to_owned()
    };
    let (id, like) = (value("ID="), value("ID_LIKE="));
    let known = [id.as_str()].into_iter().chain(like.split_whitespace()).find_map(|name| {
        Some(match name {
            "debian" | "ubuntu" => Distribution::Debian,
            "fedora" | "rhel" | "centos" => Distribution::Fedora,
            "suse" | "opensuse" => Distribution::Suse,
            "arch" => Distribution::Arch,
            "alpine" => Distribution::Alpine,
            _ => return None,
        })
    });
    known.unwrap_or(Distribution::Other)
}

/// "3.11" of "3.11.7".
fn minor(version: &str) -> String {
    Version::parse(version).map_or_else(|| version.to_owned(), |it| format!("{}.{}", it.major, it.minor))
}
