//! Rust's arrays as DLPack has them.

use super::capsule::capsule;
use super::dlpack::{DataType, Device, Managed, Owned, READ_ONLY, Tensor, VERSION, Versioned};
use super::py_array::PyArray;
use crate::dtype::{Element, Scalar};
use crate::error::{ConversionError, Result};
use crate::export::{Exposed, Kwargs, end_of_box, pyerror};
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use ndarray::Dimension;
use std::any::Any;
use std::ptr::null_mut;
use std::sync::Arc;

impl<T: Element, D: Dimension> PyArray<T, D> {
    /// An object that gives the array's memory by DLPack, for the `from_dlpack` of torch, jax, tensorflow and their like; it
    /// has the buffer protocol too. numpy is not needed, and nothing is copied. While Rust reads, it is read-only.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
    /// # if py4rs::raw_pyeval::<bool>("not hasattr(__import__('numpy'), 'from_dlpack')")? { return Ok(()) }
    /// use py4rs::array::PyArray;
    /// use py4rs::prelude::*;
    ///
    /// let array = PyArray::from(vec![1.0, 2.0]);
    /// assert_eq!(pycall!("lambda a: numpy.from_dlpack(a).sum()", array.dlpack()? => f64)?, 3.0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// numpy allocated the array, which then gives itself, its items are no numbers, or Rust has a guard that writes.
    pub fn dlpack(&self) -> Result<PyObject> {
        if self.memory().owner.is_none() {
            return Err(ConversionError::described("an array of Rust's", "one of numpy's").into());
        }
        scalar::<T>()?;
        enter(|py| self.exposed(py))?
    }
}

fn scalar<T: Element>() -> Result<Scalar> {
    let unknown =
        || ConversionError::described("items that DLPack knows", format!("those of {}", T::dtype()));
    T::SCALAR.ok_or_else(|| unknown().into())
}

/// A capsule with a tensor over the memory, as it is asked for.
pub(super) fn tensor<T: Element>(exposed: &Exposed, asked: &Kwargs, py: Python<'_>) -> Result<PyObject> {
    let dtype = DataType::of(scalar::<T>()?);
    let refuse = |why: &str| Err(pyerror("BufferError", (why,)));
    if asked.get::<Option<bool>>("copy")?.flatten() == Some(true) {
        return refuse("the memory is given as it is, and not copied");
    }
    if asked.get::<Option<(i32, i32)>>("dl_device")?.flatten().is_some_and(|device| device != Exposed::DEVICE)
    {
        return refuse("the memory is that of the CPU");
    }
    let newest: Option<(u32, u32)> = asked.get("max_version")?.flatten();
    if newest.is_some_and(|(major, _)| major >= VERSION[0]) {
        let flags = if exposed.writeable { 0 } else { READ_ONLY };
        let deleter = Some(end_of_box::<Versioned, Given<Versioned>> as _);
        let head = |tensor| Versioned { version: VERSION, context: null_mut(), deleter, flags, tensor };
        return give(exposed, dtype, head, py);
    }
    if !exposed.writeable {
        return refuse("the memory is read-only, which nothing says before version 1");
    }
    let deleter = Some(end_of_box::<Managed, Given<Managed>> as _);
    give(exposed, dtype, |tensor| Managed { tensor, context: null_mut(), deleter }, py)
}

/// What a consumer has: the struct of DLPack's, behind it what that refers to.
#[repr(C)]
struct Given<Head> {
    head: Head,
    _shape: Box<[i64]>,
    _strides: Box<[i64]>,
    _kept: Arc<dyn Any + Send + Sync>,
}

fn give<Head: Owned>(
    exposed: &Exposed,
    dtype: DataType,
    head: impl FnOnce(Tensor) -> Head,
    py: Python<'_>,
) -> Result<PyObject> {
    let mut shape: Box<[i64]> = exposed.shape.iter().map(|length| *length as i64).collect();
    let in_items = |stride: &isize| (stride / exposed.size as isize) as i64;
    let mut strides: Box<[i64]> = exposed.strides.iter().map(in_items).collect();
    let (kind, number) = Exposed::DEVICE;
    let tensor = Tensor {
        data: exposed.first,
        device: Device { kind, number },
        dimensions: shape.len() as i32,
        dtype,
        shape: shape.as_mut_ptr(),
        strides: strides.as_mut_ptr(),
        offset: 0,
    };
    let given = Given { head: head(tensor), _shape: shape, _strides: strides, _kept: exposed.kept.clone() };
    // SAFETY: its deleter ends it as it was made; it begins with the head.
    unsafe { capsule::<Head>(Box::into_raw(Box::new(given)).cast(), py) }
}
