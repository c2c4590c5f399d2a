//! The panic boundary: every function of this library that Python calls stands here, and none of them unwinds.
//!
//! Each turns the outcome of what it does into what C expects: an object, or null with an exception set. A panic becomes an
//! exception too. `memory` has the functions for buffers, capsules and what shows memory.

#[cfg(feature = "ndarray")]
pub(super) mod memory;

use super::attributes::PythonAttributes;
use super::bind::{Given, Signature};
use super::class::{checked_value_of, drop_value, home_of, take_value, value_if_any};
use super::derived::{Derived, Field, Method};
use super::ends::end_each;
use super::exceptions::{error_of, raise, raise_panic};
use super::iterator::Iterating;
use super::live::This;
use super::object::Owned;
use super::parameter::lent;
use super::pickle::reduce_function;
use crate::convert::{is_exhausted, outside};
use crate::error::{Error, Result};
use crate::object::PyObject;
use crate::runtime::{Python, called};
use crate::sys::{self, Borrowed};
use std::ffi::{c_int, c_void};
use std::mem::transmute;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::null_mut;

/// A function of any arguments, as C has it.
pub(super) type Fast = unsafe extern "C" fn(
    *mut sys::PyObject,
    *const *mut sys::PyObject,
    isize,
    *mut sys::PyObject,
) -> *mut sys::PyObject;

/// A function that sets an attribute, as C has it.
pub(super) type Setter = unsafe extern "C" fn(*mut sys::PyObject, *mut sys::PyObject, *mut c_void) -> c_int;

/// The function in the type that definitions have for all of them.
pub(super) fn fast(
    function: Fast,
) -> unsafe extern "C" fn(*mut sys::PyObject, *mut sys::PyObject) -> *mut sys::PyObject {
    // SAFETY: Python calls a function as its flags say, whatever type the field has.
    unsafe { transmute(function) }
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

/// Runs `f` while the instance that Python calls is kept: some of Python's own calls do not hold what they call (of a signal
/// handler, say), and it may be let go of meanwhile.
///
/// # Safety
/// Python calls: the thread is attached, and `this` is valid. `f` does not unwind.
#[inline(always)]
unsafe fn keeping<R>(this: *mut sys::PyObject, f: impl FnOnce() -> R) -> R {
    // SAFETY: as the caller promises; the reference is given up once.
    unsafe {
        sys::incref(this);
        let result = f();
        sys::decref(this);
        result
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
        keeping(this, || {
            guard(null_mut(), |py| {
                T::of(this)
                    .call(py, Given { values: &[argument], positional: 1, names: null_mut() })
                    .map(give)
            })
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
        keeping(this, || {
            guard(null_mut(), |py| T::of(this).call(py, Given::fast(py, values, count, names)).map(give))
        })
    }
}

/// A method of a class that was derived, `METH_FASTCALL | METH_KEYWORDS`.
pub(super) unsafe extern "C" fn method<M: Method>(
    this: *mut sys::PyObject,
    values: *const *mut sys::PyObject,
    count: isize,
    names: *mut sys::PyObject,
) -> *mut sys::PyObject {
    let signature = Signature { function: M::NAME, kinds: M::KINDS, names: M::NAMES };
    // SAFETY: Python calls, with an instance of the class, which outlives the call; the arguments are as above.
    unsafe {
        keeping(this, || {
            guard(null_mut(), |py| {
                let held = checked_value_of::<Owned>(this, py)?.held::<M::Owner>(py)?;
                let this = lent(this, py).expect("an instance is not null");
                M::call(&this, held, py, signature, Given::fast(py, values, count, names)).map(give)
            })
        })
    }
}

pub(super) unsafe extern "C" fn get_field<T: PythonAttributes>(
    this: *mut sys::PyObject,
    field: *mut c_void,
) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class, and with what `field_slots` put there.
    unsafe {
        keeping(this, || {
            guard(null_mut(), |py| {
                let (owned, field): (&Owned, _) = (checked_value_of(this, py)?, &*field.cast::<Field<T>>());
                field.get(owned.held(py)?, py).map(give)
            })
        })
    }
}

/// Null is for deleting it.
pub(super) unsafe extern "C" fn set_field<T: PythonAttributes>(
    this: *mut sys::PyObject,
    value: *mut sys::PyObject,
    field: *mut c_void,
) -> c_int {
    // SAFETY: as above; the value is valid for the call.
    unsafe {
        keeping(this, || {
            guard(-1, |py| {
                let (owned, field): (&Owned, _) = (checked_value_of(this, py)?, &*field.cast::<Field<T>>());
                let value = PyObject::from_borrowed(py, Borrowed::from_ptr(value));
                field.set(owned.held(py)?, py, value.as_ref()).map(|()| 0)
            })
        })
    }
}

/// The end of an instance of one of the classes of this library, which nothing can refuse. Its value ends last, and by then
/// may be all that is left of it: what its end runs finds no object without one.
pub(super) unsafe extern "C" fn dealloc(this: *mut sys::PyObject) {
    // SAFETY: Python calls with an instance that nobody refers to any more. What is pending must survive whatever the
    // value's `drop` does with Python.
    unsafe {
        called(|py| {
            let (api, class) = (py.api(), sys::type_of(this));
            let value = take_value(this);
            if sys::has_flag(this, sys::TypeFlag::Collected) {
                api.PyObject_GC_UnTrack(this.cast());
                api.PyObject_GC_Del(this.cast());
            } else {
                api.PyObject_Free(this.cast());
            }
            sys::decref(class.cast());
            let Some(value) = value else { return };
            outside(|| {
                end_each(value, |value| {
                    let pending = api.PyErr_GetRaisedException();
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop_value(value))) {
                        // It has been reported by the panic hook, and dropping it may panic as well.
                        std::mem::forget(panic);
                    }
                    if !pending.is_null() {
                        api.PyErr_SetRaisedException(sys::Stolen::from_ptr(pending.as_ptr()));
                    }
                });
            });
        });
    }
}

