//! Calls.
//!
//! A call goes the way that CPython's own bytecode goes: the arguments stand in an array on the stack, with
//! the values of keywords behind the positional ones and the keywords' names in a tuple that the call site
//! keeps. Nothing is allocated but what the arguments themselves need.

use super::arguments::{Arguments, Slots};
use super::name::Name;
use super::sealed::Sealed;
use crate::convert::FromPython;
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, attached, from_outside};
use crate::sys::{self, Borrowed, PY_VECTORCALL_ARGUMENTS_OFFSET};

/// Calls a Python callable; [`pycall!`](crate::pycall) is the same with less ceremony.
///
/// `callable` is an object, a name (`"math.hypot"`) or an expression (`"lambda x: x * x"`); `arguments` is what
/// [`args!`](crate::args) gives, or a tuple of values.
///
/// # Errors
/// The name is not defined, an argument or the result cannot be converted, or the call raises.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let longest: i64 = call("max", (3, 9, 4))?;
/// assert_eq!(longest, 9);
/// let name = String::from("sorted");
/// assert_eq!(call::<Vec<i64>>(name, args![[3, 9, 4], reverse = true])?, [9, 4, 3]);
/// # Ok(())
/// # }
/// ```
#[inline]
#[doc(alias = "pycall")]
pub fn call<T: FromPython>(callable: impl Callable, arguments: impl Arguments) -> Result<T> {
    call_at(&callable, arguments)
}

/// A call as a macro writes it.
///
/// # Errors
/// As for [`call`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn call_at<T: FromPython>(callable: &(impl Callable + ?Sized), arguments: impl Arguments) -> Result<T> {
    match attached() {
        Some(py) => result_of::<T, INSIDE>(py, callable, arguments),
        None => from_outside(|py| result_of::<T, OUTSIDE>(py, callable, arguments))?,
    }
}

/// A call of a method as a macro writes it: the receiver is the first argument.
///
/// # Errors
/// The receiver has no such method; else as for [`call`].
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn method_at<T: FromPython>(name: &(impl Name + ?Sized), arguments: impl Arguments) -> Result<T> {
    match attached() {
        Some(py) => T::from_result(method_from::<INSIDE>(py, name, arguments)?, py),
        None => from_outside(|py| T::from_result(method_from::<OUTSIDE>(py, name, arguments)?, py))?,
    }
}

/// Where a call comes from. What is generic in this is compiled for each, with one use of it in either, so that the compiler
/// puts it in line there.
type From = bool;
/// From within an attached region.
const INSIDE: From = true;
/// From a thread that attaches for this call.
const OUTSIDE: From = false;

#[inline(always)]
fn result_of<T: FromPython, const FROM: From>(
    py: Python<'_>,
    callable: &(impl Callable + ?Sized),
    arguments: impl Arguments,
) -> Result<T> {
    let result = callable.with_object(py, |callable| called_from::<FROM>(py, callable, arguments))?;
    T::from_result(result, py)
}

/// What a callable gives.
#[inline(always)]
pub(super) fn called(
    py: Python<'_>,
    callable: *mut sys::PyObject,
    arguments: impl Arguments,
) -> Result<PyObject> {
    called_from::<INSIDE>(py, callable, arguments)
}

/// What a method gives; the receiver is the first argument.
///
/// # Errors
/// The receiver has no such method; else as for [`call`].
#[inline(always)]
pub fn method_called(
    py: Python<'_>,
    name: &(impl Name + ?Sized),
    arguments: impl Arguments,
) -> Result<PyObject> {
    method_from::<INSIDE>(py, name, arguments)
}

#[inline(always)]
fn called_from<const FROM: From>(
    py: Python<'_>,
    callable: *mut sys::PyObject,
    arguments: impl Arguments,
) -> Result<PyObject> {
    arguments.with_slots(py, 1, |slots| {
        // SAFETY: attached; the callable is valid, and so is what stands in the slots, which begin with the free one.
        take(py, unsafe {
            py.api().PyObject_Vectorcall(callable, slots.start.add(1), slots.count(), slots.names)
        })
    })?
}

#[inline(always)]
fn method_from<const FROM: From>(
    py: Python<'_>,
    name: &(impl Name + ?Sized),
    arguments: impl Arguments,
) -> Result<PyObject> {
    name.with_string(py, |name| {
        arguments.with_slots(py, 0, |slots| {
            // SAFETY: attached; the name is valid, and so is what stands in the slots, which begin with the free one;
            // after that comes the receiver.
            take(py, unsafe {
                py.api().PyObject_VectorcallMethod(name, slots.start.add(1), slots.count(), slots.names)
            })
        })?
    })
}

impl Slots {
    /// The count of the positional arguments, with the flag that the slot before them may be written.
    fn count(&self) -> usize {
        self.positional | PY_VECTORCALL_ARGUMENTS_OFFSET
    }
}

/// What can be called: an object, a name, or an expression that gives something callable.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that Python can call",
    note = "give the name of a callable, an expression that gives one, or a `PyObject`"
)]
pub trait Callable: Sealed {
    /// Hands the callable object to `f`.
    ///
    /// # Errors
    /// Those of `f`, and that there is no such object.
    #[doc(hidden)]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R>;

    /// The callable object.
    ///
    /// # Errors
    /// There is no such object.
    #[doc(hidden)]
    #[inline]
    fn object(&self, py: Python<'_>) -> Result<PyObject> {
        self.with_object(py, |object| {
            // SAFETY: attached; the object is valid.
            let object = unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(object)) };
            Ok(object.expect("a callable is not null"))
        })
    }
}

impl Callable for PyObject {
    #[inline(always)]
    fn with_object<R>(&self, _py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        f(self.as_ptr())
    }
}

impl<T: Callable + ?Sized> Callable for &T {
    #[inline(always)]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        (**self).with_object(py, f)
    }
}
