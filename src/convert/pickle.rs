//! Objects as bytes: Python's `pickle`.

use super::{FromPython, ToPython};
use crate::error::{ConversionError, Error, PyError, Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use crate::sys::PY_VECTORCALL_ARGUMENTS_OFFSET;
use std::ffi::CStr;
use std::ptr::null_mut;

/// Objects as bytes.
impl PyObject {
    /// The object as bytes, of which [`unpickle`](PyObject::unpickle) makes one like it, in this process or another.
    ///
    /// What Python's `pickle` refuses, functions without a name and classes inside of functions above all, goes
    /// through `cloudpickle` where that is installed. What `pickle` only knows by its name, as a function of
    /// `__main__`, has to be there too where it is unpickled.
    ///
    /// # Errors
    /// The object cannot be pickled (a conversion error that says why), or its own methods raise.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let object: PyObject = raw_pyeval("{'a': (1, 2.5), 'b': {None}}")?;
    /// let bytes = object.pickle()?;
    /// assert_eq!(PyObject::unpickle(&bytes)?.to_string(), object.to_string());
    /// # Ok(())
    /// # }
    /// ```
    #[doc(alias = "load-form")]
    pub fn pickle(&self) -> Result<Vec<u8>> {
        enter(|py| {
            let bytes = match call(py, c"pickle", c"dumps", self) {
                Err(error) => with_cloudpickle(py, self, error)?,
                Ok(bytes) => bytes,
            };
            super::bytes::to_vec(&bytes, py)
        })?
    }

    /// The object that [`pickle`](PyObject::pickle) made the bytes of.
    ///
    /// To unpickle is to run code that the bytes choose: do it only with bytes that come from a source to be
    /// trusted.
    ///
    /// # Errors
    /// The bytes are none of a pickle, or what they need is not there: the exception that Python raises.
    pub fn unpickle(bytes: &[u8]) -> Result<PyObject> {
        enter(|py| call(py, c"pickle", c"loads", &super::bytes::object_of(bytes, py)?))?
    }
}

/// What a function of a module makes of an object.
fn call(py: Python<'_>, module: &CStr, function: &CStr, argument: &PyObject) -> Result<PyObject> {
    let api = py.api();
    // SAFETY: attached and valid; the slots begin with a free one.
    unsafe {
        let module = take(py, api.PyImport_ImportModule(module.as_ptr()))?;
        let function = take(py, api.PyObject_GetAttrString(module.as_ptr(), function.as_ptr()))?;
        let mut slots = [null_mut(), argument.as_ptr()];
        let count = 1 | PY_VECTORCALL_ARGUMENTS_OFFSET;
        take(py, api.PyObject_Vectorcall(function.as_ptr(), slots.as_mut_ptr().add(1), count, null_mut()))
    }
}

/// What cloudpickle makes of an object that pickle refuses with this error.
#[cold]
fn with_cloudpickle(py: Python<'_>, object: &PyObject, refused: Error) -> Result<PyObject> {
    if !is_refusal(py, &refused)? {
        return Err(refused);
    }
    let (error, remark) = match call(py, c"cloudpickle", c"dumps", object) {
        Ok(bytes) => return Ok(bytes),
        // SAFETY: attached.
        Err(error) if raised(py, &error, unsafe { *py.api().PyExc_ImportError() }) => {
            (refused, "; cloudpickle, which can pickle more, is not installed")
        }
        Err(error) if is_refusal(py, &error)? => (error, ""),
        Err(error) => return Err(error),
    };
    let reason = error.as_python().map(PyError::message).unwrap_or_default();
    let described = ConversionError::new("an object that can be pickled", object);
    Err(described.because(&format!("{reason}{remark}")).into())
}

/// Whether an error is how pickle says that an object cannot be pickled.
fn is_refusal(py: Python<'_>, error: &Error) -> Result<bool> {
    let api = py.api();
    // SAFETY: attached.
    unsafe {
        let module = take(py, api.PyImport_ImportModule(c"pickle".as_ptr()))?;
        let refusal = take(py, api.PyObject_GetAttrString(module.as_ptr(), c"PicklingError".as_ptr()))?;
        let classes = [refusal.as_ptr(), *api.PyExc_TypeError(), *api.PyExc_AttributeError()];
        Ok(classes.into_iter().any(|class| raised(py, error, class)))
    }
}
