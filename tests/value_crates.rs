//! The numbers of a `Value` as those of crates; rules for the types of crates.

use num_bigint::BigInt;
use num_complex::Complex64;
use num_rational::Ratio;
use py4rs::prelude::*;
use py4rs::{Bytes, Pythonizer, Result, value};
use std::path::PathBuf;
use std::time::Duration;

#[test]
fn numbers_both_ways() -> Result<()> {
    for code in ["0", "-1", "2 ** 63", "-2 ** 64", "10 ** 40", "-(2 ** 300) + 1"] {
        let value: Value = raw_pyeval(code)?;
        let number: BigInt = raw_pyeval(code)?;
        assert_eq!(Value::from(number.clone()), value, "{code}");
        assert_eq!(BigInt::try_from(value)?, number, "{code}");
        assert_eq!(BigInt::from(value::BigInt::from(number.clone())), number, "{code}");
    }
    let number = Complex64::new(1.5, -0.0);
    assert_eq!(Value::from(number), raw_pyeval("complex(1.5, -0.0)")?);
    assert_eq!(Complex64::try_from(Value::from(number))?, number);
    let third = Ratio::new(BigInt::from(-1), BigInt::from(3));
    assert_eq!(Value::from(third.clone()), raw_pyeval("__import__('fractions').Fraction(-1, 3)")?);
    assert_eq!(Ratio::try_from(Value::from(third.clone()))?, third);
    assert!(BigInt::try_from(Value::from(1.5)).is_err());
    Ok(())
}

/// What Python shows of a value inside of the rule.
fn shown<const N: usize>(rule: [Pythonizer<'_>; N], value: impl ToPython) -> String {
    with_pythonizers(rule, || pycall!("repr", vec![value])).expect("it is shown")
}

#[test]
fn pythonizers_of_crates_types() {
    let none = |_| py_none();
    assert_eq!(shown([pythonizer(|_: BigInt| none(()))], BigInt::from(5)), "[None]");
    assert_eq!(shown([pythonizer(|_: Complex64| none(()))], Complex64::new(1.0, 2.0)), "[None]");
    assert_eq!(shown([pythonizer(|_: Ratio<i64>| none(()))], Ratio::new(1i64, 2)), "[None]");
    assert_eq!(
        shown([pythonizer(|_: rust_decimal::Decimal| none(()))], rust_decimal::Decimal::ONE),
        "[None]"
    );
    assert_eq!(shown([pythonizer(|_: uuid::Uuid| none(()))], uuid::Uuid::nil()), "[None]");
    assert_eq!(shown([pythonizer(|_: chrono::NaiveDate| none(()))], chrono::NaiveDate::default()), "[None]");
    assert_eq!(shown([pythonizer(|_: jiff::civil::Time| none(()))], jiff::civil::Time::midnight()), "[None]");
    assert_eq!(shown([pythonizer(|_: Duration| none(()))], Duration::ZERO), "[None]");
    assert_eq!(shown([pythonizer(|_: PathBuf| none(()))], PathBuf::from("x")), "[None]");
    assert_eq!(shown([pythonizer(|_: Bytes| none(()))], Bytes(vec![1])), "[None]");
    assert_eq!(shown([pythonizer(|_: Vec<u8>| none(()))], vec![1u8]), "[None]");
}

#[test]
fn rules_keep_out_of_the_parts_of_a_value() {
    let rules = || {
        [
            pythonizer(|_: i32| py_none()),
            pythonizer(|_: i64| py_none()),
            pythonizer(|_: u8| py_none()),
            pythonizer(|_: bool| py_none()),
            pythonizer(|_: String| py_none()),
        ]
    };
    assert_eq!(shown(rules(), BigInt::from(7)), "[7]");
    assert_eq!(shown(rules(), BigInt::from(10).pow(20)), "[100000000000000000000]");
    assert_eq!(shown(rules(), value::BigInt::from(1u128 << 100)), format!("[{}]", 1u128 << 100));
    assert_eq!(shown(rules(), Ratio::new(1i64, 2)), "[Fraction(1, 2)]");
    assert_eq!(shown(rules(), value::Fraction::new(1, 2)), "[Fraction(1, 2)]");
    assert_eq!(shown(rules(), rust_decimal::Decimal::new(15, 1)), "[Decimal('1.5')]");
    assert_eq!(shown(rules(), chrono::TimeDelta::seconds(1)), "[datetime.timedelta(seconds=1)]");
    assert_eq!(shown(rules(), jiff::civil::date(2020, 1, 2)), "[datetime.date(2020, 1, 2)]");
    assert_eq!(shown(rules(), Duration::from_secs(1)), "[datetime.timedelta(seconds=1)]");
    assert_eq!(shown(rules(), 1i128 << 70), format!("[{}]", 1i128 << 70));
    assert_eq!(shown(rules(), 'x'), "['x']");
    assert_eq!(shown(rules(), (1u16, 2.5f32)), "[(1, 2.5)]");
    assert_eq!(shown(rules(), 1i64), "[None]");
}
