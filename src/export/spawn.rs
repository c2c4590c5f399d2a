//! Processes that Python's multiprocessing spawns: of plain Python, or of this same program.

use super::exceptions::error_of_any;
use crate::error::Result;
use crate::object::PyObject;
use crate::ops::{Namespace, call};
use crate::runtime::{enter, running};
use std::env;
use std::ffi::OsString;
use std::process::exit;
use std::sync::OnceLock;

const TEXT: &str = include_str!("spawn.py");

/// This program, where it is what multiprocessing spawns.
static EXECUTABLE: OnceLock<OsString> = OnceLock::new();

/// Has Python's multiprocessing spawn this program, and not plain Python: its processes then have what is Rust's, and
/// functions and values are pickled for them.
///
/// Such a process runs this program from its `main` on, and never goes beyond this call: it does its work here, and
/// exits. So it stands at the beginning of `main`, before anything that is to be done once, and behind what the work
/// needs: [`export_module`](crate::export_module), [`export_function`](crate::export_function) and `define_picklable`. Of
/// all start methods those that spawn use it: `spawn` itself, and `forkserver` for its server.
///
/// # Errors
/// Python cannot be started, or the path of this program is not known or no Unicode.
///
/// ```no_run
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::{prelude::*, spawn_this_program};
///
/// export_module("work", |m| m.function("square", |x: i64| x * x))?;
/// spawn_this_program()?;
/// raw_pyexec(
///     "import multiprocessing, work
/// with multiprocessing.get_context('spawn').Pool() as pool: squares = pool.map(work.square, range(5))",
/// )?;
/// assert_eq!(pyvalue::<Vec<i64>>("squares")?, [0, 1, 4, 9, 16]);
/// # Ok(())
/// # }
/// ```
pub fn spawn_this_program() -> Result<()> {
    let code = enter(|py| {
        let program = env::current_exe().map_err(|error| error_of_any(py, error.into()))?.into_os_string();
        let program = EXECUTABLE.get_or_init(|| program);
        call::<()>(function("use")?, (program,))?;
        work().map(|(code, arguments)| call::<i32>(function("work")?, (code, arguments))).transpose()
    })??;
    code.map_or(Ok(()), |code| exit(code))
}

/// What this process was spawned for, if it was: code, and the arguments behind it.
fn work() -> Option<(String, Vec<String>)> {
    let mut arguments = env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    arguments.find(|argument| argument == "-c")?;
    let code = arguments.next().filter(|code| code.starts_with("from multiprocessing."))?;
    Some((code, arguments.collect()))
}

/// Whether something is pickled now for a process that multiprocessing spawns of plain Python, where this program has
/// started Python. A Python that has loaded this program, a library then, can load it again.
pub(super) fn is_spawning_python() -> Result<bool> {
    match running() {
        Some(_) => call(function("is_spawning")?, (EXECUTABLE.get(),)),
        None => Ok(false),
    }
}

/// A function of the text.
fn function(name: &str) -> Result<PyObject> {
    static NAMESPACE: OnceLock<Namespace> = OnceLock::new();
    if NAMESPACE.get().is_none() {
        let namespace = Namespace::new()?;
        namespace.exec(TEXT)?;
        // Of two threads that come here together the first one's stays.
        let _ = NAMESPACE.set(namespace);
    }
    NAMESPACE.get().expect("it was set").get(name)
}
