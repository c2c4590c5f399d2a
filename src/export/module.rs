//! Modules of Rust's that Python imports.

use super::function::{Details, Function, new};
use crate::config::Config;
use crate::convert::ToPython;
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::ops::{Namespace, call};
use crate::runtime::{Python, Raised, enter, is_alive, when_starting};
use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

/// What keeps the modules and has Python find them.
const TEXT: &str = include_str!("modules.py");

/// What a module is to have: a value that is made once Python is alive.
type Make = Box<dyn FnOnce(Python<'_>) -> Result<PyObject> + Send>;

/// A module of Rust's under construction; [`export_module`] hands it out.
pub struct Module {
    name: String,
    items: Vec<(String, Make)>,
    submodules: Vec<Module>,
}

/// Modules that wait for Python.
static WAITING: Mutex<Vec<Module>> = Mutex::new(Vec::new());

/// Has Python import a module of Rust's by that name: `import myapp` in a script finds it.
///
/// It may be done before Python is started, which it does not do: the module is made then. `importlib.reload` gives the
/// module back what Rust put there, and its functions can be pickled, by their names.
///
/// # Errors
/// Where Python is alive: a value cannot be converted. Before that, the start fails for it.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// export_module("myapp", |m| {
///     m.doc("What the program can do.")
///         .function("double", |x: i64| 2 * x)
///         .value("VERSION", "1.0")
///         .submodule("words", |m| m.function("length", |word: String| word.len()))
/// })?;
/// raw_pyexec("import myapp\nfrom myapp.words import length")?;
/// assert_eq!(raw_pyeval::<usize>("myapp.double(length(myapp.VERSION))")?, 6);
/// # Ok(())
/// # }
/// ```
pub fn export_module(name: &str, build: impl FnOnce(Module) -> Module) -> Result<()> {
    let module = build(Module::new(name.to_owned()));
    if is_alive() {
        return enter(|py| add(py, vec![module]))?;
    }
    WAITING.lock().unwrap_or_else(PoisonError::into_inner).push(module);
    when_starting(add_waiting);
    Ok(())
}

impl Module {
    fn new(name: String) -> Module {
        Module { name, items: Vec::new(), submodules: Vec::new() }
    }

    /// Says what `help` shows of it.
    pub fn doc(self, text: &str) -> Module {
        self.value("__doc__", text.to_owned())
    }

    /// Adds a function; [`export_function`](crate::export_function) says which.
    pub fn function<M: 'static>(mut self, name: &str, function: impl Function<M>) -> Module {
        let (module, own) = (self.name.clone(), name.to_owned());
        self.items.push((
            name.to_owned(),
            Box::new(move |py| {
                let details = Details { name: &own, module: Some(&module) };
                new(py, function, details)
            }),
        ));
        self
    }

    /// Adds a value.
    pub fn value(mut self, name: &str, value: impl ToPython + Send + 'static) -> Module {
        self.items.push((name.to_owned(), Box::new(move |py| value.to_python(py))));
        self
    }

    /// Adds a module inside of this one.
    pub fn submodule(mut self, name: &str, build: impl FnOnce(Module) -> Module) -> Module {
        self.submodules.push(build(Module::new(format!("{}.{name}", self.name))));
        self
    }

    /// Puts what the module and those inside of it have into `contents`, by their names.
    fn make(self, py: Python<'_>, contents: &PyObject) -> Result<()> {
        // SAFETY: attached.
        let dict = take(py, unsafe { py.api().PyDict_New() })?;
        for (name, make) in self.items {
            dict.set_item(name, make(py)?)?;
        }
        contents.set_item(self.name, dict)?;
        self.submodules.into_iter().try_for_each(|module| module.make(py, contents))
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Module").field(&self.name).finish()
    }
}

fn add(py: Python<'_>, modules: Vec<Module>) -> Result<()> {
    static ADD: OnceLock<PyObject> = OnceLock::new();
    // SAFETY: attached.
    let contents = take(py, unsafe { py.api().PyDict_New() })?;
    for module in modules {
        module.make(py, &contents)?;
    }
    if ADD.get().is_none() {
        let namespace = Namespace::new()?;
        namespace.exec(TEXT)?;
        // Of two threads that come here together the first one's stays.
        let _ = ADD.set(namespace.get("add")?);
    }
    call(ADD.get().expect("it was set"), (contents,))
}

/// Makes the modules that waited, when Python starts.
fn add_waiting(py: Python<'_>, _config: &Config) -> std::result::Result<(), Raised> {
    let waiting = std::mem::take(&mut *WAITING.lock().unwrap_or_else(PoisonError::into_inner));
    if waiting.is_empty() {
        return Ok(());
    }
    add(py, waiting).map_err(|error| Raised(super::exceptions::exception_of(py, error).into_new()))
}
