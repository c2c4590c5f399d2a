//! Arrays of `ndarray` to Python: copies, which are numpy's own.

use super::descr::descr_for;
use super::numpy::numpy;
use super::raw::Ndarray;
use crate::convert::ToPython;
use crate::dtype::Element;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use ndarray::{ArrayBase, ArrayRef, Data, Dimension};

impl<T: Element, S: Data<Elem = T>, D: Dimension> ToPython for ArrayBase<S, D> {
    /// A new `numpy.ndarray` with a copy of the items, in C's order.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        copy_of(self, py)
    }
}

/// A new numpy array with these items.
pub(super) fn copy_of<T: Element, D: Dimension>(items: &ArrayRef<T, D>, py: Python<'_>) -> Result<PyObject> {
    let numpy = numpy(py)?;
    let dtype = descr_for::<T>(py)?;
    // SAFETY: the array has memory of its own, for as many items as the shape says, which are all written before anybody
    // else has it. It was asked for in C's order.
    unsafe {
        let object = numpy.wrap(py, &dtype, items.shape(), None, std::ptr::null_mut(), 0)?;
        dtype.release(py);
        let place = Ndarray::new(&object, numpy).data().cast::<T>();
        match items.as_slice() {
            Some(items) => place.copy_from_nonoverlapping(items.as_ptr(), items.len()),
            None => items.iter().enumerate().for_each(|(index, item)| place.add(index).write(*item)),
        }
        Ok(object)
    }
}
