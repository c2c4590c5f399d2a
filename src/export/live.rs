//! What Python does with an object that has attributes, in terms of [`PythonAttributes`].

use super::attributes::PythonAttributes;
use super::class::checked_value_of;
use super::object::Owned;
use super::parameter::{Args, Kwargs, not_implemented};
use super::pickle::reduce_value;
use crate::convert::{FromPython, ToPython};
use crate::error::{Error, Result, check, take};
use crate::object::PyObject;
use crate::runtime::Python;
use crate::sys::{self, Borrowed};
use std::ptr::NonNull;

/// An object that Python has live attributes of, for as long as a call of Python's lasts.
#[derive(Clone, Copy)]
pub(super) struct This<'py> {
    object: NonNull<sys::PyObject>,
    py: Python<'py>,
}

const EQ: i32 = 2;
const NE: i32 = 3;

impl<'py> This<'py> {
    /// # Safety
    /// `object` is an instance of the class with attributes, or, for `reduce`, of any of objects, and outlives `'py`.
    #[inline]
    pub(super) unsafe fn new(object: *mut sys::PyObject, py: Python<'py>) -> This<'py> {
        This { object: NonNull::new(object).expect("an instance is not null"), py }
    }

    #[inline]
    fn with<R>(self, f: impl FnOnce(&dyn PythonAttributes) -> Result<R>) -> Result<R> {
        // SAFETY: an instance of the class, as was promised.
        let owned: &Owned = unsafe { checked_value_of(self.object.as_ptr(), self.py) }?;
        owned.with_attributes(self.py, f)
    }

    fn object(self) -> PyObject {
        self.own(self.object.as_ptr()).expect("not null")
    }

    /// A reference of one's own to what Python gives.
    fn own(self, object: *mut sys::PyObject) -> Option<PyObject> {
        // SAFETY: attached; what Python gives is valid for the call.
        unsafe { PyObject::from_borrowed(self.py, Borrowed::from_ptr(object)) }
    }

    /// Hands the text of a name to `f`.
    #[inline]
    fn named<R>(self, name: *mut sys::PyObject, f: impl FnOnce(&str) -> Result<R>) -> Result<R> {
        // SAFETY: attached; Python keeps the name for the call, and a str is never changed.
        if let Some(text) = unsafe { sys::ascii_text(name) } {
            return f(text);
        }
        let name = self.own(name).expect("a name is not null");
        f(&String::from_python(&name, self.py)?)
    }

    #[inline]
    pub(super) fn getattr(self, name: *mut sys::PyObject) -> Result<PyObject> {
        self.named(name, |text| {
            if text.starts_with("__") {
                // SAFETY: attached; both are valid.
                let own = take(self.py, unsafe {
                    self.py.api().PyObject_GenericGetAttr(self.object.as_ptr(), name)
                });
                match own {
                    Err(Error::Python(error)) if error.type_name() == "AttributeError" => (),
                    own => return own,
                }
            }
            self.with(|value| value.getattr(text))
        })
    }

    /// Null is for deleting it.
    pub(super) fn setattr(self, name: *mut sys::PyObject, value: *mut sys::PyObject) -> Result<()> {
        let given = self.own(value);
        self.named(name, |text| {
            self.with(|value| match given {
                Some(given) => value.setattr(text, given),
                None => value.delattr(text),
            })
        })
    }

    pub(super) fn reduce(self) -> Result<PyObject> {
        // SAFETY: an instance of a class of objects, as was promised.
        let owned: &Owned = unsafe { checked_value_of(self.object.as_ptr(), self.py) }?;
        reduce_value(self.py, owned.value())
    }

    /// What the class has, and the names of the attributes.
    pub(super) fn dir(self) -> Result<PyObject> {
        // SAFETY: attached; an object keeps its class.
        let class = unsafe { sys::type_of(self.object.as_ptr()) };
        // SAFETY: attached; the class is valid.
        let names = take(self.py, unsafe { self.py.api().PyObject_Dir(class.cast()) })?;
        for name in self.with(|value| value.dir())? {
            let name = name.to_python(self.py)?;
            // SAFETY: attached; `dir` gives a list.
            check(self.py, unsafe { self.py.api().PyList_Append(names.as_ptr(), name.as_ptr()) })?;
        }
        Ok(names)
    }

    pub(super) fn repr(self) -> Result<PyObject> {
        self.with(|value| value.repr())?.to_python(self.py)
    }

    pub(super) fn call(self, args: *mut sys::PyObject, kwargs: *mut sys::PyObject) -> Result<PyObject> {
        let (args, kwargs) = (self.own(args), self.own(kwargs));
        let args = args.map_or(Ok(Args::default()), |args| Args::from_tuple(&args, self.py))?;
        let kwargs = kwargs.map_or(Ok(Kwargs::default()), |kwargs| Kwargs::from_dict(&kwargs, self.py))?;
        self.with(|value| value.call(args, kwargs))
    }

    pub(super) fn len(self) -> Result<isize> {
        let length = self.with(|value| value.len())?;
        Ok(isize::try_from(length).unwrap_or(isize::MAX))
    }

    /// Whether it counts as true: it does where it has no length.
    pub(super) fn is_true(self) -> Result<i32> {
        match self.with(|value| value.len()) {
            Ok(length) => Ok((length != 0).into()),
            Err(Error::Python(error)) if error.type_name() == "TypeError" => Ok(1),
            Err(error) => Err(error),
        }
    }

    pub(super) fn item(self, key: *mut sys::PyObject) -> Result<PyObject> {
        let key = self.own(key).expect("a key is not null");
        self.with(|value| value.item(key))
    }

    /// Null is for deleting it.
    pub(super) fn set_item(self, key: *mut sys::PyObject, value: *mut sys::PyObject) -> Result<()> {
        let (key, given) = (self.own(key).expect("a key is not null"), self.own(value));
        self.with(|value| value.set_item(key, given))
    }

    pub(super) fn iter(self) -> Result<PyObject> {
        self.with(|value| value.iter())
    }

    /// Python's comparison; `None` is `NotImplemented`.
    pub(super) fn compare(self, other: *mut sys::PyObject, operation: i32) -> Result<PyObject> {
        let equal = match operation {
            EQ | NE => {
                let other = self.own(other).expect("an operand is not null");
                self.with(|value| value.eq(&other))?
            }
            _ => None,
        };
        match equal {
            Some(equal) => (equal == (operation == EQ)).to_python(self.py),
            None => Ok(not_implemented(self.py)),
        }
    }

    pub(super) fn hash(self) -> Result<isize> {
        let hash = match self.with(|value| value.hash())? {
            Some(hash) => hash as isize,
            None => (self.object.as_ptr().addr() >> 4) as isize,
        };
        // -1 is for failures.
        Ok(if hash == -1 { -2 } else { hash })
    }

    pub(super) fn enter(self) -> Result<PyObject> {
        Ok(self.with(|value| value.enter())?.unwrap_or_else(|| self.object()))
    }

    /// `exit(class, exception, traceback)`.
    pub(super) fn exit(self, arguments: *mut sys::PyObject) -> Result<PyObject> {
        let arguments = self.own(arguments).expect("not null");
        let (_class, exception, _traceback): (PyObject, Option<PyObject>, PyObject) =
            FromPython::from_python(&arguments, self.py)?;
        self.with(|value| value.exit(exception))?.to_python(self.py)
    }
}
