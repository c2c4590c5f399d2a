//! Calls.
//!
//! A call goes the way that CPython's own bytecode goes: the arguments stand in an array on the stack, with
//! the values of keywords behind the positional ones and the keywords' names in a tuple that the call site
//! keeps. Nothing is allocated but what the arguments themselves need.

use super::arguments::Arguments;
use super::keywords::Keywords;
use super::name::Name;
use super::sealed::Sealed;
use crate::convert::FromPython;
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use crate::sys::{self, New, PY_VECTORCALL_ARGUMENTS_OFFSET};

/// Calls a Python callable with positional arguments; [`pycall!`](crate::pycall) is the same with keywords and
/// less ceremony.
///
/// `callable` is an object, a name (`"math.hypot"`) or an expression (`"lambda x: x * x"`); `arguments` is a
/// tuple of values, whose number is known when the program is compiled.
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
/// # Ok(())
/// # }
/// ```
#[inline]
pub fn call<T: FromPython>(callable: impl Callable, arguments: impl Arguments) -> Result<T> {
    call_at(&callable, arguments, None)
}

/// A call as a macro writes it: the values of the keywords are the last of the arguments.
///
/// # Errors
/// As for [`call`].
#[inline]
pub fn call_at<T: FromPython>(
    callable: &(impl Callable + ?Sized),
    arguments: impl Arguments,
    keywords: Option<&'static Keywords>,
) -> Result<T> {
    enter(|py| {
        let result = callable.with_object(py, |callable| {
            through_slots(py, arguments, keywords, 1, |first, count, names| {
                // SAFETY: attached; the callable and what is handed over are valid.
                unsafe { py.api().PyObject_Vectorcall(callable, first, count, names) }
            })
        })?;
        T::from_result(result, py)
    })?
}

/// A call of a method as a macro writes it: the receiver is the first argument.
///
/// # Errors
/// The receiver has no such method; else as for [`call`].
#[inline]
pub fn method_at<T: FromPython>(
    name: &(impl Name + ?Sized),
    arguments: impl Arguments,
    keywords: Option<&'static Keywords>,
) -> Result<T> {
    enter(|py| {
        let result = name.with_string(py, |name| {
            through_slots(py, arguments, keywords, 0, |first, count, names| {
                // SAFETY: attached; the name and what is handed over are valid, and the receiver is the first.
                unsafe { py.api().PyObject_VectorcallMethod(name, first, count, names) }
            })
        })?;
        T::from_result(result, py)
    })?
}

/// Hands `call` what a vectorcall takes: where the first argument stands, with a slot before it that may be
/// written, the count of the positional ones with the flag that says so, and the keywords' names.
#[inline(always)]
fn through_slots(
    py: Python<'_>,
    arguments: impl Arguments,
    keywords: Option<&'static Keywords>,
    number: usize,
    call: impl FnOnce(*const *mut sys::PyObject, usize, *mut sys::PyObject) -> New,
) -> Result<PyObject> {
    let names = Keywords::tuple(keywords, py)?;
    arguments.with_slots(py, number, keywords, |slots, positional| {
        // SAFETY: the slots begin with the free one.
        let first = unsafe { slots.add(1) };
        take(py, call(first, positional | PY_VECTORCALL_ARGUMENTS_OFFSET, names))
    })?
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
