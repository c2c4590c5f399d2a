//! Names as Python strings, made once.
//!
//! A name that is known at compile time has its string in a static of its call site. One that arrives at run
//! time goes through a table of fixed size: the same text finds the string that was made for it before, and a
//! text that falls on the same place takes it over. The dictionaries that the name is looked up in are asked
//! every time.

use super::root::Root;
use super::sealed::Sealed;
use crate::convert::ToPython;
use crate::error::{Result, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, has_gil};
use std::cell::UnsafeCell;
use std::ptr::null_mut;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicPtr, Ordering};

/// A name that is known at compile time, as [`intern!`](crate::intern) makes it. Its Python string is made at its
/// first use and kept for ever.
#[derive(Debug)]
pub struct Interned {
    text: &'static str,
    string: AtomicPtr<sys::PyObject>,
}

/// A name whose Python string is made once, at its first use: for attributes that are read often.
///
/// A text will do wherever a name is asked for; this saves finding its string at every use.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let mut sum = 0.0;
/// for number in raw_pyeval::<Vec<PyObject>>("[1j, 2 + 2j]")? {
///     sum += pyslot_value::<f64>(&number, intern!("imag"))?;
/// }
/// assert_eq!(sum, 3.0);
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! intern {
    ($name:literal) => {{
        static NAME: $crate::Interned = $crate::Interned::new($name);
        &NAME
    }};
}

impl Interned {
    /// The name `text`.
    pub const fn new(text: &'static str) -> Interned {
        Interned { text, string: AtomicPtr::new(null_mut()) }
    }

    /// The text.
    pub(super) const fn text(&self) -> &'static str {
        self.text
    }

    /// The Python string, which lives for ever.
    #[inline(always)]
    pub(super) fn get(&self, py: Python<'_>) -> Result<*mut sys::PyObject> {
        let string = self.string.load(Ordering::Acquire);
        if string.is_null() { self.make(py) } else { Ok(string) }
    }

    #[cold]
    fn make(&self, py: Python<'_>) -> Result<*mut sys::PyObject> {
        let string = intern(py, self.text)?.into_new().as_ptr();
        // Two threads that come here together make the same interned string; one reference too many is kept.
        self.string.store(string, Ordering::Release);
        Ok(string)
    }
}

/// A text that is written out in the source, as a Python string that is made once: [`chain!`](crate::chain!) has them.
#[derive(Debug)]
pub struct Text {
    text: &'static str,
    string: OnceLock<PyObject>,
}

impl Text {
    /// The text.
    pub const fn new(text: &'static str) -> Text {
        Text { text, string: OnceLock::new() }
    }
}

impl ToPython for Text {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        let string = intern(py, self.text)?;
        // Of two threads that come here together the first one's stays.
        let _ = self.string.set(string.clone());
        Ok(string)
    }

    #[inline(always)]
    fn as_object(&self) -> Option<&PyObject> {
        self.string.get()
    }
}

/// What names an attribute or a method: a text, or a name of the call site ([`intern!`](crate::intern)).
#[diagnostic::on_unimplemented(
    message = "`{Self}` names no attribute or method",
    note = "give a text, or a name that `intern!` made"
)]
pub trait Name: Sealed {
    /// Hands the name's Python string to `f`.
    ///
    /// # Errors
    /// Those of `f`, and Python has no memory left.
    #[doc(hidden)]
    fn with_string<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R>;
}

impl Sealed for Interned {}

impl Name for Interned {
    #[inline(always)]
    fn with_string<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        f(self.get(py)?)
    }
}

impl Name for str {
    #[inline(always)]
    fn with_string<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        let name = name(py, self)?;
        let result = f(name.as_ptr());
        name.release(py);
        result
    }
}

impl Name for String {
    #[inline]
    fn with_string<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        self.as_str().with_string(py, f)
    }
}

impl<T: Name + ?Sized> Name for &T {
    #[inline(always)]
    fn with_string<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        (**self).with_string(py, f)
    }
}

/// The interned Python string of a text.
pub(super) fn intern(py: Python<'_>, text: &str) -> Result<PyObject> {
    // SAFETY: attached; a Rust text is UTF-8.
    take(py, unsafe { py.api().intern(text.as_ptr().cast(), text.len() as isize) })
}

/// The Python string of a name that arrives at run time.
#[inline]
pub(super) fn name(py: Python<'_>, text: &str) -> Result<PyObject> {
    match Key::of(text) {
        Some(key) if has_gil() => {
            // SAFETY: with a GIL only this thread is attached, and comparing and counting run no Python code,
            // so that nobody else is in the table.
            let place = unsafe { &mut (*TABLE.0.get())[key.place()] };
            match place {
                Some(known) if known.key == key => known.string.to_python(py),
                _ => replace(py, place, key, text),
            }
        }
        _ => intern(py, text),
    }
}

/// Puts the string of `text` in its place in the table.
#[cold]
fn replace(py: Python<'_>, place: &mut Option<Known>, key: Key, text: &str) -> Result<PyObject> {
    let string = intern(py, text)?;
    // Making and freeing a string runs no Python code, so that nobody comes between.
    *place = Some(Known { key, string: string.clone(), root: Root::new() });
    Ok(string)
}

/// Hands `f` what the name was last found to mean, if the table has the name. `f` runs no Python code.
#[inline]
pub(super) fn with_root<R>(_py: Python<'_>, text: &str, f: impl FnOnce(&Root) -> R) -> Option<R> {
    let key = Key::of(text).filter(|_| has_gil())?;
    // SAFETY: as in `name`.
    let known = unsafe { (*TABLE.0.get())[key.place()].as_ref()? };
    (known.key == key).then(|| f(&known.root))
}

/// A short text in registers: eight bytes each from its start, its middle and its end, overlapping where it is
/// shorter, and its length. Two texts of one key are equal.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    words: [u64; 3],
    length: usize,
}

impl Key {
    /// The key of a text of 1 to 24 bytes.
    #[inline(always)]
    fn of(text: &str) -> Option<Key> {
        let bytes = text.as_bytes();
        let length = bytes.len();
        let word = |at: usize| bytes[at..at + 8].try_into().map(u64::from_le_bytes).unwrap_or_default();
        let half = |at: usize| bytes[at..at + 4].try_into().map(u32::from_le_bytes).unwrap_or_default();
        let words = match length {
            1..=3 => {
                let [first, middle, last] = [bytes[0], bytes[length / 2], bytes[length - 1]].map(u64::from);
                [first | middle << 8 | last << 16, 0, 0]
            }
            4..=7 => [u64::from(half(0)) | u64::from(half(length - 4)) << 32, 0, 0],
            8..=16 => [word(0), word(length - 8), 0],
            17..=24 => [word(0), word(8), word(length - 8)],
            _ => return None,
        };
        Some(Key { words, length })
    }

    /// Where in the table the text belongs.
    #[inline(always)]
    fn place(&self) -> usize {
        let [a, b, c] = self.words;
        let mixed = a ^ b.rotate_left(24) ^ c.rotate_left(48) ^ self.length as u64;
        (mixed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - PLACES.ilog2())) as usize
    }
}

/// How many names the table holds.
const PLACES: usize = 512;

/// A name that came lately.
struct Known {
    key: Key,
    string: PyObject,
    root: Root,
}

/// The names that came lately, each at its place.
struct Table(UnsafeCell<[Option<Known>; PLACES]>);

// SAFETY: touched by the attached thread alone, where there is a GIL, and not at all where there is none.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new([const { None }; PLACES]));
