//! Dotted names: `math.pi` is looked up as Python would, part by part, in the dictionaries as they are now. What is
//! called by a text is called by its name, or by an expression.

use super::call::Callable;
use super::name::{Interned, Name};
use super::root::{Root, named_root, undefined};
use super::sealed::Sealed;
use super::source::value_in;
use crate::error::{ConversionError, Result, check, take};
use crate::object::PyObject;
use crate::runtime::{Python, main_dict};
use crate::sys;

/// A dotted name that is known at compile time, with its parts as Python strings.
#[derive(Debug)]
pub struct Path<const PARTS: usize>([Interned; PARTS], Root);

impl<const PARTS: usize> Path<PARTS> {
    /// The name of these parts.
    pub const fn new(parts: [Interned; PARTS]) -> Self {
        Path(parts, Root::new())
    }

    /// The object of that name.
    #[inline(always)]
    pub(super) fn find(&self, py: Python<'_>) -> Result<PyObject> {
        let (root, attributes) = self.0.split_first().expect("a name has a part");
        let mut object = match self.1.remembered(py) {
            Some(object) => object,
            None => self.1.find(py, root.get(py)?, root.text())?,
        };
        for attribute in attributes {
            object = attribute_of(py, object, attribute.get(py)?)?;
        }
        Ok(object)
    }
}

impl Path<1> {
    /// Deletes the name from `__main__`.
    pub(super) fn delete(&self, py: Python<'_>) -> Result<()> {
        let [name] = &self.0;
        let string = name.get(py)?;
        // SAFETY: attached; the dict and the string are valid.
        unsafe {
            let known = py.api().PyDict_Contains(main_dict(py), string);
            check(py, known)?;
            match known {
                0 => Err(undefined(py, main_dict(py), name.text())),
                _ => check(py, py.api().PyDict_DelItem(main_dict(py), string)),
            }
        }
    }
}

/// The object of a dotted name, which begins in `__main__`.
pub(super) fn find(py: Python<'_>, path: &str) -> Result<PyObject> {
    find_in(py, main_dict(py), path)
}

/// The object of a dotted name, which begins in a dict.
pub(super) fn find_in(py: Python<'_>, dict: *mut sys::PyObject, path: &str) -> Result<PyObject> {
    expect_names(path)?;
    found_in(py, dict, path)
}

/// As [`find_in`], of a text in which no name is empty.
#[inline]
fn found_in(py: Python<'_>, dict: *mut sys::PyObject, path: &str) -> Result<PyObject> {
    let (root, attributes) = split(path);
    attributes_of(py, named_root(py, dict, root)?, attributes)
}

/// The first part of a dotted name, and the others.
#[inline]
fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(root, attributes)| (root, Some(attributes)))
}

#[inline]
fn attributes_of(py: Python<'_>, mut object: PyObject, attributes: Option<&str>) -> Result<PyObject> {
    for part in attributes.into_iter().flat_map(|attributes| attributes.split('.')) {
        object = part.with_string(py, |name| attribute_of(py, object, name))?;
    }
    Ok(object)
}

/// Refuses a text in which a name is empty.
pub(super) fn expect_names(path: &str) -> Result<()> {
    if path.split('.').any(str::is_empty) {
        let expected = "a name, or names with dots between them";
        return Err(ConversionError::described(expected, format!("{path:?}")).into());
    }
    Ok(())
}

/// Refuses a text that is no place for a value: a name is empty, or that of a constant.
pub(super) fn expect_place(path: &str) -> Result<()> {
    expect_names(path)?;
    if matches!(path, "None" | "True" | "False" | "__debug__") {
        return Err(ConversionError::described("a name that can be set", format!("{path:?}")).into());
    }
    Ok(())
}

/// Refuses a text that no code could say as names.
pub(super) fn expect_identifiers(path: &str) -> Result<()> {
    // Of letters that are not ASCII's Python knows more than Rust.
    let is_letter = |c: char| c == '_' || c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace();
    let is_name = |part: &str| !part.starts_with(|c: char| c.is_ascii_digit()) && part.chars().all(is_letter);
    if path.split('.').all(is_name) {
        return Ok(());
    }
    let expected = "names as Python code has them, with dots between them";
    Err(ConversionError::described(expected, format!("{path:?}")).into())
}

/// Whether a text is a dotted name, and not an expression.
#[inline]
fn is_path(text: &str) -> bool {
    let is_name = |part: &str| {
        let of_names = |byte: u8| byte == b'_' || byte.is_ascii_alphanumeric();
        part.bytes().next().is_some_and(|first| !first.is_ascii_digit())
            && (part.bytes().all(of_names) || part.chars().all(|c| c == '_' || c.is_alphanumeric()))
    };
    text.split('.').all(is_name)
}

/// Hands the object of a text in a dict to `f`: what a dotted name stands for, or the value of an expression.
#[inline(always)]
pub(super) fn with_object_in<R>(
    py: Python<'_>,
    dict: *mut sys::PyObject,
    text: &str,
    f: impl FnOnce(*mut sys::PyObject) -> Result<R>,
) -> Result<R> {
    let (object, source) = match is_path(text) {
        true => (found_in(py, dict, text)?, None),
        false => value_in(py, text.trim_start(), dict).map(|(value, source)| (value, Some(source)))?,
    };
    let result = f(object.as_ptr());
    object.release(py);
    match source {
        None => result,
        Some(source) => source.end(py, result),
    }
}

impl Callable for str {
    #[inline]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        with_object_in(py, main_dict(py), self, f)
    }
}

impl Callable for String {
    #[inline]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        self.as_str().with_object(py, f)
    }
}

impl<const PARTS: usize> Sealed for Path<PARTS> {}

impl<const PARTS: usize> Callable for Path<PARTS> {
    #[inline(always)]
    fn with_object<R>(&self, py: Python<'_>, f: impl FnOnce(*mut sys::PyObject) -> Result<R>) -> Result<R> {
        let object = self.find(py)?;
        let result = f(object.as_ptr());
        object.release(py);
        result
    }
}

#[inline(always)]
fn attribute_of(py: Python<'_>, object: PyObject, name: *mut sys::PyObject) -> Result<PyObject> {
    // SAFETY: attached; both are valid.
    let attribute = take(py, unsafe { py.api().PyObject_GetAttr(object.as_ptr(), name) });
    object.release(py);
    attribute
}
