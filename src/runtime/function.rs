//! A Rust function as a Python one, without arguments and results: for what Python is to call at some event.

use super::streams::call_method;
use crate::sys::{Api, PyMethodDef, PyObject, api};
use std::ffi::{CStr, c_int};
use std::ptr::{null, null_mut};

/// What Python calls: it does not unwind.
pub(crate) type Event = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;

/// The definition of such a function, which never changes.
pub(crate) struct Definition(PyMethodDef);

// SAFETY: it is only read.
unsafe impl Sync for Definition {}

impl Definition {
    pub(crate) const fn new(name: &'static CStr, function: Event) -> Self {
        /// `METH_NOARGS`.
        const NO_ARGUMENTS: c_int = 4;
        Definition(PyMethodDef {
            ml_name: name.as_ptr(),
            ml_meth: Some(function),
            ml_flags: NO_ARGUMENTS,
            ml_doc: null(),
        })
    }
}

/// Gives the function to one of a module that keeps it, as its argument by place or by name. Where there is none, nothing
/// is done.
///
/// # Safety
/// The thread is attached.
pub(crate) unsafe fn register(
    api: &Api,
    function: &'static Definition,
    module: &CStr,
    method: &CStr,
    argument: Option<&CStr>,
) {
    // SAFETY: attached; the definition is static, and what is new is released, which leaves null alone.
    unsafe {
        let function =
            api.PyCFunction_NewEx((&raw const function.0).cast_mut(), null_mut(), null_mut()).as_ptr();
        let module = api.PyImport_ImportModule(module.as_ptr()).as_ptr();
        call_method(api, module, method, Some((argument, function)));
        api.Py_DecRef(module);
        api.Py_DecRef(function);
    }
}

/// A new reference to `None`, which such a function gives.
///
/// # Safety
/// The thread is attached.
pub(crate) unsafe fn none() -> *mut PyObject {
    // SAFETY: attached, so that the table is filled.
    unsafe {
        let none = api()._Py_NoneStruct();
        api().Py_IncRef(none);
        none
    }
}
