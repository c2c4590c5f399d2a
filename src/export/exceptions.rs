//! Errors and panics on their way through Python.
//!
//! An error of Rust's is an exception of class `py4rs.RustError`, which holds it; a panic one of class
//! `py4rs.PanicException`, which goes on as the same panic when it comes back to Rust. A Python exception is itself.

use super::object::RustObject;
use crate::convert::{FromPython, ToPython};
use crate::error::{AnyError, Error, PyError, Result, RustSide, check, register_rust_side, take};
use crate::object::PyObject;
use crate::ops::{Arguments, Callable, call, method_at, raw_pyeval};
use crate::runtime::{Python, enter};
use crate::sys::{self, Borrowed, Stolen, TypeFlag};
use std::any::Any;
use std::error::Error as StdError;
use std::ffi::CStr;
use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, OnceLock};

/// What a panic carries, until it goes on.
type Panic = Mutex<Option<Box<dyn Any + Send>>>;

/// The attribute of an exception that holds what it is in Rust.
const RUST: &CStr = c"_rust";

/// The two classes.
struct Classes {
    error: PyObject,
    panic: PyObject,
}

static CLASSES: OnceLock<Classes> = OnceLock::new();

fn classes(py: Python<'_>) -> Result<&'static Classes> {
    if let Some(classes) = CLASSES.get() {
        return Ok(classes);
    }
    // What they hold cannot be pickled: another process gets the text.
    let attributes: PyObject = raw_pyeval("{'__reduce__': lambda self: (type(self), self.args)}")?;
    let class = |name: &CStr, doc: &CStr, base: *mut sys::PyObject| {
        let attributes = attributes.as_ptr();
        // SAFETY: attached; the texts are copied, the base is static, and the attributes are a dict.
        take(py, unsafe { py.api().PyErr_NewExceptionWithDoc(name.as_ptr(), doc.as_ptr(), base, attributes) })
    };
    // SAFETY: attached; the classes are static.
    let (exception, base) = unsafe { (*py.api().PyExc_Exception(), *py.api().PyExc_BaseException()) };
    // SAFETY: attached; the name is a static text, and a module keeps its dict.
    let dict = unsafe {
        let module = take(py, py.api().PyImport_AddModuleRef(c"py4rs"))?;
        PyObject::from_borrowed(py, py.api().PyModule_GetDict(module.as_ptr())).expect("a module has a dict")
    };
    // Of two threads that come here together the first one's stay.
    let stays = |name: &str, class: PyObject| method_at("setdefault", (&dict, name, class));
    let error = stays("RustError", class(c"py4rs.RustError", c"An error of Rust's.", exception)?)?;
    let panic = stays("PanicException", class(c"py4rs.PanicException", c"A panic of Rust's.", base)?)?;
    register_rust_side(RustSide { resume, error: error_behind });
    let classes = CLASSES.get_or_init(|| Classes { error, panic });
    Ok(classes)
}

/// Makes the classes, so that Python code can name them: the module `py4rs` has them.
pub(super) fn prepare(py: Python<'_>) -> Result<()> {
    classes(py).map(|_| ())
}

/// Makes the exception of an error the pending one.
pub(super) fn raise(py: Python<'_>, error: Error) {
    let exception = exception_of(py, error);
    // SAFETY: attached; an instance of an exception class, whose reference is given up.
    unsafe { py.api().PyErr_SetRaisedException(Stolen::from_ptr(exception.into_new().as_ptr())) };
}

/// The exception that an error is.
pub(crate) fn exception_of(py: Python<'_>, error: Error) -> PyObject {
    match python_error(py, error) {
        Ok(error) | Err(Error::Python(error)) => error.into_exception(),
        Err(error) => panic!("Python can no longer make an exception: {error}"),
    }
}

/// Makes a panic the pending exception.
pub(super) fn raise_panic(py: Python<'_>, panic: Box<dyn Any + Send>) {
    let text = (panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic that is no text".to_owned());
    let held = RustObject::new::<Panic>(Mutex::new(Some(panic)));
    let exception = classes(py).and_then(|classes| holding(py, &classes.panic, &text, &held));
    raise(py, exception.map_or_else(|error| error, |exception| PyError::of(exception).into()));
}

/// The error that is a Python exception: what a function gives to raise one of a class of its choice.
///
/// `class` is an object, a name or an expression; `arguments` is a tuple of values. Where the exception cannot be made, the
/// error says why.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// export_function("root", |x: f64| if x < 0.0 { Err(pyerror("ValueError", ("negative",))) } else { Ok(x.sqrt()) })?;
/// let error = raw_pyeval::<f64>("root(-1)").expect_err("it is negative");
/// assert!(error.to_string().ends_with("ValueError: negative"));
/// # Ok(())
/// # }
/// ```
pub fn pyerror(class: impl Callable, arguments: impl Arguments) -> Error {
    enter(|py| {
        let made = call(class, arguments).and_then(|object| as_exception(py, object));
        made.map_or_else(|error| error, Error::from)
    })
    .unwrap_or_else(Error::from)
}

/// The error that an object is, which must be an exception, whatever it says of itself.
fn as_exception(py: Python<'_>, object: PyObject) -> Result<PyError> {
    // SAFETY: attached; the object is valid.
    match unsafe { sys::has_flag(object.as_ptr(), TypeFlag::Exception) } {
        true => Ok(PyError::of(object)),
        false => Err(error_of(py, py.api().PyExc_TypeError(), "exceptions must derive from BaseException")),
    }
}

/// An exception of a class of this library's, with its text. Python code can change what such a class gives.
fn new_exception(py: Python<'_>, class: &PyObject, text: &str) -> Result<PyObject> {
    Ok(as_exception(py, call(class, (text,))?)?.into_exception())
}

/// The exception of a class of Python's own, such as `PyExc_TypeError`, with a text.
#[cold]
pub(super) fn error_of(py: Python<'_>, class: *mut *mut sys::PyObject, text: &str) -> Error {
    // SAFETY: attached; the class is static.
    let class =
        unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(*class)) }.expect("a class is not null");
    match call::<PyObject>(&class, (text,)) {
        Ok(exception) => PyError::of(exception).into(),
        Err(error) => error,
    }
}

