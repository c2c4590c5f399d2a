//! The C API's types. All but three are opaque: they are only ever met behind a pointer.

use super::pointer::New;
use std::ffi::{c_char, c_int};
use std::marker::{PhantomData, PhantomPinned};

/// Declares types that are known by address alone: not `Send`, not `Sync`, not movable.
macro_rules! opaque {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[repr(C)]
        pub struct $name {
            _data: [u8; 0],
            _marker: PhantomData<(*mut u8, PhantomPinned)>,
        }
    )*};
}

opaque! {
    /// Any Python object.
    PyObject;
    /// A Python class, which is a [`PyObject`] too.
    PyTypeObject;
    /// What CPython knows of one thread.
    PyThreadState;
    /// An interpreter of the process.
    PyInterpreterState;
    /// How to initialise Python (3.8 to 3.13); its layout differs by minor version.
    PyConfig;
    /// How to prepare memory and encodings before [`PyConfig`].
    PyPreConfig;
    /// How to initialise Python (3.14 on).
    PyInitConfig;
}

/// What the initialisation functions answer, by value.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[must_use = "Python may have refused"]
pub struct PyStatus {
    /// 0 for success, 1 for an error, 2 for "exit with `exitcode`".
    pub kind: c_int,
    /// The C function that failed, or null.
    pub func: *const c_char,
    /// What went wrong, or null.
    pub err_msg: *const c_char,
    /// What the process would exit with, where Python wants it to.
    pub exitcode: c_int,
}

/// A list of wide texts inside [`PyConfig`].
#[repr(C)]
#[derive(Debug)]
pub struct PyWideStringList {
    /// How many there are.
    pub length: isize,
    /// The texts.
    pub items: *mut *mut libc::wchar_t,
}

/// How the compiler reads a text.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct PyCompilerFlags {
    /// `PyCF_` and `CO_FUTURE_` flags.
    pub cf_flags: c_int,
    /// The minor version whose grammar is asked for; only used when compiling to a syntax tree.
    pub cf_feature_version: c_int,
}

/// What `PyGILState_Ensure` found: 0 attached, 1 not. Its Release wants it back.
#[repr(transparent)]
#[derive(Clone, Copy, Debug)]
#[allow(non_camel_case_types, reason = "CPython's name")]
pub struct PyGILState_STATE(pub c_int);

/// Memory that an object shows through the buffer protocol; to be given back with `PyBuffer_Release`.
#[repr(C)]
#[derive(Debug)]
#[allow(non_camel_case_types, reason = "CPython's name")]
pub struct Py_buffer {
    /// The first element.
    pub buf: *mut std::ffi::c_void,
    /// The exporter, a strong reference, or null.
    pub obj: *mut PyObject,
    /// Bytes in all.
    pub len: isize,
    /// Bytes of one element.
    pub itemsize: isize,
    /// Not 0 where the memory must not be written.
    pub readonly: c_int,
    /// Number of dimensions.
    pub ndim: c_int,
    /// Format of an element in the syntax of Python's `struct`, or null for bytes.
    pub format: *mut c_char,
    /// Elements in each dimension, or null.
    pub shape: *mut isize,
    /// Bytes from one element to the next in each dimension, or null.
    pub strides: *mut isize,
    /// For arrays of pointers to arrays, else null.
    pub suboffsets: *mut isize,
    /// The exporter's own.
    pub internal: *mut std::ffi::c_void,
}

impl Py_buffer {
    /// A view of nothing, for `PyObject_GetBuffer` to fill.
    pub const fn empty() -> Py_buffer {
        use std::ptr::null_mut;
        Py_buffer {
            buf: null_mut(),
            obj: null_mut(),
            len: 0,
            itemsize: 0,
            readonly: 0,
            ndim: 0,
            format: null_mut(),
            shape: null_mut(),
            strides: null_mut(),
            suboffsets: null_mut(),
            internal: null_mut(),
        }
    }
}

/// A C function as Python's `builtin_function_or_method` holds it. It must live as long as that object.
#[repr(C)]
#[derive(Debug)]
pub struct PyMethodDef {
    /// Its name, a C text.
    pub ml_name: *const c_char,
    /// The function; the flags say how it is called.
    pub ml_meth: Option<unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject>,
    /// `METH_` flags: 4 for a function without arguments.
    pub ml_flags: c_int,
    /// Its docstring, a C text, or null.
    pub ml_doc: *const c_char,
}

