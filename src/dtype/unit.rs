//! The units of numpy's times.

use std::fmt;

/// How long one tick of a `datetime64` or a `timedelta64` is: so many units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimeUnit {
    /// How many units; 1 but for such as `25us`.
    pub count: u32,
    /// The unit.
    pub unit: Unit,
}

/// A unit of time, as numpy has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "each is the unit of its name")]
pub enum Unit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    Picosecond,
    Femtosecond,
    Attosecond,
    /// None was said.
    Generic,
}

const NAMES: [(&str, Unit); 13] = [
    ("Y", Unit::Year),
    ("M", Unit::Month),
    ("W", Unit::Week),
    ("D", Unit::Day),
    ("h", Unit::Hour),
    ("m", Unit::Minute),
    ("s", Unit::Second),
    ("ms", Unit::Millisecond),
    ("us", Unit::Microsecond),
    ("ns", Unit::Nanosecond),
    ("ps", Unit::Picosecond),
    ("fs", Unit::Femtosecond),
    ("as", Unit::Attosecond),
];

impl TimeUnit {
    /// The unit of numpy's text, such as `ns` or `25us`; empty for none.
    pub(super) fn parse(text: &str) -> Option<TimeUnit> {
        if text.is_empty() {
            return Some(TimeUnit { count: 1, unit: Unit::Generic });
        }
        let (count, name) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
        let count = if count.is_empty() { 1 } else { count.parse().ok()? };
        let (_, unit) = NAMES.into_iter().find(|(known, _)| *known == name)?;
        Some(TimeUnit { count, unit })
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((name, _)) = NAMES.into_iter().find(|(_, unit)| *unit == self.unit) else {
            return Ok(());
        };
        match self.count {
            1 => f.write_str(name),
            count => write!(f, "{count}{name}"),
        }
    }
}
