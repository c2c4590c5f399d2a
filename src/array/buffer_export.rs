//! Rust's arrays as Python has them without numpy.

use super::borrow::{Borrowing, in_use};
use super::dlpack_export::tensor;
use super::memory::{Use, View};
use super::py_array::PyArray;
use crate::convert::{Temporary, ToPython};
use crate::dtype::{Element, is_c_order};
use crate::error::{ConversionError, Result, take};
use crate::export::Exposed;
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use ndarray::Dimension;
use std::ffi::CString;
use std::sync::Arc;
use std::sync::atomic::{Ordering, fence};

impl<T: Element, D: Dimension> PyArray<T, D> {
    /// A `memoryview` of the array's memory, for which numpy is not needed. While Rust reads, one that is read-only.
    ///
    /// ```
    /// use py4rs::array::PyArray;
    /// use py4rs::prelude::*;
    ///
    /// # fn main() -> py4rs::Result<()> {
    /// let array = PyArray::from(vec![1.5, 2.5]);
    /// let view = array.memoryview()?;
    /// set_pyref!(view, 0 => 10.0)?;
    /// assert_eq!(array.read().to_vec(), [10.0, 2.5]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Rust has a guard that writes, or a buffer cannot name such items.
    pub fn memoryview(&self) -> Result<PyObject> {
        enter(|py| {
            let shown = match self.memory().owner {
                Some(_) => self.exposed(py)?,
                // numpy's own, as Python may have it just now.
                None => self.to_python(py)?,
            };
            let shown = Temporary::new(shown, py);
            // SAFETY: attached; valid.
            take(py, unsafe { py.api().PyMemoryView_FromObject(shown.as_ptr()) })
        })?
    }

    /// An object that shows the memory, which Rust allocated.
    pub(super) fn exposed(&self, py: Python<'_>) -> Result<PyObject> {
        let view = View::new(self.memory());
        // Either whoever reads or writes in place sees the view, or this sees that it does.
        fence(Ordering::SeqCst);
        let used = self.memory().used();
        if used == Use::Written {
            return Err(in_use(Borrowing::Lent));
        }
        let dtype = T::dtype();
        let format = dtype.format().and_then(|format| CString::new(format).ok()).ok_or_else(|| {
            ConversionError::described("items that a buffer can name", format!("those of {dtype}"))
        })?;
        let (shape, strides) = (self.shape(), self.place().byte_strides());
        let turned = |list: &[isize]| list.iter().rev().copied().collect::<Vec<isize>>();
        let backwards: Vec<usize> = shape.iter().rev().copied().collect();
        let orders = [
            is_c_order(shape, &strides, size_of::<T>()),
            is_c_order(&backwards, &turned(&strides), size_of::<T>()),
        ];
        let exposed = Exposed {
            first: self.place().first().cast(),
            shape: shape.iter().map(|length| *length as isize).collect(),
            strides,
            size: size_of::<T>(),
            format,
            writeable: used == Use::None,
            orders,
            tensor: tensor::<T>,
            kept: Arc::new(view),
        };
        // SAFETY: the view keeps the memory. While there is one, Rust reads and writes a copy; where it is lent the memory
        // to read just now, Python cannot write.
        unsafe { exposed.into_object(py) }
    }
}
