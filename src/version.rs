//! Versions of Python and the flags of its ABI.

use std::fmt;

/// A version of Python such as 3.11.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 3 in 3.11.7.
    pub major: u8,
    /// 11 in 3.11.7.
    pub minor: u8,
    /// 7 in 3.11.7; 0 where only the minor version is known.
    pub micro: u8,
}

impl Version {
    /// The oldest Python that py4rs works with.
    pub const OLDEST: Version = Version::new(3, 8, 0);

    /// The version `major.minor.micro`.
    pub const fn new(major: u8, minor: u8, micro: u8) -> Self {
        Version { major, minor, micro }
    }

    /// Reads "3.11", "3.11.7", "3.13.0rc1" or "3.12.1+"; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '.');
        let major = parts.next()?.parse().ok()?;
        let (minor, _) = leading_number(parts.next()?)?;
        let micro = match parts.next() {
            Some(part) => leading_number(part)?.0,
            None => 0,
        };
        Some(Version { major, minor, micro })
    }

    /// Reads `PY_VERSION_HEX`: 0x030b07f0 is 3.11.7.
    pub const fn from_hex(hex: u32) -> Self {
        Version::new((hex >> 24) as u8, (hex >> 16) as u8, (hex >> 8) as u8)
    }

    /// Whether both have the same major and minor version: these share an ABI.
    pub const fn same_minor(self, other: Version) -> bool {
        self.major == other.major && self.minor == other.minor
    }

    /// Whether this is at least 3.`minor`.
    pub const fn at_least(self, minor: u8) -> bool {
        self.major > 3 || self.major == 3 && self.minor >= minor
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.micro)
    }
}

/// How a build of CPython differs from the usual one, as its `sys.abiflags` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AbiFlags {
    /// Built without the GIL (`t`).
    pub free_threaded: bool,
    /// A debug build (`d`).
    pub debug: bool,
}

impl AbiFlags {
    /// Reads `sys.abiflags`: "", "t", "d", "td".
    pub fn parse(text: &str) -> Self {
        AbiFlags { free_threaded: text.contains('t'), debug: text.contains('d') }
    }
}

impl fmt::Display for AbiFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let threads = if self.free_threaded { "free-threaded" } else { "GIL" };
        write!(f, "{threads}{}", if self.debug { ", debug" } else { "" })
    }
}

/// The number that `text` begins with, and what follows it.
fn leading_number(text: &str) -> Option<(u8, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}
