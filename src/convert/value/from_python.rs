//! From Python: exact classes of Python's own and of a few libraries become their variant.

use super::{Array, BigInt, Complex, Dict, Fraction, Value};
use crate::convert::lent::Lent;
use crate::convert::rules::{any_rustifiers, qualified_name, rustified};
use crate::convert::set::members;
use crate::convert::{Bytes, FromPython, Pairs};
use crate::error::{ConversionError, Error, Result, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::type_of;
use std::ffi::CStr;
use std::ptr::null_mut;

impl FromPython for Value {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Value> {
        match rustified(object, py) {
            Some(value) => value,
            None => plain(object, py),
        }
    }

    fn at_once(object: Lent<'_>, py: Python<'_>) -> Option<Value> {
        if any_rustifiers() {
            return None;
        }
        let api = py.api();
        // SAFETY: attached and valid.
        let class = unsafe { type_of(object.as_ptr()) };
        if class == api.PyLong_Type() {
            i64::at_once(object, py).map(Value::Int)
        } else if class == api.PyFloat_Type() {
            f64::at_once(object, py).map(Value::Float)
        } else if class == api.PyUnicode_Type() {
            String::at_once(object, py).map(Value::Str)
        } else if object.as_ptr() == api._Py_NoneStruct() {
            Some(Value::None)
        } else {
            bool::at_once(object, py).map(Value::Bool)
        }
    }
}

/// The value of an object for which there is no rule.
fn plain(object: &PyObject, py: Python<'_>) -> Result<Value> {
    let api = py.api();
    // SAFETY: attached and valid.
    let class = unsafe { type_of(object.as_ptr()) };
    if class == api.PyLong_Type() {
        int(object, py)
    } else if class == api.PyFloat_Type() {
        f64::from_python(object, py).map(Value::Float)
    } else if class == api.PyUnicode_Type() {
        text(object, py)
    } else if class == api.PyList_Type() {
        Vec::from_python(object, py).map(Value::List)
    } else if class == api.PyTuple_Type() {
        Vec::from_python(object, py).map(Value::Tuple)
    } else if class == api.PyDict_Type() {
        Dict::from_python(object, py).map(Value::Dict)
    } else if class == api.PyBool_Type() {
        bool::from_python(object, py).map(Value::Bool)
    } else if object.as_ptr() == api._Py_NoneStruct() {
        Ok(Value::None)
    } else if class == api.PySet_Type() {
        members(object, py).map(Value::Set)
    } else if class == api.PyFrozenSet_Type() {
        members(object, py).map(Value::FrozenSet)
    } else if class == api.PyBytes_Type() || class == api.PyByteArray_Type() {
        Bytes::from_python(object, py).map(|Bytes(bytes)| Value::Bytes(bytes))
    } else if class == api.PyComplex_Type() {
        Complex::from_python(object, py).map(Value::Complex)
    } else {
        of_library(object, py)
    }
}

/// The value of an object whose class is not Python's own.
fn of_library(object: &PyObject, py: Python<'_>) -> Result<Value> {
    // SAFETY: attached and valid.
    let name = qualified_name(py, unsafe { type_of(object.as_ptr()) });
    match name.as_deref().unwrap_or_default() {
        "numpy.float64" => f64::from_python(object, py).map(Value::Float),
        "numpy.float32" | "numpy.float16" => f32::from_python(object, py).map(Value::Float32),
        "numpy.bool" | "numpy.bool_" => is_true(object, py).map(Value::Bool),
        "numpy.int8" | "numpy.int16" | "numpy.int32" | "numpy.int64" | "numpy.intc" | "numpy.longlong"
        | "numpy.uint8" | "numpy.uint16" | "numpy.uint32" | "numpy.uint64" | "numpy.uintc"
        | "numpy.ulonglong" => {
            // SAFETY: attached and valid.
            int(&take(py, unsafe { py.api().PyNumber_Index(object.as_ptr()) })?, py)
        }
        "numpy.complex64" | "numpy.complex128" => Complex::from_python(object, py).map(Value::Complex),
        "numpy.str_" => text(object, py),
        "numpy.bytes_" => Bytes::from_python(object, py).map(|Bytes(bytes)| Value::Bytes(bytes)),
        "numpy.ndarray" => PyObject::from_python(object, py).map(|array| Value::Array(Array(array))),
        "fractions.Fraction" => Fraction::from_python(object, py).map(Value::Fraction),
        _ => PyObject::from_python(object, py).map(Value::Object),
    }
}

/// The value of an exact `int`.
fn int(object: &PyObject, py: Python<'_>) -> Result<Value> {
    let mut overflow = 0;
    // SAFETY: attached; of an int nothing can fail but for its size.
    let value = unsafe { py.api().PyLong_AsLongLongAndOverflow(object.as_ptr(), &mut overflow) };
    if overflow == 0 { Ok(Value::Int(value)) } else { BigInt::from_python(object, py).map(Value::BigInt) }
}

/// The value of a `str`; one with a lone surrogate, which is no text for Rust, stays an object.
fn text(object: &PyObject, py: Python<'_>) -> Result<Value> {
    match String::from_python(object, py) {
        Err(Error::Conversion(_)) => PyObject::from_python(object, py).map(Value::Object),
        text => text.map(Value::Str),
    }
}

fn is_true(object: &PyObject, py: Python<'_>) -> Result<bool> {
    // SAFETY: attached and valid.
    let truth = unsafe { py.api().PyObject_IsTrue(object.as_ptr()) };
    check(py, truth)?;
    Ok(truth != 0)
}

impl FromPython for Dict {
    /// From any mapping.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Dict> {
        Pairs::from_python(object, py).map(|Pairs(entries)| Dict::of_distinct(entries))
    }
}

