//! Objects as bytes: Python's `pickle`.

use super::bytes::bytes_of;
use super::fields::raised;
use super::library::Library;
use super::temporary::Temporary;
use super::{Bytes, FromPython};
use crate::error::{ConversionError, Error, PyError, Result};
use crate::object::PyObject;
use crate::runtime::{Python, enter};

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
        enter(|py| pickled(self, py))?
    }

    /// The object that [`pickle`](PyObject::pickle) made the bytes of.
    ///
    /// To unpickle is to run code that the bytes choose: do it only with bytes that come from a source to be
    /// trusted.
    ///
    /// # Errors
    /// The bytes are none of a pickle, or what they need is not there: the exception that Python raises.
    pub fn unpickle(bytes: &[u8]) -> Result<PyObject> {
        enter(|py| LOADS.call((&*Temporary::new(bytes_of(bytes, py)?, py),), py))?
    }
}

const DUMPS: Library = Library { module: c"pickle", name: c"dumps" };
const LOADS: Library = Library { module: c"pickle", name: c"loads" };
const REFUSAL: Library = Library { module: c"pickle", name: c"PicklingError" };
const CLOUD_DUMPS: Library = Library { module: c"cloudpickle", name: c"dumps" };

/// The bytes of an object.
fn pickled(object: &PyObject, py: Python<'_>) -> Result<Vec<u8>> {
    let bytes = match DUMPS.call((object,), py) {
        Ok(bytes) => bytes,
        Err(error) => with_cloudpickle(object, error, py)?,
    };
    Bytes::from_result(bytes, py).map(|Bytes(bytes)| bytes)
}

/// What cloudpickle makes of an object that pickle refuses with this error.
#[cold]
fn with_cloudpickle(object: &PyObject, refused: Error, py: Python<'_>) -> Result<PyObject> {
    if !is_refusal(&refused, py)? {
        return Err(refused);
    }
    let (error, remark) = match CLOUD_DUMPS.call((object,), py) {
        Ok(bytes) => return Ok(bytes),
        // SAFETY: attached.
        Err(error) if raised(py, &error, unsafe { *py.api().PyExc_ImportError() }) => {
            (refused, "; cloudpickle, which can pickle more, is not installed")
        }
        Err(error) if is_refusal(&error, py)? => (error, ""),
        Err(error) => return Err(error),
    };
    let reason = error.as_python().map(PyError::message).unwrap_or_default();
    let expected = format!("an object that can be pickled ({reason}{remark})");
    Err(ConversionError::new(expected, object).into())
}

/// Whether an error is how pickle says that an object cannot be pickled.
fn is_refusal(error: &Error, py: Python<'_>) -> Result<bool> {
    let refusal = REFUSAL.get(py)?;
    // SAFETY: attached.
    let (of_type, of_attribute) = unsafe { (*py.api().PyExc_TypeError(), *py.api().PyExc_AttributeError()) };
    Ok([refusal.as_ptr(), of_type, of_attribute].into_iter().any(|class| raised(py, error, class)))
}
