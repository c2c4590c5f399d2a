//! | Rust | Python |
//! |---|---|
//! | `NonZero` integers | `int`; from Python one that is not 0 |
//! | `Wrapping`, `Saturating` | what they hold, in range |

use super::{FromPython, ToPython};
use crate::error::{ConversionError, Result};
use crate::object::PyObject;
use crate::runtime::Python;
use std::num::{NonZero, Saturating, Wrapping};

macro_rules! holders {
    ($($name:ident)*) => {$(
        impl<T: ToPython> ToPython for $name<T> {
            #[inline]
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                self.0.to_python(py)
            }
        }

        impl<T: FromPython> FromPython for $name<T> {
            #[inline]
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
                T::from_python(object, py).map($name)
            }
        }
    )*};
}

holders!(Wrapping Saturating);

macro_rules! not_zero {
    ($($type:ident)*) => {$(
        impl ToPython for NonZero<$type> {
            #[inline]
            fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
                self.get().to_python(py)
            }
        }

        impl FromPython for NonZero<$type> {
            #[inline]
            fn from_python(object: &PyObject, py: Python<'_>) -> Result<Self> {
                NonZero::new($type::from_python(object, py)?).ok_or_else(|| {
                    ConversionError::new(concat!(stringify!($type), " that is not 0"), object).into()
                })
            }
        }
    )*};
}

not_zero!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
