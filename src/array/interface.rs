//! `__array_interface__`: what an object says of its memory in a dict. The memory lives as long as the object.

use super::shown::{Shown, Writers, attribute};
use crate::convert::FromPython;
use crate::dtype::{DType, Layout};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use std::collections::HashMap;

/// What an object shows by `__array_interface__`.
pub(super) fn shown(object: &PyObject, py: Python<'_>) -> Result<Shown> {
    let about = attribute(object, c"__array_interface__", py)?;
    let about = HashMap::<String, PyObject>::from_result(about, py)?;
    fn entry<T: FromPython>(
        about: &HashMap<String, PyObject>,
        key: &'static str,
        py: Python<'_>,
    ) -> Result<Option<T>> {
        let found = about.get(key).map(|value| Option::<T>::from_python(value, py));
        Ok(found.transpose()?.flatten())
    }
    let missing = |key| ConversionError::described(format!("an array interface with {key:?}"), "one without");
    let shape: Vec<usize> = entry(&about, "shape", py)?.ok_or_else(|| missing("shape"))?;
    let text: String = entry(&about, "typestr", py)?.ok_or_else(|| missing("typestr"))?;
    let (address, constant): (usize, bool) = entry(&about, "data", py)?.ok_or_else(|| missing("data"))?;
    let strides: Option<Vec<isize>> = entry(&about, "strides", py)?;
    let dtype = DType::from_typestr(&text).unwrap_or(DType::Other(text));
    let layout = match strides {
        Some(strides) if strides.len() == shape.len() => Layout { shape, strides },
        Some(strides) => {
            let got = format!("{} of {}", strides.len(), shape.len());
            return Err(ConversionError::described("a stride for each dimension", got).into());
        }
        None => Layout::c_order(&shape, dtype.size().unwrap_or(1)),
    };
    let first = std::ptr::with_exposed_provenance_mut(address);
    let (writeable, writers, keeper) = (!constant, Writers::Anybody, object.clone());
    Ok(Shown { first, layout, dtype, writeable, writers, keeper })
}
