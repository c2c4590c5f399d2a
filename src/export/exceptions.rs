//! Errors and panics on their way through Python.
//!
//! An error of Rust's is an exception of class `py4rs.RustError`, which holds it; a panic one of class
//! `py4rs.PanicException`, which goes on as the same panic when it comes back to Rust. A Python exception is itself.

use super::held::Held;
use super::object::{RustObject, Value};
use crate::convert::{FromPython, ToPython, outside};
use crate::error::{AnyError, Error, PyError, Result, RustSide, check, register_rust_side, take};
use crate::object::PyObject;
pub(super) use crate::ops::error_of;
use crate::ops::{Arguments, Callable, Part, Spread, call, import, method_at, pyslot_value, raw_pyeval};
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
    let stays = |name: &str, class: PyObject| outside(|| method_at("setdefault", (&dict, name, class)));
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
    let exception = classes(py).and_then(|classes| {
        let exception = new_exception(py, &classes.panic, &text)?;
        hold(py, &exception, held)?;
        Ok(exception)
    });
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

/// An error of Rust's with an exception class of its choice. `?` makes an [`Error`] of it, which raises that exception in
/// Python, and is still the same error when it comes back to Rust ([`Error::downcast_ref`]).
///
/// Its `Display` is the exception's text, its `source`s are the exception's `__cause__`. Errors of other types raise a
/// `py4rs.RustError`; so does this one where a function gives it without `?`, in a `Result<T, E>` of its own.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
/// use std::fmt;
///
/// #[derive(Debug)]
/// struct Negative(f64);
///
/// impl fmt::Display for Negative {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         write!(f, "{} is negative", self.0)
///     }
/// }
///
/// impl std::error::Error for Negative {}
///
/// impl PythonException for Negative {
///     fn class(&self) -> &str {
///         "ValueError"
///     }
/// }
///
/// fn root(x: f64) -> Result<f64, Negative> {
///     if x < 0.0 { Err(Negative(x)) } else { Ok(x.sqrt()) }
/// }
///
/// export_function("root", |x: f64| -> py4rs::Result<f64> { Ok(root(x)?) })?;
/// let error = raw_pyeval::<f64>("root(-1)").expect_err("it is negative");
/// assert!(error.to_string().ends_with("ValueError: -1 is negative"));
/// assert_eq!(error.downcast_ref::<Negative>().map(|error| error.0), Some(-1.0));
/// # Ok(())
/// # }
/// ```
///
/// Where the exception cannot be made, as there is no such class, the one that says so is raised; it is the same error
/// in Rust all the same, and its `__cause__` is that error as a `py4rs.RustError`.
pub trait PythonException: StdError + Send + Sync + 'static {
    /// The name of the class, or an expression that gives it, looked up in Python's `__main__` and among its builtins. A
    /// class that is named with its module, as in `"json.JSONDecodeError"`, is found without an import.
    fn class(&self) -> &str;

    /// What the class is called with: the text, unless the class wants something else.
    ///
    /// # Errors
    /// A value cannot be converted.
    fn arguments(&self) -> Result<Vec<PyObject>> {
        Ok(vec![PyObject::new(self.to_string())?])
    }
}

impl<E: PythonException> From<E> for Error {
    fn from(error: E) -> Error {
        enter(|py| {
            let arguments = error.arguments();
            let made = arguments.and_then(|arguments| chosen(py, error.class(), &arguments));
            let error: Arc<AnyError> = Arc::new(Box::new(error));
            let exception = match made {
                Ok(exception) => holding(py, exception, error),
                Err(failure) => instead(py, failure, error),
            };
            exception.map_or_else(|error| error, Error::from)
        })
        .unwrap_or_else(Error::from)
    }
}

/// The exception of a class that a text says.
fn chosen(py: Python<'_>, class: &str, arguments: &[PyObject]) -> Result<PyObject> {
    let owned = |object| {
        // SAFETY: attached; the object is valid as long as it is lent.
        Ok(unsafe { PyObject::from_borrowed(py, Borrowed::from_ptr(object)) }.expect("an object"))
    };
    let class = class.with_object(py, owned).or_else(|error| imported(py, class).ok_or(error))?;
    let exception = call(class, Spread { parts: &[Part::Many { values: &arguments }] })?;
    Ok(as_exception(py, exception)?.into_exception())
}

