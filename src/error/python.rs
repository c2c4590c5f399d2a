//! Python exceptions as Rust errors.

use super::held::Held;
use super::hint::hint;
use crate::object::{PyObject, lossy_text, repr_text, str_text, type_name};
use crate::runtime::{Python, Raised, enter_initialised};
use crate::sys::{self, New};
use std::fmt;
use std::ptr::{null, null_mut};
use std::sync::{Arc, OnceLock};

/// A Python exception.
///
/// It holds the exception object and nothing else: its texts are made when they are asked for. `Display` is
/// what Python prints of an uncaught exception, traceback and causes included; the exception's `__cause__` is
/// also its [`source`](std::error::Error::source).
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let Err(Error::Python(error)) = raw_pyeval::<f64>("1 / 0") else { panic!("that divides by zero") };
/// assert_eq!(error.type_name(), "ZeroDivisionError");
/// assert_eq!(error.message(), "division by zero");
/// assert!(error.to_string().starts_with("Traceback (most recent call last):"));
/// # Ok(())
/// # }
/// ```
pub struct PyError(Held);

/// An error of any type.
pub(crate) type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// What is known of exceptions that began in Rust.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RustSide {
    /// Goes on with the panic that an exception is, if it is one.
    pub(crate) resume: fn(Python<'_>, &PyObject),
    /// The error that an exception is.
    pub(crate) error: fn(Python<'_>, &PyObject) -> Option<Arc<AnyError>>,
}

static RUST_SIDE: OnceLock<RustSide> = OnceLock::new();

/// Has exceptions that began in Rust known for what they are.
pub(crate) fn register_rust_side(side: RustSide) {
    let _ = RUST_SIDE.set(side);
}

impl PyError {
    /// The name of the exception's class, such as `ValueError`.
    pub fn type_name(&self) -> String {
        enter_initialised(|py| type_name(py, &self.0.lent())).unwrap_or_default()
    }

    /// What Python's `str` gives of the exception: the message without the class.
    pub fn message(&self) -> String {
        enter_initialised(|py| str_text(py, &self.0.lent())).unwrap_or_default()
    }

    /// Whether an `except class` clause would catch it; `class` may be a tuple of classes.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let lookup_error: PyObject = pyvalue("LookupError")?;
    /// let Err(Error::Python(error)) = raw_pyeval::<i64>("{}['x']") else { panic!("there is no such key") };
    /// assert!(error.matches(&lookup_error));
    /// # Ok(())
    /// # }
    /// ```
    pub fn matches(&self, class: &PyObject) -> bool {
        // SAFETY: attached; both objects are valid.
        enter_initialised(|py| unsafe {
            py.api().PyErr_GivenExceptionMatches(self.0.lent().as_ptr(), class.as_ptr()) == 1
        })
        .unwrap_or(false)
    }

    /// What Python prints of an uncaught exception: the traceback, its causes, and the last line, without a
    /// newline at the end. Where a name or an attribute is missing, it suggests what is like it.
    pub fn traceback(&self) -> String {
        let text = |py: Python<'_>| {
            let text = self.formatted(py).unwrap_or_else(|| self.last_line(py));
            let hint = hint(py, &self.0.lent(), &text).unwrap_or_default();
            text + &hint
        };
        enter_initialised(text).unwrap_or_default()
    }

    /// The exception object.
    pub fn exception(&self) -> &PyObject {
        &self.0.known().exception
    }

    /// The error of Rust's that raised this exception, if it is of type `E`: what a closure or function gave that Python
    /// called.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    /// use std::num::ParseIntError;
    ///
    /// export_function("parse", |text: String| text.parse::<i64>())?;
    /// let Err(Error::Python(error)) = raw_pyeval::<i64>("parse('x')") else { panic!("x is no number") };
    /// assert_eq!(error.type_name(), "RustError");
    /// assert!(error.downcast_ref::<ParseIntError>().is_some());
    /// # Ok(())
    /// # }
    /// ```
    pub fn downcast_ref<E: std::error::Error + 'static>(&self) -> Option<&E> {
        let known = self.0.known();
        if known.rust.get().is_none() {
            let side = RUST_SIDE.get()?;
            let rust = enter_initialised(|py| (side.error)(py, &known.exception)).flatten();
            let _ = known.rust.set(rust);
        }
        known.rust.get()?.as_ref()?.downcast_ref()
    }

    /// The exception object, taken out.
    pub(crate) fn into_exception(self) -> PyObject {
        self.0.into_exception()
    }

    /// The pending exception, which is no longer pending. A panic that it is goes on here.
    #[cold]
    pub(crate) fn take(py: Python<'_>) -> PyError {
        let api = py.api();
        // SAFETY: attached; a new reference to an exception. Where a C function failed without one, Python's
        // own complaint is made.
        let exception = unsafe {
            PyObject::from_new(py, api.PyErr_GetRaisedException()).or_else(|| {
                let message = c"a C function failed without setting an exception";
                api.PyErr_SetString(*api.PyExc_SystemError(), message.as_ptr());
                PyObject::from_new(py, api.PyErr_GetRaisedException())
            })
        };
        let exception = exception.expect("an exception was set");
        if let Some(side) = RUST_SIDE.get() {
            (side.resume)(py, &exception);
        }
        PyError::of(exception)
    }

    /// The error of an object that is an exception.
    pub(crate) fn of(exception: PyObject) -> PyError {
        PyError(Held::new(exception))
    }

    /// The exception that the start left.
    pub(crate) fn from_raised(raised: Raised) -> PyError {
        // SAFETY: the token is asked for as a proof that Python was initialised; nothing is counted.
        let exception = unsafe { PyObject::from_new(Python::assume(), raised.0) };
        PyError::of(exception.expect("the start left an exception"))
    }

    /// The lines of `traceback.format_exception`, or `None` where that fails.
    fn formatted(&self, py: Python<'_>) -> Option<String> {
        let api = py.api();
        // SAFETY: attached; every object is kept by a value of this function while it is used.
        unsafe {
            let kept = |new: New| PyObject::from_new(py, new);
            let text = || {
                let module = kept(api.PyImport_ImportModule(c"traceback".as_ptr()))?;
                let format = kept(api.PyObject_GetAttrString(module.as_ptr(), c"format_exception".as_ptr()))?;
                let exception = self.0.lent().as_ptr();
                let traceback = kept(api.PyException_GetTraceback(exception));
                let traceback = traceback.as_ref().map_or(api._Py_NoneStruct(), PyObject::as_ptr);
                let mut arguments = [null_mut(), sys::type_of(exception).cast(), exception, traceback];
                let count = 3 | sys::PY_VECTORCALL_ARGUMENTS_OFFSET;
                let first = arguments.as_mut_ptr().add(1);
                let lines = kept(api.PyObject_Vectorcall(format.as_ptr(), first, count, null_mut()))?;
                let empty = kept(api.PyUnicode_FromStringAndSize(null(), 0))?;
                let join = kept(api.PyObject_GetAttrString(empty.as_ptr(), c"join".as_ptr()))?;
                let mut arguments = [null_mut(), lines.as_ptr()];
                let count = 1 | sys::PY_VECTORCALL_ARGUMENTS_OFFSET;
                let first = arguments.as_mut_ptr().add(1);
                lossy_text(py, api.PyObject_Vectorcall(join.as_ptr(), first, count, null_mut()))
            };
            let text = text();
            api.PyErr_Clear();
            text.map(|text| text.trim_end_matches('\n').to_owned())
        }
    }

    /// The last line of a traceback, made without Python's help.
    fn last_line(&self, py: Python<'_>) -> String {
        let (name, message) = (type_name(py, &self.0.lent()), self.0.lent().to_string());
        if message.is_empty() { name } else { format!("{name}: {message}") }
    }
}

/// An exception's `__cause__`, unless following the causes leads nowhere.
fn find_cause(py: Python<'_>, exception: &PyObject) -> Option<PyObject> {
    const FAR: usize = 1000;
    // SAFETY: attached; each cause is kept by the one before it, and by this function.
    let next =
        |object: &PyObject| unsafe { PyObject::from_new(py, py.api().PyException_GetCause(object.as_ptr())) };
    let first = next(exception)?;
    let ends = std::iter::successors(Some(first.clone()), next).nth(FAR).is_none();
    ends.then_some(first)
}

impl fmt::Display for PyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.traceback())
    }
}

impl fmt::Debug for PyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = enter_initialised(|py| repr_text(py, &self.0.lent()));
        write!(f, "PyError({})", shown.unwrap_or_default())
    }
}

impl std::error::Error for PyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let known = self.0.known();
        if known.cause.get().is_none() {
            // Found first and set then: finding attaches, and who waits for it could keep Python from it.
            let cause = enter_initialised(|py| find_cause(py, &known.exception)).flatten();
            let _ = known.cause.set(cause.map(PyError::of));
        }
        let cause = known.cause.get()?.as_ref()?;
        Some(cause)
    }
}
