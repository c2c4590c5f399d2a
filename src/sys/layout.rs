//! Where CPython's structs have their fields, as a hypothesis that is checked before it is used.
//!
//! In every 64-bit build with a GIL from 3.8 to 3.15 the fields read here stand at the same places. At start
//! they are compared with what the functions say of real objects, and with the offsets of the shim where the
//! running Python is the one it was compiled for. Where all agree, types, values and reference counts are read
//! in line; where not (free-threaded builds, debug builds that count every reference), the same operations go
//! through functions. That is decided once, here.

use super::api::{Api, api};
use super::pointer::Stolen;
use super::read::{check_text, ints_agree};
use super::shim::built_layout;
use super::stamp::check_stamps;
use super::types::{PyObject, PyTypeObject};
use crate::version::Version;
use std::ffi::CStr;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// The places, in bytes from an object's start.
pub(super) mod at {
    pub const COUNT: usize = 0;
    pub const TYPE: usize = size_of::<isize>();
    /// Of a list or a tuple; of an int it tells sign and number of digits.
    pub const SIZE: usize = 2 * size_of::<isize>();
    pub const FLOAT: usize = 2 * size_of::<isize>();
    /// The address of a list's items.
    pub const ITEMS: usize = 3 * size_of::<isize>();
    /// The name of a class, `tp_name`.
    pub const NAME: usize = 3 * size_of::<isize>();
    /// Of an int.
    pub const DIGITS: usize = 3 * size_of::<isize>();
    /// Of a str, in characters.
    pub const LENGTH: usize = 2 * size_of::<isize>();
    /// Bits that tell how a str is stored.
    pub const STATE: usize = 4 * size_of::<isize>();
}

/// Where a tuple has its items: behind its size, and from 3.14 on behind its hash, too.
static TUPLE_ITEMS: AtomicUsize = AtomicUsize::new(0);

/// Where a tuple has its items, if that has been checked.
#[inline(always)]
pub(super) fn tuple_items_at() -> usize {
    TUPLE_ITEMS.load(Ordering::Relaxed)
}

/// How objects are read and counted.
static WAY: AtomicU8 = AtomicU8::new(FUNCTIONS);

/// Through functions.
const FUNCTIONS: u8 = 0;
/// In line; the count is a whole word (to 3.11).
pub(super) const WORD: u8 = 1;
/// In line; the count is the lower half of the word, and not touched where it is negative: the object is
/// immortal (3.12 on).
pub(super) const HALF: u8 = 2;

#[inline(always)]
pub(super) fn way() -> u8 {
    // Relaxed is enough: written before any other thread can attach, and attaching synchronises.
    WAY.load(Ordering::Relaxed)
}

/// A field of an object.
///
/// # Safety
/// `object` is valid and has a `T` at `offset`.
#[inline(always)]
pub(super) unsafe fn field<T: Copy>(object: *mut PyObject, offset: usize) -> T {
    // SAFETY: as the caller promises.
    unsafe { *object.byte_add(offset).cast::<T>() }
}

/// Counts one reference more.
///
/// # Safety
/// The thread is attached and `object` is valid.
#[inline(always)]
pub(crate) unsafe fn incref(object: *mut PyObject) {
    // SAFETY: as the caller promises.
    unsafe { incref_by(object, 1) }
}

/// Counts so many references more.
///
/// # Safety
/// As for [`incref`].
#[inline(always)]
unsafe fn incref_by(object: *mut PyObject, more: u8) {
    // SAFETY: as the caller promises; that the count stands there has been checked, and with a GIL nobody
    // else writes it now.
    unsafe {
        let count = object.byte_add(at::COUNT);
        match way() {
            HALF => {
                let count = count.cast::<i32>();
                if *count >= 0 {
                    *count = (*count).wrapping_add(more.into());
                }
            }
            WORD => *count.cast::<isize>() += isize::from(more),
            _ => (0..more).for_each(|_| api().Py_IncRef(object)),
        }
    }
}

/// Counts one reference less, and frees the object when it was the last: any Python code may run.
///
/// # Safety
/// The thread is attached, and the caller owns a reference to `object`, which it gives up.
#[inline(always)]
pub(crate) unsafe fn decref(object: *mut PyObject) {
    // SAFETY: as for `incref`; the object goes only when its count says that nobody else holds it.
    unsafe {
        let count = object.byte_add(at::COUNT);
        match way() {
            HALF => {
                let count = count.cast::<i32>();
                if *count >= 0 {
                    *count -= 1;
                    if *count == 0 {
                        api()._Py_Dealloc(object);
                    }
                }
            }
            WORD => {
                let count = count.cast::<isize>();
                *count -= 1;
                if *count == 0 {
                    api()._Py_Dealloc(object);
                }
            }
            _ => api().Py_DecRef(object),
        }
    }
}

