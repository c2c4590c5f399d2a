//! What Rust has, as Python's: objects with the methods of Arrow's interface.

use super::import::arrow_error;
use super::stream::{ArrowStream, Called, Reader};
use crate::array::capsule::capsule;
use crate::convert::ToPython;
use crate::error::{Error, Result};
use crate::export::{Class, InCapsule, Kwargs, Method, Slots, method_of, methods, pyerror};
use crate::object::PyObject;
use crate::runtime::Python;
use arrow_array::ffi::FFI_ArrowArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_data::ArrayData;
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{Field, Schema, SchemaRef};
use std::ffi::CStr;
use std::sync::{Mutex, PoisonError};

macro_rules! in_capsule {
    ($($type:ty = $name:literal;)*) => {$(
        // SAFETY: Arrow says so of capsules of that name.
        unsafe impl InCapsule for $type {
            const NAME: &'static CStr = $name;

            unsafe fn end(this: *mut Self) {
                // SAFETY: as the caller promises; the capsules that are ended here are made from such boxes. What has been
                // taken out of one says so itself.
                drop(unsafe { Box::from_raw(this) });
            }
        }
    )*};
}

in_capsule! {
    FFI_ArrowSchema = c"arrow_schema";
    FFI_ArrowArray = c"arrow_array";
    FFI_ArrowArrayStream = c"arrow_array_stream";
}

/// A capsule that owns a value.
fn owning<T: InCapsule>(value: T, py: Python<'_>) -> Result<PyObject> {
    // SAFETY: it comes from a box.
    unsafe { capsule(Box::into_raw(Box::new(value)), py) }
}

/// What is said of data.
enum Said {
    Schema(SchemaRef),
    Field(Field),
}

impl Said {
    fn capsule(&self, py: Python<'_>) -> Result<PyObject> {
        let schema = match self {
            Said::Schema(schema) => FFI_ArrowSchema::try_from(&**schema),
            Said::Field(field) => FFI_ArrowSchema::try_from(field),
        };
        owning(schema.map_err(arrow_error)?, py)
    }
}

/// The value of an object with an array.
struct Shown {
    said: Said,
    data: ArrayData,
}

/// The value of an object with a stream.
struct Streaming {
    said: Said,
    reader: Mutex<Option<Reader>>,
}

macro_rules! method {
    ($method:ident $name:literal of $value:ty: ($this:ident, $py:ident) => $body:expr) => {
        struct $method;

        // SAFETY: the instances of the class that has the method are all made with such a value.
        unsafe impl Method for $method {
            const NAME: &'static CStr = $name;
            type Value = $value;

            // A schema that is asked for need not be given: whoever asks looks at what it gets.
            fn call($this: &$value, _asked: &Kwargs, $py: Python<'_>) -> Result<PyObject> {
                $body
            }
        }
    };
}

method!(OfArray c"__arrow_c_array__" of Shown: (shown, py) => {
    (shown.said.capsule(py)?, owning(FFI_ArrowArray::new(&shown.data), py)?).to_python(py)
});
method!(SchemaOfArray c"__arrow_c_schema__" of Shown: (shown, py) => shown.said.capsule(py));
method!(SchemaOfStream c"__arrow_c_schema__" of Streaming: (stream, py) => stream.said.capsule(py));
method!(SchemaItself c"__arrow_c_schema__" of Said: (said, py) => said.capsule(py));
method!(OfStream c"__arrow_c_stream__" of Streaming: (stream, py) => {
    let reader = stream.reader.lock().unwrap_or_else(PoisonError::into_inner).take();
    let (Some(reader), Said::Schema(schema)) = (reader, &stream.said) else { return Err(used()) };
    owning(FFI_ArrowArrayStream::new(Box::new(Called::new(reader, schema.clone()))), py)
});

fn used() -> Error {
    pyerror("ValueError", ("the stream has been taken before",))
}

fn array_slots() -> Slots {
    vec![methods([method_of::<OfArray>(), method_of::<SchemaOfArray>()])]
}

fn stream_slots() -> Slots {
    vec![methods([method_of::<OfStream>(), method_of::<SchemaOfStream>()])]
}

fn schema_slots() -> Slots {
    vec![methods([method_of::<SchemaItself>()])]
}

static ARRAY: Class =
    Class::new(c"py4rs.ArrowArray", c"An array, or a record batch, of Arrow's.", array_slots);
static STREAM: Class = Class::new(c"py4rs.ArrowStream", c"Record batches of Arrow's.", stream_slots);
static SCHEMA: Class = Class::new(c"py4rs.ArrowSchema", c"A schema of Arrow's.", schema_slots);

impl ToPython for RecordBatch {
    /// An object with `__arrow_c_array__`, over the same memory.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let data = StructArray::from(self.clone()).into_data();
        ARRAY.instance(py, Shown { said: Said::Schema(self.schema()), data })
    }
}

impl ToPython for ArrayData {
    /// An object with `__arrow_c_array__`, over the same memory.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let said = Said::Field(Field::new("", self.data_type().clone(), true));
        ARRAY.instance(py, Shown { said, data: self.clone() })
    }
}

impl ToPython for ArrayRef {
    /// An object with `__arrow_c_array__`, over the same memory.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.to_data().to_python(py)
    }
}

impl ToPython for Schema {
    /// An object with `__arrow_c_schema__`.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        SCHEMA.instance(py, Said::Schema(self.clone().into()))
    }
}

impl ToPython for ArrowStream {
    /// An object with `__arrow_c_stream__`, which has the batches from then on.
    ///
    /// # Errors
    /// Python has got them before: a `ValueError`.
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let reader = self.take().ok_or_else(used)?;
        STREAM.instance(py, Streaming { said: Said::Schema(self.schema()), reader: Mutex::new(Some(reader)) })
    }
}
