//! The texts of `__array_interface__`, which numpy's `dtype.str` gives: byte order, kind, size, unit.

use super::kind::DType;
use super::scalar::Scalar;
use super::unit::TimeUnit;

/// The byte orders of this machine and of the others.
const ORDERS: [char; 2] = if cfg!(target_endian = "little") { ['<', '>'] } else { ['>', '<'] };

impl DType {
    /// The type of such a text; `None` where it is none that is known here.
    ///
    /// ```
    /// use py4rs::array::DType;
    ///
    /// assert_eq!(DType::from_typestr("|S3"), Some(DType::Bytes(3)));
    /// ```
    pub fn from_typestr(text: &str) -> Option<DType> {
        let mut chars = text.chars();
        let (order, kind) = (chars.next()?, chars.next()?);
        let rest = chars.as_str();
        let (size, unit) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len()));
        // Objects have no size in numpy's own text.
        let size: usize = if kind == 'O' && size.is_empty() { 0 } else { size.parse().ok()? };
        let time =
            || TimeUnit::parse(unit.strip_prefix('[').map_or(Some(unit), |unit| unit.strip_suffix(']'))?);
        let dtype = match kind {
            'S' | 'a' => DType::Bytes(size),
            'U' => DType::Text(size),
            'V' => DType::Raw(size),
            'O' => DType::Object,
            'M' => DType::DateTime(time()?),
            'm' => DType::TimeDelta(time()?),
            _ => DType::Scalar(Scalar::of(kind, size)?),
        };
        match order {
            '|' | '=' => Some(dtype),
            order if order == ORDERS[0] => Some(dtype),
            order if order == ORDERS[1] => Some(dtype.swapped()),
            _ => None,
        }
    }

    /// The text; `None` for records and for what is not known here.
    ///
    /// ```
    /// use py4rs::array::{DType, Scalar};
    ///
    /// assert_eq!(DType::Scalar(Scalar::UInt8).typestr().as_deref(), Some("|u1"));
    /// ```
    pub fn typestr(&self) -> Option<String> {
        let (dtype, order) = match self {
            DType::Swapped(dtype) => (&**dtype, ORDERS[1]),
            dtype => (dtype, ORDERS[0]),
        };
        Some(match dtype {
            DType::Scalar(scalar) => {
                let order = if scalar.size() == 1 { '|' } else { order };
                format!("{order}{}{}", scalar.kind(), scalar.size())
            }
            DType::Bytes(length) => format!("|S{length}"),
            DType::Raw(length) => format!("|V{length}"),
            DType::Text(length) => format!("{order}U{length}"),
            DType::Object => "|O".to_owned(),
            DType::DateTime(unit) => format!("{order}M8{}", bracketed(*unit)),
            DType::TimeDelta(unit) => format!("{order}m8{}", bracketed(*unit)),
            DType::Struct { .. } | DType::Swapped(_) | DType::Other(_) => return None,
        })
    }
}

fn bracketed(unit: TimeUnit) -> String {
    let unit = unit.to_string();
    if unit.is_empty() { unit } else { format!("[{unit}]") }
}

#[cfg(test)]
mod tests {
    use super::{DType, ORDERS, Scalar};
    use crate::dtype::{TimeUnit, Unit};

    #[test]
    fn every_text_comes_back() {
        let unit = TimeUnit { count: 25, unit: Unit::Microsecond };
        let generic = TimeUnit { count: 1, unit: Unit::Generic };
        let others = [
            DType::Bytes(0),
            DType::Text(7),
            DType::Raw(3),
            DType::DateTime(unit),
            DType::TimeDelta(generic),
            DType::Text(2).swapped(),
            DType::Scalar(Scalar::Complex64).swapped(),
            DType::DateTime(generic).swapped(),
        ];
        for dtype in Scalar::ALL.map(DType::Scalar).into_iter().chain(others) {
            let text = dtype.typestr().expect("it has one");
            assert_eq!(DType::from_typestr(&text), Some(dtype), "{text}");
        }
    }

    #[test]
    fn what_is_no_text_is_none() {
        for text in [
            "",
            "f8",
            "<f",
            "<f3",
            "?f8",
            "<x8",
            "<f16",
            "<M8[zz]",
            "<M8[ns",
            "é",
            "<é8",
            "<f99999999999999999999",
        ] {
            assert_eq!(DType::from_typestr(text), None, "{text}");
        }
        assert_eq!(DType::from_typestr("|O8"), Some(DType::Object));
        assert_eq!(DType::from_typestr("|O"), Some(DType::Object));
        assert_eq!(DType::from_typestr(&format!("{}i1", ORDERS[1])), Some(DType::Scalar(Scalar::Int8)));
    }
}
