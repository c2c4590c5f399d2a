//! The signatures of the raw table against pyo3-ffi's, and the layouts of the structs that stand in them.
//!
//! The proof is made while this file is compiled: a signature that differs does not compile. pyo3-ffi's
//! functions are only named in constants, so that none is left in the executable.

#[cfg(target_os = "linux")]
#[path = "linkage/elf.rs"]
mod elf;
#[path = "../src/sys/table.rs"]
#[macro_use]
mod table;

use libc::wchar_t;
use py4rs::sys::*;
use std::ffi::{c_char, c_int, c_long, c_longlong, c_ulong, c_ulonglong, c_void};
use std::mem::offset_of;

/// A type that is the same in C as `Theirs`.
trait Same<Theirs> {}

const fn same<Ours: Same<Theirs>, Theirs: Copy>(_theirs: Theirs) {}

macro_rules! same {
    ($($ours:ty = $theirs:ty;)*) => {$( impl Same<$theirs> for $ours {} )*};
}

same! {
    () = ();
    c_void = c_void;
    i8 = i8;
    u8 = u8;
    i32 = i32;
    u32 = u32;
    i64 = i64;
    u64 = u64;
    isize = isize;
    usize = usize;
    f64 = f64;
    New = *mut pyo3_ffi::PyObject;
    Borrowed = *mut pyo3_ffi::PyObject;
    Stolen = *mut pyo3_ffi::PyObject;
    PyObject = pyo3_ffi::PyObject;
    PyTypeObject = pyo3_ffi::PyTypeObject;
    PyThreadState = pyo3_ffi::PyThreadState;
    PyInterpreterState = pyo3_ffi::PyInterpreterState;
    PyConfig = pyo3_ffi::PyConfig;
    PyWideStringList = pyo3_ffi::PyWideStringList;
    PyPreConfig = pyo3_ffi::PyPreConfig;
    PyInitConfig = pyo3_ffi::PyInitConfig;
    PyCompilerFlags = pyo3_ffi::PyCompilerFlags;
    PyStatus = pyo3_ffi::PyStatus;
    PyGetSetDef = pyo3_ffi::PyGetSetDef;
    PyMethodDef = pyo3_ffi::PyMethodDef;
    PyGILState_STATE = pyo3_ffi::PyGILState_STATE;
    Py_buffer = pyo3_ffi::Py_buffer;
    PyType_Spec = pyo3_ffi::PyType_Spec;
}

impl<A: Same<B>, B> Same<*mut B> for *mut A {}
impl<A: Same<B>, B> Same<*const B> for *const A {}
impl<A: Same<B>, B> Same<Option<B>> for Option<A> {}
impl Same<extern "C" fn()> for unsafe extern "C" fn() {}
impl Same<extern "C" fn(*mut c_void) -> c_int> for unsafe extern "C" fn(*mut c_void) -> c_int {}

macro_rules! functions {
    ($([$($ours:ident $theirs:ident),*])*) => {$(
        impl<R: Same<S>, S, $($ours: Same<$theirs>, $theirs),*> Same<unsafe extern "C" fn($($theirs),*) -> S>
            for unsafe extern "C" fn($($ours),*) -> R {}
    )*};
}

functions! {
    []
    [A1 B1]
    [A1 B1, A2 B2]
    [A1 B1, A2 B2, A3 B3]
    [A1 B1, A2 B2, A3 B3, A4 B4]
    [A1 B1, A2 B2, A3 B3, A4 B4, A5 B5]
}

