//! PyStatus: how a step of the start went.

use std::ffi::{CStr, c_char, c_int};
use std::fmt;

use crate::sys::PyStatus;

impl PyStatus {
    const OK: c_int = 0;
    const EXIT: c_int = 2;

    /// An error with what Python says, or with the exit code that it asks for.
    pub(crate) fn into_result(self) -> Result<(), Failure> {
        match self.kind {
            Self::OK => Ok(()),
            Self::EXIT => Err(Failure::Exit(self.exitcode)),
            _ => Err(Failure::Error { function: text(self.func), message: text(self.err_msg) }),
        }
    }
}

/// Why Python did not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It says what is wrong; the function is where, and may be empty.
    Error { function: String, message: String },
    /// It asks the process to exit, as after `--version` in arguments that it was told to parse.
    Exit(i32),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Error { function, message } if function.is_empty() => f.write_str(message),
            Failure::Error { function, message } => write!(f, "{function}: {message}"),
            Failure::Exit(code) => write!(f, "Python asks to exit with code {code}"),
        }
    }
}

fn text(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: a PyStatus comes only from Python, whose texts in it are C strings that live for ever.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
