//! Values of the crates that have features.

mod values;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use indexmap::{IndexMap, IndexSet};
use jiff::civil;
use num_bigint::{BigInt, BigUint};
use num_complex::{Complex32, Complex64};
use num_rational::Ratio;
use py4rs::Result;
use py4rs::prelude::*;
use rust_decimal::Decimal;
use std::io::{self, Write};
use uuid::Uuid;
use values::{both_ways, error, gives, raises, says, shows};

/// Code that needs a module.
fn with<'a>(module: &str, code: &'a str) -> &'a str {
    import_module(module).expect("it is there");
    code
}

#[test]
fn integers_of_any_size() {
    let big = BigInt::from(7).pow(500);
    for value in
        [big.clone(), -&big, BigInt::ZERO, i64::MIN.into(), BigInt::from(i64::MIN) - 1, u64::MAX.into()]
    {
        both_ways(value.clone(), &value.to_string());
    }
    for bits in [31, 62, 63, 64, 127, 128, 1000] {
        let power: BigInt = BigInt::from(1) << bits;
        for value in [&power - 1, power.clone(), &power + 1] {
            both_ways(-value.clone(), &(-&value).to_string());
            both_ways(value.to_biguint().expect("positive"), &value.to_string());
        }
    }
    says::<BigUint>("-1", "BigUint (0 or more)", "int -1", "");
    says::<BigInt>("1.0", "BigInt", "float 1.0", "");
    gives("True", BigInt::from(1));
    raw_pyexec("class Index:\n    def __index__(self): return 2 ** 70").expect("runs");
    gives("Index()", BigInt::from(1) << 70);
}

#[test]
fn complex_numbers() {
    both_ways(Complex64::new(1.5, -2.0), "(1.5-2j)");
    both_ways(Complex32::new(0.5, 2.0), "(0.5+2j)");
    gives("3", Complex64::new(3.0, 0.0));
    gives("2.5", Complex64::new(2.5, 0.0));
    raw_pyexec(
        "class Own:\n    def __complex__(self): return 1 + 2j
class Broken:\n    def __complex__(self): raise KeyError('no')
class Sub(complex): pass",
    )
    .expect("runs");
    gives("Own()", Complex64::new(1.0, 2.0));
    gives("Sub(1, 2)", Complex64::new(1.0, 2.0));
    assert_eq!(raises::<Complex64>("Broken()"), "KeyError");
    says::<Complex64>("'1+2j'", "complex", "str '1+2j'", "");
    says::<Complex64>("[]", "complex", "list []", "");
    says::<Complex32>("1e300j", "complex of two f32", "complex 1e+300j", "");
}

#[test]
fn fractions() {
    let code = |code| with("fractions", code);
    shows(Ratio::new(3i64, -6), "Fraction(-1, 2)");
    gives(code("fractions.Fraction(-1, 2)"), Ratio::new(-1i64, 2));
    gives(code("fractions.Fraction(7, 3) ** 100"), Ratio::new(BigInt::from(7), 3.into()).pow(100));
    gives("5", Ratio::from(5i64));
    gives(&i64::MIN.to_string(), Ratio::from(i64::MIN));
    says::<Ratio<i64>>("0.5", "Fraction", "float 0.5", "");
    says::<Ratio<i8>>(code("fractions.Fraction(1, 1000)"), "i8 (-128 to 127)", "int 1000", "");
    raw_pyexec("class Odd:\n    numerator = 1\n    denominator = 0").expect("runs");
    assert_eq!(error::<Ratio<i64>>("Odd()").expected(), "Fraction with a positive denominator");
}

