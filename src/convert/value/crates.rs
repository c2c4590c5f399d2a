//! The numbers of a [`Value`] as those of the crates that calculate with them, both ways.

use super::Value;
use crate::error::{Error, Result};

/// A number of a crate, from the one here and back, and so from a [`Value`] and to one.
macro_rules! number {
    ($own:ident, $theirs:ty: |$from:ident| $to_own:expr, |$to:ident| $to_theirs:expr) => {
        impl From<$theirs> for super::$own {
            fn from($from: $theirs) -> Self {
                $to_own
            }
        }

        impl From<super::$own> for $theirs {
            fn from($to: super::$own) -> Self {
                $to_theirs
            }
        }

        impl From<$theirs> for Value {
            fn from(number: $theirs) -> Value {
                super::$own::from(number).into()
            }
        }

        impl TryFrom<Value> for $theirs {
            type Error = Error;

            fn try_from(value: Value) -> Result<Self> {
                super::$own::try_from(value).map(Self::from)
            }
        }
    };
}

#[cfg(feature = "num-bigint")]
number! {
    BigInt, num_bigint::BigInt:
    |number| Self::from_digits(number.sign() == num_bigint::Sign::Minus, number.iter_u64_digits().collect()),
    |number| {
        let sign = if number.is_negative() { num_bigint::Sign::Minus } else { num_bigint::Sign::Plus };
        let halves = number.digits().iter().flat_map(|digit| [*digit as u32, (digit >> 32) as u32]);
        Self::new(sign, halves.collect())
    }
}

#[cfg(feature = "num-complex")]
number! {
    Complex, num_complex::Complex<f64>:
    |number| Self::new(number.re, number.im),
    |number| Self::new(number.re, number.im)
}

#[cfg(all(feature = "num-bigint", feature = "num-rational"))]
number! {
    Fraction, num_rational::Ratio<num_bigint::BigInt>:
    |number| {
        let (numer, denom) = number.into_raw();
        Self::new(numer, denom)
    },
    |number| {
        let (numer, denom) = number.into_parts();
        Self::new_raw(numer.into(), denom.into())
    }
}
