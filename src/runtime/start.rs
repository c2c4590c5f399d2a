//! Starting Python, once for the process, and stopping it softly.
//!
//! Threads that start at the same time wait for the first one, which finds a Python, opens its library,
//! initialises it and leaves itself detached. A thread that waits here is detached: the one that starts may
//! need Python.

use super::along::{Along, along, set_along};
use super::code::{Code, run};
use super::initialise::{InitError, initialise};
#[cfg(unix)]
use super::signals;
use super::state::{Life, life, set_life};
use super::thread::{Attached, Python, detach, keep_main_state};
use super::{exit, main, stack, streams, worker};
#[cfg(feature = "environments")]
use crate::config::environments::EnvironmentError;
#[cfg(not(feature = "environments"))]
use crate::config::{self, Environment};
use crate::config::{Config, Mode, NotFound, PythonConfig};
use crate::sys::{self, LoadError, Loaded, New, api};
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::ptr::fn_addr_eq;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

/// Why Python is not alive.
#[derive(Debug)]
pub(crate) enum StartError {
    /// No Python that can be used was found; every candidate and why.
    NotFound(Box<NotFound>),
    /// The packages that are required could not be had.
    #[cfg(feature = "environments")]
    Environment(Box<EnvironmentError>),
    /// The library that was found could not be used.
    Load(Box<LoadError>),
    /// Python was opened and would not start.
    Failed(Box<StartFailure>),
    /// The code given to `Config::init_code` raised an exception.
    InitCode(Raised),
    /// So little of the calling thread's stack is left, in bytes.
    SmallStack(usize),
    /// The process is exiting, or this is asked from within the start itself.
    NotAlive,
}

/// A Python that was opened and would not start.
#[derive(Clone, Debug)]
pub struct StartFailure {
    /// The interpreter whose environment was asked for.
    pub executable: PathBuf,
    /// Its library.
    pub libpython: PathBuf,
    /// What Python, or this library, said.
    pub reason: String,
}

/// An exception on its way to an error value.
#[derive(Debug)]
pub(crate) struct Raised(pub(crate) New);

// SAFETY: the reference is only used by attached threads.
unsafe impl Send for Raised {}
// SAFETY: as above; nothing can be done through a shared one.
unsafe impl Sync for Raised {}

/// The Python that was initialised here; none, where it was somebody else's.
static RUNNING: OnceLock<Arc<PythonConfig>> = OnceLock::new();

/// Which threads Python code runs on, once that is decided.
static MODE: OnceLock<Mode> = OnceLock::new();

/// Has Python code run on the process's main thread, which the caller makes the worker; false where it is decided
/// already that it runs elsewhere.
pub(crate) fn choose_main_thread() -> bool {
    MODE.set(Mode::MainThread).is_ok()
}

/// What is kept from one start to the next.
#[derive(Default)]
struct Started {
    config: Config,
    /// What the configuration named, and the library that is in the table.
    python: Option<Arc<PythonConfig>>,
    loaded: Option<Loaded>,
    /// CPython cannot be asked a second time: a failure stays.
    failed: Option<StartFailure>,
}

static STARTED: LazyLock<Mutex<Started>> = LazyLock::new(Mutex::default);

/// Starts Python where it is not alive, as `config` says, or as the last start's did.
pub(crate) fn start(config: Option<&Config>) -> Result<(), StartError> {
    match (life(), along().changing) {
        (Life::Alive | Life::Stopped, true) => return Ok(()),
        (Life::Alive, false) if config.is_none() => return Ok(()),
        (Life::Exiting, _) | (Life::Unborn, true) => return Err(StartError::NotAlive),
        (Life::Alive | Life::Stopped | Life::Unborn, false) => (),
    }
    stack::check()?;
    detach(|| {
        let mut started = lock();
        if let Some(config) = config {
            started.refuse_another(config)?;
        }
        if life() == Life::Alive {
            return Ok(());
        }
        if let Some(config) = config {
            started.config = config.clone();
        }
        let _changing = Changing::new();
        started.start()
    })
}

/// This thread starts or stops Python for as long as this lives.
struct Changing;

impl Changing {
    fn new() -> Self {
        set_along(Along { changing: true, ..along() });
        Changing
    }
}

impl Drop for Changing {
    fn drop(&mut self) {
        set_along(Along { changing: false, ..along() });
    }
}

