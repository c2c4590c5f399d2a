//! Arrays of `ndarray` from Python: copies.

use super::item::Item;
use super::numpy::numpy;
use super::raw::Ndarray;
use crate::convert::FromPython;
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use ndarray::{Array, Dimension, IxDyn};
use std::fmt::Display;

impl<T: Item, D: Dimension> FromPython for Array<T, D> {
    /// A copy of a numpy array of that many dimensions, in any order of items and bytes; or of what
    /// `numpy.asarray` makes one of, such as a list of lists. Of an array with a mask the items must be of a type that
    /// can say so, such as `Option`, which is `None` for what is masked.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Array<T, D>> {
        match Ndarray::of(object, py)? {
            Some(array) => copied(object, array, py),
            None => {
                let made = numpy(py)?.call(py, c"asarray", &[object])?;
                let array = Ndarray::of(&made, py)?;
                copied(&made, array.expect("asarray gives an array"), py)
            }
        }
    }
}

/// A copy of an array.
fn copied<T: Item, D: Dimension>(
    object: &PyObject,
    array: Ndarray<'_>,
    py: Python<'_>,
) -> Result<Array<T, D>> {
    expect_dimensions::<D>(array.dimensions())?;
    let (shape, items) = T::of_array(object, py)?;
    let array = Array::from_shape_vec(IxDyn(&shape), items).expect("as many items as the shape says");
    let dimensions = shape.len();
    // Another thread may have changed the shape.
    array.into_dimensionality().map_err(|_| wrong_dimensions(D::NDIM.unwrap_or(dimensions), dimensions))
}

#[cold]
pub(super) fn wrong_dtype(wanted: impl Display, given: impl Display) -> crate::Error {
    ConversionError::described(format!("a numpy array of {wanted}"), format!("one of {given}")).into()
}

/// Refuses another number of dimensions than `D` has.
#[inline(always)]
pub(super) fn expect_dimensions<D: Dimension>(dimensions: usize) -> Result<()> {
    match D::NDIM {
        Some(wanted) if wanted != dimensions => Err(wrong_dimensions(wanted, dimensions)),
        _ => Ok(()),
    }
}

#[cold]
fn wrong_dimensions(wanted: usize, given: usize) -> crate::Error {
    ConversionError::described(format!("an array of {wanted} dimensions"), format!("one of {given}")).into()
}
