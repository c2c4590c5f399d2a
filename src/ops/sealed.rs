//! A mark of the types that this library knows: traits that hand out raw pointers are for them alone.

/// Cannot be named outside of this library, and so not be implemented there.
pub trait Sealed {}

impl Sealed for str {}
impl Sealed for String {}
impl<T: Sealed + ?Sized> Sealed for &T {}
impl Sealed for crate::object::PyObject {}