/// Makes the next verb start again; `clear` runs attached before. Nothing, where Python is not alive or its
/// configuration forbids it.
pub(crate) fn stop(clear: impl FnOnce(Python<'_>) + Send) {
    if along().changing {
        return;
    }
    detach(|| {
        let started = lock();
        if life() == Life::Alive && !started.config.is_stop_disabled() {
            let _changing = Changing::new();
            // SAFETY: alive, so initialised; the region ends here.
            let (_attached, py) = unsafe { (Attached::new(), Python::assume()) };
            clear(py);
            set_life(Life::Stopped);
        }
    });
}

/// What an upper floor does at a start.
type AtStart = fn(Python<'_>, &Config) -> Result<(), Raised>;

/// What is done at each start, before the configuration's code is run.
static AT_START: Mutex<Vec<AtStart>> = Mutex::new(Vec::new());

/// Has each start call a function, attached, once.
pub(crate) fn when_starting(f: AtStart) {
    let mut known = AT_START.lock().unwrap_or_else(PoisonError::into_inner);
    if !known.iter().any(|known| fn_addr_eq(*known, f)) {
        known.push(f);
    }
}

/// What was found out about the Python that runs, where this program initialised it.
pub(crate) fn running() -> Option<Arc<PythonConfig>> {
    RUNNING.get().cloned()
}

fn lock() -> MutexGuard<'static, Started> {
    STARTED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Started {
    fn start(&mut self) -> Result<(), StartError> {
        if let Some(failure) = &self.failed {
            return Err(StartError::Failed(Box::new(failure.clone())));
        }
        if life() == Life::Unborn {
            let mode = self.choose_mode()?;
            self.load(mode)?;
            // What initialises Python is its main thread; somebody else's has its own.
            // SAFETY: the table is filled; the function needs no initialised Python.
            match mode != Mode::AnyThread && unsafe { api().Py_IsInitialized() } == 0 {
                true => worker::run(|| self.initialise())?,
                false => self.initialise()?,
            }
            set_life(Life::Stopped);
        }
        // SAFETY: initialised; the region ends here.
        let (_attached, py) = unsafe { (Attached::new(), Python::assume()) };
        let at_start = AT_START.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for f in at_start {
            f(py, &self.config).map_err(StartError::InitCode)?;
        }
        for code in self.config.init_codes() {
            let result = run(py, code, Code::Statements);
            if result.is_null() {
                // SAFETY: attached.
                return Err(StartError::InitCode(Raised(unsafe { py.api().PyErr_GetRaisedException() })));
            }
            // SAFETY: attached, and the result is this function's own.
            unsafe { py.api().Py_DecRef(result.as_ptr()) };
        }
        set_life(Life::Alive);
        Ok(())
    }

    /// The mode that is asked for; where that needs a worker, there is one.
    fn choose_mode(&self) -> Result<Mode, StartError> {
        if let Some(mode) = MODE.get() {
            return Ok(*mode);
        }
        let mode = self.config.wanted_mode().unwrap_or_else(Mode::from_environment);
        let begun = match mode {
            Mode::AnyThread => Ok(()),
            Mode::SingleThreaded => worker::begin().map_err(|error| error.to_string()),
            Mode::MainThread => Err("the main thread is Python's only in run_on_main_thread".to_owned()),
        };
        begun.map_err(|reason| self.failure(reason))?;
        Ok(*MODE.get_or_init(|| mode))
    }

    /// A start that failed for a reason of this library's own.
    fn failure(&self, reason: String) -> StartError {
        let python = self.python.as_deref();
        let executable = python.map(|python| python.executable.clone()).unwrap_or_default();
        let libpython = python.map(|python| python.libpython.clone()).unwrap_or_default();
        StartError::Failed(Box::new(StartFailure { executable, libpython, reason }))
    }

    /// Fills the table: from the Python that is in the process, else from the one that is found.
    fn load(&mut self, mode: Mode) -> Result<(), StartError> {
        if self.loaded.is_some() {
            return Ok(());
        }
        let run = (mode != Mode::AnyThread).then_some(worker::call as sys::Run);
        // SAFETY: the lock is held and nothing has been loaded, so this is the first time.
        let loaded = match unsafe { sys::load_present(run) } {
            Some(loaded) => loaded,
            None => {
                let python = self.python.insert(find(&self.config)?);
                // SAFETY: as above.
                unsafe { sys::load(&python.libpython, run) }
            }
        };
        self.loaded = Some(loaded.map_err(|error| StartError::Load(Box::new(error)))?);
        Ok(())
    }

    /// Finds the Python whose library is in the process already. One that was chosen, and is another, is not
    /// replaced by it.
    fn find_for(&self, loaded: &Loaded) -> Result<Arc<PythonConfig>, StartError> {
        let python = find(&self.config)?;
        if python.version.same_minor(loaded.version) {
            return Ok(python);
        }
        let libpython = loaded.path.clone().unwrap_or_default();
        if python.source.is_explicit() || loaded.path.is_none() {
            let (chosen, version) = (python.version, loaded.version);
            let reason = format!("Python {chosen} was chosen, and the process has loaded {version} already");
            let executable = python.executable.clone();
            return Err(StartError::Failed(Box::new(StartFailure { executable, libpython, reason })));
        }
        find(&Config::new().libpython(libpython))
    }

    /// Whether what `config` asks for is another Python than the one that has been started: an error, for there
    /// is no way back.
    fn refuse_another(&self, config: &Config) -> Result<(), StartError> {
        if let (Some(wanted), Some(mode)) = (config.wanted_mode(), MODE.get())
            && wanted != *mode
        {
            return Err(self.failure(format!("the process runs in {mode:?} already, not in {wanted:?}")));
        }
        let Some(running) = RUNNING.get() else { return Ok(()) };
        if config.asks_for_none_or_same_as(&self.config) {
            return Ok(());
        }
        let wanted = find(config)?;
        if wanted.executable == running.executable && wanted.libpython == running.libpython {
            return Ok(());
        }
        let reason = format!("the process runs {} already", running.executable.display());
        let (executable, libpython) = (wanted.executable.clone(), wanted.libpython.clone());
        Err(StartError::Failed(Box::new(StartFailure { executable, libpython, reason })))
    }

    /// Initialises the Python that was loaded, unless somebody else has.
    fn initialise(&mut self) -> Result<(), StartError> {
        let loaded = self.loaded.clone().expect("it was loaded");
        // SAFETY: the table is filled; the function needs no initialised Python.
        let foreign = unsafe { api().Py_IsInitialized() } != 0;
        if foreign {
            // SAFETY: initialised; the region ends here.
            let _attached = unsafe { Attached::new() };
            // SAFETY: attached, and nothing of this library has used Python yet.
            unsafe {
                prepare(&loaded);
                exit::watch(api());
            }
            return Ok(());
        }
        let python = match &self.python {
            Some(python) => python.clone(),
            None => self.python.insert(self.find_for(&loaded)?).clone(),
        };
        #[cfg(unix)]
        let interrupts = signals::Starting::begin();
        // SAFETY: not initialised, and the lock keeps others from trying.
        if let Err(InitError(reason)) = unsafe { initialise(api(), &loaded, &python, self.config.startup()) }
        {
            #[cfg(unix)]
            interrupts.give_up();
            let libpython = loaded.path.unwrap_or_default();
            let failure = StartFailure { executable: python.executable.clone(), libpython, reason };
            self.failed = Some(failure.clone());
            return Err(StartError::Failed(Box::new(failure)));
        }
        let _ = RUNNING.set(python);
        exit::register_end();
        // SAFETY: just initialised, so attached; nothing else uses Python before it is detached.
        unsafe {
            prepare(&loaded);
            match self.config.arguments() {
                [] => streams::set_arguments(api(), &std::env::args_os().collect::<Vec<OsString>>()),
                given => streams::set_arguments(api(), given),
            }
            streams::buffer_lines(api());
            #[cfg(unix)]
            interrupts.settle(Python::assume(), self.config.startup().signals);
            keep_main_state();
        }
        Ok(())
    }
}

/// The Python that is asked for, in the environment of the process.
#[cfg(not(feature = "environments"))]
fn find(config: &Config) -> Result<Arc<PythonConfig>, StartError> {
    let found = config::find(config.search(), &Environment::process());
    found.map(Arc::new).map_err(|none| StartError::NotFound(Box::new(none)))
}

/// The Python that is asked for, in the environment of the process, with the packages that it needs.
#[cfg(feature = "environments")]
fn find(config: &Config) -> Result<Arc<PythonConfig>, StartError> {
    config.resolve().map(Arc::new).map_err(|error| match error {
        EnvironmentError::NotFound(none) => StartError::NotFound(none),
        error => StartError::Environment(Box::new(error)),
    })
}

/// Finds out what the upper floors rely on.
///
/// # Safety
/// The thread is attached, and no other uses Python yet.
unsafe fn prepare(loaded: &Loaded) {
    // SAFETY: as the caller promises.
    unsafe {
        sys::check_layout(api(), loaded.version);
        assert!(main::find(api()), "a Python that was initialised has __main__ and builtins");
    }
}

impl fmt::Display for StartFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StartFailure { executable, libpython, reason } = self;
        let (executable, libpython) = (executable.display(), libpython.display());
        write!(f, "Python would not start: {reason} (executable {executable}, library {libpython}")?;
        for name in ["PYTHONHOME", "PYTHONPATH"] {
            if let Some(value) = std::env::var_os(name) {
                write!(f, ", {name}={}", value.display())?;
            }
        }
        f.write_str("). CPython cannot be asked twice in one process: mend this and run the program again")
    }
}

impl std::error::Error for StartFailure {}