#[test]
fn decimals() {
    import_module("decimal").expect("it is there");
    let code = |text: &str| format!("decimal.Decimal('{text}')");
    for text in ["0", "1.10", "-0.00", "12345678901234567890.123", "-79228162514264337593543950335", "1E-28"]
    {
        let value = Decimal::from_scientific(text).or_else(|_| text.parse::<Decimal>()).expect("a decimal");
        let back: Decimal = pycall!("lambda d: d", value).expect("it converts");
        assert_eq!(
            (back, back.scale(), back.is_sign_negative()),
            (value, value.scale(), value.is_sign_negative())
        );
        gives(&code(text), value);
    }
    shows(Decimal::new(110, 2), "Decimal('1.10')");
    gives(&code("12E+3"), Decimal::from(12_000));
    gives(&code("0E+999999"), Decimal::ZERO);
    gives(&code("1.000000000000000000000000000000000"), Decimal::ONE);
    gives("-5", Decimal::from(-5));
    let most = "Decimal of at most 96 bits and 28 places";
    for text in ["1E+999999999", "79228162514264337593543950336", "1E-29", "1."] {
        let text = if text == "1." { format!("1.{:040}", 1) } else { text.to_owned() };
        assert_eq!(error::<Decimal>(&code(&text)).expected(), most);
    }
    assert_eq!(error::<Decimal>("2 ** 96").expected(), most);
    for text in ["NaN", "Infinity", "-Infinity", "sNaN"] {
        assert_eq!(error::<Decimal>(&code(text)).expected(), "finite Decimal");
    }
    says::<Decimal>("0.5", "Decimal", "float 0.5", "");
}

#[test]
fn uuids() {
    let uuid = Uuid::from_u128(0x12345678_1234_5678_1234_567812345678);
    shows(uuid, "UUID('12345678-1234-5678-1234-567812345678')");
    gives(with("uuid", "uuid.UUID('12345678-1234-5678-1234-567812345678')"), uuid);
    both_ways_through_python(uuid);
    both_ways_through_python(Uuid::max());
    says::<Uuid>(
        "'12345678-1234-5678-1234-567812345678'",
        "UUID",
        error::<Uuid>("'12345678-1234-5678-1234-567812345678'").got(),
        "",
    );
}

/// As it comes back from Python, whose `repr` is no code that gives it.
#[track_caller]
fn both_ways_through_python<T: py4rs::ToPython + py4rs::FromPython + PartialEq + std::fmt::Debug>(value: T) {
    let back: T = pycall!("lambda x: x", &value).expect("it converts");
    assert_eq!(back, value);
}

#[test]
fn maps_and_sets_in_order() {
    both_ways(IndexMap::from([("z".to_owned(), 1), ("a".to_owned(), 2)]), "{'z': 1, 'a': 2}");
    let map: IndexMap<String, i64> = raw_pyeval("{'z': 1, 'a': 2, 'm': 3}").expect("it converts");
    assert!(map.keys().eq(["z", "a", "m"]), "{map:?}");
    both_ways(IndexSet::from([5]), "{5}");
}

#[test]
fn chronos_dates_and_times() {
    let code = |code| with("datetime", code);
    let date = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a date");
    let time = NaiveTime::from_hms_micro_opt(23, 59, 58, 999_999).expect("a time");
    both_ways(date, code("datetime.date(2024, 2, 29)"));
    both_ways(time, code("datetime.time(23, 59, 58, 999999)"));
    both_ways(date.and_time(time), code("datetime.datetime(2024, 2, 29, 23, 59, 58, 999999)"));
    both_ways(
        TimeDelta::microseconds(-1),
        code("datetime.timedelta(days=-1, seconds=86399, microseconds=999999)"),
    );
    both_ways(
        Utc.from_utc_datetime(&date.and_time(time)),
        code("datetime.datetime(2024, 2, 29, 23, 59, 58, 999999, tzinfo=datetime.timezone.utc)"),
    );
    let west = FixedOffset::west_opt(3 * 3600 + 1800).expect("an offset");
    let moment: DateTime<FixedOffset> =
        west.from_local_datetime(&date.and_time(time)).single().expect("a moment");
    let shown = "datetime.datetime(2024, 2, 29, 23, 59, 58, 999999, tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=73800)))";
    both_ways(moment, code(shown));
    assert_eq!(raw_pyeval::<DateTime<FixedOffset>>(shown).expect("it converts").offset(), &west);
    gives(shown, moment.to_utc());
    shows(NaiveTime::from_hms_nano_opt(0, 0, 0, 1_999).expect("a time"), "datetime.time(0, 0, 0, 1)");
}

