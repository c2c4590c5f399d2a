//! The panic boundary: every function of this library that Python calls stands here, and none of them unwinds.
//!
//! Each turns the outcome of what it does into what C expects: an object, or null with an exception set. A panic becomes an
//! exception too.

use super::class::drop_value;
use super::exceptions::{error_of, raise, raise_panic};
use crate::convert::{is_exhausted, outside};
use crate::error::{Error, Result};
use crate::object::PyObject;
use crate::runtime::{Python, called};
use crate::sys;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

/// What Python gives a function.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The arguments without a name, and behind them those of the names.
    pub(super) values: &'a [*mut sys::PyObject],
    /// How many have no name.
    pub(super) positional: usize,
    /// The tuple of the names, or null.
    pub(super) names: *mut sys::PyObject,
}

/// What a function of Python's has behind it.
///
/// # Safety
/// `this` of the functions below is an instance whose value is a `Self`.
pub(super) unsafe trait Target {
    /// The value behind an instance.
    ///
    /// # Safety
    /// It has one of this type.
    unsafe fn of<'a>(this: *mut sys::PyObject) -> &'a Self;

    /// Does what it is called for.
    fn call(&self, py: Python<'_>, given: Given<'_>) -> Result<PyObject>;
}

/// Runs `f` for Python, which has attached this thread and gets what `f` gives, or `failed` with an exception set.
///
/// # Safety
/// Python calls: the thread is attached.
#[inline(always)]
pub(super) unsafe fn guard<R>(failed: R, f: impl FnOnce(Python<'_>) -> Result<R>) -> R {
    // SAFETY: as the caller promises.
    unsafe {
        called(|py| {
            outside(|| {
                match catch_unwind(AssertUnwindSafe(|| if is_exhausted() { Err(deep(py)) } else { f(py) })) {
                    Ok(Ok(value)) => return value,
                    Ok(Err(error)) => fail(py, || raise(py, error)),
                    Err(panic) => fail(py, || raise_panic(py, panic)),
                }
                failed
            })
        })
    }
}

/// Sets an exception by `raise`, or one that says that this panicked.
#[cold]
fn fail(py: Python<'_>, raise: impl FnOnce()) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(raise)) {
        // Dropping what a panic carries may panic as well.
        std::mem::forget(panic);
        // SAFETY: attached; the text is static.
        unsafe {
            py.api().PyErr_SetString(
                *py.api().PyExc_SystemError(),
                c"an error of Rust's could not be shown".as_ptr(),
            );
        }
    }
}

#[cold]
fn deep(py: Python<'_>) -> Error {
    let text = "calls between Python and Rust have used up the thread's stack";
    error_of(py, py.api().PyExc_RecursionError(), text)
}

/// The new reference that Python gets.
fn give(object: PyObject) -> *mut sys::PyObject {
    object.into_new().as_ptr()
}

/// A function of one argument, `METH_O`.
pub(super) unsafe extern "C" fn one<T: Target>(
    this: *mut sys::PyObject,
    argument: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: Python calls, with the instance that the function was made with, and a valid argument.
    unsafe {
        guard(null_mut(), |py| {
            T::of(this).call(py, Given { values: &[argument], positional: 1, names: null_mut() }).map(give)
        })
    }
}

/// A function of any arguments, `METH_FASTCALL | METH_KEYWORDS`.
pub(super) unsafe extern "C" fn many<T: Target>(
    this: *mut sys::PyObject,
    values: *const *mut sys::PyObject,
    count: isize,
    names: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: as above; as many values as `count` says, and one more for each name.
    unsafe {
        guard(null_mut(), |py| {
            let positional = count as usize;
            let named = if names.is_null() { 0 } else { py.api().PyTuple_Size(names) as usize };
            let values =
                if values.is_null() { &[] } else { std::slice::from_raw_parts(values, positional + named) };
            T::of(this).call(py, Given { values, positional, names }).map(give)
        })
    }
}

/// The end of an instance of one of the classes of this library.
pub(super) unsafe extern "C" fn dealloc(this: *mut sys::PyObject) {
    // SAFETY: Python calls with an instance that nobody refers to any more. What is pending must survive whatever the
    // value's `drop` does with Python.
    unsafe {
        guard((), |py| {
            let api = py.api();
            let pending = api.PyErr_GetRaisedException();
            let class = sys::type_of(this);
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop_value(this))) {
                // It has been reported by the panic hook.
                std::mem::forget(panic);
            }
            api.PyObject_Free(this.cast());
            sys::decref(class.cast());
            if !pending.is_null() {
                api.PyErr_SetRaisedException(sys::Stolen::from_ptr(pending.as_ptr()));
            }
            Ok(())
        });
    }
}

/// `tp_new` of classes whose instances only Rust makes.
pub(super) unsafe extern "C" fn refuse_new(
    _class: *mut sys::PyTypeObject,
    _arguments: *mut sys::PyObject,
    _keywords: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: Python calls.
    unsafe {
        guard(null_mut(), |py| {
            Err(error_of(py, py.api().PyExc_TypeError(), "instances of this class are made by Rust"))
        })
    }
}
