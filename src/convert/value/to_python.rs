//! To Python.

use super::{BigInt, Complex, Dict, Fraction, Value};
use crate::convert::ToPython;
use crate::convert::bytes::bytes_of;
use crate::convert::depth::Level;
use crate::convert::map::dict_of;
use crate::convert::rules::pythonized;
use crate::convert::set::set_of;
use crate::error::{Result, Step, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use std::ffi::CString;
use std::ptr::null_mut;

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
                let list = list_of(items, py, "tuple")?;
                // SAFETY: attached, and a list.
                take(py, unsafe { py.api().PyList_AsTuple(list.as_ptr()) })
            }
            Value::Dict(dict) => dict.to_python(py),
            Value::Set(members) => set_of(members.iter(), py),
            Value::FrozenSet(members) => {
                let set = set_of(members.iter(), py)?;
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
            Value::Object(object) => Some(object),
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
        // SAFETY: attached and valid; the list takes a reference of its own.
        check(py, unsafe { py.api().PyList_Append(list.as_ptr(), item.as_ptr()) })?;
    }
    Ok(list)
}

impl ToPython for Dict {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        dict_of(self.iter(), py)
    }
}

impl ToPython for BigInt {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let hex = CString::new(self.to_hex()).expect("digits and a sign");
        // SAFETY: attached; a text with an end, and no place to write where the number ends.
        take(py, unsafe { py.api().PyLong_FromString(hex.as_ptr(), null_mut(), 16) })
    }
}

impl ToPython for Complex {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        // SAFETY: attached.
        take(py, unsafe { py.api().PyComplex_FromDoubles(self.re, self.im) })
    }
}

impl ToPython for Fraction {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let (numer, denom) = (self.numer().to_python(py)?, self.denom().to_python(py)?);
        let api = py.api();
        // SAFETY: attached and valid; the slots begin with a free one.
        unsafe {
            let module = take(py, api.PyImport_ImportModule(c"fractions".as_ptr()))?;
            let class = take(py, api.PyObject_GetAttrString(module.as_ptr(), c"Fraction".as_ptr()))?;
            let mut slots = [null_mut(), numer.as_ptr(), denom.as_ptr()];
            let count = 2 | crate::sys::PY_VECTORCALL_ARGUMENTS_OFFSET;
            take(py, api.PyObject_Vectorcall(class.as_ptr(), slots.as_mut_ptr().add(1), count, null_mut()))
        }
    }
}