/// What stands behind the dots of a name in a module, which is imported for that.
fn imported(py: Python<'_>, path: &str) -> Option<PyObject> {
    path.rmatch_indices('.').find_map(|(dot, _)| {
        let module = import(py, &path[..dot]).ok()?;
        path[dot + 1..].split('.').try_fold(module, |object, name| pyslot_value(&object, name)).ok()
    })
}

/// The exception of an error whose own could not be made: what says why, which the error is the cause of.
fn instead(py: Python<'_>, failure: Error, error: Arc<AnyError>) -> Result<PyError> {
    let failure = exception_of(py, failure);
    hold(py, &failure, RustObject::new(error.clone()))?;
    let text = error.to_string();
    let cause = holding(py, new_exception(py, &classes(py)?.error, &text)?, error)?;
    set_cause(py, &failure, Some(cause.into_exception()));
    Ok(PyError::of(failure))
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
        error @ Error::Conversion(_) => Err(refused(py, "", error)),
        other => wrapped(py, Box::new(other)),
    }
}

/// What Python raises where a value does not convert, with `what` before the text; other errors are themselves.
#[cold]
pub(super) fn refused(py: Python<'_>, what: &str, error: Error) -> Error {
    let Error::Conversion(error) = error else { return error };
    let api = py.api();
    let class = if error.is_out_of_range() { api.PyExc_OverflowError() } else { api.PyExc_TypeError() };
    error_of(py, class, &format!("{what}{error}"))
}

/// The `RustError` of an error, which it holds.
fn wrapped(py: Python<'_>, error: AnyError) -> Result<PyError> {
    let exception = new_exception(py, &classes(py)?.error, &error.to_string())?;
    holding(py, exception, Arc::new(error))
}

/// An exception that is an error of Rust's, and holds it.
fn holding(py: Python<'_>, exception: PyObject, error: Arc<AnyError>) -> Result<PyError> {
    let cause = error.source().map(|source| cause_of(py, source, 0)).transpose()?;
    hold(py, &exception, RustObject::new(error))?;
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

/// Has an exception hold a Rust value.
fn hold(py: Python<'_>, exception: &PyObject, rust: RustObject) -> Result<()> {
    let rust = rust.to_python(py)?;
    // SAFETY: attached; all are valid.
    check(py, unsafe { py.api().PyObject_SetAttrString(exception.as_ptr(), RUST.as_ptr(), rust.as_ptr()) })
}

/// What an exception holds.
fn held(py: Python<'_>, exception: &PyObject) -> Option<RustObject> {
    // SAFETY: attached; the exception is valid. An attribute that is missing leaves an exception, which is forgotten.
    let value = unsafe {
        let value =
            PyObject::from_new(py, py.api().PyObject_GetAttrString(exception.as_ptr(), RUST.as_ptr()));
        py.api().PyErr_Clear();
        value?
    };
    RustObject::from_python(&value, py).ok()
}

/// Whether an exception is of a class, and not of one that extends it.
fn is_exactly(exception: &PyObject, class: &PyObject) -> bool {
    // SAFETY: both are valid, and an object keeps its class.
    unsafe { sys::type_of(exception.as_ptr()).cast() == class.as_ptr() }
}

/// Whether a value is an error that an exception holds.
pub(super) fn is_error(value: &Value) -> bool {
    value.is::<Held<Arc<AnyError>>>()
}

/// Goes on with the panic that an exception is, if it is one.
fn resume(py: Python<'_>, exception: &PyObject) {
    let is_panic = CLASSES.get().is_some_and(|classes| is_exactly(exception, &classes.panic));
    let Some(panic) = is_panic.then(|| held(py, exception)).flatten() else { return };
    let panic = panic.downcast_ref::<Panic>().and_then(|panic| panic.lock().ok()?.take());
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}

/// The error of Rust's that an exception is.
fn error_behind(py: Python<'_>, exception: &PyObject) -> Option<Arc<AnyError>> {
    held(py, exception)?.downcast_ref::<Arc<AnyError>>().cloned()
}
