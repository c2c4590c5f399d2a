//! Sending Python's output where the configuration says.

use super::stream::{PYTHON, Standard};
use crate::config::{Config, Output};
use crate::convert::Bytes;
use crate::error::Result;
use crate::export::{exception_of, pyfunction, shared};
use crate::ops::call_at;
use crate::runtime::{Python, Raised, detach, when_starting};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether anything was sent elsewhere.
static REDIRECTED: AtomicBool = AtomicBool::new(false);

/// Has the next start send Python's output where its configuration says.
pub(crate) fn redirect_at_start() {
    when_starting(at_start);
}

fn at_start(py: Python<'_>, config: &Config) -> std::result::Result<(), Raised> {
    let redirected = [(Standard::Output, config.stdout_output()), (Standard::Error, config.stderr_output())];
    for (which, output) in redirected {
        if let Some(output) = output {
            redirect(py, which, output.clone())
                .map_err(|error| Raised(exception_of(py, error).into_new()))?;
        }
    }
    Ok(())
}

fn redirect(py: Python<'_>, which: Standard, output: Output) -> Result<()> {
    REDIRECTED.store(true, Ordering::Relaxed);
    let partial = !output.wants_whole_lines();
    // Who takes the text may wait, also for Python.
    let write = pyfunction(shared(move |Bytes(text): Bytes| detach(|| output.write(&text))));
    call_at(&PYTHON.item(py, "redirect")?, (which.name(), write, partial))
}

/// Hands on what was printed of lines that have not ended. A failure has nobody to go to.
pub(crate) fn finish(py: Python<'_>) {
    if REDIRECTED.load(Ordering::Relaxed) {
        let _ = PYTHON.item(py, "finish").and_then(|finish| call_at::<()>(&finish, ()));
    }
}
