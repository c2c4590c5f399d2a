//! Iteration: `for x in object`.

use crate::convert::FromPython;
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use crate::sys::IterNext;
use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;

/// The items of an object, as [`PyObject::iter`] gives them.
pub struct Iter<T> {
    iterator: PyObject,
    next: IterNext,
    ended: bool,
    item: PhantomData<fn() -> T>,
}

impl PyObject {
    /// The items of the object, one after the other: Python's `for x in object`.
    ///
    /// Each is a `Result`: a generator may raise, and an item may be no `T`. An exception ends the iteration.
    ///
    /// # Errors
    /// The object is not iterable.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let generator: PyObject = raw_pyeval("(n * n for n in range(4))")?;
    /// let mut sum = 0;
    /// for square in generator.iter::<i64>()? {
    ///     sum += square?;
    /// }
    /// assert_eq!(sum, 14);
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "pyfor")]
    pub fn iter<T: FromPython>(&self) -> Result<Iter<T>> {
        enter(|py| {
            // SAFETY: attached and valid.
            let iterator = take(py, unsafe { py.api().PyObject_GetIter(self.as_ptr()) })?;
            // SAFETY: attached; the object is an iterator.
            let next = unsafe { py.api().iter_next(iterator.as_ptr()) };
            Ok(Iter { iterator, next, ended: false, item: PhantomData })
        })?
    }
}

impl<T: FromPython> Iterator for Iter<T> {
    type Item = Result<T>;

    #[inline]
    fn next(&mut self) -> Option<Result<T>> {
        if self.ended {
            return None;
        }
        let next = enter(|py| {
            // SAFETY: attached; the object is an iterator of the class that the function belongs to.
            let item = unsafe { PyObject::from_new(py, (self.next)(self.iterator.as_ptr())) };
            match item {
                Some(item) => Some(T::from_result(item, py)),
                None => self.end(py),
            }
        });
        next.unwrap_or_else(|error| Some(Err(error.into())))
    }
}

impl<T> Iter<T> {
    /// The end, or the exception that it is.
    #[cold]
    fn end(&mut self, py: Python<'_>) -> Option<Result<T>> {
        self.ended = true;
        let api = py.api();
        // SAFETY: attached; the class is static.
        unsafe {
            if api.PyErr_Occurred().is_null() {
                return None;
            }
            if api.PyErr_ExceptionMatches(*api.PyExc_StopIteration()) != 0 {
                api.PyErr_Clear();
                return None;
            }
        }
        Some(Err(crate::error::PyError::take(py).into()))
    }
}

impl<T: FromPython> FusedIterator for Iter<T> {}

impl<T> fmt::Debug for Iter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Iter").field(&self.iterator).finish()
    }
}
