//! What the derived conversions run: fields as the entries of a dict, or the attributes of an object.

use super::rules::find_class;
use super::temporary::Temporary;
use super::{FromPython, Pairs, tuple};
use crate::error::{ConversionError, Error, PyError, Result, Step, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{TypeFlag, has_flag};
use std::ptr::null_mut;

/// The fields of a value on their way to Python.
#[derive(Debug)]
pub struct ToFields<'py> {
    owner: &'static str,
    dict: PyObject,
    py: Python<'py>,
}

impl<'py> ToFields<'py> {
    /// No fields yet, of the Rust type `owner`.
    ///
    /// # Errors
    /// Python has no memory left.
    pub fn new(owner: &'static str, py: Python<'py>) -> Result<Self> {
        // SAFETY: attached.
        Ok(ToFields { owner, dict: take(py, unsafe { py.api().PyDict_New() })?, py })
    }

    /// Sets a field, under its Python name.
    ///
    /// # Errors
    /// That of its conversion, which then says where.
    pub fn set(&self, name: &'static str, value: Result<PyObject>) -> Result<()> {
        let value = value.map_err(|error| error.within(Step::Field(self.owner, name)))?;
        let (name, value) = (name_object(name, self.py)?, Temporary::new(value, self.py));
        // SAFETY: attached and valid; the dict takes references of its own.
        check(self.py, unsafe {
            self.py.api().PyDict_SetItem(self.dict.as_ptr(), name.as_ptr(), value.as_ptr())
        })
    }

    /// The fields as a dict.
    pub fn into_dict(self) -> PyObject {
        self.dict
    }

    /// What the class of this name makes of the fields as keyword arguments.
    ///
    /// # Errors
    /// There is no such class, or the call raises.
    pub fn into_instance(self, class: &str) -> Result<PyObject> {
        let class = Temporary::new(find_or_import(class, self.py)?, self.py);
        let api = self.py.api();
        // SAFETY: attached and valid.
        unsafe {
            let none = Temporary::take(self.py, api.PyTuple_New(0))?;
            let fields = Temporary::new(self.dict, self.py);
            take(self.py, api.PyObject_Call(class.as_ptr(), none.as_ptr(), fields.as_ptr()))
        }
    }
}

/// The fields of a Python object on their way to Rust.
#[derive(Clone, Copy, Debug)]
pub struct FromFields<'a, 'py> {
    owner: &'static str,
    object: &'a PyObject,
    py: Python<'py>,
}

impl<'a, 'py> FromFields<'a, 'py> {
    /// Those of `object`, for the Rust type `owner`.
    pub fn new(owner: &'static str, object: &'a PyObject, py: Python<'py>) -> Self {
        FromFields { owner, object, py }
    }

