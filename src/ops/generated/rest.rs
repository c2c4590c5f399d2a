//! `*args`: one tuple, slice or array.

use crate::convert::ToPython;
use crate::error::{Result, Step};
use crate::object::PyObject;
use crate::ops::arguments::{Arguments, Slots, Values, slots};
use crate::ops::sealed::Sealed;
use crate::runtime::Python;
use crate::sys;
use std::ptr::null_mut;

/// What is given for `*args`: a tuple, an array, a slice or a `Vec` of values.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of arguments",
    note = "what Python takes as `*args` is one tuple, array, slice or `Vec` here: `f((1, 2))`, `f(())`, `f(&numbers[..])`"
)]
pub trait Rest: Sealed {
    /// Hands the objects to `f`: a free slot and after it this many objects. `first` is the number of the first.
    ///
    /// # Errors
    /// One cannot be converted.
    #[doc(hidden)]
    fn with_rest<R>(
        &self,
        py: Python<'_>,
        first: usize,
        f: impl FnOnce(*const *mut sys::PyObject, usize) -> R,
    ) -> Result<R>;
}

macro_rules! tuples {
    ($(($($type:ident)*))*) => {$(
        impl<$($type: ToPython),*> Rest for ($($type,)*) {
            #[inline(always)]
            fn with_rest<R>(
                &self,
                py: Python<'_>,
                first: usize,
                f: impl FnOnce(*const *mut sys::PyObject, usize) -> R,
            ) -> Result<R> {
                self.with_array(py, first, None, |start| f(start, Self::COUNT))
            }
        }
    )*};
}

tuples! {
    () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) (A B C D E F G H I)
    (A B C D E F G H I J) (A B C D E F G H I J K) (A B C D E F G H I J K L)
}

impl<T> Sealed for [T] {}
impl<T, const COUNT: usize> Sealed for [T; COUNT] {}
impl<T> Sealed for Vec<T> {}

impl<T: ToPython> Rest for [T] {
    fn with_rest<R>(
        &self,
        py: Python<'_>,
        first: usize,
        f: impl FnOnce(*const *mut sys::PyObject, usize) -> R,
    ) -> Result<R> {
        let mut objects: Vec<PyObject> = Vec::with_capacity(self.len());
        for (index, value) in self.iter().enumerate() {
            objects.push(value.to_python(py).map_err(|error| error.within(Step::Argument(first + index)))?);
        }
        Ok(f(slots(&objects).as_ptr(), objects.len()))
    }
}

macro_rules! as_slice {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Rest for $type {
            #[inline]
            fn with_rest<R>(
                &self,
                py: Python<'_>,
                first: usize,
                f: impl FnOnce(*const *mut sys::PyObject, usize) -> R,
            ) -> Result<R> {
                self[..].with_rest(py, first, f)
            }
        }
    )*};
}

as_slice! {
    [T: ToPython, const COUNT: usize] [T; COUNT];
    [T: ToPython, const COUNT: usize] &[T; COUNT];
    [T: ToPython] &[T];
    [T: ToPython] Vec<T>;
    [T: ToPython] &Vec<T>;
}

/// The arguments that a generated function was given, without its options.
pub trait Given: Sealed {
    /// How many of them stand before `*args`; those with names are the last of these.
    #[doc(hidden)]
    const GIVEN: usize;

    /// Hands them to `f`: a free slot, these arguments, and those of `*args` with their number.
    ///
    /// # Errors
    /// One cannot be converted.
    #[doc(hidden)]
    fn with_given<R>(
        &self,
        py: Python<'_>,
        first: usize,
        f: impl FnOnce(*const *mut sys::PyObject, *const *mut sys::PyObject, usize) -> R,
    ) -> Result<R>;
}

impl<V: Values> Given for V {
    const GIVEN: usize = V::COUNT;

    #[inline(always)]
    fn with_given<R>(
        &self,
        py: Python<'_>,
        first: usize,
        f: impl FnOnce(*const *mut sys::PyObject, *const *mut sys::PyObject, usize) -> R,
    ) -> Result<R> {
        self.with_array(py, first, None, |start| f(start, null_mut(), 0))
    }
}

/// Arguments, and those of `*args`.
#[derive(Debug)]
pub struct Rested<V, A>(pub V, pub A);

impl<V: Values, A: Rest> Sealed for Rested<V, A> {}

impl<V: Values, A: Rest> Given for Rested<V, A> {
    const GIVEN: usize = V::COUNT;

    #[inline(always)]
    fn with_given<R>(
        &self,
        py: Python<'_>,
        first: usize,
        f: impl FnOnce(*const *mut sys::PyObject, *const *mut sys::PyObject, usize) -> R,
    ) -> Result<R> {
        self.0.with_array(py, first, None, |start| {
            self.1.with_rest(py, first + V::COUNT, |rest, count| f(start, rest.wrapping_add(1), count))
        })?
    }
}

/// `*args` alone, of a function that takes nothing else.
#[derive(Debug)]
pub struct Only<A>(pub A);

impl<A: Rest> Sealed for Only<A> {}

impl<A: Rest> Arguments for Only<A> {
    #[inline(always)]
    fn with_slots<R>(&self, py: Python<'_>, first: usize, f: impl FnOnce(Slots) -> R) -> Result<R> {
        self.0.with_rest(py, first, |start, positional| f(Slots { start, positional, names: null_mut() }))
    }
}
