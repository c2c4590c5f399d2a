//! A Rust function that Python calls with the interpreter held, by way of ctypes.

use py4rs::prelude::*;

/// Makes `name` a function of `__main__` that calls `function`. A failure in it has to be told by other ways.
pub fn define(name: &str, function: extern "C" fn()) -> py4rs::Result<()> {
    import_module("ctypes")?;
    let callback: PyObject = pycall!("lambda address: ctypes.PYFUNCTYPE(None)(address)", function as usize)?;
    set_pyvalue(name, callback)
}
