//! The functions of the boundary for memory that crosses: buffers, methods of the objects that show it, and capsules.

use super::super::class::{Slots, checked_value_of, methods};
use super::super::exposed::{Device, Exposed, Give};
use super::super::parameter::Kwargs;
use super::super::slots::{METH_VARARGS, entry};
use super::{give, guard, keeping};
use crate::convert::outside;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::{Python, called};
use crate::sys::{self, Borrowed, Py_buffer, PyMethodDef, typeslots};
use std::ffi::{CStr, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

const METH_KEYWORDS: c_int = 2;

unsafe extern "C" fn get_buffer(this: *mut sys::PyObject, view: *mut Py_buffer, flags: c_int) -> c_int {
    // SAFETY: Python calls, with an instance of the class, which a view keeps, and a view to be filled. Where that fails,
    // the view must say that it belongs to nobody.
    unsafe {
        (*view).obj = null_mut();
        guard(-1, |py| {
            checked_value_of::<Exposed>(this, py)?.show(&mut *view, flags, py)?;
            sys::incref(this);
            (*view).obj = this;
            Ok(0)
        })
    }
}

/// What a method of a class of this library's does.
///
/// # Safety
/// The instances of the classes that have the method are all made with such a value.
pub(crate) unsafe trait Method: 'static {
    /// Its name in Python.
    const NAME: &'static CStr;
    /// The value of an instance.
    type Value: 'static;

    /// Does what the method is called for.
    fn call(value: &Self::Value, asked: &Kwargs, py: Python<'_>) -> Result<PyObject>;
}

unsafe extern "C" fn of_value<M: Method>(
    this: *mut sys::PyObject,
    _arguments: *mut sys::PyObject,
    named: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class, and null or a valid dict.
    unsafe {
        keeping(this, || {
            guard(null_mut(), |py| {
                let named = PyObject::from_borrowed(py, Borrowed::from_ptr(named));
                let asked = named.map_or(Ok(Kwargs::default()), |named| Kwargs::from_dict(&named, py))?;
                M::call(checked_value_of(this, py)?, &asked, py).map(give)
            })
        })
    }
}

/// A method that takes arguments with names.
pub(crate) fn method_of<M: Method>() -> PyMethodDef {
    type WithKeywords = unsafe extern "C" fn(
        *mut sys::PyObject,
        *mut sys::PyObject,
        *mut sys::PyObject,
    ) -> *mut sys::PyObject;
    type Plain = unsafe extern "C" fn(*mut sys::PyObject, *mut sys::PyObject) -> *mut sys::PyObject;
    // SAFETY: the flags say that Python calls it with three arguments.
    let function = unsafe { std::mem::transmute::<WithKeywords, Plain>(of_value::<M>) };
    entry(M::NAME, function, METH_VARARGS | METH_KEYWORDS)
}

/// The slots of the class whose instances show Rust's memory.
pub(in super::super) fn exposed_slots() -> Slots {
    let methods = methods([method_of::<Give>(), method_of::<Device>()]);
    vec![(typeslots::Py_bf_getbuffer, get_buffer as *const c_void), methods]
}

/// What a capsule has.
///
/// # Safety
/// A capsule of that name has the address of such a value.
pub(crate) unsafe trait InCapsule: Sized {
    /// The name of the capsules that own the value. One that has been emptied has another.
    const NAME: &'static CStr;

    /// Ends the value, which nobody has taken out.
    ///
    /// # Safety
    /// The capsule had it, and is at its end.
    unsafe fn end(this: *mut Self);
}

/// The end of a capsule, which nothing can refuse.
pub(crate) unsafe extern "C" fn end_of_capsule<T: InCapsule>(capsule: *mut sys::PyObject) {
    // SAFETY: Python calls with a capsule that nobody refers to any more. What is pending must survive.
    unsafe {
        called(|py| {
            outside(|| {
                let api = py.api();
                let pending = api.PyErr_GetRaisedException();
                if api.PyCapsule_IsValid(capsule, T::NAME.as_ptr()) != 0 {
                    let value = api.PyCapsule_GetPointer(capsule, T::NAME.as_ptr()).cast::<T>();
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| T::end(value))) {
                        std::mem::forget(panic);
                    }
                }
                if !pending.is_null() {
                    api.PyErr_SetRaisedException(sys::Stolen::from_ptr(pending.as_ptr()));
                }
            });
        });
    }
}

/// The end of a `T` that C has had by the address of the `Head` that it begins with. The thread need not be attached.
pub(crate) unsafe extern "C" fn end_of_box<Head, T>(head: *mut Head) {
    // SAFETY: C calls with what it has had, once; that comes from a `Box<T>`.
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(unsafe { Box::from_raw(head.cast::<T>()) }))) {
        std::mem::forget(panic);
    }
}
