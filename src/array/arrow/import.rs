//! What Python has, as Rust's.

use super::stream::ArrowStream;
use crate::array::capsule::value_in;
use crate::convert::{FromPython, Temporary};
use crate::error::{ConversionError, Error, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use arrow_array::ffi::{FFI_ArrowArray, from_ffi};
use arrow_array::ffi_stream::{FFI_ArrowArrayStream, RecordBatchStreamReader};
use arrow_array::{
    Array, ArrayRef, RecordBatch, RecordBatchIterator, RecordBatchOptions, StructArray, make_array,
};
use arrow_data::ArrayData;
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, DataType, Schema};
use std::ffi::CStr;
use std::sync::Arc;

/// What arrow's crates say is wrong.
pub(super) fn arrow_error(error: ArrowError) -> Error {
    ConversionError::described("data of Arrow's", error.to_string()).into()
}

/// What a method without arguments gives; `None` where there is no such method.
fn method(object: &PyObject, name: &CStr, py: Python<'_>) -> Result<Option<PyObject>> {
    // SAFETY: attached; valid, and the name static.
    unsafe {
        if py.api().PyObject_HasAttrString(object.as_ptr(), name.as_ptr()) == 0 {
            return Ok(None);
        }
        let method = take(py, py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()))?;
        let method = Temporary::new(method, py);
        let none = std::ptr::null_mut();
        take(py, py.api().PyObject_Vectorcall(method.as_ptr(), [none].as_ptr(), 0, none)).map(Some)
    }
}

#[cold]
fn no_such(capsule: &PyObject) -> Error {
    ConversionError::new("a capsule of Arrow's", capsule).into()
}

/// What an object shows by `__arrow_c_array__`, and its schema; `None` where it has no such method.
fn array(object: &PyObject, py: Python<'_>) -> Result<Option<(ArrayData, FFI_ArrowSchema)>> {
    let Some(both) = method(object, c"__arrow_c_array__", py)? else { return Ok(None) };
    let (schema, array) = <(PyObject, PyObject)>::from_result(both, py)?;
    let schema_of = value_in::<FFI_ArrowSchema>(&schema, py).ok_or_else(|| no_such(&schema))?;
    let array_of = value_in::<FFI_ArrowArray>(&array, py).ok_or_else(|| no_such(&array))?;
    // SAFETY: the capsules have just these, as their names say, and are whoever's has asked for them. What is taken out
    // is not released by its capsule any more.
    let (schema, array) =
        unsafe { (FFI_ArrowSchema::from_raw(schema_of), FFI_ArrowArray::from_raw(array_of)) };
    if schema.release().is_none() || array.release().is_none() {
        return Err(ConversionError::described("an array of Arrow's", "one that has been taken").into());
    }
    // SAFETY: the one describes the other, as Arrow's interface has it.
    let data = unsafe { from_ffi(array, &schema) }.map_err(arrow_error)?;
    Ok(Some((data, schema)))
}

#[cold]
fn expected(what: &'static str, object: &PyObject) -> Error {
    ConversionError::new(what, object).into()
}

/// The batch that a struct array is.
fn batch(data: ArrayData, schema: &FFI_ArrowSchema) -> Result<RecordBatch> {
    let DataType::Struct(_) = data.data_type() else {
        let got = format!("an array of {}", data.data_type());
        return Err(ConversionError::described("a record batch", got).into());
    };
    let schema = Schema::try_from(schema).map_err(arrow_error)?;
    let array = StructArray::from(data);
    if array.null_count() != 0 {
        let got = format!("{} rows that are null themselves", array.null_count());
        return Err(ConversionError::described("a record batch", got).into());
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(array.len()));
    let (_, columns, _) = array.into_parts();
    RecordBatch::try_new_with_options(Arc::new(schema), columns, &rows).map_err(arrow_error)
}

impl FromPython for RecordBatch {
    /// What an object shows by `__arrow_c_array__`; or by `__arrow_c_stream__`, where that is of one batch, or none.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<RecordBatch> {
        if let Some((data, schema)) = array(object, py)? {
            return batch(data, &schema);
        }
        let Some(reader) = reader(object, py)? else {
            return Err(expected("an object with `__arrow_c_array__` or `__arrow_c_stream__`", object));
        };
        let mut stream = ArrowStream::new(reader);
        let batches = stream.by_ref().collect::<std::result::Result<Vec<_>, _>>().map_err(arrow_error)?;
        match <[RecordBatch; 1]>::try_from(batches) {
            Ok([batch]) => Ok(batch),
            Err(batches) if batches.is_empty() => Ok(RecordBatch::new_empty(stream.schema())),
            Err(batches) => {
                let got = format!("{} of them, which an `ArrowStream` takes", batches.len());
                Err(ConversionError::described("one record batch", got).into())
            }
        }
    }
}

impl FromPython for ArrayData {
    /// What an object shows by `__arrow_c_array__`.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<ArrayData> {
        match array(object, py)? {
            Some((data, _)) => Ok(data),
            None => Err(expected("an object with `__arrow_c_array__`", object)),
        }
    }
}

impl FromPython for ArrayRef {
    /// What an object shows by `__arrow_c_array__`.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<ArrayRef> {
        ArrayData::from_python(object, py).map(make_array)
    }
}

impl FromPython for Schema {
    /// What an object shows by `__arrow_c_schema__`.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Schema> {
        let Some(capsule) = method(object, c"__arrow_c_schema__", py)? else {
            return Err(expected("an object with `__arrow_c_schema__`", object));
        };
        let schema = value_in::<FFI_ArrowSchema>(&capsule, py).ok_or_else(|| no_such(&capsule))?;
        // SAFETY: the capsule has just that, and keeps it.
        let schema = unsafe { &*schema };
        if schema.release().is_none() {
            return Err(ConversionError::described("a schema of Arrow's", "one that has been taken").into());
        }
        Schema::try_from(schema).map_err(arrow_error)
    }
}

/// What an object shows by `__arrow_c_stream__`; `None` where it has no such method.
fn reader(object: &PyObject, py: Python<'_>) -> Result<Option<RecordBatchStreamReader>> {
    let Some(capsule) = method(object, c"__arrow_c_stream__", py)? else { return Ok(None) };
    let stream = value_in::<FFI_ArrowArrayStream>(&capsule, py).ok_or_else(|| no_such(&capsule))?;
    // SAFETY: the capsule has just that, and does not release it once it is taken out.
    let reader = unsafe { RecordBatchStreamReader::from_raw(stream) };
    reader.map(Some).map_err(arrow_error)
}

impl FromPython for ArrowStream {
    /// What an object shows by `__arrow_c_stream__`; or by `__arrow_c_array__`, as a stream of one batch.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<ArrowStream> {
        if let Some(reader) = reader(object, py)? {
            return Ok(ArrowStream::new(reader));
        }
        match array(object, py)? {
            Some((data, schema)) => {
                let batch = batch(data, &schema)?;
                let schema = batch.schema();
                Ok(ArrowStream::new(RecordBatchIterator::new([Ok(batch)], schema)))
            }
            None => Err(expected("an object with `__arrow_c_stream__` or `__arrow_c_array__`", object)),
        }
    }
}
