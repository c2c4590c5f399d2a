//! What the file tree around an interpreter tells: prefix, standard library, minor version.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::Os;
use crate::version::Version;

/// The tree of an installation.
#[derive(Debug, PartialEq)]
pub(super) struct Layout {
    /// What is `sys.base_prefix`.
    pub(super) prefix: PathBuf,
    /// The directory of the standard library.
    pub(super) stdlib: PathBuf,
    /// Major and minor version.
    pub(super) version: Version,
    /// The ABI flags that the interpreter's name carries.
    pub(super) abi: String,
}

impl Layout {
    /// The tree of an interpreter, whose links are followed already. CPython finds itself in the same way: it
    /// goes up from the `home` of its venv or from the interpreter until it sees a standard library. Links
    /// among the directories are followed only if that leads nowhere.
    ///
    /// `None` where the tree does not tell.
    pub(super) fn around(executable: &Path, home: Option<&Path>, os: Os) -> Option<Self> {
        let name = executable.file_name()?.to_str()?;
        if !name.get(..6)?.eq_ignore_ascii_case("python") {
            return None;
        }
        let real = fs::canonicalize(executable).unwrap_or_default();
        let places = || home.into_iter().chain(executable.parent()).chain(real.parent());
        match (os, read_name(name)) {
            (Os::Windows, _) => places().find_map(|place| windows(place, name)),
            (_, Some((version, abi))) => {
                let find = |seen: fn(&Path) -> bool| {
                    places().find_map(|place| versioned(place, version, &abi, seen))
                };
                // A tree that lost its library is recognised too, so that the reason can be given.
                find(has_library).or_else(|| find(Path::is_dir))
            }
            (_, None) => places().find_map(the_only_one),
        }
    }

    /// Whether the standard library is there.
    pub(super) fn has_stdlib(&self) -> bool {
        let zip = format!("python{}{}.zip", self.version.major, self.version.minor);
        self.stdlib.join("encodings").is_dir()
            || self.stdlib.parent().is_some_and(|directory| directory.join(&zip).is_file())
            || self.prefix.join(zip).is_file()
    }
}

/// Reads "python3.14t" or "python3.11d" as version and ABI flags; also the names of directories.
pub(super) fn read_name(name: &str) -> Option<(Version, String)> {
    let digits = name.strip_suffix(".exe").unwrap_or(name).strip_prefix("python")?;
    let end = digits.trim_end_matches(|c: char| c.is_ascii_lowercase()).len();
    let version = Version::parse(&digits[..end])?;
    Some((version, digits[end..].to_owned()))
}

/// The tree of an interpreter with a version in its name.
///
/// Only the free-threaded build has a library directory of its own. Its interpreter may go without the "t".
fn versioned(place: &Path, version: Version, abi: &str, seen: fn(&Path) -> bool) -> Option<Layout> {
    let abis = if abi.contains('t') { vec![abi.to_owned()] } else { vec![abi.to_owned(), format!("t{abi}")] };
    above(place).find_map(|prefix| {
        abis.iter().find_map(|abi| {
            let threads = if abi.contains('t') { "t" } else { "" };
            let name = format!("python{}.{}{threads}", version.major, version.minor);
            let stdlib =
                ["lib", "lib64"].iter().map(|lib| prefix.join(lib).join(&name)).find(|dir| seen(dir))?;
            Some(Layout { prefix: prefix.to_owned(), stdlib, version, abi: abi.clone() })
        })
    })
}

/// The tree of an interpreter that is called just "python3": certain where there is one library only.
fn the_only_one(place: &Path) -> Option<Layout> {
    above(place).find_map(|prefix| {
        let mut found = ["lib", "lib64"]
            .iter()
            .filter_map(|lib| fs::read_dir(prefix.join(lib)).ok())
            .flatten()
            .filter_map(|entry| {
                let stdlib = entry.ok()?.path();
                let (version, abi) = read_name(stdlib.file_name()?.to_str()?)?;
                has_library(&stdlib).then(|| Layout { prefix: prefix.to_owned(), stdlib, version, abi })
            });
        let first = found.next()?;
        let same = |other: Layout| other.version == first.version && other.abi == first.abi;
        found.all(same).then_some(first)
    })
}

/// The tree around an interpreter on Windows: the DLL beside it has the version in its name.
///
/// Several builds may share the place: `python_d.exe` is the debug one, `python3.14t.exe` the free-threaded
/// one.
fn windows(place: &Path, name: &str) -> Option<Layout> {
    let stem = name.trim_end_matches(".exe");
    let debug = stem.ends_with("_d");
    let threads = stem.trim_end_matches("_d").ends_with('t');
    let found =
        fs::read_dir(place).ok()?.filter_map(|entry| read_dll_name(entry.ok()?.file_name().to_str()?));
    let (version, abi) = found
        .max_by_key(|(version, abi)| (abi.contains('d') == debug, abi.contains('t') == threads, *version))?;
    Some(Layout { prefix: place.to_owned(), stdlib: place.join("Lib"), version, abi })
}

/// Reads "python311.dll", "python314t.dll" or "python311_d.dll" as version and ABI flags.
pub(super) fn read_dll_name(name: &str) -> Option<(Version, String)> {
    let name = name.to_ascii_lowercase();
    let rest = name.strip_prefix("python3")?.strip_suffix(".dll")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let minor = rest[..end].parse().ok()?;
    let abi = match &rest[end..] {
        "" => "",
        "t" => "t",
        "_d" => "d",
        "t_d" => "td",
        _ => return None,
    };
    Some((Version::new(3, minor, 0), abi.to_owned()))
}

/// The directories above, without the root: in `/bin` and `/lib` that are links into `/usr`, it looks like a
/// prefix.
fn above(place: &Path) -> impl Iterator<Item = &Path> {
    place.ancestors().skip(1).filter(|directory| directory.parent().is_some())
}

/// Whether the directory is a standard library: CPython looks for the same file.
fn has_library(stdlib: &Path) -> bool {
    stdlib.join("os.py").is_file()
}
