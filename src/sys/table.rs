//! The one list of the C functions and data that py4rs knows: name, signature, ownership, since.
//!
//! Ownership is in the types (see [`pointer`](super::pointer)). `functions` are in every CPython from 3.8
//! on; `later` ones came, or went, with the versions that stand before them, and only
//! [`compat`](super::compat) sees that they may be missing. The macro that is handed to `python_api!`
//! decides what becomes of the list: the table of pointers, or a proof of its signatures.

/// Passes the list to the macro `$then`.
macro_rules! python_api {
    ($then:ident) => {
        $then! {
            functions {
                // Life
                fn Py_IsInitialized() -> c_int;
                fn Py_GetVersion() -> *const c_char;
                fn Py_AtExit(function: Option<unsafe extern "C" fn()>) -> c_int;
                fn Py_AddPendingCall(
                    function: Option<unsafe extern "C" fn(*mut c_void) -> c_int>,
                    argument: *mut c_void
                ) -> c_int;

                // Threads
                fn PyEval_SaveThread() -> *mut PyThreadState;
                fn PyEval_RestoreThread(state: *mut PyThreadState) -> ();
                fn PyGILState_Ensure() -> PyGILState_STATE;
                fn PyGILState_Release(state: PyGILState_STATE) -> ();
                fn PyGILState_Check() -> c_int;
                fn PyGILState_GetThisThreadState() -> *mut PyThreadState;
                fn PyThreadState_Get() -> *mut PyThreadState;
                fn PyThreadState_New(interpreter: *mut PyInterpreterState) -> *mut PyThreadState;
                fn PyThreadState_Clear(state: *mut PyThreadState) -> ();
                fn PyThreadState_Delete(state: *mut PyThreadState) -> ();
                fn PyThreadState_DeleteCurrent() -> ();
                fn PyThreadState_SetAsyncExc(thread: c_ulong, class: *mut PyObject) -> c_int;
                fn PyThread_get_thread_ident() -> c_ulong;

                // References
                fn Py_IncRef(object: *mut PyObject) -> ();
                fn Py_DecRef(object: *mut PyObject) -> ();
                fn _Py_Dealloc(object: *mut PyObject) -> ();
                fn PyObject_GC_Track(object: *mut c_void) -> ();
                fn PyObject_GC_UnTrack(object: *mut c_void) -> ();

                // Any object
                fn PyObject_GetAttr(object: *mut PyObject, name: *mut PyObject) -> New;
                fn PyObject_GetAttrString(object: *mut PyObject, name: *const c_char) -> New;
                fn PyObject_HasAttr(object: *mut PyObject, name: *mut PyObject) -> c_int;
                fn PyObject_HasAttrString(object: *mut PyObject, name: *const c_char) -> c_int;
                fn PyObject_SetAttr(object: *mut PyObject, name: *mut PyObject, value: *mut PyObject) -> c_int;
                fn PyObject_SetAttrString(object: *mut PyObject, name: *const c_char, value: *mut PyObject) -> c_int;
                fn PyObject_Dir(object: *mut PyObject) -> New;
                fn PyObject_Str(object: *mut PyObject) -> New;
                fn PyObject_Repr(object: *mut PyObject) -> New;
                fn PyObject_ASCII(object: *mut PyObject) -> New;
                fn PyObject_Bytes(object: *mut PyObject) -> New;
                fn PyObject_Type(object: *mut PyObject) -> New;
                fn PyObject_Hash(object: *mut PyObject) -> isize;
                fn PyObject_IsTrue(object: *mut PyObject) -> c_int;
                fn PyObject_Not(object: *mut PyObject) -> c_int;
                fn PyObject_RichCompare(left: *mut PyObject, right: *mut PyObject, operation: c_int) -> New;
                fn PyObject_RichCompareBool(left: *mut PyObject, right: *mut PyObject, operation: c_int) -> c_int;
                fn PyObject_IsInstance(object: *mut PyObject, class: *mut PyObject) -> c_int;
                fn PyObject_IsSubclass(class: *mut PyObject, of: *mut PyObject) -> c_int;
                fn PyObject_Size(object: *mut PyObject) -> isize;
                fn PyObject_GetItem(object: *mut PyObject, key: *mut PyObject) -> New;
                fn PyObject_SetItem(object: *mut PyObject, key: *mut PyObject, value: *mut PyObject) -> c_int;
                fn PyObject_DelItem(object: *mut PyObject, key: *mut PyObject) -> c_int;
                fn PyObject_GetIter(object: *mut PyObject) -> New;
                fn PyIter_Next(iterator: *mut PyObject) -> New;
                fn PyCallable_Check(object: *mut PyObject) -> c_int;
                fn PyObject_Call(callable: *mut PyObject, arguments: *mut PyObject, keywords: *mut PyObject) -> New;

                // Classes
                fn PyType_IsSubtype(class: *mut PyTypeObject, of: *mut PyTypeObject) -> c_int;
                fn PyType_GetFlags(class: *mut PyTypeObject) -> c_ulong;
                fn PyType_GetSlot(class: *mut PyTypeObject, slot: c_int) -> *mut c_void;
                fn PyType_Ready(class: *mut PyTypeObject) -> c_int;
                fn PyType_FromSpec(spec: *mut PyType_Spec) -> New;
                fn PyType_GenericAlloc(class: *mut PyTypeObject, items: isize) -> New;
                fn PyObject_Free(memory: *mut c_void) -> ();
                fn PyObject_GC_Del(memory: *mut c_void) -> ();
                fn PyObject_GenericGetAttr(object: *mut PyObject, name: *mut PyObject) -> New;

                // Exceptions
                fn PyErr_Occurred() -> Borrowed;
                fn PyErr_Clear() -> ();
                fn PyErr_SetString(class: *mut PyObject, message: *const c_char) -> ();
                fn PyErr_SetObject(class: *mut PyObject, value: *mut PyObject) -> ();
                fn PyErr_SetNone(class: *mut PyObject) -> ();
                fn PyErr_NewExceptionWithDoc(name: *const c_char, doc: *const c_char, base: *mut PyObject, attributes: *mut PyObject) -> New;
                fn PyErr_NoMemory() -> Borrowed;
                fn PyErr_ExceptionMatches(class: *mut PyObject) -> c_int;
                fn PyErr_GivenExceptionMatches(given: *mut PyObject, class: *mut PyObject) -> c_int;
                fn PyErr_WriteUnraisable(object: *mut PyObject) -> ();
                fn PyErr_CheckSignals() -> c_int;
                fn PyException_GetTraceback(exception: *mut PyObject) -> New;
                fn PyException_SetTraceback(exception: *mut PyObject, traceback: *mut PyObject) -> c_int;
                fn PyException_GetCause(exception: *mut PyObject) -> New;
                fn PyException_SetCause(exception: *mut PyObject, cause: Stolen) -> ();
                fn PyException_GetContext(exception: *mut PyObject) -> New;
                fn PyException_SetContext(exception: *mut PyObject, context: Stolen) -> ();

                // Numbers
                fn PyBool_FromLong(value: c_long) -> New;
                fn PyLong_FromLong(value: c_long) -> New;
                fn PyLong_FromLongLong(value: c_longlong) -> New;
                fn PyLong_FromUnsignedLongLong(value: c_ulonglong) -> New;
                fn PyLong_FromSsize_t(value: isize) -> New;
                fn PyLong_FromSize_t(value: usize) -> New;
                fn PyLong_FromDouble(value: f64) -> New;
                fn PyLong_FromString(text: *const c_char, end: *mut *mut c_char, base: c_int) -> New;
                fn PyLong_AsLong(object: *mut PyObject) -> c_long;
                fn PyLong_AsLongLong(object: *mut PyObject) -> c_longlong;
                fn PyLong_AsLongLongAndOverflow(object: *mut PyObject, overflow: *mut c_int) -> c_longlong;
                fn PyLong_AsUnsignedLongLong(object: *mut PyObject) -> c_ulonglong;
                fn PyLong_AsUnsignedLongLongMask(object: *mut PyObject) -> c_ulonglong;
                fn PyLong_AsDouble(object: *mut PyObject) -> f64;
                fn PyFloat_FromDouble(value: f64) -> New;
                fn PyFloat_FromString(text: *mut PyObject) -> New;
                fn PyFloat_AsDouble(object: *mut PyObject) -> f64;
                fn PyComplex_FromDoubles(real: f64, imaginary: f64) -> New;
                fn PyComplex_RealAsDouble(object: *mut PyObject) -> f64;
                fn PyComplex_ImagAsDouble(object: *mut PyObject) -> f64;
                fn PyIndex_Check(object: *mut PyObject) -> c_int;
                fn PyNumber_Check(object: *mut PyObject) -> c_int;
                fn PyNumber_Index(object: *mut PyObject) -> New;
                fn PyNumber_Long(object: *mut PyObject) -> New;
                fn PyNumber_Float(object: *mut PyObject) -> New;
                fn PyNumber_ToBase(object: *mut PyObject, base: c_int) -> New;
                fn PyNumber_AsSsize_t(object: *mut PyObject, overflow: *mut PyObject) -> isize;
                fn PyNumber_Add(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Subtract(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Multiply(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_MatrixMultiply(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_TrueDivide(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_FloorDivide(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Remainder(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Divmod(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Power(left: *mut PyObject, right: *mut PyObject, modulo: *mut PyObject) -> New;
                fn PyNumber_Lshift(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Rshift(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_And(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Or(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Xor(left: *mut PyObject, right: *mut PyObject) -> New;
                fn PyNumber_Negative(object: *mut PyObject) -> New;
                fn PyNumber_Positive(object: *mut PyObject) -> New;
                fn PyNumber_Absolute(object: *mut PyObject) -> New;
                fn PyNumber_Invert(object: *mut PyObject) -> New;

                // Strings and bytes
                fn PyUnicode_FromStringAndSize(text: *const c_char, bytes: isize) -> New;
                fn PyUnicode_AsUTF8AndSize(text: *mut PyObject, bytes: *mut isize) -> *const c_char;
                fn PyUnicode_AsEncodedString(text: *mut PyObject, encoding: *const c_char, errors: *const c_char) -> New;
                fn PyUnicode_Decode(bytes: *const c_char, length: isize, encoding: *const c_char, errors: *const c_char) -> New;
                fn PyUnicode_DecodeFSDefaultAndSize(bytes: *const c_char, length: isize) -> New;
                fn PyUnicode_EncodeFSDefault(text: *mut PyObject) -> New;
                fn PyUnicode_GetLength(text: *mut PyObject) -> isize;
                fn PyUnicode_ReadChar(text: *mut PyObject, index: isize) -> u32;
                fn PyBytes_FromStringAndSize(bytes: *const c_char, length: isize) -> New;
                fn PyBytes_AsStringAndSize(object: *mut PyObject, bytes: *mut *mut c_char, length: *mut isize) -> c_int;
                fn PyByteArray_FromStringAndSize(bytes: *const c_char, length: isize) -> New;
                fn PyByteArray_AsString(object: *mut PyObject) -> *mut c_char;
                fn PyByteArray_Size(object: *mut PyObject) -> isize;

                // Containers
                fn PyTuple_New(length: isize) -> New;
                fn PyTuple_Size(tuple: *mut PyObject) -> isize;
                fn PyTuple_GetItem(tuple: *mut PyObject, index: isize) -> Borrowed;
                fn PyTuple_SetItem(tuple: *mut PyObject, index: isize, item: Stolen) -> c_int;
                fn PyTuple_GetSlice(tuple: *mut PyObject, from: isize, to: isize) -> New;
                fn PyList_New(length: isize) -> New;
                fn PyList_Size(list: *mut PyObject) -> isize;
                fn PyList_GetItem(list: *mut PyObject, index: isize) -> Borrowed;
                fn PyList_SetItem(list: *mut PyObject, index: isize, item: Stolen) -> c_int;
                fn PyList_Append(list: *mut PyObject, item: *mut PyObject) -> c_int;
                fn PyList_AsTuple(list: *mut PyObject) -> New;
                fn PyDict_New() -> New;
                fn PyDict_Size(dict: *mut PyObject) -> isize;
                fn PyDict_GetItemWithError(dict: *mut PyObject, key: *mut PyObject) -> Borrowed;
                fn PyDict_SetItem(dict: *mut PyObject, key: *mut PyObject, value: *mut PyObject) -> c_int;
                fn PyDict_SetItemString(dict: *mut PyObject, key: *const c_char, value: *mut PyObject) -> c_int;
                fn PyDict_DelItem(dict: *mut PyObject, key: *mut PyObject) -> c_int;
                fn PyDict_Contains(dict: *mut PyObject, key: *mut PyObject) -> c_int;
                fn PyDict_Clear(dict: *mut PyObject) -> ();
                fn PyDict_Copy(dict: *mut PyObject) -> New;
                fn PyDict_Items(dict: *mut PyObject) -> New;
                fn PyDict_Keys(dict: *mut PyObject) -> New;
                fn PyDict_Values(dict: *mut PyObject) -> New;
                fn PyDict_Update(dict: *mut PyObject, other: *mut PyObject) -> c_int;
                fn PyDict_Next(dict: *mut PyObject, position: *mut isize, key: *mut *mut PyObject, value: *mut *mut PyObject) -> c_int;
                fn PySet_New(items: *mut PyObject) -> New;
                fn PyFrozenSet_New(items: *mut PyObject) -> New;
                fn PySet_Add(set: *mut PyObject, item: *mut PyObject) -> c_int;
                fn PySet_Contains(set: *mut PyObject, item: *mut PyObject) -> c_int;
                fn PySet_Size(set: *mut PyObject) -> isize;
                fn PySlice_New(start: *mut PyObject, stop: *mut PyObject, step: *mut PyObject) -> New;
                fn PySequence_Check(object: *mut PyObject) -> c_int;
                fn PySequence_Size(object: *mut PyObject) -> isize;
                fn PySequence_GetItem(object: *mut PyObject, index: isize) -> New;
                fn PySequence_Contains(object: *mut PyObject, item: *mut PyObject) -> c_int;
                fn PySequence_List(object: *mut PyObject) -> New;
                fn PySequence_Tuple(object: *mut PyObject) -> New;
                fn PyMapping_Check(object: *mut PyObject) -> c_int;
                fn PyMapping_Items(object: *mut PyObject) -> New;

                // Modules and code
                fn PyImport_Import(name: *mut PyObject) -> New;
                fn PyImport_ImportModule(name: *const c_char) -> New;
                fn PyImport_GetModule(name: *mut PyObject) -> New;
                fn PyImport_GetModuleDict() -> Borrowed;
                fn PyImport_AddModule(name: *const c_char) -> Borrowed;
                fn PyImport_ReloadModule(module: *mut PyObject) -> New;
                fn PyModule_GetDict(module: *mut PyObject) -> Borrowed;
                fn PySys_GetObject(name: *const c_char) -> Borrowed;
                fn PyEval_GetBuiltins() -> Borrowed;
                fn PyEval_EvalCode(code: *mut PyObject, globals: *mut PyObject, locals: *mut PyObject) -> New;
                fn Py_CompileStringExFlags(code: *const c_char, file: *const c_char, start: c_int, flags: *mut PyCompilerFlags, optimize: c_int) -> New;

                // Functions
                fn PyCFunction_NewEx(definition: *mut PyMethodDef, this: *mut PyObject, module: *mut PyObject) -> New;

                // Memory
                fn PyMem_RawMalloc(bytes: usize) -> *mut c_void;
                fn PyMem_RawFree(memory: *mut c_void) -> ();
                fn PyObject_GetBuffer(object: *mut PyObject, view: *mut Py_buffer, flags: c_int) -> c_int;
                fn PyBuffer_Release(view: *mut Py_buffer) -> ();
                fn PyMemoryView_FromMemory(memory: *mut c_char, bytes: isize, flags: c_int) -> New;
                fn PyMemoryView_FromObject(object: *mut PyObject) -> New;
                fn PyCapsule_New(pointer: *mut c_void, name: *const c_char, destructor: Option<unsafe extern "C" fn(*mut PyObject)>) -> New;
                fn PyCapsule_GetPointer(capsule: *mut PyObject, name: *const c_char) -> *mut c_void;
                fn PyCapsule_SetName(capsule: *mut PyObject, name: *const c_char) -> c_int;
                fn PyCapsule_IsValid(capsule: *mut PyObject, name: *const c_char) -> c_int;
            }
            later {
                // Initialising
                ["3.8 to 3.15"] fn PyPreConfig_InitPythonConfig(config: *mut PyPreConfig) -> ();
                ["3.8 to 3.15"] fn PyPreConfig_InitIsolatedConfig(config: *mut PyPreConfig) -> ();
                ["3.8 to 3.15"] fn Py_PreInitialize(config: *const PyPreConfig) -> PyStatus;
                ["3.8 to 3.15"] fn PyConfig_InitPythonConfig(config: *mut PyConfig) -> ();
                ["3.8 to 3.15"] fn PyConfig_InitIsolatedConfig(config: *mut PyConfig) -> ();
                ["3.8 to 3.15"] fn PyConfig_SetString(config: *mut PyConfig, field: *mut *mut wchar_t, value: *const wchar_t) -> PyStatus;
                ["3.8 to 3.15"] fn PyWideStringList_Append(list: *mut PyWideStringList, item: *const wchar_t) -> PyStatus;
                ["3.8 to 3.15"] fn PyConfig_Clear(config: *mut PyConfig) -> ();
                ["3.8 to 3.15"] fn Py_InitializeFromConfig(config: *const PyConfig) -> PyStatus;
                ["3.14"] fn PyInitConfig_Create() -> *mut PyInitConfig;
                ["3.14"] fn PyInitConfig_Free(config: *mut PyInitConfig) -> ();
                ["3.14"] fn PyInitConfig_SetInt(config: *mut PyInitConfig, name: *const c_char, value: i64) -> c_int;
                ["3.14"] fn PyInitConfig_SetStr(config: *mut PyInitConfig, name: *const c_char, value: *const c_char) -> c_int;
                ["3.14"] fn PyInitConfig_SetStrList(config: *mut PyInitConfig, name: *const c_char, length: usize, items: *const *mut c_char) -> c_int;
                ["3.14"] fn PyInitConfig_GetError(config: *mut PyInitConfig, message: *mut *const c_char) -> c_int;
                ["3.14"] fn Py_InitializeFromInitConfig(config: *mut PyInitConfig) -> c_int;

                // Threads
                ["3.8 to 3.12"] fn _PyThreadState_UncheckedGet() -> *mut PyThreadState;
                ["3.13"] fn PyThreadState_GetUnchecked() -> *mut PyThreadState;

                // Calls
                ["3.8"] fn _PyObject_FastCallDict(callable: *mut PyObject, arguments: *const *mut PyObject, count: usize, keywords: *mut PyObject) -> New;
                ["3.9"] fn PyObject_VectorcallDict(callable: *mut PyObject, arguments: *const *mut PyObject, count: usize, keywords: *mut PyObject) -> New;
                ["3.9"] fn PyObject_VectorcallMethod(name: *mut PyObject, arguments: *const *mut PyObject, count: usize, keywords: *mut PyObject) -> New;
                ["3.11"] fn PyObject_Vectorcall(callable: *mut PyObject, arguments: *const *mut PyObject, count: usize, keywords: *mut PyObject) -> New;

                // Strings: this one exchanges the reference that it is given, so it is not for users
                ["3.8"] fn PyUnicode_InternInPlace(text: *mut *mut PyObject) -> ();

                // Memory
                ["3.9"] fn PyObject_CheckBuffer(object: *mut PyObject) -> c_int;

                // Exceptions
                ["3.8 to 3.15"] fn PyErr_Fetch(class: *mut *mut PyObject, value: *mut *mut PyObject, traceback: *mut *mut PyObject) -> ();
                ["3.8 to 3.15"] fn PyErr_Restore(class: Stolen, value: Stolen, traceback: Stolen) -> ();
                ["3.8 to 3.15"] fn PyErr_NormalizeException(class: *mut *mut PyObject, value: *mut *mut PyObject, traceback: *mut *mut PyObject) -> ();
                ["3.12"] fn PyErr_GetRaisedException() -> New;
                ["3.12"] fn PyErr_SetRaisedException(exception: Stolen) -> ();

                // Containers and modules, presized and without borrowing
                ["3.8 to 3.13, at least"] fn _PyDict_NewPresized(entries: isize) -> New;
                ["3.13"] fn PyDict_GetItemRef(dict: *mut PyObject, key: *mut PyObject, value: *mut *mut PyObject) -> c_int;
                ["3.13"] fn PyList_GetItemRef(list: *mut PyObject, index: isize) -> New;
                ["3.13"] fn PyImport_AddModuleRef(name: *const c_char) -> New;
            }
            data {
                // Singletons
                static _Py_NoneStruct: PyObject;
                static _Py_TrueStruct: PyObject;
                static _Py_FalseStruct: PyObject;
                static _Py_EllipsisObject: PyObject;
                static _Py_NotImplementedStruct: PyObject;

                // Classes
                static PyBaseObject_Type: PyTypeObject;
                static PyType_Type: PyTypeObject;
                static PyBool_Type: PyTypeObject;
                static PyLong_Type: PyTypeObject;
                static PyFloat_Type: PyTypeObject;
                static PyComplex_Type: PyTypeObject;
                static PyUnicode_Type: PyTypeObject;
                static PyBytes_Type: PyTypeObject;
                static PyByteArray_Type: PyTypeObject;
                static PyTuple_Type: PyTypeObject;
                static PyList_Type: PyTypeObject;
                static PyDict_Type: PyTypeObject;
                static PySet_Type: PyTypeObject;
                static PyFrozenSet_Type: PyTypeObject;
                static PySlice_Type: PyTypeObject;
                static PyRange_Type: PyTypeObject;
                static PyMemoryView_Type: PyTypeObject;
                static PyModule_Type: PyTypeObject;

                // Exceptions
                static PyExc_BaseException: *mut PyObject;
                static PyExc_Exception: *mut PyObject;
                static PyExc_ArithmeticError: *mut PyObject;
                static PyExc_AssertionError: *mut PyObject;
                static PyExc_AttributeError: *mut PyObject;
                static PyExc_BufferError: *mut PyObject;
                static PyExc_EOFError: *mut PyObject;
                static PyExc_FileNotFoundError: *mut PyObject;
                static PyExc_ImportError: *mut PyObject;
                static PyExc_IndexError: *mut PyObject;
                static PyExc_KeyError: *mut PyObject;
                static PyExc_KeyboardInterrupt: *mut PyObject;
                static PyExc_MemoryError: *mut PyObject;
                static PyExc_ModuleNotFoundError: *mut PyObject;
                static PyExc_NameError: *mut PyObject;
                static PyExc_NotImplementedError: *mut PyObject;
                static PyExc_OSError: *mut PyObject;
                static PyExc_OverflowError: *mut PyObject;
                static PyExc_RecursionError: *mut PyObject;
                static PyExc_RuntimeError: *mut PyObject;
                static PyExc_StopIteration: *mut PyObject;
                static PyExc_SyntaxError: *mut PyObject;
                static PyExc_SystemError: *mut PyObject;
                static PyExc_SystemExit: *mut PyObject;
                static PyExc_TypeError: *mut PyObject;
                static PyExc_UnicodeDecodeError: *mut PyObject;
                static PyExc_UnicodeEncodeError: *mut PyObject;
                static PyExc_ValueError: *mut PyObject;
                static PyExc_ZeroDivisionError: *mut PyObject;
            }
        }
    };
}