impl FromPython for BigInt {
    /// From an `int`, or an object with `__index__`.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<BigInt> {
        let api = py.api();
        // SAFETY: attached and valid.
        let hex = unsafe {
            if api.PyIndex_Check(object.as_ptr()) == 0 {
                return Err(ConversionError::new("int", object).into());
            }
            take(py, api.PyNumber_ToBase(object.as_ptr(), 16))?
        };
        let hex = String::from_python(&hex, py)?;
        BigInt::from_hex(&hex).ok_or_else(|| ConversionError::new("int", object).into())
    }
}

impl FromPython for Complex {
    /// From a `complex`, a number, or an object with `__complex__`.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Complex> {
        let api = py.api();
        // SAFETY: attached and valid.
        unsafe {
            let class = api.PyComplex_Type();
            if api.PyType_IsSubtype(type_of(object.as_ptr()), class) != 0 {
                let number = object.as_ptr();
                return Ok(Complex::new(
                    api.PyComplex_RealAsDouble(number),
                    api.PyComplex_ImagAsDouble(number),
                ));
            }
            if api.PyObject_HasAttrString(object.as_ptr(), c"__complex__".as_ptr()) == 0 {
                return f64::from_python(object, py).map(|real| Complex::new(real, 0.0));
            }
            let number = take(py, api.PyObject_GetAttrString(object.as_ptr(), c"__complex__".as_ptr()))?;
            let number = take(py, api.PyObject_Vectorcall(number.as_ptr(), null_mut(), 0, null_mut()))?;
            if api.PyType_IsSubtype(type_of(number.as_ptr()), class) == 0 {
                return Err(ConversionError::new("complex", object).into());
            }
            Ok(Complex::new(
                api.PyComplex_RealAsDouble(number.as_ptr()),
                api.PyComplex_ImagAsDouble(number.as_ptr()),
            ))
        }
    }
}

impl FromPython for Fraction {
    /// From a `fractions.Fraction`, or another rational number.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Fraction> {
        let part = |name: &CStr| {
            // SAFETY: attached and valid.
            let part = unsafe {
                PyObject::from_new(py, py.api().PyObject_GetAttrString(object.as_ptr(), name.as_ptr()))
            };
            match part {
                Some(part) => BigInt::from_python(&part, py),
                None => {
                    // SAFETY: attached.
                    unsafe { py.api().PyErr_Clear() };
                    Err(ConversionError::new("Fraction", object).into())
                }
            }
        };
        Ok(Fraction::new(part(c"numerator")?, part(c"denominator")?))
    }
}