/// Counts two references more.
///
/// # Safety
/// As for [`incref`].
#[inline(always)]
#[cfg(feature = "ndarray")]
pub(crate) unsafe fn incref_twice(object: *mut PyObject) {
    // SAFETY: as the caller promises.
    unsafe { incref_by(object, 2) }
}

/// Counts two references less, which are not the last ones.
///
/// # Safety
/// As for [`decref`], of two references; somebody else has one more.
#[inline(always)]
#[cfg(feature = "ndarray")]
pub(crate) unsafe fn decref_twice(object: *mut PyObject) {
    // SAFETY: as for `decref`.
    unsafe {
        let count = object.byte_add(at::COUNT);
        match way() {
            HALF => {
                let count = count.cast::<i32>();
                if *count >= 0 {
                    *count -= 2;
                }
            }
            WORD => *count.cast::<isize>() -= 2,
            _ => {
                api().Py_DecRef(object);
                api().Py_DecRef(object);
            }
        }
    }
}

/// The count of references to an object, where it can be read in line.
///
/// # Safety
/// The thread is attached and `object` is valid.
#[inline]
pub(crate) unsafe fn count(object: *mut PyObject) -> Option<isize> {
    // SAFETY: that the count stands there has been checked.
    unsafe {
        match way() {
            WORD => Some(field(object, at::COUNT)),
            HALF => Some(field::<u32>(object, at::COUNT) as isize),
            _ => None,
        }
    }
}

/// The object's class, if it can be read in line.
///
/// # Safety
/// `object` is valid.
#[inline(always)]
pub(super) unsafe fn inline_type(object: *mut PyObject) -> Option<*mut PyTypeObject> {
    // SAFETY: that the type stands there has been checked.
    (way() != FUNCTIONS).then(|| unsafe { field(object, at::TYPE) })
}

/// The object's class; the object keeps it alive.
///
/// # Safety
/// The thread is attached and `object` is valid.
#[inline(always)]
pub(crate) unsafe fn type_of(object: *mut PyObject) -> *mut PyTypeObject {
    // SAFETY: as the caller promises. The reference that PyObject_Type gives is given up at once: the object
    // still has its own.
    unsafe {
        inline_type(object).unwrap_or_else(|| {
            let class = api().PyObject_Type(object).as_ptr();
            api().Py_DecRef(class);
            class.cast()
        })
    }
}

/// What CPython marks a class with by a flag: that it is a builtin one or a subclass of it; the values are CPython's.
#[derive(Clone, Copy, Debug)]
#[repr(u32)]
pub(crate) enum TypeFlag {
    /// Not to be changed (3.10 on): no class that is written in Python is so.
    Immutable = 1 << 8,
    /// Made at run time: all classes that are written in Python are, and some others.
    Heap = 1 << 9,
    /// Its instances are known to the search for cycles.
    Collected = 1 << 14,
    Int = 1 << 24,
    List = 1 << 25,
    Tuple = 1 << 26,
    Bytes = 1 << 27,
    Str = 1 << 28,
    Dict = 1 << 29,
    Exception = 1 << 30,
}

/// Whether an object's class has a flag.
///
/// # Safety
/// The thread is attached and `object` is valid.
#[inline(always)]
pub(crate) unsafe fn has_flag(object: *mut PyObject, flag: TypeFlag) -> bool {
    // SAFETY: as the caller promises; an object keeps its class alive.
    unsafe { api().PyType_GetFlags(type_of(object)) as u32 & flag as u32 != 0 }
}

/// Whether only one thread at a time is attached, as far as is known: a GIL guards what is read and written by
/// attached threads alone.
#[inline(always)]
pub(crate) fn has_gil() -> bool {
    way() != FUNCTIONS
}

/// The `__name__` of a class that C code made once and for all, as all builtin ones are: its `tp_name`, behind the last
/// dot. `None` for one that was made at run time, whose name can change.
///
/// # Safety
/// The thread is attached, `class` is valid, and classes have their name where `at` says.
#[inline]
unsafe fn class_name<'a>(class: *mut PyTypeObject) -> Option<&'a str> {
    const MADE_AT_RUN_TIME: u32 = 1 << 9;
    // SAFETY: as the caller promises; the name of such a class is a text of C that is never freed.
    unsafe {
        if api().PyType_GetFlags(class) as u32 & MADE_AT_RUN_TIME != 0 {
            return None;
        }
        let name = CStr::from_ptr(field(class.cast(), at::NAME)).to_str().ok()?;
        name.rsplit('.').next()
    }
}

