//! How values are tested: there and back, and what is refused.

#![allow(dead_code, reason = "no test uses all")]

use proptest::prelude::*;
use py4rs::prelude::*;
use py4rs::{ConversionError, FromPython, ToPython, pyfunction};
use std::fmt::Debug;

/// Asserts that Python shows `value` as `shown`, and gives it back as it was, also by way of a `Value`, and of the
/// argument and the result of a Rust function.
#[track_caller]
pub fn both_ways<T: ToPython + FromPython + PartialEq + Debug + 'static>(value: T, shown: &str) {
    shows(&value, shown);
    let echoed: T = pycall!(pyfunction(|given: T| given), &value).expect("it converts");
    assert_eq!(echoed, value, "through a Rust function");
    let echoed: Value = pycall!(pyfunction(|given: Value| given), &value).expect("it converts");
    assert_eq!(echoed.extract::<T>().expect("it converts"), value, "through a Rust function of any value");
    let back: T = raw_pyeval(shown).expect("it converts");
    assert_eq!(back, value, "from {shown}");
    let untyped: Value = raw_pyeval(shown).expect("it converts");
    assert_eq!(untyped.extract::<T>().expect("it converts"), value, "from {untyped:?}");
}

/// Asserts that Python shows `value` as `shown`.
#[track_caller]
pub fn shows(value: impl ToPython, shown: &str) {
    assert_eq!(pycall!("ascii", value => String).expect("it converts"), shown);
}

/// Asserts that an expression gives a value.
#[track_caller]
pub fn gives<T: FromPython + PartialEq + Debug>(code: &str, value: T) {
    assert_eq!(raw_pyeval::<T>(code).expect("it converts"), value, "from {code}");
}

/// The error of converting the value of an expression.
#[track_caller]
pub fn error<T: FromPython + Debug>(code: &str) -> ConversionError {
    match raw_pyeval::<T>(code) {
        Err(Error::Conversion(error)) => *error,
        other => panic!("no conversion error: {other:?}"),
    }
}

/// Asserts all that the error says: what was expected, what came, and where.
#[track_caller]
pub fn says<T: FromPython + Debug>(code: &str, expected: &str, got: &str, location: &str) {
    let error = error::<T>(code);
    assert_eq!((error.expected(), error.got(), error.location().as_str()), (expected, got, location));
    let place = if location.is_empty() { String::new() } else { format!(", at {location}") };
    assert_eq!(error.to_string(), format!("expected {expected}, got {got}{place}"));
}

/// The class of the exception that converting the value of an expression raises.
#[track_caller]
pub fn raises<T: FromPython + Debug>(code: &str) -> String {
    match raw_pyeval::<T>(code) {
        Err(Error::Python(error)) => error.type_name(),
        other => panic!("no exception: {other:?}"),
    }
}

/// Through a function of Python that gives what it gets, and through Python's own `repr` and `eval`.
pub fn comes_back<T: ToPython + FromPython + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let back: T = pycall!("lambda x: x", value).expect("it converts");
    prop_assert_eq!(&back, value);
    let copied: T = pycall!("lambda x: eval(repr(x))", value).expect("it converts");
    prop_assert_eq!(&copied, value);
    Ok(())
}
