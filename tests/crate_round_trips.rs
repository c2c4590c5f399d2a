//! Any value of the crates' types comes back from Python as it went.

mod values;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};
use indexmap::{IndexMap, IndexSet};
use num_bigint::{BigInt, BigUint, Sign};
use num_complex::{Complex32, Complex64};
use num_rational::Ratio;
use proptest::collection::vec;
use proptest::prelude::*;
use py4rs::prelude::*;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::comes_back;

/// The modules that are needed to make the objects from their `repr`.
fn import() {
    let code =
        "import datetime\nfrom fractions import Fraction\nfrom decimal import Decimal\nfrom uuid import UUID";
    raw_pyexec(code).expect("they are there");
}

proptest! {
    #[test]
    fn integers_of_any_size(negative: bool, bytes in vec(any::<u8>(), 0..70)) {
        let sign = if negative { Sign::Minus } else { Sign::Plus };
        let (int, positive) = (BigInt::from_bytes_le(sign, &bytes), BigUint::from_bytes_le(&bytes));
        prop_assert_eq!(pycall!("str", &int => String).expect("text"), int.to_string());
        prop_assert_eq!(pycall!("str", &positive => String).expect("text"), positive.to_string());
        comes_back(&vec![(int, positive)])?;
    }

    #[test]
    fn floats_of_half_precision(bits: u16) {
        let half = half::f16::from_bits(bits);
        let same: Vec<half::f16> = pycall!("lambda x: x", [half, half]).expect("it converts");
        prop_assert!(same.iter().all(|same| *same == half || same.is_nan() && half.is_nan()));
        prop_assert_eq!(half::f16::MAX.to_f64(), pycall!("lambda x: x", half::f16::MAX => f64).expect("a float"));
    }

    #[test]
    fn complex_numbers(a: f64, b: f64, c: f32, d: f32) {
        // Python's `repr` of a complex number loses the sign of a zero.
        comes_back(&vec![Complex64::new(a + 0.0, b + 0.0)])?;
        let (wide, narrow) = (Complex64::new(a, b), Complex32::new(c, d));
        let same: (Complex64, Complex32) = pycall!("lambda x: x", (wide, narrow)).expect("it converts");
        prop_assert_eq!(same, (wide, narrow));
    }

    #[test]
    fn fractions(a: i64, b in 1..i64::MAX, c: i128, d in 1..i128::MAX) {
        import();
        comes_back(&(Ratio::new(a, b), Ratio::new(BigInt::from(c), BigInt::from(d))))?;
    }

    #[test]
    fn decimals(high: u32, middle: u32, low: u32, negative: bool, scale in 0..=28u32) {
        import();
        let decimal = Decimal::from_parts(low, middle, high, negative, scale);
        comes_back(&decimal)?;
        let back: Decimal = pycall!("lambda x: x", decimal).expect("it converts");
        prop_assert_eq!((back.scale(), back.is_sign_negative()), (scale, negative));
    }

    #[test]
    fn uuids(number: u128) {
        import();
        comes_back(&BTreeMap::from([(Uuid::from_u128(number), vec![Some(Uuid::from_u128(!number))])]))?;
    }

    #[test]
    fn maps_and_sets_in_order(entries: Vec<(String, i64)>) {
        let map: IndexMap<String, i64> = entries.iter().cloned().collect();
        comes_back(&map)?;
        let back: IndexMap<String, i64> = pycall!("dict", &map).expect("it converts");
        prop_assert!(back.iter().eq(map.iter()));
        comes_back(&entries.into_iter().collect::<IndexSet<_>>())?;
    }

    #[test]
    fn chronos_times(
        days in -719_162..=2_932_896i32,
        second in 0..86_400u32,
        microsecond in 0..1_000_000u32,
        offset in -86_399..86_399i32,
        length in -9_000_000_000_000_000_000..9_000_000_000_000_000_000i64,
    ) {
        import();
        let date = NaiveDate::from_epoch_days(days).expect("a date of Python's");
        let time = NaiveTime::from_num_seconds_from_midnight_opt(second, microsecond * 1000).expect("a time");
        let moment: DateTime<Utc> = date.and_time(time).and_utc();
        comes_back(&(date, time, date.and_time(time), moment, TimeDelta::microseconds(length)))?;
        // At the ends of Python's years the local time would be beyond them.
        prop_assume!((-719_160..2_932_895).contains(&days));
        let local = moment.with_timezone(&FixedOffset::east_opt(offset).expect("an offset"));
        let back: DateTime<FixedOffset> = pycall!("lambda x: x", local).expect("it converts");
        prop_assert_eq!((back, *back.offset()), (local, *local.offset()));
    }

    #[test]
    fn jiffs_times(
        microseconds in -62_135_510_400_000_000..253_402_207_200_000_000i64,
        offset in -86_399..86_399i32,
        length in -9_000_000_000_000_000_000..9_000_000_000_000_000_000i64,
    ) {
        import();
        let moment = jiff::Timestamp::from_microsecond(microseconds).expect("a moment");
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::Offset::from_seconds(offset).expect("an offset"));
        let zoned = jiff::ZonedDateTime::new(moment, zone);
        let local = zoned.datetime();
        comes_back(&(moment, local, local.date(), local.time(), jiff::SignedDuration::from_micros(length)))?;
        let back: jiff::ZonedDateTime = pycall!("lambda x: x", &zoned).expect("it converts");
        prop_assert_eq!((back.timestamp(), back.offset()), (zoned.timestamp(), zoned.offset()));
    }
}
