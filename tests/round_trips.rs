//! Any value of any type comes back from Python as it went.

mod values;

use proptest::collection::{btree_map, btree_set, hash_map, hash_set, vec};
use proptest::prelude::*;
use py4rs::prelude::*;
use py4rs::{Bytes, Pairs};
use std::collections::VecDeque;
use std::ffi::OsString;
use std::num::{NonZeroI64, Wrapping};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use values::comes_back;

proptest! {
    #[test]
    fn small_integers(a: i8, b: u8, c: i16, d: u16) {
        comes_back(&(a, b, c, d))?;
    }

    #[test]
    fn large_integers(a: i32, b: u32, c: i64, d: u64, e: isize, f: usize) {
        comes_back(&(a, b, c, d, e, f))?;
    }

    #[test]
    fn wide_integers(a: i128, b: u128) {
        comes_back(&(a, b))?;
        prop_assert_eq!(pycall!("str", a => String).expect("text"), a.to_string());
        prop_assert_eq!(pycall!("str", b => String).expect("text"), b.to_string());
    }

    #[test]
    fn integers_of_any_size_fit_or_are_refused(text in "-?[1-9][0-9]{0,45}") {
        prop_assert_eq!(raw_pyeval::<i8>(&text).ok(), text.parse().ok());
        prop_assert_eq!(raw_pyeval::<u32>(&text).ok(), text.parse().ok());
        prop_assert_eq!(raw_pyeval::<i64>(&text).ok(), text.parse().ok());
        prop_assert_eq!(raw_pyeval::<u64>(&text).ok(), text.parse().ok());
        prop_assert_eq!(raw_pyeval::<i128>(&text).ok(), text.parse().ok());
        prop_assert_eq!(raw_pyeval::<u128>(&text).ok(), text.parse().ok());
    }

    #[test]
    fn floats(bits: u64, single: u32) {
        let (value, single) = (f64::from_bits(bits), f32::from_bits(single));
        let back: f64 = pycall!("lambda x: x", value).expect("it converts");
        prop_assert!(back.to_bits() == bits || back.is_nan() && value.is_nan());
        let back: f32 = pycall!("lambda x: x", single).expect("it converts");
        prop_assert!(back.to_bits() == single.to_bits() || back.is_nan() && single.is_nan());
    }

    #[test]
    fn text(text: String, character: char) {
        comes_back(&(text.clone(), character))?;
        prop_assert_eq!(pycall!("len", text => usize).expect("a length"), text.chars().count());
    }

    #[test]
    fn options_and_booleans(value: Option<(bool, Option<i64>)>) {
        comes_back(&value)?;
    }

    #[test]
    fn nested_lists(value in vec(vec(any::<i64>(), 0..6), 0..6)) {
        comes_back(&value)?;
    }

    #[test]
    fn maps(
        hashed in hash_map(any::<String>(), vec(any::<u16>(), 0..3), 0..6),
        sorted in btree_map(any::<(i64, char)>(), any::<Option<String>>(), 0..6),
    ) {
        comes_back(&hashed)?;
        comes_back(&sorted)?;
    }

    #[test]
    fn names(name in "\\PC{1,40}", value: i64) {
        prop_assume!(!name.contains('.'));
        set_pyvalue(&name, value).expect("it is set");
        prop_assert_eq!(pyvalue::<i64>(&name).expect("it was set"), value);
    }

    #[test]
    fn bytes(bytes: Vec<u8>, lists: Vec<Vec<u8>>, four: [u8; 4]) {
        comes_back(&(Bytes(bytes.clone()), bytes.clone(), lists, four))?;
        let numbers: Vec<u8> = pycall!("list", Bytes(bytes.clone())).expect("it converts");
        prop_assert_eq!(numbers, bytes);
    }

    #[test]
    fn sets(hashed in hash_set(any::<(i64, String)>(), 0..6), sorted in btree_set(any::<Option<char>>(), 0..6)) {
        comes_back(&hashed)?;
        comes_back(&sorted)?;
        let frozen = pycall!("frozenset", &sorted).expect("it converts");
        prop_assert_eq!(sorted, frozen);
    }

    #[test]
    fn lists_of_each_kind(
        ints: Vec<i64>,
        small: VecDeque<i8>,
        bits: Vec<u64>,
        texts: Vec<String>,
        options: Vec<Option<bool>>,
        boxed: Box<[Box<(u16, char)>]>,
    ) {
        comes_back(&(ints, small, texts, options, boxed))?;
        let floats: Vec<f64> = bits.iter().map(|bits| f64::from_bits(*bits)).collect();
        let back: Vec<f64> = pycall!("list", &floats).expect("it converts");
        prop_assert!(floats.iter().zip(&back).all(|(a, b)| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()));
        prop_assert_eq!(back.len(), floats.len());
    }

    #[test]
    fn entries_keep_their_order(entries in vec((any::<String>(), any::<Option<i32>>()), 0..8)) {
        let mut unique: Vec<(String, Option<i32>)> = Vec::new();
        for (key, value) in entries {
            if unique.iter().all(|(known, _)| *known != key) {
                unique.push((key, value));
            }
        }
        comes_back(&Pairs(unique))?;
    }

    #[test]
    fn boxes_and_wrappers(a: i64, b: NonZeroI64, c: Box<str>, d: std::sync::Arc<i64>) {
        comes_back(&(Wrapping(a), b, c, d))?;
    }

    #[test]
    fn ranges(a: i64, b: i64, c: u8) {
        comes_back(&(a..b, c..=u8::MAX))?;
    }

    #[test]
    fn text_of_the_system(bytes: Vec<u8>) {
        let text = OsString::from_vec(bytes);
        comes_back(&text)?;
        // `pathlib` joins some parts of a path, and Python has none with a NUL.
        let path: String = text.to_string_lossy().chars().filter(|c| !"/.\0".contains(*c)).collect();
        import_module("pathlib").expect("it is there");
        let back: PathBuf = pycall!("lambda p: p", PathBuf::from(&path)).expect("it converts");
        prop_assert_eq!(back, PathBuf::from(if path.is_empty() { "." } else { &path }));
    }

    #[test]
    fn times(seconds in 0..86_399_999_999_999u64, microsecond in 0..1_000_000u32, since in -62_135_596_800..253_402_300_800i64) {
        import_module("datetime").expect("it is there");
        comes_back(&Duration::new(seconds, microsecond * 1000))?;
        let since_epoch = Duration::new(since.unsigned_abs(), 0);
        let moment: SystemTime = if since < 0 { UNIX_EPOCH - since_epoch } else { UNIX_EPOCH + since_epoch };
        comes_back(&moment)?;
    }
}
