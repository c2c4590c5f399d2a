//! Arrays of `ndarray` to Python: copies, which are numpy's own.

use super::item::Item;
use crate::convert::ToPython;
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use ndarray::{ArrayBase, Data, Dimension};

impl<T: Item, S: Data<Elem = T>, D: Dimension> ToPython for ArrayBase<S, D> {
    /// A new `numpy.ndarray` with a copy of the items, in C's order.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        T::to_array(self, py)
    }
}
