//! Classes as Rust types: what a generated newtype has in common with all others.

use super::member::Member;
use crate::convert::ToPython;
use crate::error::{ConversionError, Result, check};
use crate::object::PyObject;
use crate::runtime::Python;

/// The object, if it is an instance of the class, which has that name.
///
/// # Errors
/// It is none.
pub fn check_class(
    py: Python<'_>,
    object: &PyObject,
    class: &Member,
    name: &'static str,
) -> Result<PyObject> {
    let class = class.to_python(py)?;
    // SAFETY: attached; both objects are valid.
    let is = unsafe { py.api().PyObject_IsInstance(object.as_ptr(), class.as_ptr()) };
    check(py, is)?;
    if is == 0 { Err(ConversionError::new(name, object).into()) } else { Ok(object.clone()) }
}

/// A type for the instances of a class, as generated bindings have it. They call this module `__g`.
#[doc(hidden)]
#[macro_export]
macro_rules! __class {
    ($(#[doc = $doc:literal])* $type:ident, $name:literal, $member:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone)]
        #[repr(transparent)]
        pub struct $type($crate::PyObject);

        impl $type {
            #[doc(hidden)]
            #[inline(always)]
            pub fn __class() -> &'static __g::Member {
                static CLASS: __g::Member = $member;
                &CLASS
            }
        }

        impl ::core::ops::Deref for $type {
            type Target = $crate::PyObject;

            fn deref(&self) -> &$crate::PyObject {
                &self.0
            }
        }

        impl ::core::convert::From<$type> for $crate::PyObject {
            fn from(instance: $type) -> $crate::PyObject {
                instance.0
            }
        }

        impl ::core::fmt::Debug for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl ::core::fmt::Display for $type {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl $crate::ToPython for $type {
            fn to_python(&self, _py: $crate::Python<'_>) -> $crate::Result<$crate::PyObject> {
                ::core::result::Result::Ok(::core::clone::Clone::clone(&self.0))
            }

            #[inline(always)]
            fn as_object(&self) -> ::core::option::Option<&$crate::PyObject> {
                ::core::option::Option::Some(&self.0)
            }
        }

        impl $crate::FromPython for $type {
            fn from_python(object: &$crate::PyObject, py: $crate::Python<'_>) -> $crate::Result<Self> {
                let class = Self::__class();
                __g::check_class(py, object, class, $name).map($type)
            }
        }
    };
}
