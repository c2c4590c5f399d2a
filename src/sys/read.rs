//! The values of objects, read in line where their layouts are known.
//!
//! Each function gives `None` where the object is another, or this Python's layout is not the one that
//! [`layout`](super::layout) has checked: the caller then asks a C function.

use super::api::{Api, api};
use super::layout::{HALF, WORD, at, field, has_gil, inline_type, way};
use super::types::PyObject;
use std::ptr::{NonNull, slice_from_raw_parts_mut};
use std::slice;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where a `str` that is ASCII alone has its bytes, in bytes from its start; 0 where that is not known.
static ASCII: AtomicUsize = AtomicUsize::new(0);

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

/// Whether a `str` has one byte for each character (kind 1), right behind its head (compact), all ASCII.
///
/// # Safety
/// `text` is a `str`, and its layout is known.
#[inline(always)]
unsafe fn is_ascii(text: *mut PyObject) -> bool {
    const KIND_COMPACT_ASCII: u32 = 0b111_1100;
    const ONE_YES_YES: u32 = 0b110_0100;
    // SAFETY: as the caller promises.
    unsafe { field::<u32>(text, at::STATE) & KIND_COMPACT_ASCII == ONE_YES_YES }
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
        Some(slice_from_raw_parts_mut(tuple.byte_add(at::ITEMS).cast(), length))
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

/// Finds out where a `str` has its bytes, once the layout of the others has been found right.
///
/// # Safety
/// The thread is attached, no other thread uses Python yet, and a `str` has at least 40 bytes.
pub(super) unsafe fn check_text(api: &Api) {
    // With and without a `wstr` (to 3.11) in the head.
    const KNOWN: [usize; 2] = [40, 48];
    let place = |text: &str, ascii: bool| {
        // SAFETY: attached; the reference made here is released.
        unsafe {
            let object = api.PyUnicode_FromStringAndSize(text.as_ptr().cast(), text.len() as isize).as_ptr();
            let mut length = 0;
            let bytes = if object.is_null() {
                std::ptr::null()
            } else {
                api.PyUnicode_AsUTF8AndSize(object, &mut length)
            };
            let place = (bytes.addr()).wrapping_sub(object.addr());
            let agrees = !bytes.is_null()
                && is_ascii(object) == ascii
                && (!ascii || KNOWN.contains(&place) && field::<usize>(object, at::LENGTH) == text.len());
            api.PyErr_Clear();
            api.Py_DecRef(object);
            if agrees { place } else { 0 }
        }
    };
    let places = ["", "a", "a text that is no name", "nul \0"].map(|text| place(text, true));
    let others = ["é", "\u{ff}", "日本", "🐍", "abcdefghé"].map(|text| place(text, false));
    let known = places.iter().all(|place| *place == places[0]) && others.iter().all(|place| *place != 0);
    ASCII.store(if known { places[0] } else { 0 }, Ordering::Relaxed);
}
