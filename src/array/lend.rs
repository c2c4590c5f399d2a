//! Arrays that Python has for a while: what Rust owns, and slices.

use super::descr::descr_for;
use super::numpy::numpy;
use super::py_array::PyArray;
use super::raw::WRITEABLE;
use crate::convert::ToPython;
use crate::dtype::Element;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::enter;
use ndarray::{Array, Array1, Dimension, Ix1};
use std::{mem, thread};

/// Lends an array to Python: inside of `f` it is a [`PyArray`], over the same memory, and afterwards what it was, with
/// what Python has written.
///
/// Where Python has kept it, a copy comes back, and a message to the log says so: what Python has then is the array
/// as it was lent, which both no longer share. After a panic of `f` the array is back as well.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
/// use py4rs::array::lend;
/// use py4rs::prelude::*;
///
/// let mut numbers = vec![3.0, 1.0, 2.0];
/// let address = numbers.as_ptr();
/// lend(&mut numbers, |a| pymethod!(a, "sort" => ()))?;
/// assert_eq!((&*numbers, numbers.as_ptr()), (&[1.0, 2.0, 3.0][..], address));
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// `f` panics, or has left behind a guard that writes: the array is empty then.
pub fn lend<A: Lend, R>(array: &mut A, f: impl FnOnce(&PyArray<A::Item, A::Dimension>) -> R) -> R {
    struct Lent<'a, A: Lend>(&'a mut A, Option<PyArray<A::Item, A::Dimension>>);
    impl<A: Lend> Drop for Lent<'_, A> {
        fn drop(&mut self) {
            let Some(array) = self.1.take() else { return };
            match array.inner_or_copy() {
                Ok(array) => self.0.put_back(array),
                // A second panic would end the process.
                Err(error) if thread::panicking() => log::error!("an array that was lent is lost: {error}"),
                Err(error) => panic!("{error}"),
            }
        }
    }
    let taken = array.take();
    let lent = Lent(array, Some(PyArray::from(taken)));
    f(lent.1.as_ref().expect("it is there until the end"))
}

/// What can be [lent](lend) to Python: `Vec` and `ndarray::Array`.
pub trait Lend: sealed::Sealed {
    /// What it has.
    type Item: Element;
    /// How many dimensions.
    type Dimension: Dimension;

    /// The array, for which something small is left behind.
    #[doc(hidden)]
    fn take(&mut self) -> Array<Self::Item, Self::Dimension>;

    /// Puts it back.
    #[doc(hidden)]
    fn put_back(&mut self, array: Array<Self::Item, Self::Dimension>);
}

mod sealed {
    pub trait Sealed {}
    impl<T> Sealed for Vec<T> {}
    impl<T, D> Sealed for ndarray::Array<T, D> {}
}

impl<T: Element> Lend for Vec<T> {
    type Item = T;
    type Dimension = Ix1;

    fn take(&mut self) -> Array1<T> {
        mem::take(self).into()
    }

    fn put_back(&mut self, array: Array1<T>) {
        *self = array.into_raw_vec_and_offset().0;
    }
}

impl<T: Element, D: Dimension> Lend for Array<T, D> {
    type Item = T;
    type Dimension = D;

    fn take(&mut self) -> Array<T, D> {
        // As few items as so many dimensions can have.
        let items: Vec<T> = if self.ndim() == 0 { self.iter().copied().collect() } else { Vec::new() };
        let nothing =
            Array::from_shape_vec(D::zeros(self.ndim()), items).expect("none, or one of no dimension");
        mem::replace(self, nothing)
    }

    fn put_back(&mut self, array: Array<T, D>) {
        *self = array;
    }
}

/// Hands `f` a `numpy.ndarray` over the memory of a slice, which cannot be written.
///
/// # Errors
/// There is no numpy.
///
/// # Safety
/// When `f` ends, Python has neither the array nor a view or a buffer of it: it has to forget all that it made of it.
/// Nobody writes to the slice meanwhile.
pub unsafe fn lend_slice<T: Element, R>(slice: &[T], f: impl FnOnce(&PyObject) -> R) -> Result<R> {
    // SAFETY: as the caller promises.
    unsafe { lend_memory(slice.as_ptr().cast_mut(), slice.len(), 0, f) }
}

/// As [`lend_slice`], and Python may write to it.
///
/// # Errors
/// There is no numpy.
///
/// # Safety
/// As for [`lend_slice`]. For `bool`, Python writes 0 and 1 alone.
pub unsafe fn lend_slice_mut<T: Element, R>(slice: &mut [T], f: impl FnOnce(&PyObject) -> R) -> Result<R> {
    // SAFETY: as the caller promises.
    unsafe { lend_memory(slice.as_mut_ptr(), slice.len(), WRITEABLE, f) }
}

/// # Safety
/// As for [`lend_slice`], of which these are the parts.
unsafe fn lend_memory<T: Element, R>(
    items: *mut T,
    length: usize,
    flags: i32,
    f: impl FnOnce(&PyObject) -> R,
) -> Result<R> {
    let object = enter(|py| -> Result<PyObject> {
        let dtype = descr_for::<T>(py)?;
        // SAFETY: the items are there until the array is gone, as the caller promises.
        unsafe {
            let object = numpy(py)?.wrap(py, &dtype, &[length], None, items.cast(), flags)?;
            dtype.release(py);
            // An array without any base can be made writeable by Python code.
            numpy(py)?.set_base(py, &object, ().to_python(py)?)?;
            Ok(object)
        }
    })??;
    Ok(f(&object))
}