/// The `__name__` of an object's class, where it can be read in line.
///
/// # Safety
/// The thread is attached and `object` is valid for as long as the name is used.
#[inline]
pub(crate) unsafe fn inline_type_name<'a>(object: *mut PyObject) -> Option<&'a str> {
    // SAFETY: that classes have their name there has been checked.
    unsafe { class_name(inline_type(object)?) }
}

/// Decides how this Python's objects are read.
///
/// # Safety
/// The thread is attached, and no other thread uses Python yet.
pub(crate) unsafe fn check_layout(api: &Api, version: Version) {
    // SAFETY: as the caller promises.
    unsafe {
        let way = if version.at_least(12) { HALF } else { WORD };
        let tuple_items = (if version.at_least(14) { 4 } else { 3 }) * size_of::<isize>();
        if shim_agrees(version, tuple_items)
            && objects_agree(api, version, tuple_items)
            && ints_agree(api, way)
        {
            TUPLE_ITEMS.store(tuple_items, Ordering::Relaxed);
            WAY.store(way, Ordering::Relaxed);
            check_text(api, way);
            check_stamps(api, version);
        }
    }
}

/// Whether the shim, where it was compiled for this very Python, says the same as the constants here. A
/// free-threaded build of the same version is told apart by its objects.
fn shim_agrees(version: Version, tuple_items: usize) -> bool {
    let Some(layout) = built_layout().filter(|layout| Version::from_hex(layout.version_hex) == version)
    else {
        return true;
    };
    let said = [
        (layout.ob_refcnt, at::COUNT),
        (layout.ob_type, at::TYPE),
        (layout.ob_size, at::SIZE),
        (layout.float_value, at::FLOAT),
        (layout.list_items, at::ITEMS),
        (layout.tuple_items, tuple_items),
    ];
    layout.free_threaded || said.iter().all(|&(said, place)| i64::from(said) == place as i64)
}

/// Whether real objects have their fields at the constants' places, as far as functions can tell.
///
/// # Safety
/// As for [`check_layout`].
unsafe fn objects_agree(api: &Api, version: Version, tuple_items: usize) -> bool {
    if usize::BITS != 64 || cfg!(target_endian = "big") {
        return false;
    }
    // SAFETY: attached. The bytes read are inside each object in every known layout: the smallest of them, a
    // float, has 24. All references made here are released.
    unsafe {
        // A build that counts all references in the interpreter must see each change.
        if !api.PySys_GetObject(c"gettotalrefcount".as_ptr()).is_null() {
            return false;
        }
        let value = 6.5;
        let float = api.PyFloat_FromDouble(value).as_ptr();
        let list = api.PyList_New(2).as_ptr();
        let tuple = api.PyTuple_New(2).as_ptr();
        if float.is_null() || list.is_null() || tuple.is_null() {
            api.PyErr_Clear();
            return false;
        }
        let before: i32 = field(float, at::COUNT);
        for _ in 0..4 {
            api.Py_IncRef(float);
        }
        let counted = before == 1 && field::<i32>(float, at::COUNT) == 5;
        for index in 0..2 {
            api.PyList_SetItem(list, index, Stolen::from_ptr(float));
            api.PyTuple_SetItem(tuple, index, Stolen::from_ptr(float));
        }
        let typed = field::<*mut PyTypeObject>(float, at::TYPE) == api.PyFloat_Type()
            && field::<*mut PyTypeObject>(list, at::TYPE) == api.PyList_Type()
            && field::<*mut PyTypeObject>(tuple, at::TYPE) == api.PyTuple_Type();
        let valued = typed && field::<f64>(float, at::FLOAT) == value;
        let sized = typed && field::<usize>(list, at::SIZE) == 2 && field::<usize>(tuple, at::SIZE) == 2;
        let listed = sized && {
            let items: *const [*mut PyObject; 2] = field(list, at::ITEMS);
            !items.is_null()
                && *items == [float; 2]
                && field::<[*mut PyObject; 2]>(tuple, tuple_items) == [float; 2]
        };
        let named = typed && class_name(api.PyFloat_Type()) == Some("float");
        // Immortal objects, from 3.12 on, are those whose lower half is negative.
        let immortal = field::<i32>(api._Py_NoneStruct(), at::COUNT) < 0;
        api.Py_DecRef(list);
        api.Py_DecRef(tuple);
        api.Py_DecRef(float);
        counted && valued && listed && named && immortal == version.at_least(12)
    }
}
