//! The numbers of the slots that classes are made of, from CPython's `typeslots.h`: they never change.

#![allow(non_upper_case_globals, reason = "the names are CPython's")]
#![allow(missing_docs, reason = "each is the slot of its name")]

use std::ffi::c_int;

pub const Py_bf_getbuffer: c_int = 1;
pub const Py_mp_ass_subscript: c_int = 3;
pub const Py_mp_length: c_int = 4;
pub const Py_mp_subscript: c_int = 5;
pub const Py_nb_bool: c_int = 9;
pub const Py_tp_call: c_int = 50;
pub const Py_tp_clear: c_int = 51;
pub const Py_tp_dealloc: c_int = 52;
pub const Py_tp_doc: c_int = 56;
pub const Py_tp_getattro: c_int = 58;
pub const Py_tp_hash: c_int = 59;
pub const Py_tp_iter: c_int = 62;
pub const Py_tp_iternext: c_int = 63;
pub const Py_tp_methods: c_int = 64;
pub const Py_tp_new: c_int = 65;
pub const Py_tp_repr: c_int = 66;
pub const Py_tp_richcompare: c_int = 67;
pub const Py_tp_setattro: c_int = 69;
pub const Py_tp_traverse: c_int = 71;
pub const Py_tp_getset: c_int = 73;
