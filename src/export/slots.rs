//! What classes are made of: which function of the boundary Python calls for what.

use super::attributes::PythonAttributes;
use super::boundary::{
    call, clear, closure_reduce, compare, dir, enter, exit, get_field, getattro, hash, is_true, iter,
    iterator_hint, iterator_itself, iterator_next, length, object_reduce, repr, set_subscript, setattro,
    subscript, traverse,
};
use super::class::{Slots, methods};
use super::derived::{Derived, Field};
use crate::sys::{self, PyGetSetDef, PyMethodDef, typeslots};
use std::ffi::{CStr, c_int, c_void};
use std::ptr::{null, null_mut};

/// The method that pickles objects, as a class defines it.
pub(super) fn object_pickling() -> PyMethodDef {
    entry(c"__reduce__", object_reduce, METH_NOARGS)
}

/// The slots of the class whose instances have no attributes.
pub(super) fn object_slots() -> Slots {
    vec![methods([object_pickling()])]
}

/// The slots of the class that owns closures.
pub(super) fn closure_slots() -> Slots {
    vec![methods([entry(c"__reduce__", closure_reduce, METH_NOARGS)])]
}

/// The slots of the class of iterators.
pub(super) fn iterator_slots() -> Slots {
    vec![
        (typeslots::Py_tp_iter, iterator_itself as *const c_void),
        (typeslots::Py_tp_iternext, iterator_next as *const c_void),
        methods([entry(c"__length_hint__", iterator_hint, METH_NOARGS)]),
    ]
}

pub(super) const METH_VARARGS: c_int = 1;
const METH_NOARGS: c_int = 4;

pub(super) fn entry(
    name: &'static CStr,
    function: unsafe extern "C" fn(*mut sys::PyObject, *mut sys::PyObject) -> *mut sys::PyObject,
    flags: c_int,
) -> PyMethodDef {
    PyMethodDef { ml_name: name.as_ptr(), ml_meth: Some(function), ml_flags: flags, ml_doc: null() }
}

/// The slots of the class whose instances have attributes.
pub(super) fn live_slots() -> Slots {
    let methods = methods([
        entry(c"__dir__", dir, METH_NOARGS),
        entry(c"__enter__", enter, METH_NOARGS),
        entry(c"__exit__", exit, METH_VARARGS),
        object_pickling(),
    ]);
    vec![
        (typeslots::Py_tp_getattro, getattro as *const c_void),
        (typeslots::Py_tp_setattro, setattro as *const c_void),
        (typeslots::Py_tp_repr, repr as *const c_void),
        (typeslots::Py_tp_call, call as *const c_void),
        (typeslots::Py_mp_length, length as *const c_void),
        (typeslots::Py_nb_bool, is_true as *const c_void),
        (typeslots::Py_mp_subscript, subscript as *const c_void),
        (typeslots::Py_mp_ass_subscript, set_subscript as *const c_void),
        (typeslots::Py_tp_iter, iter as *const c_void),
        (typeslots::Py_tp_richcompare, compare as *const c_void),
        (typeslots::Py_tp_hash, hash as *const c_void),
        methods,
    ]
}

/// The slots of a class whose instances have fields. They are made once for a class, and so never freed.
pub(super) fn field_slots<T: PythonAttributes>(fields: &'static [Field<T>]) -> Slots {
    let definition = |field: &'static Field<T>| PyGetSetDef {
        name: field.name().as_ptr(),
        get: Some(get_field::<T>),
        set: field.setter(),
        doc: field.doc().as_ptr(),
        closure: std::ptr::from_ref(field).cast_mut().cast(),
    };
    let end = PyGetSetDef { name: null(), get: None, set: None, doc: null(), closure: null_mut() };
    let definitions: Vec<PyGetSetDef> = fields.iter().map(definition).chain([end]).collect();
    vec![(typeslots::Py_tp_getset, definitions.leak().as_ptr().cast())]
}

/// The slots of a class whose instances take part in the search for cycles.
pub(super) fn cycle_slots<T: Derived>() -> Slots {
    vec![
        (typeslots::Py_tp_traverse, traverse::<T> as *const c_void),
        (typeslots::Py_tp_clear, clear::<T> as *const c_void),
    ]
}
