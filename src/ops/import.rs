//! Importing into `__main__`.

use super::name::name;
use super::support::error_of;
use super::value::set_pyvalue;
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::{Python, enter};

/// `import module`: imports it, makes its first name known in `__main__`, and gives the module.
///
/// # Errors
/// There is no such module (a `ModuleNotFoundError`), or importing it raises.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// import_module("os.path")?;
/// assert_eq!(pycall!("os.path.basename", "/a/b" => String)?, "b");
/// # Ok(())
/// # }
/// ```
pub fn import_module(module: &str) -> Result<PyObject> {
    enter(|py| {
        let imported = import(py, module)?;
        match module.split_once('.') {
            None => set_pyvalue(module, &imported)?,
            Some((package, _)) => set_pyvalue(package, import(py, package)?)?,
        }
        Ok(imported)
    })?
}

/// `import module as name`: imports it, makes it known in `__main__` as `name`, and gives the module.
///
/// # Errors
/// As for [`import_module`].
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// import_module_as("os.path", "path")?;
/// assert!(pycall!("path.isabs", "/a" => bool)?);
/// # Ok(())
/// # }
/// ```
pub fn import_module_as(module: &str, name: &str) -> Result<PyObject> {
    enter(|py| {
        let imported = import(py, module)?;
        set_pyvalue(name, &imported)?;
        Ok(imported)
    })?
}

/// `from module import function`: makes it known in `__main__`, and gives it.
///
/// # Errors
/// As for [`import_module`]; the module has no such attribute (an `ImportError`).
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// import_function("hypot", "math")?;
/// assert_eq!(pycall!("hypot", 3, 4 => f64)?, 5.0);
/// # Ok(())
/// # }
/// ```
pub fn import_function(function: &str, module: &str) -> Result<PyObject> {
    import_function_as(function, module, function)
}

/// `from module import function as name`: makes it known in `__main__` as `name`, and gives it.
///
/// # Errors
/// As for [`import_function`].
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// import_function_as("gcd", "math", "g")?;
/// assert_eq!(pycall!("g", 12, 18 => i64)?, 6);
/// # Ok(())
/// # }
/// ```
pub fn import_function_as(function: &str, module: &str, name: &str) -> Result<PyObject> {
    enter(|py| {
        let imported = attribute(py, &import(py, module)?, function)?;
        set_pyvalue(name, &imported)?;
        Ok(imported)
    })?
}

pub(crate) fn import(py: Python<'_>, module: &str) -> Result<PyObject> {
    let module = name(py, module)?;
    // SAFETY: attached, and the name is a str.
    take(py, unsafe { py.api().PyImport_Import(module.as_ptr()) })
}

/// What `from module import function` gives.
fn attribute(py: Python<'_>, module: &PyObject, function: &str) -> Result<PyObject> {
    let api = py.api();
    let function_name = name(py, function)?;
    // SAFETY: attached, and all objects are valid.
    unsafe {
        let attribute = api.PyObject_GetAttr(module.as_ptr(), function_name.as_ptr());
        if attribute.is_null() && api.PyErr_ExceptionMatches(*api.PyExc_AttributeError()) != 0 {
            api.PyErr_Clear();
            let message = format!("cannot import name '{function}' from {module}");
            return Err(error_of(py, api.PyExc_ImportError(), &message));
        }
        take(py, attribute)
    }
}
