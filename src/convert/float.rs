//! | Rust | Python |
//! |---|---|
//! | `f64`, `f32` | `float` |
//!
//! From Python comes what Python's own `math` takes for a float: a `float`, an `int`, or an object with
//! `__float__` such as numpy's scalars, but for numpy's complex ones. An `f32` takes what it can hold, rounded; a finite float beyond its
//! range is an error.

use super::lent::Lent;
use super::library::numpy_name;
use super::many::numbers;
use super::rules::pythonized;
use super::temporary::Temporary;
use super::{FromPython, ToPython};
use crate::error::{ConversionError, PyError, Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{Borrowed, PyObject as RawObject, TypeFlag, float_value, has_flag, small_int, type_of};

/// What is expected where a number is beyond the range.
pub(super) const TOO_LARGE: &str = "f64 (an int of at most 1024 bits)";
pub(super) const F32: &str = "f32 (-3.4028235e38 to 3.4028235e38)";

impl ToPython for f64 {
    #[inline(always)]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        // SAFETY: attached.
        take(py, unsafe { py.api().PyFloat_FromDouble(*self) })
    }
}

impl FromPython for f64 {
    #[inline(always)]
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<f64> {
        // SAFETY: attached and valid.
        match unsafe { float_value(object.as_ptr()) } {
            Some(value) => Ok(value),
            None => through_function(object, py),
        }
    }

    fn many_from_python(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<f64>>> {
        numbers(object, py)
    }

    #[inline(always)]
    fn at_once(object: Lent<'_>, _py: Python<'_>) -> Option<f64> {
        // SAFETY: attached and valid. A float has room for all bits of a small int.
        unsafe { float_value(object.as_ptr()).or_else(|| Some(small_int(object.as_ptr())? as f64)) }
    }
}

/// The value of what is not known to be an exact float.
#[cold]
fn through_function(object: &PyObject, py: Python<'_>) -> Result<f64> {
    let api = py.api();
    // SAFETY: attached and valid; the class is kept, for what is asked of the object may give it another.
    unsafe {
        let class = type_of(object.as_ptr());
        let kept = PyObject::from_borrowed(py, Borrowed::from_ptr(class.cast()));
        let _kept = kept.map(|class| Temporary::new(class, py));
        let is_number =
            has_flag(object.as_ptr(), TypeFlag::Int) || api.PyType_IsSubtype(class, api.PyFloat_Type()) != 0;
        // numpy would drop the imaginary part.
        let is_complex = |name: String| name.contains("complex") || name == "clongdouble";
        if !is_number && numpy_name(object, py).is_some_and(is_complex) {
            return Err(ConversionError::new("float", object).into());
        }
        let value = api.PyFloat_AsDouble(object.as_ptr());
        if value != -1.0 || api.PyErr_Occurred().is_null() {
            return Ok(value);
        }
        let raised = PyError::take(py);
        let is =
            |class: *mut RawObject| api.PyErr_GivenExceptionMatches(raised.exception().as_ptr(), class) != 0;
        if is(*api.PyExc_OverflowError()) && has_flag(object.as_ptr(), TypeFlag::Int) {
            return Err(ConversionError::new(TOO_LARGE, object).into());
        }
        // What no float can be made of says so with a TypeError; else the exception is the object's own.
        let offers = class != api.PyComplex_Type()
            && api.PyObject_HasAttrString(class.cast(), c"__float__".as_ptr()) != 0
            || api.PyIndex_Check(object.as_ptr()) != 0;
        if is(*api.PyExc_TypeError()) && !offers {
            return Err(ConversionError::new("float", object).into());
        }
        Err(raised.into())
    }
}

impl ToPython for f32 {
    #[inline(always)]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        if let Some(object) = pythonized(self, py) {
            return object;
        }
        // SAFETY: attached.
        take(py, unsafe { py.api().PyFloat_FromDouble((*self).into()) })
    }
}

impl FromPython for f32 {
    #[inline]
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<f32> {
        narrow(f64::from_python(object, py)?).ok_or_else(|| ConversionError::new(F32, object).into())
    }

    fn many_from_python(object: &PyObject, py: Python<'_>) -> Option<Result<Vec<f32>>> {
        numbers(object, py)
    }

    #[inline(always)]
    fn at_once(object: Lent<'_>, py: Python<'_>) -> Option<f32> {
        f64::at_once(object, py).and_then(narrow)
    }
}

/// The nearest `f32`; `None` for a finite number beyond its range.
#[inline]
pub(super) fn narrow(wide: f64) -> Option<f32> {
    let value = wide as f32;
    (value.is_finite() || !wide.is_finite()).then_some(value)
}
