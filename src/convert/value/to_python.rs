//! To Python.

use super::{BigInt, Complex, Dict, Fraction, Value};
use crate::convert::ToPython;
use crate::convert::bytes::bytes_of;
use crate::convert::depth::Level;
use crate::convert::library::Library;
use crate::convert::map::dict_of;
use crate::convert::rules::{any_pythonizers, plain, pythonized};
use crate::convert::set::set_of;
use crate::convert::temporary::Temporary;
use crate::error::{Result, Step, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use std::ffi::CString;
use std::ptr::null_mut;

const FRACTION: Library = Library { module: c"fractions", name: c"Fraction" };

impl ToPython for Value {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        match self {
            Value::None => ().to_python(py),
            Value::Bool(value) => value.to_python(py),
            Value::Int(value) => value.to_python(py),
            Value::BigInt(value) => value.to_python(py),
            Value::Float(value) => value.to_python(py),
            Value::Float32(value) => value.to_python(py),
            Value::Complex(value) => value.to_python(py),
            Value::Str(text) => text.to_python(py),
            Value::Bytes(bytes) => bytes_of(bytes, py),
            Value::List(items) => items.to_python(py),
            Value::Tuple(items) => {
                let list = Temporary::new(list_of(items, py, "tuple")?, py);
                // SAFETY: attached, and a list.
                take(py, unsafe { py.api().PyList_AsTuple(list.as_ptr()) })
            }
            Value::Dict(dict) => dict.to_python(py),
            Value::Set(members) => set_of(members.iter(), py),
            Value::FrozenSet(members) => {
                let set = Temporary::new(set_of(members.iter(), py)?, py);
                // SAFETY: attached and valid.
                take(py, unsafe { py.api().PyFrozenSet_New(set.as_ptr()) })
            }
            Value::Fraction(value) => value.to_python(py),
            Value::Array(array) => array.as_object().to_python(py),
            Value::Object(object) => object.to_python(py),
        }
    }

    #[inline(always)]
    fn as_object(&self) -> Option<&PyObject> {
        match self {
            Value::Object(object) if !any_pythonizers() => Some(object),
            _ => None,
        }
    }
}

/// The items as a list, which nobody else has; errors call it `name`.
fn list_of(items: &[Value], py: Python<'_>, name: &'static str) -> Result<PyObject> {
    let _level = Level::enter()?;
    // SAFETY: attached.
    let list = take(py, unsafe { py.api().PyList_New(0) })?;
    for (index, item) in items.iter().enumerate() {
        let item = item.to_python(py).map_err(|error| error.within(Step::Item(name, index)))?;
        let item = Temporary::new(item, py);
        // SAFETY: attached and valid; the list takes a reference of its own.
        check(py, unsafe { py.api().PyList_Append(list.as_ptr(), item.as_ptr()) })?;
    }
    Ok(list)
}

impl ToPython for Dict {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        dict_of(self.iter(), py)
    }
}

impl ToPython for BigInt {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        if let Some(small) = self.fits::<i64>() {
            return plain(&small, py);
        }
        let hex = CString::new(self.to_hex()).expect("digits and a sign");
        // SAFETY: attached; a text with an end, and no place to write where the number ends.
        take(py, unsafe { py.api().PyLong_FromString(hex.as_ptr(), null_mut(), 16) })
    }
}

impl ToPython for Complex {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        // SAFETY: attached.
        take(py, unsafe { py.api().PyComplex_FromDoubles(self.re, self.im) })
    }
}

impl ToPython for Fraction {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        FRACTION.call((self.numer(), self.denom()), py)
    }
}
