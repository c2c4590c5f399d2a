//! | Rust | Python |
//! |---|---|
//! | references, `Box`, `Rc`, `Arc`, `Cow` | what they hold |
//!
//! From Python comes what they hold, in a box of its own; `Box`, `Rc` and `Arc` also of a slice or a `str`.

use super::depth::Level;
use super::{FromPython, ToPython};
use crate::error::Result;
use crate::object::PyObject;
use crate::runtime::Python;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

macro_rules! references {
    ($($reference:ty),*) => {$(
        impl<T: ToPython + ?Sized> ToPython for $reference {
            #[inline]
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                (**self).to_python(py)
            }

            #[inline(always)]
            fn as_object(&self) -> Option<&PyObject> {
                (**self).as_object()
            }

            #[inline(always)]
            fn to_key(&self, py: Python<'_>) -> Result<PyObject> {
                (**self).to_key(py)
            }
        }
    )*};
}

references!(&T, &mut T);

/// Boxes, which a type can hold itself in: each is a level.
macro_rules! boxes {
    ($($name:ident)*) => {$(
        impl<T: ToPython + ?Sized> ToPython for $name<T> {
            #[inline]
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                let _level = Level::enter()?;
                (**self).to_python(py)
            }

            #[inline(always)]
            fn as_object(&self) -> Option<&PyObject> {
                (**self).as_object()
            }
        }

        impl<T: FromPython> FromPython for $name<T> {
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
                let _level = Level::enter()?;
                T::from_python(object, py).map($name::new)
            }
        }

        impl<T: FromPython> FromPython for $name<[T]> {
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
                Vec::from_python(object, py).map($name::from)
            }
        }

        impl FromPython for $name<str> {
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
                String::from_python(object, py).map($name::from)
            }
        }
    )*};
}

boxes!(Box Rc Arc);

impl<T: ToPython + ToOwned + ?Sized> ToPython for Cow<'_, T> {
    #[inline]
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        (**self).to_python(py)
    }
}

impl<T: ToOwned<Owned: FromPython> + ?Sized> FromPython for Cow<'_, T> {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
        FromPython::from_python(object, py).map(Cow::Owned)
    }
}
