//! Opens libpython, once and for ever, and fills the table.
//!
//! Three steps: is there a Python in the process already; else open the library; resolve the symbols.
//! Nothing is ever closed: extension modules keep pointers into libpython, and CPython keeps threads and
//! thread-local data that outlive any owner one could name.

use super::api::{Api, MissingSymbols, Run, install};
use crate::version::Version;
use std::ffi::{CStr, c_void};
use std::fmt;
use std::path::{Path, PathBuf};

#[cfg(unix)]
#[path = "loader/unix.rs"]
mod os;
#[cfg(windows)]
#[path = "loader/windows.rs"]
mod os;

use os::Handle;

/// A Python whose functions are in the process's table.
#[derive(Clone, Debug)]
pub(crate) struct Loaded {
    /// What the library says of itself.
    pub version: Version,
    /// Its file; `None` where the program itself contains Python.
    pub path: Option<PathBuf>,
}

/// A library that is no usable libpython, with what the loader said of it.
#[derive(Clone, Debug)]
pub struct LoadError {
    /// The library.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: LoadFailure,
}

/// Why a library could not be used.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LoadFailure {
    /// The system's loader refused it, in its own words.
    Open(String),
    /// It lacks functions that every supported CPython has.
    Missing(MissingSymbols),
    /// It is a Python that is too old, or none that is known; the version it states.
    Version(String),
}

/// The Python that the process holds already: a plug-in's, or an extension module's host.
///
/// # Safety
/// As for [`load`].
pub(crate) unsafe fn load_present(run: Option<Run>) -> Option<Result<Loaded, LoadError>> {
    let handle = os::present()?;
    // SAFETY: as the caller promises.
    Some(unsafe { resolve(handle, run) })
}

/// Opens the libpython at `path` and fills the table from it; `run` as for [`install`].
///
/// # Safety
/// The table is empty, and no other thread fills it.
pub(crate) unsafe fn load(path: &Path, run: Option<Run>) -> Result<Loaded, LoadError> {
    let handle = os::open(path)
        .map_err(|reason| LoadError { path: path.to_owned(), reason: LoadFailure::Open(reason) })?;
    // SAFETY: as the caller promises.
    unsafe { resolve(handle, run) }
}

/// Fills the table with the symbols of `handle`, a library that is never closed.
///
/// # Safety
/// As for [`load`].
unsafe fn resolve(handle: Handle, run: Option<Run>) -> Result<Loaded, LoadError> {
    let path = handle.path().map(Path::to_owned);
    let fail = |reason| LoadError { path: path.clone().unwrap_or_else(|| "this program".into()), reason };
    let version = stated_version(&handle).map_err(|text| fail(LoadFailure::Version(text)))?;
    // SAFETY: the symbols are CPython's, as its version has shown, and the library stays open.
    let api = unsafe { Api::load(|name| handle.symbol(name)) };
    let api = api.map_err(|missing| fail(LoadFailure::Missing(missing)))?;
    let names = api.check_later();
    if !names.is_empty() {
        return Err(fail(LoadFailure::Missing(MissingSymbols { names })));
    }
    // SAFETY: nothing has filled the table before and nothing reads it yet, as the caller promises.
    unsafe { install(api, version, run) };
    Ok(Loaded { version, path })
}

/// The version that the library states, or the text that is none which py4rs knows.
fn stated_version(handle: &Handle) -> Result<Version, String> {
    let address = handle.symbol(c"Py_GetVersion");
    if address.is_null() {
        return Err("no Python at all: it has no Py_GetVersion".to_owned());
    }
    // SAFETY: CPython's function of this name has this type, needs no initialised Python and gives a static
    // text.
    let text = unsafe {
        let get =
            std::mem::transmute::<*mut c_void, unsafe extern "C" fn() -> *const std::ffi::c_char>(address);
        CStr::from_ptr(get()).to_string_lossy().into_owned()
    };
    match text.split(' ').next().and_then(Version::parse) {
        Some(version) if version >= Version::OLDEST && version.major == 3 => Ok(version),
        _ => Err(format!("Python {}", text.replace('\n', " "))),
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot use {} as Python's library: ", self.path.display())?;
        match &self.reason {
            LoadFailure::Open(text) => write!(f, "{text}")?,
            LoadFailure::Missing(missing) => write!(f, "it has {missing}")?,
            LoadFailure::Version(text) => {
                write!(f, "it is {text}; CPython {} or later is needed", Version::OLDEST)?;
            }
        }
        write!(
            f,
            ". Name another Python with the environment variable PYTHON_EXECUTABLE or with Config::python"
        )
    }
}

impl std::error::Error for LoadError {}
