//! Scripts: files and modules that are run as programs are.

use super::call::{call_at, method_at};
use super::import::import;
use super::name::name;
use super::namespace::Namespace;
use super::slot::pyslot_value;
use super::support::{ask, builtin, new_dict, run_code};
use crate::convert::{ToPython, outside};
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};
use std::ffi::OsStr;
use std::path::Path;

/// Runs a Python file as a program, in a namespace of its own, which it gives. Tracebacks name the file and show the
/// line.
///
/// While it runs, its `__name__` is `__main__`, `sys.argv` holds its path, and modules beside it can be imported; it
/// does not meet the names of the `__main__` that the verbs use.
///
/// # Errors
/// The file cannot be read (an `OSError`) or is no Python, or running it raises. `sys.exit()` is a `SystemExit`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let path = std::env::temp_dir().join(format!("py4rs_plugin_{}.py", std::process::id()));
/// std::fs::write(&path, "def greet(name): return 'hello ' + name").expect("a file can be written");
/// let plugin = run_file(&path)?;
/// assert_eq!(plugin.call::<String>("greet", args!["world"])?, "hello world");
/// # std::fs::remove_file(path).expect("it is there");
/// # Ok(())
/// # }
/// ```
pub fn run_file(path: impl AsRef<Path>) -> Result<Namespace> {
    run_file_with(path, [] as [&str; 0])
}

/// As [`run_file`], with arguments: `sys.argv` holds the path and them.
///
/// # Errors
/// As for [`run_file`].
pub fn run_file_with(
    path: impl AsRef<Path>,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Namespace> {
    let path = path.as_ref();
    program(|py| {
        let file = path.as_os_str().to_python(py)?;
        let source = read(py, &file)?;
        let dict = new_dict(py, "__main__")?;
        dict.set_item("__file__", &file)?;
        let code: PyObject = call_at(&builtin(py, "compile")?, (source, &file, "exec", 0, true))?;
        let directory = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let directory = directory.parent().unwrap_or(path);
        let directory = directory.as_os_str().to_python(py)?;
        as_program(py, file, arguments, Some(directory), || run_code(py, &code, &dict))?.release(py);
        Ok(dict)
    })
}

/// Runs a module as a program, like `python -m`, in a namespace of its own, which it gives. Of a package its
/// `__main__` is run.
///
/// # Errors
/// There is no such module (an `ImportError`), or running it raises. `sys.exit()` is a `SystemExit`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let tool = run_module("colorsys")?;
/// assert_eq!(tool.get::<String>("__name__")?, "__main__");
/// assert_eq!(tool.call::<(f64, f64, f64)>("rgb_to_hsv", (0, 0, 1))?.2, 1.0);
/// # Ok(())
/// # }
/// ```
pub fn run_module(module: &str) -> Result<Namespace> {
    run_module_with(module, [] as [&str; 0])
}

/// As [`run_module`], with arguments: `sys.argv` holds the module's file and them.
///
/// # Errors
/// As for [`run_module`].
pub fn run_module_with(
    module: &str,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Result<Namespace> {
    program(|py| {
        let (code, names, file): (PyObject, PyObject, PyObject) = ask(py, "module_code", (module,))?;
        let dict = new_dict(py, "__main__")?;
        method_at::<()>(&"update", (&dict, names))?;
        as_program(py, file, arguments, None, || run_code(py, &code, &dict))?.release(py);
        Ok(dict)
    })
}

/// Imports a module anew: where it is known already, its code runs again in the same module.
///
/// # Errors
/// There is no such module (an `ImportError`), or its code raises.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let module = import_module("colorsys")?;
/// set_pyvalue("colorsys.ONE_THIRD", 0)?;
/// assert!(reload_module("colorsys")?.is(&module));
/// assert_eq!(pyvalue::<f64>("colorsys.ONE_THIRD")?, 1.0 / 3.0);
/// # Ok(())
/// # }
/// ```
pub fn reload_module(module: &str) -> Result<PyObject> {
    enter(|py| {
        let modules: PyObject = pyslot_value(import(py, "sys")?, "modules")?;
        let known = modules.contains(name(py, module)?)?;
        let module = import(py, module)?;
        if !known {
            return Ok(module);
        }
        // SAFETY: attached; the module is valid.
        take(py, unsafe { py.api().PyImport_ReloadModule(module.as_ptr()) })
    })?
}

/// Runs a program, attached, to which no rules of the user's apply, and gives its names.
fn program(run: impl FnOnce(Python<'_>) -> Result<PyObject>) -> Result<Namespace> {
    enter(|py| outside(|| run(py).map(Namespace::of)))?
}

/// Runs code with the `sys.argv` of a program.
fn as_program(
    py: Python<'_>,
    file: PyObject,
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    directory: Option<PyObject>,
    code: impl FnOnce() -> Result<PyObject>,
) -> Result<PyObject> {
    let mut argv = vec![file];
    for argument in arguments {
        argv.push(argument.as_ref().to_python(py)?);
    }
    let state: PyObject = ask(py, "begin_script", (argv, directory))?;
    let result = code();
    let ended = ask(py, "end_script", (state,));
    // The program's own error comes first.
    result.and_then(|result| ended.map(|()| result))
}

/// The bytes of a file.
fn read(py: Python<'_>, file: &PyObject) -> Result<PyObject> {
    let open: PyObject = pyslot_value(import(py, "io")?, "open_code")?;
    let path: PyObject = call_at(&pyslot_value::<PyObject>(import(py, "os.path")?, "abspath")?, (file,))?;
    let file: PyObject = call_at(&open, (path,))?;
    let bytes = method_at(&"read", (&file,));
    method_at::<()>(&"close", (&file,))?;
    bytes
}
