//! The types for which there can be a pythonizer.

use crate::convert::Bytes;
use crate::convert::value::{BigInt, Complex, Dict, Fraction, Value};
use crate::object::PyObject;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A type whose values a [`pythonizer`](crate::pythonizer) can take.
///
/// These are the types that py4rs converts, in their owned form: numbers, `bool`, `char`, `String`, [`Value`](crate::Value),
/// `Vec`, tuples, maps and sets of them; and those that derive [`ToPython`](crate::ToPython), have no parameters
/// and are `Clone`.
///
/// # Safety
/// No lifetime occurs in the type, not even `'static`.
#[diagnostic::on_unimplemented(
    message = "a pythonizer cannot take `{Self}`",
    note = "it takes the types that py4rs converts, in their owned form (`String`, `Vec<f64>`), and types that \
            derive `ToPython` and `Clone` and have no parameters"
)]
pub unsafe trait Pythonized: Sized + 'static {
    /// What values of the type are borrowed as: `str` for `String`, `[T]` for `Vec<T>`, else the type itself.
    #[doc(hidden)]
    type Borrowed: ?Sized + ToOwned<Owned = Self>;
}

/// Types that are borrowed as themselves.
macro_rules! pythonized {
    ($($type:ty $(where $($parameter:ident)*)?;)*) => {$(
        // SAFETY: no lifetime, and none in a parameter.
        unsafe impl$(<$($parameter: Pythonized + Clone),*>)? Pythonized for $type {
            type Borrowed = $type;
        }
    )*};
}

pythonized! {
    bool; char; f32; f64;
    i8; i16; i32; i64; i128; isize; u8; u16; u32; u64; u128; usize;
    Value; BigInt; Complex; Fraction; Dict; Bytes; Duration; SystemTime;
    (A,) where A;
    (A, B) where A B;
    (A, B, C) where A B C;
    (A, B, C, D) where A B C D;
    (A, B, C, D, E) where A B C D E;
    (A, B, C, D, E, F) where A B C D E F;
}

#[cfg(feature = "num-bigint")]
pythonized! { num_bigint::BigInt; num_bigint::BigUint; }
#[cfg(feature = "num-complex")]
pythonized! { num_complex::Complex<f32>; num_complex::Complex<f64>; }
#[cfg(feature = "rust_decimal")]
pythonized! { rust_decimal::Decimal; }
#[cfg(feature = "half")]
pythonized! { half::f16; }
#[cfg(feature = "uuid")]
pythonized! { uuid::Uuid; }
#[cfg(feature = "chrono")]
pythonized! {
    chrono::NaiveDate; chrono::NaiveTime; chrono::NaiveDateTime; chrono::TimeDelta;
    chrono::DateTime<chrono::Utc>; chrono::DateTime<chrono::FixedOffset>;
}
#[cfg(feature = "jiff")]
pythonized! {
    jiff::civil::Date; jiff::civil::Time; jiff::civil::DateTime; jiff::Timestamp; jiff::ZonedDateTime;
    jiff::SignedDuration;
}

/// Types that are borrowed as another one.
macro_rules! borrowed {
    ($($type:ty: $borrowed:ty;)*) => {$(
        // SAFETY: no lifetime.
        unsafe impl Pythonized for $type {
            type Borrowed = $borrowed;
        }
    )*};
}

borrowed! {
    String: str;
    OsString: OsStr;
    PathBuf: Path;
}

// SAFETY: no lifetime.
unsafe impl Pythonized for Vec<PyObject> {
    type Borrowed = [PyObject];
}

/// Containers, which keep what they hold as it is.
macro_rules! containers {
    ($($name:ident<$($parameter:ident),+> as $borrowed:ty;)*) => {$(
        // SAFETY: no lifetime, and none in the parameters.
        unsafe impl<$($parameter: Pythonized + Clone),+> Pythonized for $name<$($parameter),+> {
            type Borrowed = $borrowed;
        }
    )*};
}

containers! {
    Vec<T> as [T];
    HashMap<K, V> as Self;
    BTreeMap<K, V> as Self;
    HashSet<T> as Self;
    BTreeSet<T> as Self;
}

#[cfg(feature = "num-rational")]
use num_rational::Ratio;
#[cfg(feature = "num-rational")]
containers! { Ratio<T> as Self; }
