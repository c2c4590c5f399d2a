//! All that everyday code needs: `use py4rs::prelude::*;`.

pub use crate::{
    Config, Error, FromPython, Namespace, PyError, PyObject, Python, ToPython, args, attach, call, chain,
    compile, detach, dir, help_text, import_function, import_function_as, import_module, import_module_as,
    intern, is_alive, py_empty_tuple, py_none, pycall, pyeval, pyexec, pyhelp, pymethod, pymethod_list,
    pyref, pyslot_list, pyslot_value, pyvalue, raw_pyeval, raw_pyexec, reload_module, run_file,
    run_file_with, run_module, run_module_with, set_pyref, set_pyslot_value, set_pyvalue, signature, slice,
    start, start_if_not_alive, stop, version_info,
};
