//! Opening libraries where there is `dlopen`: Linux, and macOS (compiled, not tried there).

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};
use std::ffi::{CStr, OsStr, c_char, c_void};
use std::mem::ManuallyDrop;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A library that stays open for ever.
pub(super) struct Handle {
    library: ManuallyDrop<Library>,
    path: Option<PathBuf>,
}

impl Handle {
    /// The library's file; `None` for the program itself.
    pub(super) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The address of a symbol, or null.
    pub(super) fn symbol(&self, name: &CStr) -> *mut c_void {
        // SAFETY: the address is only carried about here; who uses it says what it is.
        let symbol = unsafe { self.library.get::<*mut c_void>(name.to_bytes_with_nul()) };
        symbol.map_or(std::ptr::null_mut(), |symbol| symbol.into_raw())
    }
}

/// Opens the library at `path`, or gives the loader's words.
///
/// Its symbols are made global: extension modules are not linked to libpython and look for them there.
pub(super) fn open(path: &Path) -> Result<Handle, String> {
    // SAFETY: opening runs the library's constructors; that this is libpython, whose are harmless, is what
    // the configuration says.
    match unsafe { Library::open(Some(path), RTLD_NOW | RTLD_GLOBAL) } {
        Ok(library) => Ok(Handle { library: ManuallyDrop::new(library), path: Some(path.to_owned()) }),
        Err(libloading::Error::DlOpen { source }) => Err(source.to_string()),
        Err(other) => Err(other.to_string()),
    }
}

/// The Python that is in the process already, if there is one, with its symbols made global.
pub(super) fn present() -> Option<Handle> {
    let program = Handle { library: ManuallyDrop::new(Library::this()), path: None };
    if let Some(path) = loaded_file() {
        return open(&path).ok();
    }
    (!program.symbol(c"Py_GetVersion").is_null()).then_some(program)
}

/// Whether a file name is that of a real libpython, and not of the stub of the stable ABI.
fn is_libpython(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    name.starts_with("libpython3.") && !name.starts_with("libpython3.so")
        || name == "Python" && path.to_string_lossy().contains("Python.framework")
}

/// The file of a libpython that the process has loaded, whoever did it and however.
#[cfg(not(target_vendor = "apple"))]
fn loaded_file() -> Option<PathBuf> {
    unsafe extern "C" fn look(info: *mut libc::dl_phdr_info, _: usize, found: *mut c_void) -> libc::c_int {
        // SAFETY: the loader passes a valid description, and `found` as it was given to it below.
        unsafe {
            let name = (*info).dlpi_name;
            if name.is_null() {
                return 0;
            }
            let path = path_of(name);
            if !is_libpython(path) {
                return 0;
            }
            *found.cast::<Option<PathBuf>>() = Some(path.to_owned());
            1
        }
    }
    let mut found: Option<PathBuf> = None;
    // SAFETY: `look` has the type that is asked for, does not panic, and `found` outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(look), (&raw mut found).cast()) };
    found
}

/// The file of a libpython that the process has loaded, whoever did it and however.
#[cfg(target_vendor = "apple")]
fn loaded_file() -> Option<PathBuf> {
    unsafe extern "C" {
        fn _dyld_image_count() -> u32;
        fn _dyld_get_image_name(index: u32) -> *const c_char;
    }
    // SAFETY: the loader's names are valid texts or null, also for an index that is past the end.
    unsafe {
        (0.._dyld_image_count())
            .map(|index| _dyld_get_image_name(index))
            .filter(|name| !name.is_null())
            .map(|name| path_of(name))
            .find(|path| is_libpython(path))
            .map(Path::to_owned)
    }
}

/// A C path as a Rust one.
///
/// # Safety
/// `name` is a valid C text for as long as the result is used.
unsafe fn path_of<'a>(name: *const c_char) -> &'a Path {
    // SAFETY: as the caller promises.
    Path::new(OsStr::from_bytes(unsafe { CStr::from_ptr(name) }.to_bytes()))
}
