//! [`Element`]: the Rust types that an array's memory can hold.

use super::kind::DType;
use super::scalar::Scalar;

/// A Rust type whose bytes are those of an array's items, so that arrays of it are shared, and copied, as they lie.
///
/// | Rust | numpy |
/// |---|---|
/// | `bool` | `bool` |
/// | `i8` to `i64`, `u8` to `u64` | `int8` to `int64`, `uint8` to `uint64` |
/// | `isize`, `usize` | those of the machine's width |
/// | `f32`, `f64` | `float32`, `float64` |
/// | `half::f16` (feature `half`) | `float16` |
/// | `num_complex::Complex32`, `Complex64` (feature `num-complex`) | `complex64`, `complex128` |
/// | a `#[repr(C)]` struct that derives [`PyElement`](derive@crate::PyElement) | a structured dtype |
///
/// # Safety
/// - [`dtype`](Element::dtype) says of each byte what it is: its size is the type's, and its fields are where the
///   type has them.
/// - The type has no padding: every byte of a value is initialised.
/// - Any bytes are a valid value, where [`ANY_BYTES`](Element::ANY_BYTES) is true; where it is false, any bytes that
///   are 0 or 1 are.
#[diagnostic::on_unimplemented(
    message = "the memory of an array cannot hold `{Self}`",
    note = "it can hold `bool`, `i8` to `i64`, `u8` to `u64`, `f32`, `f64`, `f16` (feature `half`), `Complex` (feature \
            `num-complex`), and `#[repr(C)]` structs of them that derive `PyElement`"
)]
pub unsafe trait Element: Copy + Send + Sync + 'static {
    /// Which number it is, if it is one.
    const SCALAR: Option<Scalar>;

    /// Whether any bytes are a valid value.
    const ANY_BYTES: bool = true;

    /// The type of the items.
    fn dtype() -> DType {
        DType::Scalar(Self::SCALAR.expect("what is no scalar says what it is"))
    }
}

// The list of what else is an `Element` would differ with the features, and the note says it.
macro_rules! elements {
    ($($type:ty = $scalar:ident;)*) => {$(
        const _: () = assert!(size_of::<$type>() == Scalar::$scalar.size());
        // SAFETY: the same number; its size has just been compared.
        #[diagnostic::do_not_recommend]
        unsafe impl Element for $type {
            const SCALAR: Option<Scalar> = Some(Scalar::$scalar);
        }
    )*};
}

elements! {
    i8 = Int8;
    i16 = Int16;
    i32 = Int32;
    i64 = Int64;
    u8 = UInt8;
    u16 = UInt16;
    u32 = UInt32;
    u64 = UInt64;
    f32 = Float32;
    f64 = Float64;
}

#[cfg(target_pointer_width = "64")]
elements! {
    isize = Int64;
    usize = UInt64;
}

#[cfg(target_pointer_width = "32")]
elements! {
    isize = Int32;
    usize = UInt32;
}

#[cfg(feature = "half")]
elements! {
    half::f16 = Float16;
}

#[cfg(feature = "num-complex")]
elements! {
    num_complex::Complex32 = Complex64;
    num_complex::Complex64 = Complex128;
}

// SAFETY: one byte; 0 and 1 are valid.
#[diagnostic::do_not_recommend]
unsafe impl Element for bool {
    const SCALAR: Option<Scalar> = Some(Scalar::Bool);
    const ANY_BYTES: bool = false;
}
