//! The one place that knows which function which version has.
//!
//! Each function here has the newest CPython's name and meaning and works on all: the older spelling is
//! inside. Above this file nothing asks for a version.

use super::api::{Api, api, goes_elsewhere};
use super::init_config::InitConfigApi;
use super::layout::{decref, incref, type_of};
use super::pointer::{New, Stolen};
use super::pyconfig::ConfigApi;
use super::types::{PyObject, PyThreadState, PyTypeObject};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::transmute;
use std::ptr::null_mut;

/// What gives an iterator's next item; see [`Api::iter_next`].
pub(crate) type IterNext = unsafe extern "C" fn(*mut PyObject) -> New;

/// Said of an argument count: the slot before the first argument may be overwritten by the callee.
pub const PY_VECTORCALL_ARGUMENTS_OFFSET: usize = 1 << (usize::BITS - 1);

/// The message of a table that lacks both spellings of a function; see [`Api::check_later`].
const CHECKED: &str = "checked when the table was loaded";

#[allow(non_snake_case, reason = "the names are CPython's")]
impl Api {
    /// The pairs of spellings of which the table has neither. The loader refuses a library with such a gap,
    /// so that the functions below are total.
    pub(super) fn check_later(&self) -> Vec<&'static str> {
        let fetch = self.PyErr_Fetch.is_some()
            && self.PyErr_Restore.is_some()
            && self.PyErr_NormalizeException.is_some();
        let raised = self.PyErr_GetRaisedException.is_some() && self.PyErr_SetRaisedException.is_some();
        let vectorcall = self.PyObject_Vectorcall.is_some()
            || self.PyObject_VectorcallDict.is_some()
            || self._PyObject_FastCallDict.is_some();
        let current = self.PyThreadState_GetUnchecked.is_some() || self._PyThreadState_UncheckedGet.is_some();
        [
            (
                self.config().is_some() || self.init_config().is_some(),
                "Py_InitializeFromConfig or Py_InitializeFromInitConfig, and their like",
            ),
            (fetch || raised, "PyErr_GetRaisedException or PyErr_Fetch, and their like"),
            (vectorcall, "PyObject_Vectorcall, PyObject_VectorcallDict or _PyObject_FastCallDict"),
            (self.PyUnicode_InternInPlace.is_some(), "PyUnicode_InternInPlace"),
            (current, "PyThreadState_GetUnchecked or _PyThreadState_UncheckedGet"),
        ]
        .into_iter()
        .filter_map(|(there, names)| (!there).then_some(names))
        .collect()
    }

    /// How Python is initialised from 3.14 on: all of `PyInitConfig`.
    pub(crate) fn init_config(&self) -> Option<InitConfigApi> {
        Some(InitConfigApi {
            create: self.PyInitConfig_Create?,
            free: self.PyInitConfig_Free?,
            set_int: self.PyInitConfig_SetInt?,
            set_text: self.PyInitConfig_SetStr?,
            set_list: self.PyInitConfig_SetStrList?,
            error: self.PyInitConfig_GetError?,
            initialize: self.Py_InitializeFromInitConfig?,
        })
    }

    /// How Python is initialised before 3.14: all of `PyConfig`.
    pub(crate) fn config(&self) -> Option<ConfigApi> {
        Some(ConfigApi {
            pre_init_python: self.PyPreConfig_InitPythonConfig?,
            pre_init_isolated: self.PyPreConfig_InitIsolatedConfig?,
            pre_initialize: self.Py_PreInitialize?,
            init_python: self.PyConfig_InitPythonConfig?,
            init_isolated: self.PyConfig_InitIsolatedConfig?,
            set_string: self.PyConfig_SetString?,
            append: self.PyWideStringList_Append?,
            clear: self.PyConfig_Clear?,
            initialize: self.Py_InitializeFromConfig?,
        })
    }

    /// The thread state that is attached, or null. Needs no attached thread.
    ///
    /// # Safety
    /// Python is initialised.
    #[inline(always)]
    pub(crate) unsafe fn PyThreadState_GetUnchecked(&self) -> *mut PyThreadState {
        // SAFETY: as the caller promises.
        unsafe {
            match self.PyThreadState_GetUnchecked {
                Some(get) => get(),
                None => self._PyThreadState_UncheckedGet.expect(CHECKED)(),
            }
        }
    }

    /// Calls `callable` with the `count` objects at `arguments`, of which the last ones have the names in
    /// the tuple `keywords` (or null). Since 3.11; before it through `PyObject_VectorcallDict`.
    ///
    /// # Safety
    /// The thread is attached and the pointers are valid; `count` counts the positional arguments, and with
    /// [`PY_VECTORCALL_ARGUMENTS_OFFSET`] the slot before the first one may be written.
    #[inline(always)]
    pub(crate) unsafe fn PyObject_Vectorcall(
        &self,
        callable: *mut PyObject,
        arguments: *const *mut PyObject,
        count: usize,
        keywords: *mut PyObject,
    ) -> New {
        // SAFETY: as the caller promises.
        unsafe {
            match self.PyObject_Vectorcall {
                Some(call) => call(callable, arguments, count, keywords),
                None => self.vectorcall_through_dict(callable, arguments, count, keywords),
            }
        }
    }

    /// Calls the method `name` of the first of the `count` objects at `arguments` with the rest. Since 3.9;
    /// before it as an attribute that is called.
    ///
    /// # Safety
    /// As for [`Api::PyObject_Vectorcall`]; there is at least one argument.
    #[inline(always)]
    pub(crate) unsafe fn PyObject_VectorcallMethod(
        &self,
        name: *mut PyObject,
        arguments: *const *mut PyObject,
        count: usize,
        keywords: *mut PyObject,
    ) -> New {
        // SAFETY: as the caller promises; without the function, the receiver's slot is the one before the
        // first argument, which may be written when the receiver was a temporary of the caller's array. It
        // is not offered, so that nothing is written.
        unsafe {
            if let Some(call) = self.PyObject_VectorcallMethod {
                return call(name, arguments, count, keywords);
            }
            let count = (count & !PY_VECTORCALL_ARGUMENTS_OFFSET) - 1;
            let method = self.PyObject_GetAttr(*arguments, name);
            if method.is_null() {
                return method;
            }
            let result = self.PyObject_Vectorcall(method.as_ptr(), arguments.add(1), count, keywords);
            self.Py_DecRef(method.as_ptr());
            result
        }
    }

    /// The pending exception, normalised and with its traceback, which is no longer pending; null if there
    /// is none. Since 3.12; before it through `PyErr_Fetch`.
    ///
    /// # Safety
    /// The thread is attached.
    pub(crate) unsafe fn PyErr_GetRaisedException(&self) -> New {
        // SAFETY: as the caller promises; the three references that Fetch gives are owned here, and all but
        // the exception itself are released.
        unsafe {
            if let Some(get) = self.PyErr_GetRaisedException {
                return get();
            }
            let (mut class, mut value, mut traceback) = (null_mut(), null_mut(), null_mut());
            self.PyErr_Fetch.expect(CHECKED)(&mut class, &mut value, &mut traceback);
            if class.is_null() {
                return New::from_ptr(null_mut());
            }
            self.PyErr_NormalizeException.expect(CHECKED)(&mut class, &mut value, &mut traceback);
            if !traceback.is_null() {
                self.PyException_SetTraceback(value, traceback);
                decref(traceback);
            }
            decref(class);
            New::from_ptr(value)
        }
    }

    /// Makes `exception` the pending one. Since 3.12; before it through `PyErr_Restore`.
    ///
    /// # Safety
    /// The thread is attached and `exception` is an instance of `BaseException`.
    pub(crate) unsafe fn PyErr_SetRaisedException(&self, exception: Stolen) {
        // SAFETY: as the caller promises; Restore takes over the three references.
        unsafe {
            if let Some(set) = self.PyErr_SetRaisedException {
                return set(exception);
            }
            let class = self.PyObject_Type(exception.as_ptr());
            let traceback = self.PyException_GetTraceback(exception.as_ptr());
            self.PyErr_Restore.expect(CHECKED)(
                Stolen::from_ptr(class.as_ptr()),
                exception,
                Stolen::from_ptr(traceback.as_ptr()),
            );
        }
    }

    /// Puts what `dict` has for `key`, a new reference, in `value`: 1; where it has nothing, null: 0; -1 with
    /// an exception. Since 3.13; before it through `PyDict_GetItemWithError`.
    ///
    /// # Safety
    /// The thread is attached and the pointers are valid.
    #[inline(always)]
    pub(crate) unsafe fn PyDict_GetItemRef(
        &self,
        dict: *mut PyObject,
        key: *mut PyObject,
        value: &mut *mut PyObject,
    ) -> c_int {
        // SAFETY: as the caller promises; with a GIL nothing runs between the look-up and the count.
        unsafe {
            if let Some(get) = self.PyDict_GetItemRef {
                return get(dict, key, value);
            }
            *value = self.PyDict_GetItemWithError(dict, key).as_ptr();
            if !value.is_null() {
                incref(*value);
                return 1;
            }
            if self.PyErr_Occurred().is_null() { 0 } else { -1 }
        }
    }

    /// The item of `list` at `index`, or null with an `IndexError`. Since 3.13; before it through
    /// `PyList_GetItem`.
    ///
    /// # Safety
    /// The thread is attached and `list` is a list.
    #[inline(always)]
    pub(crate) unsafe fn PyList_GetItemRef(&self, list: *mut PyObject, index: isize) -> New {
        // SAFETY: as for `PyDict_GetItemRef`; IncRef leaves null alone.
        unsafe {
            if let Some(get) = self.PyList_GetItemRef {
                return get(list, index);
            }
            let item = self.PyList_GetItem(list, index).as_ptr();
            self.Py_IncRef(item);
            New::from_ptr(item)
        }
    }

    /// The function that gives the next item of iterators of this one's class: null at the end, perhaps with a
    /// `StopIteration`, and with any other exception. `PyIter_Next` asks for it at each item; it can be asked for
    /// beforehand since 3.10, and before it of classes that Python code made.
    ///
    /// # Safety
    /// The thread is attached and `iterator` is an iterator.
    pub(crate) unsafe fn iter_next(&self, iterator: *mut PyObject) -> IterNext {
        const PY_TP_ITERNEXT: c_int = 63;
        unsafe extern "C" fn ask(iterator: *mut PyObject) -> New {
            // SAFETY: as for `PyIter_Next`, as whoever calls it promises.
            unsafe { api().PyIter_Next(iterator) }
        }
        // SAFETY: as the caller promises; the slot is null or a function of this type, and null has an exception.
        unsafe {
            let next = self.PyType_GetSlot(type_of(iterator), PY_TP_ITERNEXT);
            if next.is_null() {
                self.PyErr_Clear();
                return ask;
            }
            if goes_elsewhere() {
                return ask;
            }
            transmute::<*mut c_void, IterNext>(next)
        }
    }

    /// An empty dict with room for so many entries, where CPython has a function for that; else as `PyDict_New`.
    ///
    /// # Safety
    /// The thread is attached and `entries` is not negative.
    pub(crate) unsafe fn new_dict(&self, entries: isize) -> New {
        // SAFETY: as the caller promises.
        unsafe { self._PyDict_NewPresized.map_or_else(|| self.PyDict_New(), |new| new(entries)) }
    }

    /// The module `name`, which is made where there is none. Since 3.13; before it through
    /// `PyImport_AddModule`.
    ///
    /// # Safety
    /// The thread is attached and `name` is UTF-8.
    pub(crate) unsafe fn PyImport_AddModuleRef(&self, name: &CStr) -> New {
        // SAFETY: as for `PyList_GetItemRef`.
        unsafe {
            if let Some(add) = self.PyImport_AddModuleRef {
                return add(name.as_ptr());
            }
            let module = self.PyImport_AddModule(name.as_ptr()).as_ptr();
            self.Py_IncRef(module);
            New::from_ptr(module)
        }
    }

    /// Whether an object may have a buffer to show. Since 3.9; before it any may.
    ///
    /// # Safety
    /// The thread is attached and `object` is valid.
    pub(crate) unsafe fn PyObject_CheckBuffer(&self, object: *mut PyObject) -> c_int {
        // SAFETY: as the caller promises.
        self.PyObject_CheckBuffer.map_or(1, |check| unsafe { check(object) })
    }

    /// Has the instances of a class show a buffer by a function: what the slot `Py_bf_getbuffer` does from 3.9 on. Before
    /// it, a class's table of such functions is written; its place is looked at on classes that are known to have one.
    /// Gives whether that was possible.
    ///
    /// # Safety
    /// The thread is attached, the class is a new one that was made from a spec, and the function one for the slot.
    pub(crate) unsafe fn set_buffer_function(
        &self,
        class: *mut PyTypeObject,
        function: *const c_void,
    ) -> bool {
        // In addresses from the start: `tp_as_buffer`.
        const TABLE: usize = 20;
        // SAFETY: a class of 3.8 has more fields than that; where the known ones agree, the place is the right one.
        unsafe {
            let table = |class: *mut PyTypeObject| *class.cast::<*mut [*const c_void; 2]>().add(TABLE);
            let [bytes, array, int] =
                [self.PyBytes_Type(), self.PyByteArray_Type(), self.PyLong_Type()].map(table);
            let agree = int.is_null()
                && bytes.as_ref().is_some_and(|functions| !functions[0].is_null() && functions[1].is_null())
                && array
                    .as_ref()
                    .is_some_and(|functions| functions.iter().all(|function| !function.is_null()));
            match table(class).as_mut().filter(|_| agree) {
                Some(functions) => functions[0] = function,
                None => return false,
            }
        }
        true
    }

    /// Whether classes are made with `Py_bf_getbuffer`. Since 3.9.
    pub(crate) fn has_buffer_slot(&self) -> bool {
        self.PyObject_CheckBuffer.is_some()
    }

    /// A string that no other string of its text differs from by address.
    ///
    /// # Safety
    /// The thread is attached and the `bytes` bytes at `text` are UTF-8.
    pub(crate) unsafe fn intern(&self, text: *const c_char, bytes: isize) -> New {
        // SAFETY: as the caller promises; InternInPlace swaps the reference for the interned one.
        unsafe {
            let mut string = self.PyUnicode_FromStringAndSize(text, bytes).as_ptr();
            if !string.is_null() {
                self.PyUnicode_InternInPlace.expect(CHECKED)(&mut string);
            }
            New::from_ptr(string)
        }
    }

    /// `PyObject_Vectorcall` for 3.8 to 3.10, whose own is an inline function: the keywords go as a dict.
    ///
    /// # Safety
    /// As for [`Api::PyObject_Vectorcall`].
    unsafe fn vectorcall_through_dict(
        &self,
        callable: *mut PyObject,
        arguments: *const *mut PyObject,
        count: usize,
        keywords: *mut PyObject,
    ) -> New {
        let call = self.PyObject_VectorcallDict.or(self._PyObject_FastCallDict).expect(CHECKED);
        // SAFETY: as the caller promises: `keywords` is a tuple of as many names as there are objects after
        // the positional ones. The dict is released here.
        unsafe {
            if keywords.is_null() {
                return call(callable, arguments, count, null_mut());
            }
            let dict = self.PyDict_New();
            if dict.is_null() {
                return dict;
            }
            let values = arguments.add(count & !PY_VECTORCALL_ARGUMENTS_OFFSET);
            for index in 0..self.PyTuple_Size(keywords) {
                let name = self.PyTuple_GetItem(keywords, index).as_ptr();
                if self.PyDict_SetItem(dict.as_ptr(), name, *values.add(index as usize)) < 0 {
                    self.Py_DecRef(dict.as_ptr());
                    return New::from_ptr(null_mut());
                }
            }
            let result = call(callable, arguments, count, dict.as_ptr());
            self.Py_DecRef(dict.as_ptr());
            result
        }
    }
}
