//! Which threads Python code runs on.

/// Which threads Python code runs on. The first start decides, for the life of the process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mode {
    /// The thread that calls: the default.
    #[default]
    AnyThread,
    /// One thread of this library's own, whatever thread calls: for modules that must be used by one thread. Rust code
    /// stays where it is: conversions and the bodies of `attach` run on the calling thread, functions that Python calls
    /// on Python's. Threads that Python code starts are its own, as ever.
    ///
    /// Calls are made one after the other, first come, first served, so that a long one, or one that waits, keeps the
    /// others; a function of Rust's that Python calls lets them in by [`detach`](crate::detach). What cannot be had is two
    /// threads inside of Python at once that wait for each other, and Rust code after a fork by Python code: such a process
    /// ends by `os._exit`.
    SingleThreaded,
    /// The process's main thread, which [`run_on_main_thread`](crate::run_on_main_thread) gives to Python: for windows.
    MainThread,
}

impl Mode {
    /// Names the mode of programs that say nothing: `single-threaded`.
    pub(crate) const OVERRIDE: &str = "PY4RS_MODE";

    /// The mode that a program has that says nothing: [`Mode::AnyThread`], or what the environment variable `PY4RS_MODE`
    /// says.
    pub(crate) fn from_environment() -> Mode {
        match std::env::var(Mode::OVERRIDE).as_deref() {
            Ok("single-threaded") => Mode::SingleThreaded,
            _ => Mode::AnyThread,
        }
    }
}
