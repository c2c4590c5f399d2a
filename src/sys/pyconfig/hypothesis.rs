//! The memory of a PyConfig or PyPreConfig, and the check that the offsets are those of this Python.

use std::ffi::c_int;
use std::fmt;

use super::fields::{Flag, Flags, List, Text};
use crate::sys::PyWideStringList;
use crate::sys::shim::ConfigOffsets;

/// A field that is not as the offsets foretell: this Python is not the one they were made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// The function that filled in the struct.
    pub(crate) function: &'static str,
    /// The field, or `size`.
    pub(crate) field: &'static str,
    /// What it should be.
    pub(crate) expected: i32,
    /// What it is.
    pub(crate) found: i32,
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Mismatch { function, field, expected, found } = self;
        write!(f, "the layout is not the expected one: after {function}, {field} is {found}, not {expected}")
    }
}

/// Room for either struct in any version that is started through it.
#[repr(C, align(16))]
pub(super) struct Memory([u8; 2048]);

impl Memory {
    /// No default of any field ends in this byte, so it shows where the struct ends.
    const UNTOUCHED: u8 = 0xA5;

    /// The memory as `init` leaves it.
    pub(super) fn filled(init: impl FnOnce(*mut u8)) -> Self {
        let mut memory = Memory([Self::UNTOUCHED; 2048]);
        init(memory.as_mut_ptr());
        memory
    }

    pub(super) fn as_ptr(&self) -> *const u8 {
        self.0.as_ptr()
    }

    pub(super) fn as_mut_ptr(&mut self) -> *mut u8 {
        self.0.as_mut_ptr()
    }

    /// Writes a number's bytes; nothing happens where it has no place.
    pub(super) fn set<const N: usize>(&mut self, place: Option<usize>, value: [u8; N]) {
        if let Some(place) = place {
            self.0[place..place + N].copy_from_slice(&value);
        }
    }

    /// Compares the size, and every flag with its default, after `function` filled the memory.
    pub(super) fn check<At: Flags>(
        &self,
        function: &'static str,
        size: i32,
        at: &At,
        default: fn(&Flag<At>) -> c_int,
    ) -> Result<(), Mismatch> {
        let last = self.0.iter().rposition(|&byte| byte != Self::UNTOUCHED);
        let touched = last.map_or(0, |last| last as i32 + 1);
        let flags = At::FLAGS.iter().filter_map(|flag| {
            let place = flag.offset(at)?;
            Some((flag.name, default(flag), self.int(place)))
        });
        // The first that differs; past a wrong size no field means anything.
        let mut all = [("size", size, touched)].into_iter().chain(flags);
        match all.find(|(_, expected, found)| expected != found) {
            Some((field, expected, found)) => Err(Mismatch { function, field, expected, found }),
            None => Ok(()),
        }
    }

    /// Checks that no string and no list is set, as both functions leave them.
    pub(super) fn check_empty(&self, function: &'static str, at: &ConfigOffsets) -> Result<(), Mismatch> {
        let texts = Text::ALL.iter().map(|text| (text.name, text.offset(at), size_of::<*mut u8>()));
        let lists = List::ALL.iter().map(|list| (list.name, list.offset(at), size_of::<PyWideStringList>()));
        let is_set = |&(_, place, size): &(_, usize, usize)| self.0[place..place + size] != [0; 16][..size];
        match texts.chain(lists).find(is_set) {
            Some((field, place, _)) => Err(Mismatch { function, field, expected: 0, found: self.int(place) }),
            None => Ok(()),
        }
    }

    fn int(&self, place: usize) -> c_int {
        let mut bytes = [0; size_of::<c_int>()];
        bytes.copy_from_slice(&self.0[place..place + size_of::<c_int>()]);
        c_int::from_ne_bytes(bytes)
    }
}
