//! `Display`: Python's `repr`, made without Python but for objects.

use super::{Complex, Value};
use crate::object::repr_text;
use crate::runtime::enter_initialised;
use std::fmt::{self, Write};
use std::str::FromStr;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::None => f.write_str("None"),
            Value::Bool(value) => f.write_str(if *value { "True" } else { "False" }),
            Value::Int(value) => write!(f, "{value}"),
            Value::BigInt(value) => write!(f, "{value}"),
            Value::Float(value) => f.write_str(&float(*value, ".0")),
            Value::Float32(value) => f.write_str(&float(*value, ".0")),
            Value::Complex(value) => complex(f, *value),
            Value::Str(text) => quoted(f, text.chars(), is_printable),
            Value::Bytes(bytes) => {
                f.write_char('b')?;
                quoted(f, bytes.iter().copied().map(char::from), |c| matches!(c, ' '..='~'))
            }
            Value::List(items) => listed(f, "[", items, "]"),
            Value::Tuple(items) => listed(f, "(", items, if items.len() == 1 { ",)" } else { ")" }),
            Value::Dict(dict) => {
                f.write_char('{')?;
                for (index, (key, value)) in dict.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{key}: {value}")?;
                }
                f.write_char('}')
            }
            Value::Set(items) if items.is_empty() => f.write_str("set()"),
            Value::Set(items) => listed(f, "{", items, "}"),
            Value::FrozenSet(items) if items.is_empty() => f.write_str("frozenset()"),
            Value::FrozenSet(items) => listed(f, "frozenset({", items, "})"),
            Value::Fraction(value) => write!(f, "Fraction({}, {})", value.numer(), value.denom()),
            Value::Array(array) => object(f, array.as_object()),
            Value::Object(value) => object(f, value),
        }
    }
}

fn object(f: &mut fmt::Formatter<'_>, object: &crate::object::PyObject) -> fmt::Result {
    let text = enter_initialised(|py| repr_text(py, object));
    f.write_str(text.as_deref().unwrap_or("<object of a Python that has ended>"))
}

fn listed(f: &mut fmt::Formatter<'_>, open: &str, items: &[Value], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (index, item) in items.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        write!(f, "{comma}{item}")?;
    }
    f.write_str(close)
}

/// The shortest text that stands for a float and no other, with `whole` behind what looks like an integer.
fn float<F: fmt::LowerExp + FromStr + PartialEq + Into<f64> + Copy>(value: F, whole: &str) -> String {
    let wide: f64 = value.into();
    if wide.is_nan() {
        return "nan".to_owned();
    }
    if wide.is_infinite() {
        return if wide > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    // Of the shortest texts Python takes the nearest, and of two as near the even one; where the point stands is a
    // rule of its own.
    let shortest = format!("{value:e}");
    let count =
        shortest.split('e').next().map_or(0, |digits| digits.bytes().filter(u8::is_ascii_digit).count());
    let nearest = format!("{value:.*e}", count - 1);
    let text = if nearest.parse().is_ok_and(|near: F| near == value) { nearest } else { shortest };
    let (digits, exponent) = text.split_once('e').expect("it was asked for");
    let exponent: i32 = exponent.parse().expect("the exponent is an integer");
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |digits| ("-", digits));
    let digits = digits.replace('.', "");
    match exponent {
        -4..0 => format!("{sign}0.{}{digits}", "0".repeat(-exponent as usize - 1)),
        0..16 => {
            let before = exponent as usize + 1;
            match digits.split_at_checked(before) {
                Some((integer, fraction)) if !fraction.is_empty() => format!("{sign}{integer}.{fraction}"),
                _ => format!("{sign}{digits:0<before$}{whole}"),
            }
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let exponent_sign = if exponent < 0 { '-' } else { '+' };
            format!("{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.abs())
        }
    }
}

fn complex(f: &mut fmt::Formatter<'_>, value: Complex) -> fmt::Result {
    let imaginary = float(value.im, "");
    if value.re == 0.0 && value.re.is_sign_positive() {
        return write!(f, "{imaginary}j");
    }
    let plus = if imaginary.starts_with('-') { "" } else { "+" };
    write!(f, "({}{plus}{imaginary}j)", float(value.re, ""))
}

/// The quotation mark that Python takes for a text: the single one, unless only that occurs.
fn mark(single: bool, double: bool) -> char {
    if single && !double { '"' } else { '\'' }
}

fn quoted(
    f: &mut fmt::Formatter<'_>,
    text: impl Iterator<Item = char> + Clone,
    is_printable: impl Fn(char) -> bool,
) -> fmt::Result {
    let mark = mark(text.clone().any(|c| c == '\''), text.clone().any(|c| c == '"'));
    f.write_char(mark)?;
    for c in text {
        match c {
            '\t' => f.write_str("\\t")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\\' => f.write_str("\\\\")?,
            _ if c == mark => write!(f, "\\{c}")?,
            _ if is_printable(c) => f.write_char(c)?,
            '\0'..='\u{ff}' => write!(f, "\\x{:02x}", u32::from(c))?,
            '\u{100}'..='\u{ffff}' => write!(f, "\\u{:04x}", u32::from(c))?,
            _ => write!(f, "\\U{:08x}", u32::from(c))?,
        }
    }
    f.write_char(mark)
}

/// Whether Python shows a character as it is. Rust's own rule is the same, for characters inside a text, but
/// for those that Unicode has assigned since the running Python was made: that one escapes them.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return matches!(c, ' '..='~');
    }
    let mut bytes = [b'a'; 5];
    let length = 1 + c.encode_utf8(&mut bytes[1..]).len();
    std::str::from_utf8(&bytes[..length]).is_ok_and(|text| text.escape_debug().nth(1) == Some(c))
}