#[test]
fn what_chrono_does_not_take() {
    let code = |code| with("datetime", code);
    says::<NaiveDate>(
        code("datetime.datetime(2024, 1, 1)"),
        "date",
        "datetime datetime.datetime(2024, 1, 1, 0, 0)",
        "",
    );
    says::<NaiveDate>("'2024-01-01'", "date", "str '2024-01-01'", "");
    let aware = code("datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)");
    assert_eq!(error::<NaiveDateTime>(aware).expected(), "datetime without a time zone");
    assert_eq!(
        error::<DateTime<Utc>>("datetime.datetime(2024, 1, 1)").expected(),
        "datetime with a time zone"
    );
    assert_eq!(
        error::<NaiveTime>("datetime.time(1, tzinfo=datetime.timezone.utc)").expected(),
        "time without a time zone"
    );
    let odd = "datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(microseconds=1)))";
    assert_eq!(error::<DateTime<FixedOffset>>(odd).expected(), "datetime with an offset of whole seconds");
    assert_eq!(error::<DateTime<Utc>>("datetime.date(2024, 1, 1)").expected(), "datetime");
    let leap = NaiveTime::from_hms_milli_opt(23, 59, 59, 1_500).expect("a leap second");
    assert!(matches!(pycall!("str", leap => String), Err(Error::Conversion(_))));
    let far = NaiveDate::from_ymd_opt(10_000, 1, 1).expect("a date");
    assert!(
        matches!(pycall!("str", far => String), Err(Error::Python(raised)) if raised.type_name() == "ValueError")
    );
    assert!(matches!(pycall!("str", DateTime::<Utc>::MAX_UTC => String), Err(Error::Python(_))));
}

#[test]
fn jiffs_dates_and_times() -> Result<()> {
    let code = |code| with("datetime", code);
    let datetime = civil::date(2024, 2, 29).at(23, 59, 58, 999_999_000);
    both_ways(datetime.date(), code("datetime.date(2024, 2, 29)"));
    both_ways(datetime.time(), code("datetime.time(23, 59, 58, 999999)"));
    both_ways(datetime, code("datetime.datetime(2024, 2, 29, 23, 59, 58, 999999)"));
    both_ways(
        jiff::SignedDuration::from_micros(-1),
        code("datetime.timedelta(days=-1, seconds=86399, microseconds=999999)"),
    );
    both_ways(
        jiff::Timestamp::from_microsecond(-1).expect("a moment"),
        code("datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.timezone.utc)"),
    );
    let east =
        "datetime.datetime(1970, 1, 1, 5, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))";
    gives(east, jiff::Timestamp::UNIX_EPOCH);
    let zoned: jiff::ZonedDateTime = raw_pyeval(east)?;
    assert_eq!((zoned.timestamp(), zoned.offset().seconds()), (jiff::Timestamp::UNIX_EPOCH, 19_800));
    shows(&zoned, east);
    says::<civil::Date>(
        "datetime.datetime(2024, 1, 1)",
        "date",
        "datetime datetime.datetime(2024, 1, 1, 0, 0)",
        "",
    );
    assert_eq!(
        error::<jiff::Timestamp>("datetime.datetime(2024, 1, 1)").expected(),
        "datetime with a time zone"
    );
    Ok(())
}

#[test]
fn jiffs_zones_with_names() -> Result<()> {
    if import_module("zoneinfo").and_then(|_| raw_pyexec("zoneinfo.ZoneInfo('Europe/Berlin')")).is_err() {
        // Past the test harness, which keeps the output of a test that passes.
        let _ = writeln!(io::stderr(), "left out: zones with names, which this Python does not know");
        return Ok(());
    }
    import_module("datetime")?;
    for (time, fold, offset) in [("12, 0", 0, 3600), ("2, 30", 0, 7200), ("2, 30", 1, 3600)] {
        let code = format!(
            "datetime.datetime(2024, 10, 27, {time}, fold={fold}, tzinfo=zoneinfo.ZoneInfo('Europe/Berlin'))"
        );
        let zoned: jiff::ZonedDateTime = raw_pyeval(&code)?;
        assert_eq!(zoned.time_zone().iana_name(), Some("Europe/Berlin"));
        assert_eq!(zoned.offset().seconds(), offset, "{code}");
        assert!(pycall!(format!("lambda d: repr(d) == repr({code})"), &zoned => bool)?, "{code}");
    }
    Ok(())
}
