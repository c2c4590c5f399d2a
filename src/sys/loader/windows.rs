//! Opening libraries on Windows (compiled, not tried there).

use libloading::os::windows::{LOAD_WITH_ALTERED_SEARCH_PATH, Library};
use std::ffi::{CStr, c_void};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

/// A library that stays open for ever.
pub(super) struct Handle {
    library: ManuallyDrop<Library>,
    path: PathBuf,
}

impl Handle {
    /// The library's file.
    pub(super) fn path(&self) -> Option<&Path> {
        Some(&self.path)
    }

    /// The address of a symbol, or null.
    pub(super) fn symbol(&self, name: &CStr) -> *mut c_void {
        // SAFETY: the address is only carried about here; who uses it says what it is.
        let symbol = unsafe { self.library.get::<unsafe extern "C" fn()>(name.to_bytes_with_nul()) };
        symbol.map_or(std::ptr::null_mut(), |symbol| {
            symbol.into_raw().map_or(std::ptr::null_mut(), |f| f as *mut c_void)
        })
    }
}

/// Opens the library at `path`, or gives the loader's words. The libraries beside it are found too.
pub(super) fn open(path: &Path) -> Result<Handle, String> {
    // SAFETY: opening runs the library's initialisation; that this is Python's, which is harmless, is what
    // the configuration says.
    match unsafe { Library::load_with_flags(path, LOAD_WITH_ALTERED_SEARCH_PATH) } {
        Ok(library) => Ok(Handle { library: ManuallyDrop::new(library), path: path.to_owned() }),
        Err(error) => Err(error.to_string()),
    }
}

/// The Python that is in the process already, if there is one.
pub(super) fn present() -> Option<Handle> {
    let names = (8..=20).flat_map(|minor| [format!("python3{minor}.dll"), format!("python3{minor}t.dll")]);
    names.into_iter().find_map(|name| {
        let library = Library::open_already_loaded(&name).ok()?;
        Some(Handle { library: ManuallyDrop::new(library), path: name.into() })
    })
}
