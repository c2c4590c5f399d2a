//! What a parameter takes whose annotation says a plain type: the Rust values that become it, and any object.

use crate::convert::{Bytes, ToPython, Value};
use crate::object::PyObject;

/// Names for Python's plain types.
pub mod kinds {
    /// `bool`
    #[derive(Debug)]
    pub enum Bool {}
    /// `int`
    #[derive(Debug)]
    pub enum Int {}
    /// `float`, for which an `int` stands too.
    #[derive(Debug)]
    pub enum Float {}
    /// `str`
    #[derive(Debug)]
    pub enum Str {}
    /// `bytes`
    #[derive(Debug)]
    pub enum Bytes {}
}

/// A value that Python sees as an instance of the plain type `K`, or may see so: an object.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what Python's annotation asks for: `{K}`",
    note = "any `PyObject` is taken, whatever the annotation says"
)]
pub trait Is<K>: ToPython {}

macro_rules! is {
    ($($kind:ident: $($type:ty)*;)*) => {$($(impl Is<kinds::$kind> for $type {})*)*};
}

is! {
    Bool: bool;
    Int: bool i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize;
    Float: f32 f64 bool i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize;
    Str: str String char;
    Bytes: Bytes [u8] Vec<u8>;
}

impl<K> Is<K> for PyObject {}
impl<K> Is<K> for Value {}
impl<K, T: Is<K> + ?Sized> Is<K> for &T {}