    /// The field of a Python name, converted by `convert`.
    ///
    /// # Errors
    /// There is no such field, or that of its conversion, which then says where.
    pub fn get<T>(
        &self,
        name: &'static str,
        convert: impl FnOnce(&PyObject, Python<'py>) -> Result<T>,
    ) -> Result<T> {
        match self.find(name)? {
            Some(value) => self.convert(name, value, convert),
            None => {
                let expected = format!("{} with a field `{name}`", self.owner);
                Err(ConversionError::new(expected, self.object).into())
            }
        }
    }

    /// As [`get`](Self::get), and `default` where there is no such field.
    ///
    /// # Errors
    /// Those of its conversion.
    pub fn get_or<T>(
        &self,
        name: &'static str,
        convert: impl FnOnce(&PyObject, Python<'py>) -> Result<T>,
        default: impl FnOnce() -> T,
    ) -> Result<T> {
        match self.find(name)? {
            Some(value) => self.convert(name, value, convert),
            None => Ok(default()),
        }
    }

    fn convert<T>(
        &self,
        name: &'static str,
        value: PyObject,
        convert: impl FnOnce(&PyObject, Python<'py>) -> Result<T>,
    ) -> Result<T> {
        convert(&Temporary::new(value, self.py), self.py)
            .map_err(|error| error.within(Step::Field(self.owner, name)))
    }

    /// The entry of a dict; the attribute of another object, or else its item, as of a mapping.
    pub(super) fn find(&self, name: &'static str) -> Result<Option<PyObject>> {
        let (py, api, object) = (self.py, self.py.api(), self.object.as_ptr());
        let name = name_object(name, py)?;
        // SAFETY: attached and valid; what the functions give is taken over.
        unsafe {
            if has_flag(object, TypeFlag::Dict) {
                let mut value = null_mut();
                check(py, api.PyDict_GetItemRef(object, name.as_ptr(), &mut value))?;
                return Ok(PyObject::from_new(py, crate::sys::New::from_ptr(value)));
            }
            let attribute = take(py, api.PyObject_GetAttr(object, name.as_ptr()));
            if let Some(found) = or_missing(py, attribute, *api.PyExc_AttributeError())? {
                return Ok(Some(found));
            }
            if api.PyMapping_Check(object) == 0 || has_flag(object, TypeFlag::Str) {
                return Ok(None);
            }
            let item = take(py, api.PyObject_GetItem(object, name.as_ptr()));
            match or_missing(py, item, *api.PyExc_KeyError()) {
                // A sequence takes no names.
                Err(error) if raised(py, &error, *api.PyExc_TypeError()) => Ok(None),
                found => found,
            }
        }
    }
}

/// The object, or `None` where the exception is of the class that says that there is none.
fn or_missing(
    py: Python<'_>,
    found: Result<PyObject>,
    missing: *mut crate::sys::PyObject,
) -> Result<Option<PyObject>> {
    match found {
        Ok(object) => Ok(Some(object)),
        Err(error) if raised(py, &error, missing) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether an error is an exception of this class.
pub(super) fn raised(py: Python<'_>, error: &Error, class: *mut crate::sys::PyObject) -> bool {
    let Some(exception) = error.as_python().map(PyError::exception) else { return false };
    // SAFETY: attached and valid.
    unsafe { py.api().PyErr_GivenExceptionMatches(exception.as_ptr(), class) != 0 }
}

/// The Python string of a name, interned: the same name comes again.
fn name_object<'py>(name: &str, py: Python<'py>) -> Result<Temporary<'py>> {
    // SAFETY: attached; a Rust text is UTF-8.
    Temporary::take(py, unsafe { py.api().intern(name.as_ptr().cast(), name.len() as isize) })
}

/// The class of this name, whose module is imported where it is not yet. Without a module it is one of `__main__`.
fn find_or_import(name: &str, py: Python<'_>) -> Result<PyObject> {
    let (module, class) = name.rsplit_once('.').unwrap_or(("__main__", name));
    if name.contains('.')
        && let Some(class) = find_class(py, name)
    {
        return Ok(class);
    }
    let (module, class) = (name_object(module, py)?, name_object(class, py)?);
    // SAFETY: attached and valid.
    unsafe {
        let module = Temporary::take(py, py.api().PyImport_Import(module.as_ptr()))?;
        take(py, py.api().PyObject_GetAttr(module.as_ptr(), class.as_ptr()))
    }
}

/// The member of an `Enum` class that has this name.
///
/// # Errors
/// There is no such class, or no such member.
pub fn enum_member(class: &str, member: &str, py: Python<'_>) -> Result<PyObject> {
    let (class, member) = (Temporary::new(find_or_import(class, py)?, py), name_object(member, py)?);
    // SAFETY: attached and valid.
    take(py, unsafe { py.api().PyObject_GetAttr(class.as_ptr(), member.as_ptr()) })
}

/// The name of a member of this `Enum` class.
///
/// # Errors
/// There is no such class, or the object is no member of it.
pub fn enum_name(class: &'static str, object: &PyObject, py: Python<'_>) -> Result<String> {
    let found = Temporary::new(find_or_import(class, py)?, py);
    // SAFETY: attached and valid.
    unsafe {
        let is = py.api().PyObject_IsInstance(object.as_ptr(), found.as_ptr());
        check(py, is)?;
        if is == 0 {
            return Err(ConversionError::new(format!("member of {class}"), object).into());
        }
        String::from_result(take(py, py.api().PyObject_GetAttrString(object.as_ptr(), c"name".as_ptr()))?, py)
    }
}

/// The variant of an enum that an object stands for: its name, and what the variant holds.
///
/// # Errors
/// The object is neither a `str` nor a dict with one entry, whose key is one.
pub fn variant(owner: &'static str, object: &PyObject, py: Python<'_>) -> Result<(String, Option<PyObject>)> {
    // SAFETY: attached and valid.
    unsafe {
        if has_flag(object.as_ptr(), TypeFlag::Str) {
            return Ok((String::from_python(object, py)?, None));
        }
        if has_flag(object.as_ptr(), TypeFlag::Dict) && py.api().PyDict_Size(object.as_ptr()) == 1 {
            let Pairs(entries) = Pairs::<PyObject, PyObject>::from_python(object, py)?;
            if let Some((name, held)) = entries.into_iter().next()
                && has_flag(name.as_ptr(), TypeFlag::Str)
            {
                return Ok((String::from_python(&name, py)?, Some(held)));
            }
        }
    }
    let expected =
        format!("{owner}: the name of a variant, or a dict of one name and what the variant holds");
    Err(ConversionError::new(expected, object).into())
}

/// The error of a name that is no variant's.
pub fn unknown_variant(owner: &str, names: &[&str], object: &PyObject) -> Error {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    ConversionError::new(format!("{owner}, one of {}", names.join(", ")), object).into()
}

/// The dict of a variant's name and what it holds.
///
/// # Errors
/// That of the conversion, which then says where.
pub fn tagged(
    owner: &'static str,
    name: &'static str,
    held: Result<PyObject>,
    py: Python<'_>,
) -> Result<PyObject> {
    let fields = ToFields::new(owner, py)?;
    fields.set(name, held)?;
    Ok(fields.into_dict())
}

/// Says in which field a conversion failed that has its place, but no name, in Python.
pub fn in_field<T>(result: Result<T>, owner: &'static str, name: &'static str) -> Result<T> {
    result.map_err(|error| error.within(Step::Field(owner, name)))
}

/// The items of a tuple, which has to have so many.
///
/// # Errors
/// The object is no tuple, or has another length.
pub fn tuple_items<const N: usize>(object: &PyObject, py: Python<'_>) -> Result<[PyObject; N]> {
    // SAFETY: attached and valid.
    let is_tuple = unsafe { has_flag(object.as_ptr(), TypeFlag::Tuple) };
    let items = if is_tuple { Vec::from_python(object, py)? } else { Vec::new() };
    let count = if is_tuple { items.len() } else { usize::MAX };
    match <[PyObject; N]>::try_from(items) {
        Ok(items) if count == N => Ok(items),
        _ => Err(ConversionError::new(format!("tuple of {N} items"), object).into()),
    }
}

/// The tuple of these items.
///
/// # Errors
/// Python has no memory left.
pub fn tuple_of<const N: usize>(items: [PyObject; N], py: Python<'_>) -> Result<PyObject> {
    tuple::tuple_of(py, items)
}
