//! The formats of the buffer protocol: the syntax of Python's module `struct`, with what PEP 3118 added.

use super::kind::{DType, Field};
use super::scalar::Scalar;
use std::ffi::{c_int, c_long};

/// So deep may records nest.
const MOST_LEVELS: usize = 16;

/// How a letter's size and place are found.
#[derive(Clone, Copy)]
struct Mode {
    /// Whether the byte order is not this machine's.
    swapped: bool,
    /// Whether sizes are C's own, and not the ones that `struct` has fixed.
    native: bool,
    /// Whether fields stand where C would put them.
    aligned: bool,
}

impl DType {
    /// The type that a buffer's format names; `None` where it is none that is known here.
    ///
    /// ```
    /// use py4rs::array::{DType, Scalar};
    ///
    /// assert_eq!(DType::from_format("d"), Some(DType::Scalar(Scalar::Float64)));
    /// assert_eq!(DType::from_format("5s"), Some(DType::Bytes(5)));
    /// assert_eq!(DType::from_format("T{d:x:i:n:}").and_then(|dtype| dtype.size()), Some(12));
    /// ```
    pub fn from_format(format: &str) -> Option<DType> {
        let mut reader = Reader { rest: format, mode: Mode { swapped: false, native: true, aligned: true } };
        let (dtype, _) = reader.item(0)?;
        reader.rest.is_empty().then_some(dtype)
    }

    /// The format; `None` for what a buffer cannot name.
    ///
    /// ```
    /// use py4rs::array::DType;
    ///
    /// assert_eq!(DType::Bytes(5).format().as_deref(), Some("5s"));
    /// ```
    pub fn format(&self) -> Option<String> {
        let foreign = if cfg!(target_endian = "little") { '>' } else { '<' };
        Some(match self {
            DType::Scalar(scalar) => letter(*scalar).to_owned(),
            DType::Bytes(length) => format!("{length}s"),
            DType::Text(length) => format!("{length}w"),
            DType::Raw(length) => format!("{length}x"),
            DType::Object => "O".to_owned(),
            DType::Swapped(dtype) => format!("{foreign}{}", dtype.format()?),
            DType::Struct { fields, size } => {
                let mut text = "T{".to_owned();
                let mut place = 0;
                let gap = |from: usize, to: usize| match to.checked_sub(from)? {
                    0 => Some(String::new()),
                    gap => Some(format!("{gap}x")),
                };
                for Field { name, dtype, offset } in fields {
                    text += &gap(place, *offset)?;
                    // What follows is at its place as it is written, whatever alignment C would give it.
                    let format = dtype.format()?;
                    let order = if matches!(dtype, DType::Swapped(_)) { "" } else { "=" };
                    text += &format!("{order}{format}:{name}:");
                    place = offset + dtype.size()?;
                }
                text + &gap(place, *size)? + "}"
            }
            DType::DateTime(_) | DType::TimeDelta(_) | DType::Other(_) => return None,
        })
    }
}

/// The letter of a number, which has the same size by C and by `struct`.
fn letter(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Bool => "?",
        Scalar::Int8 => "b",
        Scalar::Int16 => "h",
        Scalar::Int32 => "i",
        Scalar::Int64 => "q",
        Scalar::UInt8 => "B",
        Scalar::UInt16 => "H",
        Scalar::UInt32 => "I",
        Scalar::UInt64 => "Q",
        Scalar::Float16 => "e",
        Scalar::Float32 => "f",
        Scalar::Float64 => "d",
        Scalar::Complex64 => "Zf",
        Scalar::Complex128 => "Zd",
    }
}

