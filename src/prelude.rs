//! All that everyday code needs: `use py4rs::prelude::*;`.

pub use crate::{
    Config, Error, FromPython, PyError, PyObject, Python, ToPython, args, attach, call, chain, detach,
    import_function, import_function_as, import_module, import_module_as, intern, is_alive, py_empty_tuple,
    py_none, pycall, pymethod, pyref, pyslot_value, pyvalue, raw_pyeval, raw_pyexec, set_pyref,
    set_pyslot_value, set_pyvalue, slice, start, start_if_not_alive, stop, version_info,
};
