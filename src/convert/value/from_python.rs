//! From Python: exact classes of Python's own and of a few libraries become their variant.

use super::{Array, BigInt, Complex, Dict, Fraction, Value};
use crate::convert::fields::raised;
use crate::convert::lent::Lent;
use crate::convert::library::{attribute, builtin, call};
use crate::convert::rules::{any_rustifiers, qualified_name, rustified};
use crate::convert::set::members;
use crate::convert::temporary::Temporary;
use crate::convert::{Bytes, FromPython, Pairs};
use crate::error::{ConversionError, Error, Result, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{PyTypeObject, TypeFlag, has_flag, small_int, type_of};
use std::cell::Cell;
use std::ffi::c_ulong;
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
    match kind(unsafe { type_of(object.as_ptr()) }, py) {
        Kind::Bool => is_true(object, py).map(Value::Bool),
        // SAFETY: attached and valid.
        Kind::Int => int(&*Temporary::take(py, unsafe { py.api().PyNumber_Index(object.as_ptr()) })?, py),
        Kind::Float => f64::from_python(object, py).map(Value::Float),
        Kind::Float32 => f32::from_python(object, py).map(Value::Float32),
        Kind::Complex => Complex::from_python(object, py).map(Value::Complex),
        Kind::Fraction => Fraction::from_python(object, py).map(Value::Fraction),
        Kind::Str => text(object, py),
        Kind::Bytes => Bytes::from_python(object, py).map(|Bytes(bytes)| Value::Bytes(bytes)),
        Kind::Array => PyObject::from_python(object, py).map(|array| Value::Array(Array(array))),
        Kind::Object => PyObject::from_python(object, py).map(Value::Object),
    }
}

/// What the instances of a library's class become.
#[derive(Clone, Copy)]
enum Kind {
    Bool,
    Int,
    Float,
    Float32,
    Complex,
    Fraction,
    Str,
    Bytes,
    Array,
    Object,
}

thread_local! {
    /// The class that was asked for last, one that is never freed.
    static LAST: Cell<(*mut PyTypeObject, Kind)> = const { Cell::new((null_mut(), Kind::Object)) };
}

/// What the instances of this class become. Those of an array come one after the other, so that the last class is
/// kept in mind.
fn kind(class: *mut PyTypeObject, py: Python<'_>) -> Kind {
    const HEAP_TYPE: c_ulong = 1 << 9;
    let (last, kind) = LAST.get();
    if last == class {
        return kind;
    }
    // SAFETY: attached; the object that is at hand keeps its class alive. Asked for first: the name may run any code.
    let stays = unsafe { py.api().PyType_GetFlags(class) } & HEAP_TYPE == 0;
    let kind = named(&qualified_name(py, class).unwrap_or_default());
    if stays {
        LAST.set((class, kind));
    }
    kind
}

fn named(class: &str) -> Kind {
    match class {
        "numpy.bool" | "numpy.bool_" => Kind::Bool,
        "numpy.int8" | "numpy.int16" | "numpy.int32" | "numpy.int64" | "numpy.intc" | "numpy.longlong"
        | "numpy.uint8" | "numpy.uint16" | "numpy.uint32" | "numpy.uint64" | "numpy.uintc"
        | "numpy.ulonglong" => Kind::Int,
        "numpy.float64" => Kind::Float,
        "numpy.float32" | "numpy.float16" => Kind::Float32,
        "numpy.complex64" | "numpy.complex128" => Kind::Complex,
        "fractions.Fraction" => Kind::Fraction,
        "numpy.str_" => Kind::Str,
        "numpy.bytes_" => Kind::Bytes,
        "numpy.ndarray" => Kind::Array,
        _ => Kind::Object,
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
        let Pairs(entries) = Pairs::from_python(object, py)?;
        // Keys that differ in Python may have become one by a rule.
        Ok(if any_rustifiers() { entries.into_iter().collect() } else { Dict::of_distinct(entries) })
    }
}

impl FromPython for BigInt {
    /// From an `int`, or an object with `__index__`.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<BigInt> {
        let no_int = || ConversionError::new("BigInt", object).into();
        // SAFETY: attached and valid.
        let hex = unsafe {
            if let Some(small) = small_int(object.as_ptr()) {
                return Ok(small.into());
            }
            if py.api().PyIndex_Check(object.as_ptr()) == 0 {
                return Err(no_int());
            }
            take(py, py.api().PyNumber_ToBase(object.as_ptr(), 16))?
        };
        // To the base 16 it takes no more time than there are digits, and Python sets no limit.
        BigInt::from_hex(&String::from_result(hex, py)?).ok_or_else(no_int)
    }
}

impl FromPython for Complex {
    /// From what Python's `complex` takes, but for text.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Complex> {
        let api = py.api();
        let parts = |complex: &PyObject| {
            let complex = complex.as_ptr();
            // SAFETY: attached; of a complex nothing can fail.
            unsafe { Complex::new(api.PyComplex_RealAsDouble(complex), api.PyComplex_ImagAsDouble(complex)) }
        };
        // SAFETY: attached and valid.
        unsafe {
            if api.PyType_IsSubtype(type_of(object.as_ptr()), api.PyComplex_Type()) != 0 {
                return Ok(parts(object));
            }
            if has_flag(object.as_ptr(), TypeFlag::Str) {
                return Err(ConversionError::new("complex", object).into());
            }
        }
        match call(&builtin(api.PyComplex_Type(), py), (object,), None, py) {
            Ok(complex) => Ok(parts(&Temporary::new(complex, py))),
            // SAFETY: attached.
            Err(error) if raised(py, &error, unsafe { *api.PyExc_TypeError() }) => {
                Err(ConversionError::new("complex", object).into())
            }
            Err(error) => Err(error),
        }
    }
}

impl FromPython for Fraction {
    /// From a `fractions.Fraction`, or another rational number, such as an `int`.
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Fraction> {
        // SAFETY: attached and valid.
        if unsafe { py.api().PyObject_HasAttrString(object.as_ptr(), c"denominator".as_ptr()) } == 0 {
            return Err(ConversionError::new("Fraction", object).into());
        }
        let part = |name| attribute::<BigInt>(object, name, py);
        let (numerator, denominator) = (part(c"numerator")?, part(c"denominator")?);
        if denominator.is_negative() || denominator.digits().is_empty() {
            return Err(ConversionError::new("Fraction with a positive denominator", object).into());
        }
        Ok(Fraction::new(numerator, denominator))
    }
}
