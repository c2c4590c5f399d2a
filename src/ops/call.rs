//! Calls.
//!
//! A call goes the way that CPython's own bytecode goes: the arguments stand in an array on the stack, with
//! the values of keywords behind the positional ones and the keywords' names in a tuple that the call site
//! keeps. Nothing is allocated but what the arguments themselves need.

use super::name::MethodName;
use super::path::{self, Path};
use crate::convert::{FromPython, ToPython};
use crate::error::{Result, Step, take};
use crate::object::PyObject;
use crate::runtime::{Code, Python, enter, run};
use crate::sys::{self, PY_VECTORCALL_ARGUMENTS_OFFSET, Stolen};
use std::mem::MaybeUninit;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

/// Calls a Python callable with positional arguments; [`pycall!`](crate::pycall) is the same with keywords and
/// less ceremony.
///
/// `callable` is an object, a name (`"math.hypot"`) or an expression (`"lambda x: x * x"`); `arguments` is a
/// tuple of values.
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
            let names = Keywords::tuple(keywords, py)?;
            arguments.with_slots(py, 1, keywords, |slots, positional| {
                // SAFETY: attached; the first slot is free to be written, the others hold valid objects.
                unsafe {
                    let first = slots.add(1);
                    let count = positional | PY_VECTORCALL_ARGUMENTS_OFFSET;
                    take(py, py.sys().PyObject_Vectorcall(callable, first, count, names))
                }
            })?
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
    name: &(impl MethodName + ?Sized),
    arguments: impl Arguments,
    keywords: Option<&'static Keywords>,
) -> Result<T> {
    enter(|py| {
        let result = name.with_string(py, |name| {
            let names = Keywords::tuple(keywords, py)?;
            arguments.with_slots(py, 0, keywords, |slots, positional| {
                // SAFETY: as in `call_at`; there is a receiver.
                unsafe {
                    let first = slots.add(1);
                    let count = positional | PY_VECTORCALL_ARGUMENTS_OFFSET;
                    take(py, py.sys().PyObject_VectorcallMethod(name, first, count, names))
                }
            })?
        })?;
        T::from_result(result, py)
    })?
}

/// What can be called: an object, a name, or an expression that gives something callable.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is nothing that Python can call",
    note = "give the name of a callable, an expression that gives one, or a `PyObject`"
)]
pub trait Callable {
    /// Hands the callable object to `f`.
    ///
    /// # Errors
    /// Those of `f`, and that there is no such object.
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R>;
}

impl Callable for PyObject {
    #[inline(always)]
    fn with_object<R>(&self, _py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        f(self.as_ptr())
    }
}

impl Callable for str {
    #[inline]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        let object = match path::is_path(self) {
            true => path::find(py, self)?,
            false => take(py, run(py, self.trim_start(), Code::Expression))?,
        };
        object.with_object(py, f)
    }
}

impl Callable for String {
    #[inline]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        self.as_str().with_object(py, f)
    }
}

impl<const PARTS: usize> Callable for Path<PARTS> {
    #[inline(always)]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        let object = self.find(py)?;
        let result = f(object.as_ptr());
        object.release(py);
        result
    }
}

impl<T: Callable + ?Sized> Callable for &T {
    #[inline(always)]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        (**self).with_object(py, f)
    }
}

/// The names of a call site's keyword arguments. Their tuple is made at the first call and kept for ever.
#[derive(Debug)]
pub struct Keywords {
    names: &'static [&'static str],
    tuple: AtomicPtr<sys::PyObject>,
}

impl Keywords {
    /// The names, in the order of their values.
    pub const fn new(names: &'static [&'static str]) -> Keywords {
        Keywords { names, tuple: AtomicPtr::new(null_mut()) }
    }

    /// The tuple of the names, or null where there are no keywords.
    #[inline(always)]
    fn tuple(keywords: Option<&'static Keywords>, py: Python<'_>) -> Result<*mut sys::PyObject> {
        let Some(keywords) = keywords else { return Ok(null_mut()) };
        let tuple = keywords.tuple.load(Ordering::Acquire);
        if tuple.is_null() { keywords.make(py) } else { Ok(tuple) }
    }

    #[cold]
    fn make(&self, py: Python<'_>) -> Result<*mut sys::PyObject> {
        let api = py.sys();
        // SAFETY: attached; the tuple is long enough, nobody else has it yet, and it takes over the strings.
        let tuple = unsafe {
            let tuple = take(py, api.PyTuple_New(self.names.len() as isize))?;
            for (index, name) in self.names.iter().enumerate() {
                let name = take(py, api.intern(name.as_ptr().cast(), name.len() as isize))?;
                api.PyTuple_SetItem(
                    tuple.as_ptr(),
                    index as isize,
                    Stolen::from_ptr(name.into_new().as_ptr()),
                );
            }
            tuple.into_new().as_ptr()
        };
        // Of two threads that come here together the later one's stays; the other is kept too, unused.
        self.tuple.store(tuple, Ordering::Release);
        Ok(tuple)
    }
}

