//! The panic boundary: every function of this library that Python calls stands here, and none of them unwinds.
//!
//! Each turns the outcome of what it does into what C expects: an object, or null with an exception set. A panic becomes an
//! exception too. `memory` has the functions for buffers, capsules and what shows memory.

#[cfg(feature = "ndarray")]
pub(super) mod memory;

use super::class::{Slots, checked_value_of, drop_value, home_of, methods};
use super::exceptions::{error_of, raise, raise_panic};
use super::function::reduce;
use super::iterator::Iterating;
use super::live::This;
use crate::convert::{ToPython, is_exhausted, outside};
use crate::error::{Error, Result};
use crate::object::PyObject;
use crate::runtime::{Python, called};
use crate::sys::{self, PyMethodDef, typeslots};
use std::ffi::{CStr, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::{null, null_mut};

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

/// The end of an instance of one of the classes of this library, which nothing can refuse.
pub(super) unsafe extern "C" fn dealloc(this: *mut sys::PyObject) {
    // SAFETY: Python calls with an instance that nobody refers to any more. What is pending must survive whatever the
    // value's `drop` does with Python.
    unsafe {
        called(|py| {
            outside(|| {
                let (api, class) = (py.api(), sys::type_of(this));
                let pending = api.PyErr_GetRaisedException();
                if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop_value(this))) {
                    // It has been reported by the panic hook, and dropping it may panic as well.
                    std::mem::forget(panic);
                }
                api.PyObject_Free(this.cast());
                sys::decref(class.cast());
                if !pending.is_null() {
                    api.PyErr_SetRaisedException(sys::Stolen::from_ptr(pending.as_ptr()));
                }
            });
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

/// Functions of a class that begin with its instance: name, further arguments, what C gets, and what for a failure.
macro_rules! live {
    ($(fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty { $failed:expr, $this:ident => $body:expr })*) => {$(
        unsafe extern "C" fn $name(this: *mut sys::PyObject, $($argument: $type),*) -> $result {
            // SAFETY: Python calls, with an instance of the class, and arguments that are valid as long as it calls.
            unsafe {
                guard($failed, |py| {
                    let $this = This::new(this, py);
                    $body
                })
            }
        }
    )*};
}

live! {
    fn getattro(name: *mut sys::PyObject) -> *mut sys::PyObject { null_mut(), this => this.getattr(name).map(give) }
    fn setattro(name: *mut sys::PyObject, value: *mut sys::PyObject) -> c_int {
        -1, this => this.setattr(name, value).map(|()| 0)
    }
    fn dir(_none: *mut sys::PyObject) -> *mut sys::PyObject { null_mut(), this => this.dir().map(give) }
    fn repr() -> *mut sys::PyObject { null_mut(), this => this.repr().map(give) }
    fn call(args: *mut sys::PyObject, kwargs: *mut sys::PyObject) -> *mut sys::PyObject {
        null_mut(), this => this.call(args, kwargs).map(give)
    }
    fn length() -> isize { -1, this => this.len() }
    fn is_true() -> c_int { -1, this => this.is_true() }
    fn subscript(key: *mut sys::PyObject) -> *mut sys::PyObject { null_mut(), this => this.item(key).map(give) }
    fn set_subscript(key: *mut sys::PyObject, value: *mut sys::PyObject) -> c_int {
        -1, this => this.set_item(key, value).map(|()| 0)
    }
    fn iter() -> *mut sys::PyObject { null_mut(), this => this.iter().map(give) }
    fn compare(other: *mut sys::PyObject, operation: c_int) -> *mut sys::PyObject {
        null_mut(), this => this.compare(other, operation).map(give)
    }
    fn hash() -> isize { -1, this => this.hash() }
    fn enter(_none: *mut sys::PyObject) -> *mut sys::PyObject { null_mut(), this => this.enter().map(give) }
    fn exit(arguments: *mut sys::PyObject) -> *mut sys::PyObject { null_mut(), this => this.exit(arguments).map(give) }
}

unsafe extern "C" fn closure_reduce(
    this: *mut sys::PyObject,
    _none: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class.
    unsafe { guard(null_mut(), |py| reduce(py, home_of(this)).map(give)) }
}

/// The slots of the class that owns closures.
pub(super) fn closure_slots() -> Slots {
    vec![methods([method(c"__reduce__", closure_reduce, METH_NOARGS)])]
}

unsafe extern "C" fn iterator_itself(this: *mut sys::PyObject) -> *mut sys::PyObject {
    // SAFETY: Python calls, with a valid instance.
    unsafe {
        guard(null_mut(), |_py| {
            sys::incref(this);
            Ok(this)
        })
    }
}

unsafe extern "C" fn iterator_next(this: *mut sys::PyObject) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class. Null without an exception is the end.
    unsafe {
        guard(null_mut(), |py| {
            Ok(checked_value_of::<Iterating>(this, py)?.next(py)?.map_or(null_mut(), give))
        })
    }
}

unsafe extern "C" fn iterator_hint(
    this: *mut sys::PyObject,
    _none: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class.
    unsafe {
        guard(null_mut(), |py| checked_value_of::<Iterating>(this, py)?.hint(py)?.to_python(py).map(give))
    }
}

/// The slots of the class of iterators.
pub(super) fn iterator_slots() -> Slots {
    vec![
        (typeslots::Py_tp_iter, iterator_itself as *const c_void),
        (typeslots::Py_tp_iternext, iterator_next as *const c_void),
        methods([method(c"__length_hint__", iterator_hint, METH_NOARGS)]),
    ]
}

const METH_VARARGS: c_int = 1;
const METH_NOARGS: c_int = 4;

fn method(
    name: &'static CStr,
    function: unsafe extern "C" fn(*mut sys::PyObject, *mut sys::PyObject) -> *mut sys::PyObject,
    flags: c_int,
) -> PyMethodDef {
    PyMethodDef { ml_name: name.as_ptr(), ml_meth: Some(function), ml_flags: flags, ml_doc: null() }
}

/// The slots of the class whose instances have attributes.
pub(super) fn live_slots() -> Slots {
    let methods = methods([
        method(c"__dir__", dir, METH_NOARGS),
        method(c"__enter__", enter, METH_NOARGS),
        method(c"__exit__", exit, METH_VARARGS),
    ]);
    vec![
        (typeslots::Py_tp_getattro, getattro as *const c_void),
        (typeslots::Py_tp_setattro, setattro as *const c_void),
        (typeslots::Py_tp_repr, repr as *const c_void),
        (typeslots::Py_tp_call, call as *const c_void),
        (typeslots::Py_mp_length, length as *const c_void),
        (typeslots::Py_nb_bool, is_true as *const c_void),
        (typeslots::Py_mp_subscript, subscript as *const c_void),
        (typeslots::Py_mp_ass_subscript, set_subscript as *const c_void),
        (typeslots::Py_tp_iter, iter as *const c_void),
        (typeslots::Py_tp_richcompare, compare as *const c_void),
        (typeslots::Py_tp_hash, hash as *const c_void),
        methods,
    ]
}
