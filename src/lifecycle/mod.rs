//! Starting and stopping, and which Python runs.

mod interrupt;
mod main_thread;

use crate::config::{Config, PythonConfig};
use crate::error::{Error, Result};
use crate::gc;
use crate::ops::generated::forget_generated;
use crate::ops::raw_pyeval;
use crate::output;
use crate::runtime;
use std::sync::Arc;

pub use interrupt::{InterruptHandle, interrupt_handle, with_timeout};
pub use main_thread::run_on_main_thread;

/// Starts Python where it is not alive; the calling thread is left detached.
///
/// No verb needs it: each starts Python itself. Threads that call it at the same time get one interpreter.
///
/// # Errors
/// No Python was found, it could not be loaded or would not start, or the code given to
/// [`Config::init_code`] raised.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// py4rs::start()?;
/// assert!(py4rs::is_alive());
/// # Ok(())
/// # }
/// ```
pub fn start() -> Result<()> {
    Ok(runtime::start(None)?)
}

/// As [`start`]: the original has both.
///
/// # Errors
/// As for [`start`].
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// py4rs::start_if_not_alive()?;
/// # Ok(())
/// # }
/// ```
pub fn start_if_not_alive() -> Result<()> {
    start()
}

impl Config {
    /// Starts Python as this says, where it is not alive; the calling thread is left detached. It is
    /// remembered: a start after a [`stop`] runs its code again. Where Python is alive, nothing of this is done.
    ///
    /// # Errors
    /// As for [`start`](start()); and this asks for another Python than the one that the process runs, which cannot
    /// be exchanged.
    ///
    /// ```
    /// # fn main() -> py4rs::Result<()> {
    /// use py4rs::prelude::*;
    ///
    /// Config::new().init_code("greeting = 'hello'").start()?;
    /// assert_eq!(pyvalue::<String>("greeting")?, "hello");
    /// # Ok(())
    /// # }
    /// ```
    pub fn start(&self) -> Result<()> {
        output::redirect_at_start();
        Ok(runtime::start(Some(self))?)
    }
}

/// Stops Python softly: `__main__` is cleared, what detached threads dropped is released, and the output is flushed.
/// Nothing, where Python is not alive, and where [`Config::disable_stop`] forbids it.
///
/// CPython itself lives on, because extension modules and other threads do not survive its end: objects stay
/// valid, and imported modules stay loaded. The next verb that has to attach starts again; inside an
/// [`attach`](crate::attach) that is under way the verbs go on as they are.
///
/// # Errors
/// The process is exiting.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// set_pyvalue("x", 1)?;
/// stop()?;
/// assert!(!is_alive());
/// assert!(pyvalue::<i64>("x").is_err());
/// # Ok(())
/// # }
/// ```
pub fn stop() -> Result<()> {
    if runtime::is_exiting() {
        return Err(Error::NotAlive);
    }
    runtime::stop(|py| {
        runtime::clear_main(py);
        forget_generated();
        output::finish(py);
        gc::release_pending(py);
        runtime::flush(py);
    });
    Ok(())
}

/// Whether Python has been started and not stopped since.
pub fn is_alive() -> bool {
    runtime::is_alive()
}

/// What Python's `sys.version_info` holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionInfo {
    /// 3 in 3.11.7.
    pub major: u32,
    /// 11 in 3.11.7.
    pub minor: u32,
    /// 7 in 3.11.7.
    pub micro: u32,
    /// `alpha`, `beta`, `candidate` or `final`.
    pub releaselevel: String,
    /// 1 in 3.13.0rc1, 0 in a final release.
    pub serial: u32,
}

/// The version of the Python that runs.
///
/// # Errors
/// Python cannot be started.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// let version = py4rs::version_info()?;
/// assert!((version.major, version.minor) >= (3, 8));
/// # Ok(())
/// # }
/// ```
pub fn version_info() -> Result<VersionInfo> {
    let (major, minor, micro, releaselevel, serial) = raw_pyeval("tuple(__import__('sys').version_info)")?;
    Ok(VersionInfo { major, minor, micro, releaselevel, serial })
}

/// What was found out about the Python that runs; `None` where it was in the process before.
///
/// # Errors
/// Python cannot be started.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// if let Some(python) = py4rs::running_python()? {
///     println!("{}", python.libpython.display());
/// }
/// # Ok(())
/// # }
/// ```
pub fn running_python() -> Result<Option<Arc<PythonConfig>>> {
    start()?;
    Ok(runtime::running())
}
