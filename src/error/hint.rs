//! A word of help for names that are missing: what is known by a name like it.
//!
//! Python's own tracebacks do that from 3.12 on, and say more there; where they do not, it is looked for when the
//! error is shown. It takes an error that knows its name, as Python's do from 3.10 on.

use crate::object::{PyObject, lossy_text};
use crate::runtime::Python;
use crate::sys::{New, PyCompilerFlags};
use std::ffi::CStr;
use std::ptr::null_mut;

/// The text of the module.
const TEXT: &CStr = match CStr::from_bytes_with_nul(concat!(include_str!("hint.py"), "\0").as_bytes()) {
    Ok(text) => text,
    Err(_) => panic!("the module has no NUL"),
};

/// `Py_file_input`
const STATEMENTS: i32 = 257;

/// What to add to the shown text of an exception; `None` where there is nothing to say. Exceptions on the way are
/// dropped.
pub(super) fn hint(py: Python<'_>, exception: &PyObject, shown: &str) -> Option<String> {
    let api = py.api();
    let last = shown.lines().next_back().unwrap_or_default();
    if last.ends_with('?') || last.contains("import_module(") {
        return None;
    }
    // SAFETY: attached; every object is kept by a value of this function while it is used.
    unsafe {
        let about_names = [*api.PyExc_AttributeError(), *api.PyExc_NameError()];
        if !about_names.iter().any(|class| api.PyErr_GivenExceptionMatches(exception.as_ptr(), *class) == 1) {
            return None;
        }
        let kept = |new: New| PyObject::from_new(py, new);
        let find = || {
            let mut flags = PyCompilerFlags { cf_flags: 0, cf_feature_version: 0 };
            let file = c"<py4rs>".as_ptr();
            let code = kept(api.Py_CompileStringExFlags(TEXT.as_ptr(), file, STATEMENTS, &mut flags, -1))?;
            let names = kept(api.PyDict_New())?;
            let builtins = crate::runtime::builtins(py);
            (api.PyDict_SetItemString(names.as_ptr(), c"__builtins__".as_ptr(), builtins) == 0)
                .then_some(())?;
            kept(api.PyEval_EvalCode(code.as_ptr(), names.as_ptr(), names.as_ptr()))?;
            let name = kept(api.PyUnicode_FromStringAndSize(c"hint".as_ptr(), 4))?;
            let function = kept(api.PyObject_GetItem(names.as_ptr(), name.as_ptr()))?;
            let mut arguments = [exception.as_ptr()];
            lossy_text(py, api.PyObject_Vectorcall(function.as_ptr(), arguments.as_mut_ptr(), 1, null_mut()))
        };
        let found = find();
        api.PyErr_Clear();
        found
    }
}
