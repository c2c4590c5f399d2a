//! The values of objects, read in line where their layouts are known.
//!
//! Each function gives `None` where the object is another, or this Python's layout is not the one that
//! [`layout`](super::layout) has checked: the caller then asks a C function.

use super::api::{Api, api};
use super::layout::{HALF, WORD, at, field, has_gil, inline_type, tuple_items_at, way};
use super::types::PyObject;
use std::ptr::{NonNull, slice_from_raw_parts_mut};
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where a `str` that is ASCII alone has its characters, in bytes from its start; 0 where that is not known.
static ASCII: AtomicUsize = AtomicUsize::new(0);

/// Where any other `str` has its characters, if they stand behind its head.
static WIDE: AtomicUsize = AtomicUsize::new(0);

/// The value of an exact `float`.
///
/// # Safety
/// The thread is attached and `object` is valid.
#[inline(always)]
pub(crate) unsafe fn float_value(object: *mut PyObject) -> Option<f64> {
    // SAFETY: that an exact float has its value there has been checked.
    unsafe {
        let class = inline_type(object)?;
        (class == api().PyFloat_Type()).then(|| field(object, at::FLOAT))
    }
}

/// The value of an exact `int` of one digit, which has 30 bits.
///
/// # Safety
/// The thread is attached and `object` is valid.
#[inline(always)]
pub(crate) unsafe fn small_int(object: *mut PyObject) -> Option<i64> {
    // SAFETY: as the caller promises.
    unsafe { (inline_type(object)? == api().PyLong_Type()).then(|| digit(object, way()))? }
}

/// The value of an `int` of one digit.
///
/// # Safety
/// `int` is one, and its layout is that of the way.
#[inline(always)]
unsafe fn digit(int: *mut PyObject, way: u8) -> Option<i64> {
    // SAFETY: as the caller promises; an int of one digit has it there. In the newer layout zero has one too.
    unsafe {
        let digit = || i64::from(field::<u32>(int, at::DIGITS));
        match way {
            // The number of digits, negative for a negative number.
            WORD => match field::<isize>(int, at::SIZE) {
                1 => Some(digit()),
                0 => Some(0),
                -1 => Some(-digit()),
                _ => None,
            },
            // Two bits for the sign (0 positive, 1 zero, 2 negative), one more, and the number of digits.
            HALF => {
                let tag: usize = field(int, at::SIZE);
                (tag < 2 << 3).then(|| (1 - (tag & 3) as i64) * digit())
            }
            _ => None,
        }
    }
}

/// The text of an exact `str` that is ASCII alone; it lives as long as the object.
///
/// # Safety
/// The thread is attached and `object` is valid for as long as the text is used.
#[inline(always)]
pub(crate) unsafe fn ascii_text<'a>(object: *mut PyObject) -> Option<&'a str> {
    let data = ASCII.load(Ordering::Relaxed);
    // SAFETY: that the bytes of such a str stand there has been checked, and ASCII is UTF-8. A str is never
    // changed once somebody else can see it.
    unsafe {
        if data == 0 || field::<*mut _>(object, at::TYPE) != api().PyUnicode_Type() || !is_ascii(object) {
            return None;
        }
        let bytes = slice::from_raw_parts(object.byte_add(data).cast(), field(object, at::LENGTH));
        Some(std::str::from_utf8_unchecked(bytes))
    }
}

/// A copy of an exact `str` that is not ASCII alone; `None` also for one that has a lone surrogate.
///
/// CPython's own function would keep its copy with the object, for as long as that lives.
///
/// # Safety
/// The thread is attached and `object` is valid.
pub(crate) unsafe fn wide_text(object: *mut PyObject) -> Option<String> {
    let data = WIDE.load(Ordering::Relaxed);
    // SAFETY: as for `ascii_text`; a character of such a str takes as many bytes as its kind says.
    unsafe {
        if data == 0 || field::<*mut _>(object, at::TYPE) != api().PyUnicode_Type() {
            return None;
        }
        copy(object, data)
    }
}

/// # Safety
/// `text` is a `str` whose characters, if they stand behind its head and are not ASCII alone, stand at `data`.
unsafe fn copy(text: *mut PyObject, data: usize) -> Option<String> {
    // SAFETY: as the caller promises.
    unsafe {
        let (length, data) = (field(text, at::LENGTH), text.byte_add(data));
        match field::<u32>(text, at::STATE) & KIND_COMPACT_ASCII {
            ONE_BYTE => utf_8(slice::from_raw_parts(data.cast::<u8>(), length)),
            TWO_BYTES => utf_8(slice::from_raw_parts(data.cast::<u16>(), length)),
            FOUR_BYTES => utf_8(slice::from_raw_parts(data.cast::<u32>(), length)),
            _ => None,
        }
    }
}

/// The text of characters, if all are Unicode's.
fn utf_8<T: Copy + Into<u32>>(characters: &[T]) -> Option<String> {
    let longer = |least: u32| characters.iter().filter(|character| (**character).into() >= least).count();
    let mut text = String::with_capacity(characters.len() + longer(0x80) + longer(0x800) + longer(0x1_0000));
    for character in characters {
        text.push(char::from_u32((*character).into())?);
    }
    Some(text)
}

