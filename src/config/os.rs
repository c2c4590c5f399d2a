//! The operating systems whose libraries py4rs knows, and how they name libpython.

/// An operating system, as far as the names of libraries and the places of files differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Os {
    /// Linux and the other Unix systems that follow its names.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

impl Os {
    /// The one that this program runs on.
    pub const fn current() -> Self {
        if cfg!(windows) {
            Os::Windows
        } else if cfg!(target_vendor = "apple") {
            Os::MacOs
        } else {
            Os::Linux
        }
    }
}

/// The linker flags that name a system library: nothing that must be opened beside libpython.
pub const IGNORED_LDFLAGS: &[&str] = &["-lpthread", "-ldl", "-lutil", "-lanl", "-lm", "-lrt"];

/// The file name of the shared library that a linker flag asks for.
///
/// ```
/// use py4rs::config::{Os, shared_library_from_ldflag};
///
/// assert_eq!(shared_library_from_ldflag("-lpython3.10", Os::Linux), "libpython3.10.so");
/// assert_eq!(shared_library_from_ldflag("-lpython3.10", Os::MacOs), "libpython3.10.dylib");
/// assert_eq!(shared_library_from_ldflag("-lpython3.10", Os::Windows), "python310.dll");
/// ```
pub fn shared_library_from_ldflag(flag: &str, os: Os) -> String {
    let name = flag.strip_prefix("-l").unwrap_or(flag);
    match os {
        Os::Linux => format!("lib{name}.so"),
        Os::MacOs => format!("lib{name}.dylib"),
        // Python's own libraries have no dot there; another library keeps its dots.
        Os::Windows if name.starts_with("python") => format!("{}.dll", name.replace('.', "")),
        Os::Windows => format!("{name}.dll"),
    }
}
