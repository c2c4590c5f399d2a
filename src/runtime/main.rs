//! The two namespaces in which names are looked up: `__main__` and builtins.

use super::thread::Python;
use crate::sys::{Api, PyObject, stamps_are_late};
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

static MAIN: AtomicPtr<PyObject> = AtomicPtr::new(null_mut());
static BUILTINS: AtomicPtr<PyObject> = AtomicPtr::new(null_mut());
static LASTING: AtomicPtr<PyObject> = AtomicPtr::new(null_mut());

/// The dict of `__main__`. It is never freed.
#[inline(always)]
pub(crate) fn main_dict(_py: Python<'_>) -> *mut PyObject {
    MAIN.load(Ordering::Relaxed)
}

/// The dict of builtins. It is never freed.
#[inline(always)]
pub(crate) fn builtins(_py: Python<'_>) -> *mut PyObject {
    BUILTINS.load(Ordering::Relaxed)
}

/// A dict of what the builtins were at the start, which it keeps for ever, for who remembers one of them. Null where there
/// is no need of it: dicts have no stamps, or none that are late.
#[inline(always)]
pub(crate) fn lasting_builtins(_py: Python<'_>) -> *mut PyObject {
    LASTING.load(Ordering::Relaxed)
}

/// Finds the two, for ever; false with an exception set where that fails.
///
/// # Safety
/// The thread is attached, and no other uses Python yet.
pub(super) unsafe fn find(api: &Api) -> bool {
    // SAFETY: attached. A module's dict lives as long as the module, and the reference to the module is never
    // given back.
    unsafe {
        let main = api.PyImport_AddModuleRef(c"__main__");
        let builtins = api.PyImport_ImportModule(c"builtins".as_ptr());
        if main.is_null() || builtins.is_null() {
            return false;
        }
        if stamps_are_late() {
            let lasting = api.PyDict_Copy(api.PyModule_GetDict(builtins.as_ptr()).as_ptr());
            if lasting.is_null() {
                return false;
            }
            LASTING.store(lasting.as_ptr(), Ordering::Relaxed);
        }
        let dict = api.PyModule_GetDict(main.as_ptr()).as_ptr();
        // Before 3.10 code can import only where its globals name the builtins, and a `sitecustomize` may have put a
        // bare module in place of `__main__`.
        if api.PyDict_SetItemString(dict, c"__builtins__".as_ptr(), builtins.as_ptr()) < 0 {
            return false;
        }
        MAIN.store(dict, Ordering::Relaxed);
        BUILTINS.store(api.PyModule_GetDict(builtins.as_ptr()).as_ptr(), Ordering::Relaxed);
        true
    }
}

/// Takes out of `__main__` all that was put there since the start: every name but those that any module
/// has, like `__name__`. An exception on the way (a `__del__` prints its own) leaves the rest in place.
pub(crate) fn clear_main(py: Python<'_>) {
    let (api, main) = (py.api(), main_dict(py));
    // SAFETY: attached; the list of names is this function's own, so that deleting from the dict, which may
    // run any code, leaves it as it is.
    unsafe {
        let names = api.PyDict_Keys(main);
        if !names.is_null() {
            for index in 0..api.PyList_Size(names.as_ptr()) {
                let name = api.PyList_GetItem(names.as_ptr(), index).as_ptr();
                if !is_dunder(py, name) && api.PyDict_DelItem(main, name) < 0 {
                    api.PyErr_Clear();
                }
            }
            api.Py_DecRef(names.as_ptr());
        }
        api.PyErr_Clear();
    }
}

/// Whether a name begins and ends with two underscores; what is no text is no name.
///
/// # Safety
/// `name` is valid.
unsafe fn is_dunder(py: Python<'_>, name: *mut PyObject) -> bool {
    let mut bytes = 0;
    // SAFETY: attached and valid, as the caller promises; the text lives as long as the object.
    unsafe {
        let text = py.api().PyUnicode_AsUTF8AndSize(name, &mut bytes);
        if text.is_null() {
            py.api().PyErr_Clear();
            return false;
        }
        let text = std::slice::from_raw_parts(text.cast::<u8>(), bytes as usize);
        text.len() > 4 && text.starts_with(b"__") && text.ends_with(b"__")
    }
}
