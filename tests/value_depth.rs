//! Deep values are compared in a time that follows their size.

use py4rs::prelude::*;
use py4rs::value::Dict;

const DEPTH: i64 = 60;

/// A leaf in as many levels.
fn nest(leaf: i64, wrap: impl Fn(i64, Value) -> Value) -> Value {
    (0..DEPTH).fold(Value::from(leaf), |inner, level| wrap(level, inner))
}

fn dict<const N: usize>(entries: [(Value, Value); N]) -> Value {
    Value::from(entries.into_iter().collect::<Dict>())
}

#[test]
fn dicts() {
    let one_key = |_, inner| dict([("a".into(), inner)]);
    let ordered = |_, inner| dict([("a".into(), inner), ("b".into(), 1.into())]);
    let reversed = |_, inner| dict([("b".into(), 1.into()), ("a".into(), inner)]);
    let as_key = |_, inner| dict([(inner, 1.into())]);
    let last_key = |level: i64, inner| dict([(level.into(), 1.into()), (inner, 1.into())]);
    let first_key = |level: i64, inner| dict([(inner, 1.into()), (level.into(), 1.into())]);
    assert_eq!(nest(1, one_key), nest(1, one_key));
    assert_ne!(nest(1, one_key), nest(2, one_key));
    assert_eq!(nest(1, ordered), nest(1, reversed));
    assert_ne!(nest(1, ordered), nest(2, reversed));
    assert_eq!(nest(1, as_key), nest(1, as_key));
    assert_ne!(nest(1, as_key), nest(2, as_key));
    assert_eq!(nest(1, first_key), nest(1, last_key));
    assert_ne!(nest(1, first_key), nest(2, last_key));
}

#[test]
fn sets() {
    let first = |level: i64, inner| Value::FrozenSet(vec![inner, level.into()]);
    let last = |level: i64, inner| Value::FrozenSet(vec![level.into(), inner]);
    let twice = |level: i64, inner| Value::FrozenSet(vec![level.into(), inner, level.into()]);
    for (one, other) in [(nest(-1, first), nest(-2, first)), (nest(-1, first), nest(-2, last))] {
        assert_ne!(one, other);
    }
    assert_eq!(nest(-1, first), nest(-1, first));
    assert_eq!(nest(-1, first), nest(-1, last));
    assert_eq!(nest(-1, first), nest(-1, twice));
    assert_eq!(nest(-1, twice), nest(-1, first));
}

#[test]
fn items_that_come_often() {
    let set = |items: &[i64]| Value::Set(items.iter().copied().map(Value::from).collect());
    assert_eq!(set(&[1, 2, 1]), set(&[2, 1, 2, 2]));
    assert_ne!(set(&[1, 2, 1]), set(&[1, 1, 1]));
    assert_ne!(set(&[1, 1, 1]), set(&[1, 2, 1]));
    assert_ne!(set(&[]), set(&[1]));
    assert_ne!(set(&[1]), set(&[]));
    assert_eq!(set(&[1; 200_000]), set(&[1; 100_000]));
}
