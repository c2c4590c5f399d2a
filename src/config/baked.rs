//! What the build script learned about the Python of the build, kept in the library.

use std::path::PathBuf;

use crate::version::Version;

/// The Python that py4rs was built with. Whatever the build could not tell is absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Baked {
    /// Its interpreter.
    pub executable: Option<&'static str>,
    /// Its version, such as "3.11.7".
    pub version: Option<&'static str>,
    /// What its `python3-config --ldflags --embed` said.
    pub ldflags: Option<&'static str>,
    /// What its `python3-config --includes` said.
    pub includes: Option<&'static str>,
    /// Its shared library.
    pub libpython: Option<&'static str>,
    /// The command that compiled the C shim.
    pub compile: Option<&'static str>,
}

impl Baked {
    /// What is in this library.
    pub const HERE: Baked = Baked {
        executable: option_env!("PY4RS_BUILD_EXECUTABLE"),
        version: option_env!("PY4RS_BUILD_VERSION"),
        ldflags: option_env!("PY4RS_BUILD_LDFLAGS"),
        includes: option_env!("PY4RS_BUILD_INCLUDES"),
        libpython: option_env!("PY4RS_BUILD_LIBPYTHON"),
        compile: option_env!("PY4RS_BUILD_COMPILE"),
    };

    /// The interpreter of the build, if there was one.
    pub fn executable(&self) -> Option<PathBuf> {
        self.executable.filter(|path| !path.is_empty()).map(PathBuf::from)
    }

    /// The version of the build's Python, if it is known.
    pub fn version(&self) -> Option<Version> {
        Version::parse(self.version?)
    }
}
