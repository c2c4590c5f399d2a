//! Dotted names: `math.pi` is looked up as Python would, part by part, in the dictionaries as they are now. What is
//! called by a text is called by its name, or by an expression.

use super::call::{Callable, method_at};
use super::name::{Interned, Name, name};
use super::sealed::Sealed;
use super::source::value_in;
use super::support::{ask, error_of};
use crate::convert::outside;
use crate::error::{ConversionError, Result, check, take};
use crate::object::PyObject;
use crate::runtime::{Python, builtins, main_dict};
use crate::sys::{self, New};
use std::ptr::null_mut;

/// A dotted name that is known at compile time, with its parts as Python strings.
#[derive(Debug)]
pub struct Path<const PARTS: usize>([Interned; PARTS]);

impl<const PARTS: usize> Path<PARTS> {
    /// The name of these parts.
    pub const fn new(parts: [Interned; PARTS]) -> Self {
        Path(parts)
    }

    /// The object of that name.
    #[inline(always)]
    pub(super) fn find(&self, py: Python<'_>) -> Result<PyObject> {
        let (root, attributes) = self.0.split_first().expect("a name has a part");
        let mut object = root_object(py, main_dict(py), root.get(py)?, root.text())?;
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
#[inline]
pub(super) fn find(py: Python<'_>, path: &str) -> Result<PyObject> {
    find_in(py, main_dict(py), path)
}

/// The object of a dotted name, which begins in a dict.
#[inline]
pub(super) fn find_in(py: Python<'_>, dict: *mut sys::PyObject, path: &str) -> Result<PyObject> {
    expect_names(path)?;
    let mut parts = path.split('.');
    let root = parts.next().unwrap_or_default();
    let mut object = root.with_string(py, |string| root_object(py, dict, string, root))?;
    for part in parts {
        object = attribute_of(py, object, name(py, part)?.as_ptr())?;
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
fn is_path(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|first: char| first.is_ascii_digit())
            && part.chars().all(|c| c == '_' || c.is_alphanumeric())
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
        true => (find_in(py, dict, text)?, None),
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

/// What a name means in a dict, else in builtins.
#[inline(always)]
fn root_object(
    py: Python<'_>,
    globals: *mut sys::PyObject,
    string: *mut sys::PyObject,
    text: &str,
) -> Result<PyObject> {
    for dict in [globals, builtins(py)] {
        let mut object = null_mut();
        // SAFETY: attached; both dicts and the string are valid.
        let found = unsafe { py.api().PyDict_GetItemRef(dict, string, &mut object) };
        if found != 0 {
            // Found, or null with the exception that comparing a key raised.
            return take(py, New::from_ptr(object));
        }
    }
    Err(undefined(py, globals, text))
}

#[inline(always)]
fn attribute_of(py: Python<'_>, object: PyObject, name: *mut sys::PyObject) -> Result<PyObject> {
    // SAFETY: attached; both are valid.
    let attribute = take(py, unsafe { py.api().PyObject_GetAttr(object.as_ptr(), name) });
    object.release(py);
    attribute
}

/// The `NameError` of a name, which says so where it is a module that could be imported, or what is like it.
#[cold]
fn undefined(py: Python<'_>, dict: *mut sys::PyObject, text: &str) -> crate::Error {
    let mut message = format!("name '{text}' is not defined");
    if importable(py, text) {
        message += &format!(". It is a module: import_module(\"{text}\") makes it known");
    } else if let Ok(Some(near)) = near(py, dict, text) {
        message += &format!(". Did you mean: '{near}'?");
    }
    error_of(py, py.api().PyExc_NameError(), &message)
}

/// The name in a dict or among the builtins that is most like this one.
fn near(py: Python<'_>, dict: *mut sys::PyObject, text: &str) -> Result<Option<String>> {
    // SAFETY: attached; both are dicts.
    let names = |dict| unsafe { take(py, py.api().PyDict_Keys(dict)) };
    ask(py, "near", (text, names(dict)?, names(builtins(py))?))
}

/// Whether Python would find a module of that name.
fn importable(py: Python<'_>, text: &str) -> bool {
    let spec = || -> Result<bool> {
        // SAFETY: attached; the name is static.
        let module = take(py, unsafe { py.api().PyImport_ImportModule(c"importlib.util".as_ptr()) })?;
        let spec: PyObject = outside(|| method_at(&"find_spec", (&module, &text)))?;
        Ok(spec.as_ptr() != py.api()._Py_NoneStruct())
    };
    spec().unwrap_or(false)
}
