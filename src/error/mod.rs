//! What can go wrong, as one type.

mod conversion;
mod held;
mod hint;
mod python;
mod rule;
mod step;

use crate::config::NotFound;
#[cfg(feature = "environments")]
use crate::config::environments::EnvironmentError;
use crate::object::PyObject;
use crate::runtime::{Python, StartError, StartFailure};
use crate::sys::{LoadError, New};
use std::fmt;
use std::time::Duration;

pub use conversion::ConversionError;
pub use python::PyError;
pub(crate) use python::{AnyError, RustSide, register_rust_side};
pub use rule::RuleError;
pub(crate) use step::Step;

/// The result of whatever asks Python for something.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong between Rust and Python.
///
/// `Display` and `Debug` give the same text, so that a `main` that returns an error ends in a readable one: for
/// an exception it is Python's own traceback.
#[non_exhaustive]
pub enum Error {
    /// No Python that can be used was found: every candidate and why, and what to do.
    NotFound(Box<NotFound>),
    /// The packages that are required could not be had.
    #[cfg(feature = "environments")]
    Environment(Box<EnvironmentError>),
    /// The libpython that was found could not be used: which, what the loader said, and what to do.
    Load(Box<LoadError>),
    /// libpython was opened, and Python would not start.
    Start(Box<StartFailure>),
    /// A Python exception.
    Python(PyError),
    /// A value could not cross between Rust and Python: what was expected, what came and where.
    Conversion(Box<ConversionError>),
    /// A rule of the user's for a conversion failed: which, and how.
    Rule(Box<RuleError>),
    /// What ran in `with_timeout` was interrupted after this time.
    TimedOut(Duration),
    /// The system gave no thread to watch the time of `with_timeout`.
    NoThread,
    /// The calling thread has so little stack left, in bytes, that Python could run over its end.
    SmallStack(usize),
    /// Python is not alive and cannot be started any more: the process is exiting.
    NotAlive,
}

/// A result of up to one word goes through registers.
const _: () = assert!(size_of::<Result<PyObject>>() == 16 && size_of::<Result<i64>>() == 16);

impl Error {
    /// The Python exception, if it is one, or if one made a rule fail.
    pub fn as_python(&self) -> Option<&PyError> {
        match self {
            Error::Python(error) => Some(error),
            Error::Rule(failed) => failed.error().as_python(),
            _ => None,
        }
    }

    /// The error of Rust's that became a Python exception on its way here, if it is of type `E`; see
    /// [`PyError::downcast_ref`].
    pub fn downcast_ref<E: std::error::Error + 'static>(&self) -> Option<&E> {
        self.as_python()?.downcast_ref()
    }

    /// Says where in an outer value a conversion failed.
    #[cold]
    pub(crate) fn within(mut self, step: Step) -> Error {
        match &mut self {
            Error::Conversion(error) => error.push(step),
            Error::Rule(error) => error.push(step),
            _ => (),
        }
        self
    }

    /// Says that this is why a rule failed. Of a rule that failed inside of itself it is said once.
    #[cold]
    pub(crate) fn of_rule(self, kind: &'static str, name: &str) -> Error {
        match self {
            Error::Rule(failed) if failed.is_of(kind, name) => Error::Rule(failed),
            error => Error::Rule(Box::new(RuleError::new(kind, name, error))),
        }
    }
}

/// The object of a C function's result, or the exception that it left.
#[inline(always)]
pub(crate) fn take(py: Python<'_>, new: New) -> Result<PyObject> {
    // SAFETY: attached, and a New that a C function of the table gave is its receiver's.
    match unsafe { PyObject::from_new(py, new) } {
        Some(object) => Ok(object),
        None => Err(Error::Python(PyError::take(py))),
    }
}

/// Success of a C function that gives -1 for failure, or the exception that it left.
#[inline(always)]
pub(crate) fn check(py: Python<'_>, status: std::ffi::c_int) -> Result<()> {
    if status < 0 { Err(Error::Python(PyError::take(py))) } else { Ok(()) }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound(error) => error.fmt(f),
            #[cfg(feature = "environments")]
            Error::Environment(error) => error.fmt(f),
            Error::Load(error) => error.fmt(f),
            Error::Start(error) => error.fmt(f),
            Error::Python(error) => error.fmt(f),
            Error::Conversion(error) => error.fmt(f),
            Error::Rule(error) => error.fmt(f),
            Error::TimedOut(time) => write!(f, "Python was interrupted: it did not end within {time:?}"),
            Error::NoThread => f.write_str("the system gives no thread that could watch the time"),
            Error::SmallStack(bytes) => write!(
                f,
                "the thread has {} KiB of stack left, which is too little for Python: start it with at least 512 \
                 KiB, with std::thread::Builder::stack_size",
                bytes >> 10
            ),
            Error::NotAlive => f.write_str("Python cannot be used any more: the process is exiting"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // What an error shows is what it wraps, so its causes are that one's.
            Error::Python(error) => error.source(),
            Error::Rule(error) => error.source(),
            _ => None,
        }
    }
}

impl From<StartError> for Error {
    #[cold]
    fn from(error: StartError) -> Error {
        match error {
            StartError::NotFound(none) => Error::NotFound(none),
            #[cfg(feature = "environments")]
            StartError::Environment(error) => Error::Environment(error),
            StartError::Load(error) => Error::Load(error),
            StartError::Failed(failure) => Error::Start(failure),
            StartError::InitCode(raised) => Error::Python(PyError::from_raised(raised)),
            StartError::SmallStack(bytes) => Error::SmallStack(bytes),
            StartError::NotAlive => Error::NotAlive,
        }
    }
}

impl From<PyError> for Error {
    fn from(error: PyError) -> Error {
        Error::Python(error)
    }
}

impl From<ConversionError> for Error {
    fn from(error: ConversionError) -> Error {
        Error::Conversion(Box::new(error))
    }
}