/// The error of whatever a function of Rust's gave for one.
#[cold]
pub(super) fn error_of_any(py: Python<'_>, error: AnyError) -> Error {
    let error = match error.downcast::<Error>() {
        Ok(error) => return *error,
        Err(error) => error,
    };
    match error.downcast::<PyError>() {
        Ok(error) => (*error).into(),
        Err(error) => wrapped(py, error).map_or_else(|error| error, Error::from),
    }
}

/// The Python exception that an error is.
fn python_error(py: Python<'_>, error: Error) -> Result<PyError> {
    match error {
        Error::Python(error) => Ok(error),
        Error::Conversion(error) => Err(error_of(py, py.api().PyExc_TypeError(), &error.to_string())),
        other => wrapped(py, Box::new(other)),
    }
}

/// The `RustError` of an error, which it holds.
fn wrapped(py: Python<'_>, error: AnyError) -> Result<PyError> {
    let (class, text) = (&classes(py)?.error, error.to_string());
    let cause = error.source().map(|source| cause_of(py, source, 0)).transpose()?;
    let exception = holding(py, class, &text, &RustObject::new::<Arc<AnyError>>(Arc::new(error)))?;
    set_cause(py, &exception, cause);
    Ok(PyError::of(exception))
}

/// The exception of a cause, which Rust only lends: the exception itself, or one with its text.
fn cause_of(py: Python<'_>, error: &(dyn StdError + 'static), depth: usize) -> Result<PyObject> {
    const DEEPEST: usize = 100;
    let python = error.downcast_ref::<Error>().and_then(Error::as_python);
    if let Some(error) = python.or_else(|| error.downcast_ref::<PyError>()) {
        return Ok(error.exception().clone());
    }
    let cause = error.source().filter(|_| depth < DEEPEST);
    let cause = cause.map(|source| cause_of(py, source, depth + 1)).transpose()?;
    let exception = new_exception(py, &classes(py)?.error, &error.to_string())?;
    set_cause(py, &exception, cause);
    Ok(exception)
}

fn set_cause(py: Python<'_>, exception: &PyObject, cause: Option<PyObject>) {
    if let Some(cause) = cause {
        let cause = Stolen::from_ptr(cause.into_new().as_ptr());
        // SAFETY: attached; both are exceptions, and the cause's reference is given up.
        unsafe { py.api().PyException_SetCause(exception.as_ptr(), cause) };
    }
}

/// An exception of a class, with its text, that holds a Rust value.
fn holding(py: Python<'_>, class: &PyObject, text: &str, rust: &RustObject) -> Result<PyObject> {
    let (exception, rust) = (new_exception(py, class, text)?, rust.to_python(py)?);
    // SAFETY: attached; all are valid.
    check(py, unsafe { py.api().PyObject_SetAttrString(exception.as_ptr(), RUST.as_ptr(), rust.as_ptr()) })?;
    Ok(exception)
}

/// What an exception of one of the two classes holds.
fn held(py: Python<'_>, exception: &PyObject, class: &PyObject) -> Option<RustObject> {
    // SAFETY: attached; both are valid. An attribute that is missing leaves an exception, which is forgotten.
    let value = unsafe {
        if sys::type_of(exception.as_ptr()).cast() != class.as_ptr() {
            return None;
        }
        let value =
            PyObject::from_new(py, py.api().PyObject_GetAttrString(exception.as_ptr(), RUST.as_ptr()));
        py.api().PyErr_Clear();
        value?
    };
    RustObject::from_python(&value, py).ok()
}

/// Goes on with the panic that an exception is, if it is one.
fn resume(py: Python<'_>, exception: &PyObject) {
    let Some(panic) = CLASSES.get().and_then(|classes| held(py, exception, &classes.panic)) else { return };
    let panic = panic.downcast_ref::<Panic>().and_then(|panic| panic.lock().ok()?.take());
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}

/// The error of Rust's that an exception is.
fn error_behind(py: Python<'_>, exception: &PyObject) -> Option<Arc<AnyError>> {
    let rust = held(py, exception, &CLASSES.get()?.error)?;
    rust.downcast_ref::<Arc<AnyError>>().cloned()
}
