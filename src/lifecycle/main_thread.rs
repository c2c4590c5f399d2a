//! Giving Python the process's main thread.

use crate::error::Result;
use crate::ops::{Support, call_at};
use crate::runtime::{choose_main_thread, enter, is_alive, serve_during};

static PYTHON: Support = Support::new(include_str!("pump.py"));

/// Runs `program` on another thread, and all Python code of the process on this one, which ought to be the main thread:
/// [`Mode::MainThread`](crate::config::Mode::MainThread). Gives what `program` gives; a panic goes on here.
///
/// Between calls, fifty times a second, windows get to answer: those of tkinter, of Qt, and of matplotlib's interactive
/// back ends. What a window's code raises is printed as Python does, and the program goes on.
///
/// # Panics
/// Python has been started before, so that it is decided already where its code runs; and where `program` panics.
///
/// ```
/// use py4rs::prelude::*;
///
/// fn main() -> py4rs::Result<()> {
///     run_on_main_thread(|| {
///         import_module("threading")?;
///         assert!(raw_pyeval::<bool>("threading.current_thread() is threading.main_thread()")?);
///         Ok(())
///     })
/// }
/// ```
pub fn run_on_main_thread<R: Send>(program: impl FnOnce() -> R + Send) -> R {
    assert!(
        choose_main_thread(),
        "run_on_main_thread comes first: it is decided already where Python code runs"
    );
    serve_during(program, || {
        if is_alive() {
            // Exceptions are printed there, and a Python that has ended has no windows.
            let _ = pump();
        }
    })
}

fn pump() -> Result<()> {
    enter(|py| call_at(&PYTHON.item(py, "pump")?, ()))?
}