/// Of the state of a `str`: the bytes of a character (3 bits), whether the characters stand behind the head, and
/// whether they are ASCII alone.
const KIND_COMPACT_ASCII: u32 = 0b111_1100;
const COMPACT: u32 = 0b010_0000;
const ONE_BYTE: u32 = 1 << 2 | COMPACT;
const TWO_BYTES: u32 = 2 << 2 | COMPACT;
const FOUR_BYTES: u32 = 4 << 2 | COMPACT;
const ASCII_ALONE: u32 = ONE_BYTE | 0b100_0000;

/// Whether a `str` is ASCII alone, with its characters behind its head.
///
/// # Safety
/// `text` is a `str`, and its layout is known.
#[inline(always)]
unsafe fn is_ascii(text: *mut PyObject) -> bool {
    // SAFETY: as the caller promises.
    unsafe { field::<u32>(text, at::STATE) & KIND_COMPACT_ASCII == ASCII_ALONE }
}

/// A place for an item; null in a container that is not finished.
pub(crate) type Item = Option<NonNull<PyObject>>;

/// The places of a list's items, as they are now.
///
/// # Safety
/// The thread is attached and `list` is a list. The places are theirs only until Python code may run: that may
/// change the list.
#[inline(always)]
pub(crate) unsafe fn list_items(list: *mut PyObject) -> Option<*mut [Item]> {
    // SAFETY: that a list has its size and the address of its items there has been checked; with a GIL nobody
    // else changes them now.
    unsafe {
        let length = has_gil().then(|| field(list, at::SIZE))?;
        // An empty list has no address.
        let items = NonNull::new(field(list, at::ITEMS)).unwrap_or(NonNull::dangling());
        Some(slice_from_raw_parts_mut(items.as_ptr(), length))
    }
}

/// The places of a tuple's items.
///
/// # Safety
/// The thread is attached and `tuple` is a tuple, which is alive for as long as the places are used.
#[inline(always)]
pub(crate) unsafe fn tuple_items(tuple: *mut PyObject) -> Option<*mut [Item]> {
    // SAFETY: that a tuple has its size and its items there has been checked.
    unsafe {
        let length = has_gil().then(|| field(tuple, at::SIZE))?;
        Some(slice_from_raw_parts_mut(tuple.byte_add(tuple_items_at()).cast(), length))
    }
}

/// Whether ints of every size and sign can be read as `way` says.
///
/// # Safety
/// The thread is attached, and an int has at least 28 bytes, as in every known layout.
pub(super) unsafe fn ints_agree(api: &Api, way: u8) -> bool {
    const ONE_DIGIT: i64 = (1 << 30) - 1;
    let reads = |value: i64| {
        // SAFETY: attached; the reference made here is released.
        unsafe {
            let int = api.PyLong_FromLongLong(value).as_ptr();
            if int.is_null() {
                api.PyErr_Clear();
                return false;
            }
            let read = digit(int, way);
            api.Py_DecRef(int);
            read == (value.abs() <= ONE_DIGIT).then_some(value)
        }
    };
    [0, 1, -1, 255, -77_777, ONE_DIGIT, -ONE_DIGIT, ONE_DIGIT + 1, -ONE_DIGIT - 1, 1 << 60, i64::MIN + 1]
        .into_iter()
        .all(reads)
}

/// Finds out where a `str` has its characters, once the layout of the others has been found right.
///
/// # Safety
/// The thread is attached, no other thread uses Python yet, and a `str` has at least 40 bytes.
pub(super) unsafe fn check_text(api: &Api, way: u8) {
    // The head of the older layout has a `wstr`, and its length behind that of the UTF-8.
    let (ascii, wide) = if way == HALF { (40, 56) } else { (48, 72) };
    let agrees = |text: &str, read: unsafe fn(*mut PyObject, usize) -> Option<String>, place: usize| {
        // SAFETY: attached; the reference made here is released.
        unsafe {
            let object = api.PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize).as_ptr();
            let agrees = !object.is_null()
                && field::<isize>(object, at::LENGTH) == api.PyUnicode_GetLength(object)
                && read(object, place).is_some_and(|read| read == text);
            api.PyErr_Clear();
            api.Py_DecRef(object);
            agrees
        }
    };
    let plain = ["", "a", "a text that is no name", "nul \0", "\u{7f}"];
    let others = ["\u{80}", "\u{ff}", "aé", "\u{100}", "日本", "a\0\u{ffff}", "🐍", "aé日\u{10ffff}"];
    // A text of the other sort is given to neither.
    let ascii_agrees = plain.iter().all(|text| agrees(text, copy_ascii, ascii))
        && !others.iter().any(|text| agrees(text, copy_ascii, ascii));
    let wide_agrees = others.iter().all(|text| agrees(text, copy, wide))
        && !plain.iter().any(|text| agrees(text, copy, wide));
    ASCII.store(if ascii_agrees { ascii } else { 0 }, Ordering::Relaxed);
    WIDE.store(if ascii_agrees && wide_agrees { wide } else { 0 }, Ordering::Relaxed);
}

/// # Safety
/// `text` is a `str` whose characters, if they stand behind its head and are ASCII alone, stand at `data`.
unsafe fn copy_ascii(text: *mut PyObject, data: usize) -> Option<String> {
    // SAFETY: as the caller promises; what is no UTF-8 is seen.
    unsafe {
        let bytes = || slice::from_raw_parts(text.byte_add(data).cast::<u8>(), field(text, at::LENGTH));
        is_ascii(text).then(|| String::from_utf8(bytes().to_vec()).ok())?
    }
}
