//! All that everyday code needs: `use py4rs::prelude::*;`.

pub use crate::{
    Config, Error, FromPython, PyError, PyObject, Python, ToPython, Value, attach, call, define_rustifier,
    detach, disable_pygc, enable_pygc, import_function, import_function_as, import_module, import_module_as,
    intern, is_alive, py_empty_tuple, py_none, pycall, pygc, pygc_threshold, pymethod, pyslot_value,
    pythonizer, pyvalue, raw_pyeval, raw_pyexec, set_pygc_threshold, set_pyslot_value, set_pyvalue, start,
    start_if_not_alive, stop, version_info, with_pygc, with_pythonizers, with_remote_objects,
    with_remote_objects_eval, with_rustifiers,
};
