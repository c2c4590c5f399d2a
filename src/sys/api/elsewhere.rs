//! The table of a program all of whose Python code runs on one thread.
//!
//! Each function that may run Python code stands in it as one of Rust's, which has a worker call CPython's; those that
//! run none are CPython's own. What a caller gives and gets are numbers and pointers, so nothing of Rust's changes
//! threads but the call itself.

use super::super::layout::inline_type;
use super::*;
use std::sync::OnceLock;

/// Has the worker do something, and waits.
pub(crate) type Run = fn(&mut dyn FnMut());

static RUN: OnceLock<Run> = OnceLock::new();
static DIRECT: OnceLock<Api> = OnceLock::new();

/// Whether functions of CPython's that do not stand in the table must not be called.
pub(in crate::sys) fn goes_elsewhere() -> bool {
    RUN.get().is_some()
}

fn direct() -> &'static Api {
    DIRECT.get().expect("it is set before the table is installed")
}

fn run<R>(call: impl FnOnce() -> R) -> R {
    let (mut call, mut result) = (Some(call), None);
    RUN.get().expect("it is set before the table is installed")(&mut || {
        result = call.take().map(|call| call());
    });
    result.expect("it was run")
}

/// The table whose calls go through `run`.
pub(in crate::sys) fn table(direct: Api, version: Version, run: Run) -> Api {
    let _ = RUN.set(run);
    let direct = DIRECT.get_or_init(|| direct);
    let mut api = through(direct);
    api._Py_Dealloc = dealloc;
    stay(&mut api, direct);
    // Since 3.12 the search for cycles begins between two steps of Python code; before it, where an object is made.
    if version >= Version::new(3, 12, 0) {
        stay_where_nothing_is_collected(&mut api, direct);
    }
    api
}

/// The end of an object whose count has just become 0. Its caller lets others in before the worker ends it, and they may
/// search for cycles, which nothing without a count must be found in: so it is counted once more, and then no more.
unsafe extern "C" fn dealloc(object: *mut PyObject) {
    let api = direct();
    // SAFETY: as whoever calls it promises, the object is nobody else's.
    unsafe {
        if object.is_plain() {
            return (api._Py_Dealloc)(object);
        }
        (api.Py_IncRef)(object);
        run(|| (api.Py_DecRef)(object));
    }
}

/// What may be an argument: whether CPython finds all that it needs of it without running Python code.
trait Argument {
    fn is_plain(&self) -> bool {
        false
    }
}

impl Argument for *mut PyObject {
    fn is_plain(&self) -> bool {
        if self.is_null() {
            return true;
        }
        let api = direct();
        // SAFETY: an argument of a call of CPython's is valid. The class outlives the reference that a function gives.
        let class = unsafe {
            inline_type(*self).unwrap_or_else(|| {
                let class = (api.PyObject_Type)(*self).as_ptr();
                (api.Py_DecRef)(class);
                class.cast()
            })
        };
        [
            api.PyUnicode_Type,
            api.PyLong_Type,
            api.PyFloat_Type,
            api.PyBool_Type,
            api.PyBytes_Type,
            api.PyComplex_Type,
        ]
        .contains(&class)
    }
}

macro_rules! never_plain {
    ($($type:ty),*) => { $(impl Argument for $type {})* };
}

never_plain!(
    i32,
    i64,
    u64,
    isize,
    usize,
    f64,
    PyGILState_STATE,
    Stolen,
    Option<unsafe extern "C" fn()>,
    Option<unsafe extern "C" fn(*mut c_void) -> c_int>
);

impl<T> Argument for *const T {}

macro_rules! other_pointers {
    ($($type:ty),*) => { $(impl Argument for *mut $type {})* };
}

other_pointers!(
    PyThreadState,
    PyInterpreterState,
    c_void,
    PyTypeObject,
    PyType_Spec,
    PyMethodDef,
    Py_buffer,
    PyPreConfig,
    PyConfig,
    PyInitConfig,
    *mut PyObject,
    *mut WideChar
);

/// Whether the object is a module that has this, which is plain, in its dict: then no `__getattr__` is asked.
///
/// # Safety
/// Both are valid, and the thread is attached.
unsafe fn is_of_module(object: *mut PyObject, name: *mut PyObject) -> bool {
    let api = direct();
    // SAFETY: as the caller promises; the dict is the module's, and a plain key's hash and comparison run no code.
    unsafe {
        inline_type(object) == Some(api.PyModule_Type)
            && (api.PyDict_Contains)((api.PyModule_GetDict)(object).as_ptr(), name) == 1
    }
}

/// Whether a call runs no Python code for its arguments: of one object that is plain, and what looks a plain key up or
/// puts it where nothing is replaced, or a module's own.
macro_rules! is_plain {
    ($name:ident) => {
        false
    };
    // The name of a module, and what an exception is reported for.
    (PyImport_Import $module:ident) => {
        false
    };
    (PyErr_WriteUnraisable $object:ident) => {
        false
    };
    ($name:ident $only:ident) => {
        $only.is_plain()
    };
    (PyObject_GetAttr $object:ident $name:ident) => {
        // SAFETY: as whoever calls it promises.
        $name.is_plain() && unsafe { is_of_module($object, $name) }
    };
    (PyDict_GetItemRef $dict:ident $key:ident $value:ident) => {
        $key.is_plain()
    };
    (PyDict_Contains $dict:ident $key:ident) => {
        $key.is_plain()
    };
    (PyDict_SetItem $dict:ident $key:ident $value:ident) => {
        // SAFETY: as whoever calls it promises; the key's hash and comparison run no code.
        $key.is_plain() && unsafe { (direct().PyDict_Contains)($dict, $key) } == 0
    };
    (PySet_Add $set:ident $item:ident) => {
        $item.is_plain()
    };
    (PySet_Contains $set:ident $item:ident) => {
        $item.is_plain()
    };
    ($name:ident $($argument:ident)*) => {
        false
    };
}

