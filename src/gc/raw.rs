//! The C API as its users outside of this library have it: a new reference that it gives is tracked.

// Where the table says `New`, users get what is tracked.
use super::tracked::{Tracked as New, track};
use crate::runtime::Python;
use crate::sys::{
    Borrowed, New as Untracked, Py_buffer, PyCompilerFlags, PyGILState_STATE, PyInterpreterState,
    PyMethodDef, PyObject, PyThreadState, PyType_Spec, PyTypeObject, Stolen, python_api,
};
use std::ffi::{CStr, c_char, c_int, c_long, c_longlong, c_ulong, c_ulonglong, c_void};

impl<'py> Python<'py> {
    /// The C API: all of its functions are unsafe, and none of them forgives.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// let version = py4rs::attach(|py| {
    ///     // SAFETY: the function needs nothing, and gives a static text.
    ///     unsafe { std::ffi::CStr::from_ptr(py.sys().Py_GetVersion()) }.to_string_lossy().into_owned()
    /// })?;
    /// assert!(version.starts_with("3."));
    /// # Ok(())
    /// # }
    /// ```
    #[inline(always)]
    pub fn sys(self) -> RawApi<'py> {
        RawApi(self)
    }
}

/// The C API of the Python in this process, as [`Python::sys`] gives it.
///
/// A function is called by its name: `unsafe { py.sys().PyList_New(3) }`. What CPython's documentation says of ownership
/// is in the types. A new reference comes as [`Tracked`](super::Tracked): it lasts until the thread's outermost operation has ended, or
/// for as long as the [`PyObject`](crate::PyObject) that takes it. [`Borrowed`] is somebody else's, [`Stolen`] what the
/// function takes over, and a plain pointer is lent for the call.
///
/// Each function is in every supported CPython, from 3.8 on; those that came later have the older spelling inside.
#[derive(Clone, Copy, Debug)]
pub struct RawApi<'py>(Python<'py>);

/// What a C function gives, as the user gets it: a new reference is tracked, everything else stays as it is.
trait Given<As> {
    fn given(self, py: Python<'_>) -> As;
}

impl Given<New> for Untracked {
    #[inline]
    fn given(self, py: Python<'_>) -> New {
        // SAFETY: the function gave a new reference, and nobody else has it.
        unsafe { track(py, self) }
    }
}

impl<T> Given<T> for T {
    #[inline(always)]
    fn given(self, _py: Python<'_>) -> T {
        self
    }
}

macro_rules! functions {
    ($(fn $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {
        #[allow(non_snake_case, reason = "the names are CPython's")]
        impl RawApi<'_> {
            $(
                #[doc = concat!("CPython's `", stringify!($name), "`, in all versions.")]
                ///
                /// # Safety
                /// The pointers are valid, and CPython's documentation of the function is kept.
                #[inline]
                pub unsafe fn $name(self, $($arg: $type),*) -> $result {
                    // SAFETY: attached, as the token says; the rest is handed on to the caller.
                    unsafe { self.0.api().$name($($arg),*) }.given(self.0)
                }
            )*
        }
    };
}

macro_rules! table {
    (
        functions { $($functions:tt)* }
        later { $($later:tt)* }
        data { $(static $data:ident: $type:ty;)* }
    ) => {
        functions! { $($functions)* }

        #[allow(non_snake_case, reason = "the names are CPython's")]
        impl RawApi<'_> {
            $(
                #[doc = concat!("The address of CPython's `", stringify!($data), "`.")]
                #[inline(always)]
                pub fn $data(self) -> *mut $type {
                    self.0.api().$data()
                }
            )*
        }
    };
}

python_api!(table);

// Those that came later.
functions! {
    fn PyErr_GetRaisedException() -> New;
    fn PyErr_SetRaisedException(exception: Stolen) -> ();
    fn PyImport_AddModuleRef(name: &CStr) -> New;
    fn PyList_GetItemRef(list: *mut PyObject, index: isize) -> New;
    fn PyObject_CheckBuffer(object: *mut PyObject) -> c_int;
    fn PyObject_Vectorcall(callable: *mut PyObject, arguments: *const *mut PyObject, count: usize, keywords: *mut PyObject) -> New;
    fn PyObject_VectorcallMethod(name: *mut PyObject, arguments: *const *mut PyObject, count: usize, keywords: *mut PyObject) -> New;
    fn PyThreadState_GetUnchecked() -> *mut PyThreadState;
}

#[allow(non_snake_case, reason = "the names are CPython's")]
impl RawApi<'_> {
    /// CPython's `PyDict_GetItemRef`, in all versions: puts what `dict` has for `key` in `value` and gives 1; where it
    /// has nothing, null and 0; -1 with an exception.
    ///
    /// # Safety
    /// The pointers are valid, and `dict` is a dict.
    #[inline]
    pub unsafe fn PyDict_GetItemRef(self, dict: *mut PyObject, key: *mut PyObject, value: &mut New) -> c_int {
        let mut found = std::ptr::null_mut();
        // SAFETY: attached, as the token says; the rest is handed on to the caller. What is found is a new reference.
        unsafe {
            let status = self.0.api().PyDict_GetItemRef(dict, key, &mut found);
            *value = track(self.0, Untracked::from_ptr(found));
            status
        }
    }
}