/// What Python's collector has visit an object.
type Visit = unsafe extern "C" fn(*mut sys::PyObject, *mut c_void) -> c_int;

/// Visits what an instance holds. This is in the middle of the collector, where no code of Python's can run and nothing is
/// counted: so it is not guarded as the others are.
pub(super) unsafe extern "C" fn traverse<T: Derived>(
    this: *mut sys::PyObject,
    visit: Visit,
    argument: *mut c_void,
) -> c_int {
    let mut status = 0;
    // SAFETY: Python calls, with an instance of the class, with a function and what that takes.
    let visited = catch_unwind(AssertUnwindSafe(|| unsafe {
        if let Some(owned) = value_if_any::<Owned>(this) {
            owned.each::<T>(&mut |object| {
                if status == 0 {
                    status = visit(object.as_ptr(), argument);
                }
            });
        }
    }));
    visited.unwrap_or_else(std::mem::forget);
    status
}

/// Lets go of what an instance holds that nobody can reach.
pub(super) unsafe extern "C" fn clear<T: Derived>(this: *mut sys::PyObject) -> c_int {
    // SAFETY: Python calls, with an instance of the class.
    unsafe {
        guard(0, |py| {
            if let Some(owned) = value_if_any::<Owned>(this) {
                owned.clear::<T>(py);
            }
            Ok(0)
        })
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
        pub(super) unsafe extern "C" fn $name(this: *mut sys::PyObject, $($argument: $type),*) -> $result {
            // SAFETY: Python calls, with an instance of the class, and arguments that are valid as long as it calls.
            unsafe {
                keeping(this, || {
                    guard($failed, |py| {
                        let $this = This::new(this, py);
                        $body
                    })
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
    fn object_reduce(_none: *mut sys::PyObject) -> *mut sys::PyObject { null_mut(), this => this.reduce().map(give) }
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

pub(super) unsafe extern "C" fn closure_reduce(
    this: *mut sys::PyObject,
    _none: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class.
    unsafe { guard(null_mut(), |py| reduce_function(py, home_of(this)).map(give)) }
}

pub(super) unsafe extern "C" fn iterator_itself(this: *mut sys::PyObject) -> *mut sys::PyObject {
    // SAFETY: Python calls, with a valid instance.
    unsafe {
        guard(null_mut(), |_py| {
            sys::incref(this);
            Ok(this)
        })
    }
}

pub(super) unsafe extern "C" fn iterator_next(this: *mut sys::PyObject) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class. Null without an exception is the end.
    unsafe {
        keeping(this, || {
            guard(null_mut(), |py| {
                Ok(checked_value_of::<Iterating>(this, py)?.next(py)?.map_or(null_mut(), give))
            })
        })
    }
}

pub(super) unsafe extern "C" fn iterator_hint(
    this: *mut sys::PyObject,
    _none: *mut sys::PyObject,
) -> *mut sys::PyObject {
    // SAFETY: Python calls, with an instance of the class.
    unsafe { guard(null_mut(), |py| checked_value_of::<Iterating>(this, py)?.hint(py).map(give)) }
}
