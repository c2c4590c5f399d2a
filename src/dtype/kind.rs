//! [`DType`]: the type of an array's items.

use super::scalar::Scalar;
use super::unit::TimeUnit;
use std::fmt;

/// The type of an array's items, as numpy has it.
///
/// Two are equal where they say the same of each byte. `Display` is the text that numpy takes: `float64`, `>i4`, `<U5`.
///
/// ```
/// use py4rs::array::{DType, Scalar};
///
/// let little = DType::from_typestr("<f8");
/// let big = DType::from_typestr(">f8");
/// let native = DType::Scalar(Scalar::Float64);
/// assert!(little != big && (little == Some(native.clone()) || big == Some(native)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DType {
    /// A number, or a `bool`.
    Scalar(Scalar),
    /// Bytes of a fixed number, numpy's `S`; zeros at the end do not count.
    Bytes(usize),
    /// Text of a fixed number of characters of four bytes each, numpy's `U`; zeros at the end do not count.
    Text(usize),
    /// A point in time, in ticks since 1970; the least `i64` is no time.
    DateTime(TimeUnit),
    /// A span of time, in ticks; the least `i64` is none.
    TimeDelta(TimeUnit),
    /// Python objects.
    Object,
    /// Records.
    Struct {
        /// Their fields, in numpy's order.
        fields: Vec<Field>,
        /// Bytes of a record.
        size: usize,
    },
    /// Bytes of a fixed number that mean nothing, numpy's `V`.
    Raw(usize),
    /// One of the above in the byte order that is not this machine's.
    Swapped(Box<DType>),
    /// Another one, by numpy's name, such as `longdouble` or `StringDType()`.
    Other(String),
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub dtype: DType,
    /// Bytes from the start of the record.
    pub offset: usize,
}

impl DType {
    /// Bytes of an item; `None` where they are not known here.
    ///
    /// ```
    /// use py4rs::array::DType;
    ///
    /// assert_eq!(DType::Text(5).size(), Some(20));
    /// ```
    pub fn size(&self) -> Option<usize> {
        match self {
            DType::Scalar(scalar) => Some(scalar.size()),
            DType::Bytes(length) | DType::Raw(length) => Some(*length),
            DType::Text(length) => Some(4 * length),
            DType::DateTime(_) | DType::TimeDelta(_) => Some(8),
            DType::Object => Some(size_of::<usize>()),
            DType::Struct { size, .. } => Some(*size),
            DType::Swapped(dtype) => dtype.size(),
            DType::Other(_) => None,
        }
    }

    /// The same in the other byte order; itself where there is none.
    pub(super) fn swapped(self) -> DType {
        match self {
            DType::Scalar(scalar) if scalar.size() == 1 => self,
            DType::Scalar(_) | DType::Text(_) | DType::DateTime(_) | DType::TimeDelta(_) => {
                DType::Swapped(Box::new(self))
            }
            DType::Swapped(dtype) => *dtype,
            other => other,
        }
    }
}

impl From<Scalar> for DType {
    fn from(scalar: Scalar) -> DType {
        DType::Scalar(scalar)
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DType::Scalar(scalar) => f.write_str(scalar.name()),
            DType::Object => f.write_str("object"),
            DType::Struct { fields, .. } => {
                for (index, Field { name, dtype, .. }) in fields.iter().enumerate() {
                    write!(f, "{}({name:?}, {dtype})", if index == 0 { "[" } else { ", " })?;
                }
                f.write_str("]")
            }
            DType::Other(name) => f.write_str(name),
            _ => f.write_str(&self.typestr().unwrap_or_default()),
        }
    }
}
