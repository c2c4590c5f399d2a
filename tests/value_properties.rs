//! Any `Value` comes back from Python as it went, and shows what Python shows.

use proptest::collection::vec;
use proptest::prelude::*;
use py4rs::Result;
use py4rs::prelude::*;
use py4rs::value::{BigInt, Complex, Dict, Fraction};
use std::collections::HashMap;

/// Values that Python gives back as they went: no `Value::Float32`, no duplicates in dicts and sets, no NaN.
fn values() -> impl Strategy<Value = Value> {
    let float = any::<f64>().prop_filter("NaN is equal to nothing", |float| !float.is_nan());
    let key = prop_oneof![
        any::<i64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
        vec(any::<u8>(), 0..4).prop_map(Value::Bytes),
        (any::<i32>(), ".{0,3}").prop_map(Value::from),
    ];
    let scalar = prop_oneof![
        Just(Value::None),
        any::<bool>().prop_map(Value::from),
        any::<i128>().prop_map(Value::from),
        (any::<bool>(), vec(any::<u64>(), 0..6))
            .prop_map(|(sign, digits)| BigInt::from_digits(sign, digits).into()),
        float.clone().prop_map(Value::from),
        (float.clone(), float).prop_map(|(re, im)| Complex::new(re, im).into()),
        any::<String>().prop_map(Value::from),
        "[ -~\\t\\n]{0,12}".prop_map(Value::from),
        vec(any::<u8>(), 0..12).prop_map(Value::Bytes),
        (any::<i64>(), 1..1000i64).prop_map(|(numer, denom)| reduced(numer, denom).into()),
        proptest::collection::btree_set(any::<i16>(), 0..5).prop_map(Value::from),
        proptest::collection::btree_set(any::<String>(), 0..3)
            .prop_map(|items| Value::FrozenSet(items.into_iter().map(Value::from).collect())),
    ];
    scalar.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec(inner.clone(), 0..6).prop_map(Value::Tuple),
            vec((key.clone(), inner), 0..6).prop_map(|entries| Value::Dict(entries.into_iter().collect())),
        ]
    })
}

fn reduced(numer: i64, denom: i64) -> Fraction {
    let (mut a, mut b) = (numer.unsigned_abs(), denom.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    Fraction::new(i128::from(numer) / i128::from(a), i128::from(denom) / i128::from(a))
}

proptest! {
    #[test]
    fn any_value_comes_back(value in values()) {
        let back: Value = pycall!("lambda x: x", &value).expect("it converts");
        prop_assert_eq!(&back, &value);
    }

    #[test]
    fn it_shows_what_python_shows(value in values()) {
        // A character that Unicode got after the running Python was made is escaped there, and not here.
        let python: String = pycall!("repr", &value).expect("it is shown");
        let assigned: bool = pycall!(
            "lambda text: all(__import__('unicodedata').category(c) != 'Cn' for c in text)", value.to_string()
        ).expect("it is asked");
        // Sets have no order of their own.
        let back: Value = pycall!("lambda x: x", &value).expect("it converts");
        if assigned {
            prop_assert_eq!(back.to_string(), python);
        }
    }

    #[test]
    fn floats_show_as_in_python(bits: u64, decimal in "-?[0-9]{1,20}\\.[0-9]{1,8}", power in -330..310i32) {
        for float in [f64::from_bits(bits), decimal.parse().expect("a number"), 10f64.powi(power)] {
            let shown = Value::from(float).to_string();
            prop_assert_eq!(shown, pycall!("repr", float => String).expect("it is shown"));
        }
    }

    #[test]
    fn integers_show_as_in_python(sign: bool, digits in vec(any::<u64>(), 0..40)) {
        let number = BigInt::from_digits(sign, digits);
        let shown = number.to_string();
        prop_assert_eq!(&shown, &pycall!("str", &number => String).expect("it is shown"));
        prop_assert_eq!(shown.parse::<BigInt>().expect("a number"), number.clone());
        prop_assert_eq!(i64::try_from(&number).ok(), shown.parse().ok());
        prop_assert_eq!(u64::try_from(&number).ok(), shown.parse().ok());
        prop_assert_eq!(i128::try_from(&number).ok(), shown.parse().ok());
        prop_assert_eq!(u128::try_from(&number).ok(), shown.parse().ok());
    }

    #[test]
    fn equality_has_no_order_in_dicts_and_sets(entries in vec((0..20i64, 0..3i64), 0..12)) {
        let dict: Dict = entries.iter().copied().collect();
        let mut reversed: Vec<(Value, Value)> = dict.clone().into_iter().collect();
        reversed.reverse();
        let reversed: Dict = reversed.into_iter().collect();
        prop_assert_eq!(&dict, &reversed);
        let python: HashMap<i64, i64> = pycall!("dict", entries.clone()).expect("a dict");
        prop_assert_eq!(dict.len(), python.len());
        prop_assert!(python.iter().all(|(key, value)| dict.get(*key) == Some(&Value::Int(*value))));
        let set = |keys: &mut dyn Iterator<Item = i64>| Value::Set(keys.map(Value::from).collect());
        let one = set(&mut entries.iter().map(|(key, _)| *key));
        let other = set(&mut python.keys().copied());
        prop_assert_eq!(&one, &other);
        let more = set(&mut python.keys().copied().chain([99]));
        prop_assert_ne!(&one, &more);
        prop_assert_ne!(&more, &one);
    }
}

#[test]
fn every_character_shows_as_in_python() -> Result<()> {
    raw_pyexec(
        "import unicodedata
def assigned(text): return [unicodedata.category(c) != 'Cn' for c in text]",
    )?;
    let all: Vec<char> = ('\0'..=char::MAX).collect();
    let (mut compared, mut wrong) = (0, Vec::new());
    for some in all.chunks(50_000) {
        let text: String = some.iter().collect();
        let shown: Vec<String> = pycall!("lambda text: [repr(c) for c in text]", &text)?;
        let assigned: Vec<bool> = pycall!("assigned", &text)?;
        for ((character, shown), assigned) in some.iter().zip(shown).zip(assigned) {
            if assigned {
                compared += 1;
                if Value::from(*character).to_string() != shown {
                    wrong.push(shown);
                }
            }
        }
    }
    assert!(compared > 270_000, "{compared}");
    assert!(wrong.is_empty(), "{} differ: {:?}", wrong.len(), &wrong[..wrong.len().min(40)]);
    Ok(())
}

#[test]
fn numbers_show_as_in_python() -> Result<()> {
    for code in [
        "0.0",
        "-0.0",
        "1.0",
        "100.0",
        "1e15",
        "1e16",
        "123456789012345680.0",
        "1e-4",
        "1e-5",
        "0.00012",
        "5e-324",
        "1.7976931348623157e308",
        "0j",
        "-0j",
        "1j",
        "complex(-0.0, 1)",
        "complex(0.0, -0.0)",
        "1e16+1e-5j",
        "1+0j",
        "complex('nan')",
        "complex('nan+infj')",
        "complex(1, float('-inf'))",
        "float('nan')",
    ] {
        assert_eq!(
            raw_pyeval::<Value>(code)?.to_string(),
            pycall!("repr", raw_pyeval::<PyObject>(code)? => String)?,
            "{code}"
        );
    }
    assert_eq!(Value::from(0.1f32).to_string(), "0.1");
    assert_eq!(Value::from(1e16f32).to_string(), "1e+16");
    assert_eq!(raw_pyeval::<Value>("10 ** 5000")?.to_string(), format!("1{}", "0".repeat(5000)));
    Ok(())
}
