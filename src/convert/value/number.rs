//! The numbers of a [`Value`](super::Value) for which the standard library has no type: integers of any size,
//! complex numbers, fractions. They hold and show numbers; to calculate with them, convert them to the types of
//! the crates `num-bigint`, `num-complex` and `num-rational`.

use crate::error::ConversionError;
use std::fmt;
use std::str::FromStr;

/// An integer of any size.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use py4rs::{prelude::*, value::BigInt};
///
/// let number: BigInt = raw_pyeval("-2 ** 100")?;
/// assert_eq!(number.to_string(), "-1267650600228229401496703205376");
/// assert_eq!(number, "-1267650600228229401496703205376".parse()?);
/// assert_eq!(i128::try_from(&number)?, -1 << 100);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BigInt {
    negative: bool,
    /// From the lowest; the highest is not zero.
    digits: Vec<u64>,
}

impl BigInt {
    /// The number of these digits to the base 2^64, the lowest first.
    pub fn from_digits(negative: bool, mut digits: Vec<u64>) -> BigInt {
        while digits.last() == Some(&0) {
            digits.pop();
        }
        BigInt { negative: negative && !digits.is_empty(), digits }
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The digits of its absolute value to the base 2^64, the lowest first; of zero there are none.
    pub fn digits(&self) -> &[u64] {
        &self.digits
    }

    /// The number as one of Rust's, if that holds it. What does not fit costs nothing, other than by `TryFrom`, whose
    /// error shows the number.
    pub(crate) fn fits<T: TryFrom<i128> + TryFrom<u128>>(&self) -> Option<T> {
        let magnitude = match *self.digits() {
            [] => 0,
            [low] => low.into(),
            [low, high] => u128::from(low) | u128::from(high) << 64,
            _ => return None,
        };
        match self.negative {
            false => T::try_from(magnitude).ok(),
            true => 0i128.checked_sub_unsigned(magnitude).and_then(|number| T::try_from(number).ok()),
        }
    }

    /// The nearest float, of two the even one, as in Python; `None` beyond the range of floats.
    pub(super) fn float(&self) -> Option<f64> {
        const MOST_DIGITS: usize = f64::MAX_EXP as usize / u64::BITS as usize;
        let text = (self.digits.len() <= MOST_DIGITS).then(|| self.to_string())?;
        text.parse().ok().filter(|float: &f64| float.is_finite())
    }

    /// The number that a text to the base 16 shows, as Python's `hex` gives it.
    pub(crate) fn from_hex(text: &str) -> Option<BigInt> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let text = text.strip_prefix("0x").filter(|text| text.is_ascii())?;
        let digit = |digit: &[u8]| u64::from_str_radix(std::str::from_utf8(digit).ok()?, 16).ok();
        let digits: Option<Vec<u64>> = text.as_bytes().rchunks(16).map(digit).collect();
        Some(BigInt::from_digits(negative, digits?))
    }

    /// The number to the base 16.
    pub(crate) fn to_hex(&self) -> String {
        let sign = if self.negative { "-" } else { "" };
        let mut text = format!("{sign}{:x}", self.digits.last().copied().unwrap_or_default());
        for digit in self.digits.iter().rev().skip(1) {
            text += &format!("{digit:016x}");
        }
        text
    }
}

/// What a step of decimal digits is worth: the largest power of ten in a digit.
const STEP: u64 = 10u64.pow(STEP_DIGITS as u32);
const STEP_DIGITS: usize = 19;

impl fmt::Display for BigInt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.digits.clone();
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let mut remainder = 0u128;
            for digit in rest.iter_mut().rev() {
                let dividend = (remainder << 64) | u128::from(*digit);
                *digit = (dividend / u128::from(STEP)) as u64;
                remainder = dividend % u128::from(STEP);
            }
            steps.push(remainder);
            if rest.last() == Some(&0) {
                rest.pop();
            }
        }
        let mut text = steps.pop().unwrap_or_default().to_string();
        for step in steps.iter().rev() {
            text += &format!("{step:0STEP_DIGITS$}");
        }
        f.pad_integral(!self.negative, "", &text)
    }
}

/// A text that is no integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseBigIntError(());

impl fmt::Display for ParseBigIntError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected an integer: decimal digits, with a sign perhaps")
    }
}

impl std::error::Error for ParseBigIntError {}

impl FromStr for BigInt {
    type Err = ParseBigIntError;

    fn from_str(text: &str) -> Result<BigInt, ParseBigIntError> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(ParseBigIntError(()));
        }
        let mut digits: Vec<u64> = Vec::new();
        let (first, rest) = text.split_at(text.len() % STEP_DIGITS);
        let steps = rest.as_bytes().chunks(STEP_DIGITS);
        for step in std::iter::once(first.as_bytes()).chain(steps) {
            let mut carry = step.iter().fold(0u128, |value, digit| 10 * value + u128::from(digit - b'0'));
            for digit in &mut digits {
                carry += u128::from(*digit) * u128::from(STEP);
                *digit = carry as u64;
                carry >>= 64;
            }
            if carry != 0 {
                digits.push(carry as u64);
            }
        }
        Ok(BigInt::from_digits(negative, digits))
    }
}

/// Both ways between the number and Rust's integers, where they hold it.
macro_rules! integers {
    ($($type:ident)*) => {$(
        impl From<$type> for BigInt {
            fn from(value: $type) -> BigInt {
                #[allow(unused_comparisons, reason = "not all of these types are signed")]
                let negative = value < 0;
                let mut magnitude = value as u128;
                if negative {
                    magnitude = magnitude.wrapping_neg();
                }
                BigInt::from_digits(negative, vec![magnitude as u64, (magnitude >> 64) as u64])
            }
        }

        impl TryFrom<&BigInt> for $type {
            type Error = ConversionError;

            fn try_from(value: &BigInt) -> Result<$type, ConversionError> {
                value.fits().ok_or_else(|| {
                    let expected = format!("{} ({} to {})", stringify!($type), <$type>::MIN, <$type>::MAX);
                    ConversionError::described(expected, format!("int {value}"))
                })
            }
        }
    )*};
}

integers! { i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize }

/// A complex number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Complex {
    /// The real part.
    pub re: f64,
    /// The imaginary part.
    pub im: f64,
}

impl Complex {
    /// The number of these parts.
    pub const fn new(re: f64, im: f64) -> Complex {
        Complex { re, im }
    }
}

/// A fraction of integers.
///
/// One that comes from Python has no common divisor, and its denominator is positive; one that is made here has
/// the numbers that it is given, and Python reduces it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    numer: BigInt,
    denom: BigInt,
}

impl Fraction {
    /// The fraction of these numbers. Of a denominator that is zero Python makes a `ZeroDivisionError`.
    pub fn new(numer: impl Into<BigInt>, denom: impl Into<BigInt>) -> Fraction {
        Fraction { numer: numer.into(), denom: denom.into() }
    }

    /// The numerator.
    pub fn numer(&self) -> &BigInt {
        &self.numer
    }

    /// The denominator.
    pub fn denom(&self) -> &BigInt {
        &self.denom
    }

    /// The numerator and the denominator.
    pub fn into_parts(self) -> (BigInt, BigInt) {
        (self.numer, self.denom)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.numer, self.denom)
    }
}
