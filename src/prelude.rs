//! All that everyday code needs: `use py4rs::prelude::*;`.

pub use crate::{
    Args, Config, Ellipsis, Error, FromPython, Kwargs, Namespace, PyError, PyObject, Python,
    PythonAttributes, PythonException, RustObject, ToPython, Value, args, attach, call, chain, compile,
    define_rustifier, defpyfun, defpymodule, detach, dir, disable_pygc, display, enable_pygc,
    export_function, export_module, help_text, import_function, import_function_as, import_module,
    import_module_as, intern, interrupt_handle, is_alive, no_attribute, py_empty_tuple, py_none, pycall,
    pyerror, pyeval, pyexec, pyfunction, pygc, pygc_threshold, pygenerator, pyhelp, pyiter, pymethod,
    pymethod_list, pyref, pyslot_list, pyslot_value, pythonizer, pyvalue, raw_pyeval, raw_pyexec,
    reload_module, repl, run_file, run_file_with, run_module, run_module_with, run_on_main_thread,
    set_print_pyobject, set_print_pyobject_identity, set_pygc_threshold, set_pyref, set_pyslot_value,
    set_pyvalue, shared, signature, slice, start, start_if_not_alive, stop, version_info,
    with_process_error_output, with_process_output, with_pygc, with_python_error_output, with_python_output,
    with_python_outputs, with_pythonizers, with_remote_objects, with_remote_objects_eval, with_rustifiers,
    with_timeout,
};
#[cfg(feature = "ndarray")]
pub use crate::{PyArray, PyElement, lend};
