//! Stopping a Python call from another thread, or when its time is up.

use crate::error::{Error, Result};
use crate::runtime::{Target, detach, enter, enter_initialised};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// How often a call whose time is up is interrupted, until it ends.
const AGAIN: Duration = Duration::from_millis(20);

/// Interrupts the Python calls of one thread, from any; [`interrupt_handle`] gives it.
#[derive(Clone, Debug)]
pub struct InterruptHandle(Arc<Target>);

impl InterruptHandle {
    /// Has the Python code that the thread runs raise `KeyboardInterrupt`, which its verb gives as an error; says
    /// whether there is such code. Where there is none, nothing happens: the thread's next call is not touched.
    ///
    /// Python looks between two bytecodes, so that a function in C that does not come back (`time.sleep`, a long
    /// computation of an extension module) is interrupted when it returns.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// let handle = interrupt_handle()?;
    /// let other = std::thread::spawn(move || while !handle.interrupt() {});
    /// let error = raw_pyexec("while True: pass").expect_err("it was interrupted");
    /// assert_eq!(error.as_python().expect("an exception").type_name(), "KeyboardInterrupt");
    /// other.join().expect("no panic");
    /// # Ok(())
    /// # }
    /// ```
    pub fn interrupt(&self) -> bool {
        enter_initialised(|py| self.0.interrupt(py)).unwrap_or(false)
    }
}

/// What interrupts the Python calls of the calling thread.
///
/// # Errors
/// Python cannot be started, or the thread is ending.
pub fn interrupt_handle() -> Result<InterruptHandle> {
    enter(Target::this)?.map(InterruptHandle).ok_or(Error::NotAlive)
}

/// Runs `body`, and interrupts the Python code that it still runs after `time`.
///
/// What is interrupted raises `KeyboardInterrupt`, again and again until it ends, so that code which catches that does
/// not go on for ever. What `body` does in Rust goes on until it ends by itself, and functions in C until they return.
///
/// # Errors
/// Those of `body`; [`Error::TimedOut`] where an interrupt ended it; [`Error::NoThread`], before anything is run.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
/// use std::time::Duration;
///
/// let endless = with_timeout(Duration::from_millis(50), || raw_pyexec("while True: pass"));
/// assert!(matches!(endless, Err(Error::TimedOut(_))));
/// assert_eq!(with_timeout(Duration::from_secs(60), || raw_pyeval::<i64>("1 + 1"))?, 2);
/// # Ok(())
/// # }
/// ```
pub fn with_timeout<R>(time: Duration, body: impl FnOnce() -> Result<R>) -> Result<R> {
    let handle = interrupt_handle()?;
    let (done, is_done) = channel::<()>();
    let watch = move || {
        let mut interrupted = false;
        let mut wait = time;
        while is_done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
            interrupted |= handle.interrupt();
            wait = AGAIN;
        }
        interrupted
    };
    let watcher = thread::Builder::new().name("py4rs timeout".to_owned()).spawn(watch);
    let watcher = watcher.map_err(|_| Error::NoThread)?;
    let result = {
        // Dropped at the end of the body, also by a panic, which ends the watcher.
        let _done = done;
        body()
    };
    // The watcher may be waiting for Python just now.
    let interrupted = detach(|| watcher.join()).unwrap_or(false);
    match result {
        Err(error) if interrupted && is_interrupt(&error) => Err(Error::TimedOut(time)),
        result => result,
    }
}

fn is_interrupt(error: &Error) -> bool {
    error.as_python().is_some_and(|error| error.type_name() == "KeyboardInterrupt")
}
