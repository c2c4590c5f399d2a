//! The numbers that arrays are made of.

/// A number, or a `bool`, of a fixed width, in the byte order of this machine.
///
/// ```
/// use py4rs::array::Scalar;
///
/// assert_eq!(Scalar::Complex64.size(), 8);
/// assert_eq!(Scalar::Float16.name(), "float16");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Scalar {
    /// One byte, 0 or 1.
    Bool,
    /// `i8`.
    Int8,
    /// `i16`.
    Int16,
    /// `i32`.
    Int32,
    /// `i64`.
    Int64,
    /// `u8`.
    UInt8,
    /// `u16`.
    UInt16,
    /// `u32`.
    UInt32,
    /// `u64`.
    UInt64,
    /// Half precision.
    Float16,
    /// `f32`.
    Float32,
    /// `f64`.
    Float64,
    /// Two `f32`: real and imaginary part.
    Complex64,
    /// Two `f64`: real and imaginary part.
    Complex128,
}

use Scalar::*;

impl Scalar {
    /// All of them, in their order.
    pub const ALL: [Scalar; 14] = [
        Bool, Int8, Int16, Int32, Int64, UInt8, UInt16, UInt32, UInt64, Float16, Float32, Float64, Complex64,
        Complex128,
    ];

    /// What numpy calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Bool => "bool",
            Int8 => "int8",
            Int16 => "int16",
            Int32 => "int32",
            Int64 => "int64",
            UInt8 => "uint8",
            UInt16 => "uint16",
            UInt32 => "uint32",
            UInt64 => "uint64",
            Float16 => "float16",
            Float32 => "float32",
            Float64 => "float64",
            Complex64 => "complex64",
            Complex128 => "complex128",
        }
    }

    /// Bytes of an item.
    pub const fn size(self) -> usize {
        match self {
            Bool | Int8 | UInt8 => 1,
            Int16 | UInt16 | Float16 => 2,
            Int32 | UInt32 | Float32 => 4,
            Int64 | UInt64 | Float64 | Complex64 => 8,
            Complex128 => 16,
        }
    }

    /// Bytes that change their places together where the byte order is another one.
    pub const fn part(self) -> usize {
        match self {
            Complex64 | Complex128 => self.size() / 2,
            _ => self.size(),
        }
    }

    /// numpy's letter for its kind: one of `biufc`.
    pub const fn kind(self) -> char {
        match self {
            Bool => 'b',
            Int8 | Int16 | Int32 | Int64 => 'i',
            UInt8 | UInt16 | UInt32 | UInt64 => 'u',
            Float16 | Float32 | Float64 => 'f',
            Complex64 | Complex128 => 'c',
        }
    }

    /// The one of that kind and size, if there is one.
    pub fn of(kind: char, size: usize) -> Option<Scalar> {
        Scalar::ALL.into_iter().find(|scalar| scalar.kind() == kind && scalar.size() == size)
    }
}

#[cfg(test)]
mod tests {
    use super::Scalar;

    #[test]
    fn kind_and_size_tell_them_apart_and_name_them() {
        for (place, scalar) in Scalar::ALL.into_iter().enumerate() {
            assert_eq!(scalar as usize, place);
            assert_eq!(Scalar::of(scalar.kind(), scalar.size()), Some(scalar));
            let bits = scalar.name().trim_start_matches(|c: char| c.is_alphabetic());
            assert_eq!(bits.parse().unwrap_or(8), 8 * scalar.size(), "{scalar:?}");
        }
        assert_eq!(Scalar::of('f', 16), None);
    }
}