struct Reader<'a> {
    rest: &'a str,
    mode: Mode,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    fn takes(&mut self, expected: char) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// The signs for byte order and sizes that stand here.
    fn orders(&mut self) {
        let little = cfg!(target_endian = "little");
        while let Some(sign) = self.rest.chars().next() {
            let (swapped, native, aligned) = match sign {
                '@' => (false, true, true),
                '^' => (false, true, false),
                '=' => (false, false, false),
                '<' => (!little, false, false),
                '>' | '!' => (little, false, false),
                _ => return,
            };
            self.mode = Mode { swapped, native, aligned };
            self.next();
        }
    }

    /// The number that stands here.
    fn count(&mut self) -> Option<Option<usize>> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        if digits.is_empty() { Some(None) } else { digits.parse().ok().map(Some) }
    }

    /// One item, and its alignment.
    fn item(&mut self, level: usize) -> Option<(DType, usize)> {
        self.orders();
        let count = self.count()?;
        let letter = self.next()?;
        let text = match letter {
            's' | 'p' => Some(DType::Bytes(count.unwrap_or(1))),
            'x' => Some(DType::Raw(count.unwrap_or(1))),
            _ => None,
        };
        if let Some(dtype) = text {
            return Some((dtype, 1));
        }
        if letter == 'w' {
            let dtype = DType::Text(count.unwrap_or(1));
            return Some((if self.mode.swapped { dtype.swapped() } else { dtype }, 4));
        }
        // Several in a row are no item.
        if !matches!(count, None | Some(1)) {
            return None;
        }
        let scalar = match letter {
            'T' => return self.record(level),
            'O' => return Some((DType::Object, size_of::<usize>())),
            'c' => return Some((DType::Bytes(1), 1)),
            'Z' => Scalar::of('c', 2 * self.float()?.size())?,
            letter => self.scalar(letter)?,
        };
        let dtype = DType::Scalar(scalar);
        Some((if self.mode.swapped { dtype.swapped() } else { dtype }, scalar.part()))
    }

    /// The number of which a complex one has two.
    fn float(&mut self) -> Option<Scalar> {
        let letter = self.next()?;
        self.scalar(letter).filter(|scalar| scalar.kind() == 'f')
    }

    fn scalar(&self, letter: char) -> Option<Scalar> {
        let native = |size, fixed| if self.mode.native { size } else { fixed };
        let (kind, size) = match letter.to_ascii_lowercase() {
            '?' => ('b', 1),
            'b' => ('i', 1),
            'h' => ('i', 2),
            'i' => ('i', native(size_of::<c_int>(), 4)),
            'l' => ('i', native(size_of::<c_long>(), 4)),
            'q' => ('i', 8),
            'n' if self.mode.native => ('i', size_of::<isize>()),
            'e' => ('f', 2),
            'f' => ('f', 4),
            'd' => ('f', 8),
            _ => return None,
        };
        let kind = match (kind, letter.is_ascii_uppercase()) {
            ('i', true) => 'u',
            (_, true) => return None,
            (kind, false) => kind,
        };
        Scalar::of(kind, size)
    }

    /// The record whose `T` has been read, and its alignment.
    fn record(&mut self, level: usize) -> Option<(DType, usize)> {
        if level >= MOST_LEVELS || !self.takes('{') {
            return None;
        }
        let (mut fields, mut place, mut widest) = (Vec::new(), 0usize, 1);
        loop {
            self.orders();
            if self.takes('}') {
                break;
            }
            let (dtype, alignment) = self.item(level + 1)?;
            let name = self.name()?;
            if self.mode.aligned {
                place = place.checked_next_multiple_of(alignment)?;
                widest = widest.max(alignment);
            }
            let end = place.checked_add(dtype.size()?)?;
            match (name, &dtype) {
                (Some(name), _) => fields.push(Field { name, dtype, offset: place }),
                (None, DType::Raw(_)) => (),
                (None, _) => return None,
            }
            place = end;
        }
        Some((DType::Struct { fields, size: place }, widest))
    }

    /// The name of a field, where one stands.
    fn name(&mut self) -> Option<Option<String>> {
        if !self.takes(':') {
            return Some(None);
        }
        let (name, rest) = self.rest.split_once(':')?;
        self.rest = rest;
        Some(Some(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::{DType, Field, Scalar};

    #[test]
    fn every_format_comes_back() {
        let field = |name: &str, dtype, offset| Field { name: name.to_owned(), dtype, offset };
        let double = DType::Scalar(Scalar::Float64);
        let inner =
            DType::Struct { fields: vec![field("a", DType::Scalar(Scalar::Int16).swapped(), 1)], size: 4 };
        let record =
            DType::Struct { fields: vec![field("x", double.clone(), 0), field("é", inner, 8)], size: 12 };
        let others =
            [DType::Bytes(0), DType::Text(7), DType::Raw(3), DType::Object, double.swapped(), record];
        for dtype in Scalar::ALL.map(DType::Scalar).into_iter().chain(others) {
            let text = dtype.format().expect("it has one");
            assert_eq!(DType::from_format(&text), Some(dtype), "{text}");
        }
    }

    #[test]
    fn c_sizes_and_places() {
        let long = if size_of::<std::ffi::c_long>() == 8 { Scalar::Int64 } else { Scalar::Int32 };
        assert_eq!(DType::from_format("l"), Some(DType::Scalar(long)));
        assert_eq!(DType::from_format("=l"), Some(DType::Scalar(Scalar::Int32)));
        let Some(DType::Struct { fields, size }) = DType::from_format("T{b:a:d:b:}") else {
            panic!("a record")
        };
        assert_eq!((fields[1].offset, size), (8, 16));
        let Some(DType::Struct { fields, size }) = DType::from_format("T{b:a:=d:b:}") else {
            panic!("a record")
        };
        assert_eq!((fields[1].offset, size), (1, 9));
    }

    #[test]
    fn what_is_no_format_is_none() {
        let deep = "T{".repeat(100_000);
        for text in [
            "",
            "dd",
            "2d",
            "Z",
            "Zi",
            "T",
            "T{",
            "T{d}",
            "T{d:x}",
            "g",
            "D",
            "99999999999999999999s",
            "é",
            &deep,
        ] {
            assert_eq!(DType::from_format(text), None, "{}", text.len());
        }
    }
}