/// An attribute of a class's instances that functions get and set. It must live as long as the class.
#[repr(C)]
#[derive(Debug)]
pub struct PyGetSetDef {
    /// Its name, a C text; null ends the list.
    pub name: *const c_char,
    /// Gives it.
    pub get: Option<unsafe extern "C" fn(*mut PyObject, *mut std::ffi::c_void) -> *mut PyObject>,
    /// Sets it, or deletes it where the value is null.
    pub set: Option<unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut std::ffi::c_void) -> c_int>,
    /// Its docstring, a C text, or null.
    pub doc: *const c_char,
    /// What both functions are given.
    pub closure: *mut std::ffi::c_void,
}

/// One function, or other fact, of a class that is to be made.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(non_camel_case_types, reason = "CPython's name")]
pub struct PyType_Slot {
    /// Which: a number of CPython's `typeslots.h`; 0 ends the list.
    pub slot: c_int,
    /// The function, or the table.
    pub pfunc: *mut std::ffi::c_void,
}

/// What a class is to be made of.
#[repr(C)]
#[derive(Debug)]
#[allow(non_camel_case_types, reason = "CPython's name")]
pub struct PyType_Spec {
    /// Its qualified name, a C text that must live as long as the class.
    pub name: *const c_char,
    /// Bytes of an instance.
    pub basicsize: c_int,
    /// Bytes of an item of an instance.
    pub itemsize: c_int,
    /// `Py_TPFLAGS_`.
    pub flags: std::ffi::c_uint,
    /// Its slots.
    pub slots: *mut PyType_Slot,
}

/// What the module `datetime` offers to C, as the capsule `datetime.datetime_CAPI` has it.
#[repr(C)]
#[derive(Debug)]
#[allow(non_camel_case_types, non_snake_case, reason = "CPython's names")]
pub struct PyDateTime_CAPI {
    /// The class `date`.
    pub DateType: *mut PyTypeObject,
    /// The class `datetime`.
    pub DateTimeType: *mut PyTypeObject,
    /// The class `time`.
    pub TimeType: *mut PyTypeObject,
    /// The class `timedelta`.
    pub DeltaType: *mut PyTypeObject,
    /// The class `tzinfo`.
    pub TZInfoType: *mut PyTypeObject,
    /// `timezone.utc`.
    pub TimeZone_UTC: *mut PyObject,
    /// Year, month, day, class.
    pub Date_FromDate: unsafe extern "C" fn(c_int, c_int, c_int, *mut PyTypeObject) -> New,
    /// Year to microsecond, time zone or `None`, class.
    #[rustfmt::skip]
    pub DateTime_FromDateAndTime: unsafe extern "C" fn(
        c_int, c_int, c_int, c_int, c_int, c_int, c_int, *mut PyObject, *mut PyTypeObject,
    ) -> New,
    /// Hour to microsecond, time zone or `None`, class.
    pub Time_FromTime:
        unsafe extern "C" fn(c_int, c_int, c_int, c_int, *mut PyObject, *mut PyTypeObject) -> New,
    /// Days, seconds, microseconds, whether they are to be normalised, class.
    pub Delta_FromDelta: unsafe extern "C" fn(c_int, c_int, c_int, c_int, *mut PyTypeObject) -> New,
    /// A `timedelta`, and a name or null.
    pub TimeZone_FromTimeZone: unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> New,
    /// Class, arguments, keywords.
    pub DateTime_FromTimestamp: unsafe extern "C" fn(*mut PyObject, *mut PyObject, *mut PyObject) -> New,
    /// Class, arguments.
    pub Date_FromTimestamp: unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> New,
    /// As without a fold, which comes before the class.
    #[rustfmt::skip]
    pub DateTime_FromDateAndTimeAndFold: unsafe extern "C" fn(
        c_int, c_int, c_int, c_int, c_int, c_int, c_int, *mut PyObject, c_int, *mut PyTypeObject,
    ) -> New,
    /// As without a fold, which comes before the class.
    pub Time_FromTimeAndFold:
        unsafe extern "C" fn(c_int, c_int, c_int, c_int, *mut PyObject, c_int, *mut PyTypeObject) -> New,
}
