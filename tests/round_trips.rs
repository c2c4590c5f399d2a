//! Any value of any type comes back from Python as it went.

use proptest::collection::{btree_map, hash_map, vec};
use proptest::prelude::*;
use py4rs::prelude::*;
use py4rs::{FromPython, ToPython};
use std::fmt::Debug;

/// Through a function of Python that gives what it gets, and through Python's own `repr` and `eval`.
fn comes_back<T: ToPython + FromPython + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let back: T = pycall!("lambda x: x", value).expect("it converts");
    prop_assert_eq!(&back, value);
    let copied: T = pycall!("lambda x: eval(repr(x))", value).expect("it converts");
    prop_assert_eq!(&copied, value);
    Ok(())
}

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
}
