//! Who owns the reference behind a raw pointer, said in the pointer's type.
//!
//! A plain `*mut PyObject` parameter is lent for the call: the function takes its own reference where it
//! keeps the object. The newtypes are for the other three cases.

use super::types::PyObject;

/// A new reference that the receiver owns, or null with an exception set.
///
/// Whoever gets one must keep it, hand it on or release it; dropping this value does none of these.
#[repr(transparent)]
#[derive(Debug)]
#[must_use = "a new reference leaks unless somebody takes it"]
pub struct New(*mut PyObject);

/// A reference that somebody else owns, or null.
///
/// It is valid only as long as its owner keeps it: take a reference of your own before any Python code
/// runs.
#[repr(transparent)]
#[derive(Debug)]
#[must_use = "a borrowed reference is all that this call gives"]
pub struct Borrowed(*mut PyObject);

/// A reference that the C function takes over, in success and in failure.
#[repr(transparent)]
#[derive(Debug)]
pub struct Stolen(*mut PyObject);

macro_rules! pointer {
    ($($name:ident)*) => {$(
        impl $name {
            /// Names the ownership of `pointer`. Nothing is counted.
            pub const fn from_ptr(pointer: *mut PyObject) -> Self {
                $name(pointer)
            }

            /// The pointer, whose ownership is as before.
            pub const fn as_ptr(&self) -> *mut PyObject {
                self.0
            }

            /// Whether there is no object.
            pub const fn is_null(&self) -> bool {
                self.0.is_null()
            }
        }
    )*};
}

pointer! { New Borrowed Stolen }