macro_rules! through {
    (
        functions { $(fn $name:ident($($arg:ident: $type:ty),*) -> $result:ty;)* }
        later { $([$since:literal] fn $later:ident($($later_arg:ident: $later_type:ty),*) -> $later_result:ty;)* }
        data { $(static $data:ident: $data_type:ty;)* }
    ) => {
        #[allow(non_snake_case, reason = "the names are CPython's")]
        fn through(direct: &Api) -> Api {
            $(
                unsafe extern "C" fn $name($($arg: $type),*) -> $result {
                    let plain = is_plain!($name $($arg)*);
                    // SAFETY: as whoever calls it promises; the worker is attached while it calls.
                    let call = || unsafe { (self::direct().$name)($($arg),*) };
                    if plain { call() } else { run(call) }
                }
            )*
            $(
                unsafe extern "C" fn $later($($later_arg: $later_type),*) -> $later_result {
                    let direct = self::direct().$later.expect("it stands in the table where it is there");
                    let plain = is_plain!($later $($later_arg)*);
                    // SAFETY: as above.
                    let call = || unsafe { direct($($later_arg),*) };
                    if plain { call() } else { run(call) }
                }
            )*
            Api {
                $($name,)*
                $($later: direct.$later.map(|_| $later as _),)*
                $($data: direct.$data,)*
            }
        }
    };
}

python_api!(through);

macro_rules! stay {
    ($function:ident: $($name:ident)*) => {
        /// Puts CPython's own functions back.
        fn $function(api: &mut Api, direct: &Api) {
            $(api.$name = direct.$name;)*
        }
    };
}

// Those that run no Python code, whatever they are given, and those that give what is borrowed: it would not be valid any
// more, if others were let in before the caller has counted it. Of these a dict's lookup may run the code of its keys.
stay! { stay:
    Py_IsInitialized Py_GetVersion Py_AtExit Py_AddPendingCall
    PyEval_SaveThread PyEval_RestoreThread PyGILState_Ensure PyGILState_Release PyGILState_Check
    PyGILState_GetThisThreadState PyThreadState_Get PyThreadState_New PyThreadState_Clear PyThreadState_Delete
    PyThreadState_DeleteCurrent _PyThreadState_UncheckedGet PyThreadState_GetUnchecked
    PyThreadState_SetAsyncExc PyThread_get_thread_ident
    Py_IncRef PyObject_GC_Track PyObject_GC_UnTrack PyObject_Type PyCallable_Check
    PyType_IsSubtype PyType_GetFlags PyType_GetSlot PyObject_Free
    PyErr_Occurred PyErr_SetString PyErr_SetNone PyErr_NoMemory PyErr_ExceptionMatches PyErr_GivenExceptionMatches
    PyErr_Fetch PyErr_Restore PyErr_NormalizeException PyErr_GetRaisedException PyErr_SetRaisedException
    PyException_GetTraceback PyException_GetCause PyException_GetContext
    PyBool_FromLong PyLong_FromLong PyLong_FromLongLong PyLong_FromUnsignedLongLong PyLong_FromSsize_t
    PyLong_FromSize_t PyLong_FromDouble PyLong_FromString PyFloat_FromDouble PyComplex_FromDoubles
    PyIndex_Check PyNumber_Check PySequence_Check PyMapping_Check
    PyUnicode_FromStringAndSize PyUnicode_AsUTF8AndSize PyUnicode_GetLength PyUnicode_ReadChar PyUnicode_InternInPlace
    PyUnicode_DecodeFSDefaultAndSize PyUnicode_EncodeFSDefault
    PyBytes_FromStringAndSize PyBytes_AsStringAndSize PyByteArray_FromStringAndSize PyByteArray_AsString
    PyByteArray_Size PyTuple_Size PyTuple_GetItem PyTuple_SetItem PyList_Size PyList_GetItem PyList_GetItemRef
    PyList_SetItem PyList_Append PyDict_GetItemWithError PyDict_Size PyDict_Next PySet_Size
    PyImport_AddModule PyImport_GetModuleDict PyModule_GetDict PySys_GetObject PyEval_GetBuiltins
    PyMem_RawMalloc PyMem_RawFree PyCapsule_GetPointer PyCapsule_IsValid PyObject_CheckBuffer
    PyPreConfig_InitPythonConfig PyPreConfig_InitIsolatedConfig Py_PreInitialize PyConfig_InitPythonConfig
    PyConfig_InitIsolatedConfig PyConfig_SetString PyConfig_Clear Py_InitializeFromConfig PyInitConfig_Create
    PyInitConfig_Free PyInitConfig_SetInt PyInitConfig_SetStr PyInitConfig_GetError Py_InitializeFromInitConfig
}

// Those that make what may hold others.
stay! { stay_where_nothing_is_collected:
    PyTuple_New PyTuple_GetSlice PyList_New PyList_AsTuple PyDict_New _PyDict_NewPresized PyDict_Copy PyDict_Items
    PyDict_Keys PyDict_Values PySlice_New PyType_GenericAlloc PyCFunction_NewEx PyCapsule_New
}