/// What is known of a line of the table.
#[derive(Debug, PartialEq)]
enum Proof {
    Same,
    Skipped(&'static str),
}

/// The proof of a line, unless it is one of those that have none.
macro_rules! proof {
    (_Py_Dealloc $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_PyThreadState_UncheckedGet $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_Py_NoneStruct $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_Py_TrueStruct $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_Py_FalseStruct $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_Py_EllipsisObject $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_Py_NotImplementedStruct $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_PyDict_NewPresized $($_:tt)*) => {
        Proof::Skipped("private in pyo3-ffi")
    };
    (_PyObject_FastCallDict $($_:tt)*) => {
        Proof::Skipped("gone since 3.9, which is pyo3-ffi's oldest")
    };
    (PyCFunction_NewEx $($_:tt)*) => {
        Proof::Skipped("written in Rust in pyo3-ffi")
    };
    (PyInitConfig_SetInt $($_:tt)*) => {
        Proof::Skipped("u64 in pyo3-ffi, int64_t in CPython's header")
    };
    (PyInitConfig_SetStrList $($_:tt)*) => {
        Proof::Skipped("const at another place in pyo3-ffi than in CPython's header")
    };
    (PyThreadState_SetAsyncExc $($_:tt)*) => {
        Proof::Skipped("long in pyo3-ffi, unsigned long in CPython's header")
    };
    ($name:ident function $type:ty, $any:ty) => {{
        const _: () = same::<$type, _>(pyo3_ffi::$name as $any);
        Proof::Same
    }};
    ($name:ident data $type:ty) => {{
        const _: () = same::<*const $type, _>(&raw const pyo3_ffi::$name);
        Proof::Same
    }};
}

macro_rules! infer {
    ($_:ty) => {
        _
    };
}

macro_rules! proofs {
    (
        functions { $(fn $name:ident($($_arg:ident: $arg:ty),*) -> $result:ty;)* }
        later { $([$_since:literal] fn $later:ident($($_later_arg:ident: $later_arg:ty),*) -> $later_result:ty;)* }
        data { $(static $data:ident: $data_type:ty;)* }
    ) => {
        /// The lines of the table, in its order.
        #[expect(deprecated, reason = "what newer Pythons deprecate is for the older ones")]
        const PROOFS: &[(&str, Proof)] = &[
            $((stringify!($name), proof!($name function
                unsafe extern "C" fn($($arg),*) -> $result,
                unsafe extern "C" fn($(infer!($arg)),*) -> _)),)*
            $((stringify!($later), proof!($later function
                unsafe extern "C" fn($($later_arg),*) -> $later_result,
                unsafe extern "C" fn($(infer!($later_arg)),*) -> _)),)*
            $((stringify!($data), proof!($data data $data_type)),)*
        ];
    };
}

python_api!(proofs);

/// Asserts that the fields of a struct of ours have the offsets of pyo3-ffi's, and that both have one size.
macro_rules! same_layout {
    ($name:ident { $($field:ident)* }) => {
        const _: () = {
            assert!(size_of::<$name>() == size_of::<pyo3_ffi::$name>());
            assert!(align_of::<$name>() == align_of::<pyo3_ffi::$name>());
            $(assert!(offset_of!($name, $field) == offset_of!(pyo3_ffi::$name, $field));)*
        };
    };
}

same_layout! { PyWideStringList { length items } }
same_layout! { PyCompilerFlags { cf_flags cf_feature_version } }
same_layout! { Py_buffer { buf obj len itemsize readonly ndim format shape strides suboffsets internal } }

same_layout! { PyType_Slot { slot pfunc } }
same_layout! { PyType_Spec { name basicsize itemsize flags slots } }
same_layout! { PyGetSetDef { name get set doc closure } }
same_layout! { PyMethodDef { ml_name ml_meth ml_flags ml_doc } }
same_layout! { PyDateTime_CAPI {
    DateType DateTimeType TimeType DeltaType TZInfoType TimeZone_UTC Date_FromDate DateTime_FromDateAndTime
    Time_FromTime Delta_FromDelta TimeZone_FromTimeZone DateTime_FromTimestamp Date_FromTimestamp
    DateTime_FromDateAndTimeAndFold Time_FromTimeAndFold
} }

same_layout! { PyStatus { func err_msg exitcode } }

const _: () = assert!(offset_of!(PyStatus, kind) == offset_of!(pyo3_ffi::PyStatus, _type));
const _: () = assert!(size_of::<PyGILState_STATE>() == size_of::<pyo3_ffi::PyGILState_STATE>());

macro_rules! same_numbers {
    ($($name:ident)*) => { $(const _: () = assert!(typeslots::$name == pyo3_ffi::$name);)* };
}

same_numbers! { Py_bf_getbuffer Py_mp_ass_subscript Py_mp_length Py_mp_subscript Py_nb_bool Py_tp_call Py_tp_dealloc Py_tp_doc Py_tp_getattro Py_tp_hash Py_tp_iter Py_tp_iternext Py_tp_methods Py_tp_new Py_tp_repr Py_tp_richcompare Py_tp_setattro }

#[test]
fn all_lines_of_the_table_are_proved_but_eleven() {
    let skipped: Vec<_> = PROOFS.iter().filter(|(_, proof)| *proof != Proof::Same).collect();
    assert_eq!(skipped.len(), 13, "{skipped:#?}");
    assert!(PROOFS.len() >= 259);
}

#[test]
#[cfg(target_os = "linux")]
fn the_proof_leaves_no_symbol_behind() {
    assert_eq!(elf::asks_of_python(&std::env::current_exe().expect("a path")), [""; 0]);
}
