//! Capturing what the whole process writes: a file descriptor, whoever writes to it.

use super::captured::Captured;
use super::stream::{Standard, surely};
use super::turn::Turn;
use crate::error::Result;
use crate::ops::{Support, call_at, error_of};
use crate::runtime::enter;
use std::io::{self, Write, stdout};
use std::ptr::null_mut;

static PYTHON: Support = Support::new(include_str!("process.py"));

/// Runs `body`, and gives what it gives and the text that the process writes to its standard output meanwhile: Python on
/// any thread, Rust, C extensions and child processes.
///
/// The text goes to memory, not through a file or a pipe, so it may be of any length. One thread at a time captures;
/// others wait for it. Nested, the innermost one gets the text. What is no UTF-8 is shown as an escape. What a child
/// process writes after the end is lost.
///
/// # Errors
/// Those of `body`; Python cannot be started; the system cannot do it (Linux and FreeBSD can).
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let ((), text) = with_process_output(|| raw_pyexec("import os; os.system('echo from a shell')"))?;
/// assert!(text.contains("from a shell\n"));
/// # Ok(())
/// # }
/// ```
pub fn with_process_output<R: Captured>(body: impl FnOnce() -> R) -> Result<(R::Value, String)> {
    capture(Standard::Output, body)
}

/// As [`with_process_output`], for standard error.
///
/// # Errors
/// As for [`with_process_output`].
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let ((), text) = with_process_error_output(|| raw_pyexec("import os; os.write(2, b'oh')"))?;
/// assert!(text.contains("oh"));
/// # Ok(())
/// # }
/// ```
pub fn with_process_error_output<R: Captured>(body: impl FnOnce() -> R) -> Result<(R::Value, String)> {
    capture(Standard::Error, body)
}

fn capture<R: Captured>(which: Standard, body: impl FnOnce() -> R) -> Result<(R::Value, String)> {
    let _turn = Turn::wait()?;
    flush();
    let descriptor = which.descriptor();
    let (saved, memory) = enter(|py| call_at(&PYTHON.item(py, "begin")?, (descriptor,)))??;
    let open = Open { descriptor, saved, memory, ended: false };
    take_place(memory, descriptor)?;
    let value = body();
    let text = open.end()?;
    Ok((value.into_result()?, text))
}

/// Writes what Rust and C have buffered.
fn flush() {
    // A stream that cannot be written is like one that has nothing.
    let _ = stdout().flush();
    // SAFETY: null stands for all streams.
    unsafe { libc::fflush(null_mut()) };
}

/// Has one descriptor stand for what another one does. In Python an interrupt could come right behind it.
fn take_place(of: i32, descriptor: i32) -> Result<()> {
    // SAFETY: the function takes any numbers.
    if unsafe { libc::dup2(of, descriptor) } != -1 {
        return Ok(());
    }
    let reason = io::Error::last_os_error().to_string();
    Err(enter(|py| error_of(py, py.api().PyExc_OSError(), &reason))?)
}

/// A descriptor that is sent to memory; it comes back in any case.
struct Open {
    descriptor: i32,
    saved: i32,
    memory: i32,
    ended: bool,
}

impl Open {
    fn end(mut self) -> Result<String> {
        self.close()
    }

    fn close(&mut self) -> Result<String> {
        self.ended = true;
        flush();
        let Open { descriptor, saved, memory, .. } = *self;
        let flushed: Result<()> = surely(|py| call_at(&PYTHON.item(py, "flush")?, ()));
        let back = take_place(saved, descriptor);
        let text = surely(|py| call_at(&PYTHON.item(py, "read")?, (memory,)));
        for own in [saved, memory] {
            // SAFETY: `begin` opened it for this capture, which ends.
            unsafe { libc::close(own) };
        }
        flushed.and(back).and(text)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if !self.ended {
            // The panic that is on its way says more than what may fail here.
            let _ = self.close();
        }
    }
}
