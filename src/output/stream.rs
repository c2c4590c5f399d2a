//! Where a thread's output goes: the innermost capture that it is in.
//!
//! While there is a capture, `sys.stdout` (or `sys.stderr`) is an object that asks, for each text that it is given, what
//! captures the thread is in (`stream.py`). They stand on the thread's stack, each in the function that opened it, as
//! the scopes of the users' rules do.

use crate::convert::{Bytes, ToPython};
use crate::error::{Error, Result};
use crate::export::{pyfunction, shared};
use crate::object::PyObject;
use crate::ops::{Support, call_at};
use crate::runtime::{Along, Python, along, enter, enter_initialised, set_along};
use std::sync::OnceLock;

pub(super) static PYTHON: Support = Support::new(include_str!("stream.py"));

/// One of Python's output streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standard {
    Output,
    Error,
}

impl Standard {
    /// Its name in `sys`.
    pub(super) fn name(self) -> &'static str {
        match self {
            Standard::Output => "stdout",
            Standard::Error => "stderr",
        }
    }

    /// Its file descriptor in the process.
    pub(super) fn descriptor(self) -> i32 {
        match self {
            Standard::Output => 1,
            Standard::Error => 2,
        }
    }
}

/// A capture and the one around it.
struct Frame {
    which: Standard,
    /// What stands in for the stream.
    stream: PyObject,
    /// Where the text goes.
    sink: PyObject,
    outer: *const Frame,
}

/// The innermost capture that this thread is in; a worker is in those of the thread that it runs Python code for.
fn innermost() -> *const Frame {
    along().captures.cast()
}

fn set_innermost(frame: *const Frame) {
    set_along(Along { captures: frame.cast(), ..along() });
}

/// The object that collects what this thread prints to the stream of that name.
fn sink_of_thread(name: &str) -> Option<PyObject> {
    let mut frame = innermost();
    // SAFETY: a frame that can be reached is one whose `capture` still runs, on this thread or on one that waits for it.
    while let Some(Frame { which, sink, outer, .. }) = unsafe { frame.as_ref() } {
        if which.name() == name {
            return Some(sink.clone());
        }
        frame = *outer;
    }
    None
}

/// [`sink_of_thread`] as Python's own function.
fn asking(py: Python<'_>) -> Result<PyObject> {
    static FUNCTION: OnceLock<PyObject> = OnceLock::new();
    if let Some(function) = FUNCTION.get() {
        return Ok(function.clone());
    }
    let function = pyfunction(shared(|name: String| sink_of_thread(&name))).to_python(py)?;
    Ok(FUNCTION.get_or_init(|| function).clone())
}

/// Runs `body`, and gives what it gives and what this thread has Python print meanwhile.
///
/// # Errors
/// Python cannot be started, or its own streams fail.
pub(super) fn capture<R>(which: Standard, body: impl FnOnce() -> R) -> Result<(R, String)> {
    let (stream, sink) = enter(|py| call_at(&PYTHON.item(py, "begin")?, (asking(py)?, which.name())))??;
    let frame = Frame { which, stream, sink, outer: innermost() };
    let open = Open { frame: &frame, ended: false };
    set_innermost(&frame);
    let value = body();
    Ok((value, open.end()?))
}

/// A capture that is open; it ends in any case.
struct Open<'a> {
    frame: &'a Frame,
    ended: bool,
}

impl Open<'_> {
    fn end(mut self) -> Result<String> {
        self.close()
    }

    fn close(&mut self) -> Result<String> {
        self.ended = true;
        set_innermost(self.frame.outer);
        let Frame { stream, sink, .. } = self.frame;
        let Bytes(text) = surely(|py| call_at(&PYTHON.item(py, "end")?, (stream, sink)))?;
        Ok(String::from_utf8(text).expect("it was encoded so"))
    }
}

/// Asks for what ends a capture, again where an interrupt came, which was for what has ended.
pub(super) fn surely<R>(end: impl Fn(Python<'_>) -> Result<R>) -> Result<R> {
    const TIMES: usize = 100;
    let interrupted = |result: &Result<R>| match result {
        Err(Error::Python(error)) => error.type_name() == "KeyboardInterrupt",
        _ => false,
    };
    let once = || enter_initialised(&end).unwrap_or(Err(Error::NotAlive));
    let mut results = std::iter::repeat_with(once).take(TIMES).skip_while(interrupted);
    results.next().unwrap_or_else(once)
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.ended {
            // The panic that is on its way says more than what may fail here.
            let _ = self.close();
        }
    }
}