/// The arguments of a call: a tuple of values, or [`More`] of them.
pub trait Arguments {
    /// How many there are.
    const COUNT: usize;

    /// Converts the arguments into an array, with a free slot before them, and hands its start to `f` with the
    /// number of positional ones. `first` is the number of the first argument, for errors.
    ///
    /// # Errors
    /// An argument cannot be converted.
    fn with_slots<R>(
        &self,
        py: Python<'_>,
        first: usize,
        keywords: Option<&'static Keywords>,
        f: impl FnOnce(*const *mut sys::PyObject, usize) -> R,
    ) -> Result<R>;

    /// Converts the arguments and gives each to `slot`.
    ///
    /// # Errors
    /// An argument cannot be converted: that one's place and why.
    fn each(&self, py: Python<'_>, slot: &mut impl FnMut(PyObject)) -> Result<(), (usize, crate::Error)>;
}

/// Slots for `N` arguments, and the free one before them. The objects are released when this drops.
struct Slots<'py, const N: usize> {
    py: Python<'py>,
    objects: [MaybeUninit<*mut sys::PyObject>; N],
    filled: usize,
}

impl<const N: usize> Slots<'_, N> {
    #[inline(always)]
    fn push(&mut self, object: PyObject) {
        self.filled += 1;
        self.objects[self.filled].write(object.into_new().as_ptr());
    }
}

impl<const N: usize> Drop for Slots<'_, N> {
    #[inline(always)]
    fn drop(&mut self) {
        for object in &self.objects[1..=self.filled] {
            // SAFETY: attached, as the token says; so many slots were filled, each with its own reference.
            unsafe { sys::decref(object.assume_init()) };
        }
        let _ = self.py;
    }
}

/// Where in a call an argument stands.
#[cold]
fn step(index: usize, count: usize, first: usize, keywords: Option<&'static Keywords>) -> Step {
    let names = keywords.map_or(&[][..], |keywords| keywords.names);
    match index.checked_sub(count - names.len()) {
        Some(keyword) => Step::Keyword(names[keyword]),
        None => Step::Argument(first + index),
    }
}

macro_rules! arguments {
    ($($count:literal: $($type:ident $index:tt),*;)*) => {$(
        impl<$($type: ToPython),*> Arguments for ($($type,)*) {
            const COUNT: usize = $count;

            #[inline(always)]
            fn with_slots<R>(
                &self,
                py: Python<'_>,
                first: usize,
                keywords: Option<&'static Keywords>,
                f: impl FnOnce(*const *mut sys::PyObject, usize) -> R,
            ) -> Result<R> {
                let mut slots =
                    Slots { py, objects: [MaybeUninit::<*mut sys::PyObject>::uninit(); $count + 1], filled: 0 };
                if let Err((index, error)) = self.each(py, &mut |object| slots.push(object)) {
                    return Err(error.within(step(index, $count, first, keywords)));
                }
                let positional = $count - keywords.map_or(0, |keywords| keywords.names.len());
                Ok(f(slots.objects.as_ptr().cast(), positional))
            }

            #[inline(always)]
            fn each(
                &self,
                _py: Python<'_>,
                _slot: &mut impl FnMut(PyObject),
            ) -> Result<(), (usize, crate::Error)> {
                $(
                    match self.$index.to_python(_py) {
                        Ok(object) => _slot(object),
                        Err(error) => return Err(($index, error)),
                    }
                )*
                Ok(())
            }
        }
    )*};
}

arguments! {
    0: ;
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}

/// Arguments in two parts, for a call of more than a tuple holds.
#[derive(Debug)]
pub struct More<A, B>(pub A, pub B);

impl<A: Arguments, B: Arguments> Arguments for More<A, B> {
    const COUNT: usize = A::COUNT + B::COUNT;

    fn with_slots<R>(
        &self,
        py: Python<'_>,
        first: usize,
        keywords: Option<&'static Keywords>,
        f: impl FnOnce(*const *mut sys::PyObject, usize) -> R,
    ) -> Result<R> {
        let mut objects = Vec::with_capacity(Self::COUNT);
        if let Err((index, error)) = self.each(py, &mut |object| objects.push(object)) {
            return Err(error.within(step(index, Self::COUNT, first, keywords)));
        }
        let mut slots = vec![null_mut(); 1];
        slots.extend(objects.iter().map(PyObject::as_ptr));
        let positional = Self::COUNT - keywords.map_or(0, |keywords| keywords.names.len());
        Ok(f(slots.as_ptr(), positional))
    }

    fn each(&self, py: Python<'_>, slot: &mut impl FnMut(PyObject)) -> Result<(), (usize, crate::Error)> {
        self.0.each(py, slot)?;
        self.1.each(py, slot).map_err(|(index, error)| (A::COUNT + index, error))
    }
}
