//! The protocol of the queue's chunks, tried in every order that the steps of its threads can come in: each value comes
//! out exactly once, and a chunk that is used again gives nothing of its first use.
#![allow(unsafe_code, reason = "the file that is tested has it")]

#[path = "../src/gc/chunk.rs"]
mod chunk;

/// The model's twins of what the library uses.
mod primitives {
    pub(crate) use loom::cell::UnsafeCell;
    pub(crate) use loom::sync::Arc;
    pub(crate) use loom::sync::atomic::AtomicUsize;
}

use chunk::{Filler, Taker, chunk};
use loom::thread;

const SIZE: usize = 3;

type Ends = (Filler<u32, SIZE>, Taker<u32, SIZE>);

/// What came out, in any order.
fn sorted(mut values: Vec<u32>) -> Vec<u32> {
    values.sort_unstable();
    values
}

#[test]
fn what_is_put_while_another_takes_comes_out_once() {
    loom::model(|| {
        let (mut filler, taker): Ends = chunk();
        let taking = thread::spawn(move || taker.collect::<Vec<u32>>());
        let kept: Vec<u32> = (1..=3).filter(|value| !filler.put(*value)).collect();
        let taken = taking.join().expect("no panic");
        assert_eq!(sorted([kept, taken].concat()), [1, 2, 3]);
    });
}

#[test]
fn a_full_chunk_takes_no_more() {
    loom::model(|| {
        let (mut filler, taker): Ends = chunk();
        let put: Vec<bool> = (0..5).map(|value| filler.put(value)).collect();
        assert_eq!(put, [true, true, true, false, false]);
        assert_eq!(taker.collect::<Vec<u32>>(), [0, 1, 2]);
        assert!(!filler.put(5), "it is closed");
    });
}

#[test]
fn what_is_taken_back_while_another_takes_comes_out_once() {
    loom::model(|| {
        let (mut filler, taker): Ends = chunk();
        let taking = thread::spawn(move || taker.collect::<Vec<u32>>());
        let kept: Vec<u32> = (1..=2).filter(|value| !filler.put(*value)).collect();
        let back: Vec<u32> = filler.take_back().collect();
        let taken = taking.join().expect("no panic");
        assert!(back.is_empty() || taken.is_empty(), "one of them closed it");
        assert_eq!(sorted([kept, back, taken].concat()), [1, 2]);
    });
}

#[test]
fn a_chunk_that_is_used_again_gives_what_is_put_then() {
    loom::model(|| {
        let (mut filler, taker): Ends = chunk();
        let first = thread::spawn(move || taker.collect::<Vec<u32>>());
        let mut kept: Vec<u32> = (1..=2).filter(|value| !filler.put(*value)).collect();
        let mut again = None;
        if let Some(taker) = filler.renew() {
            // Nobody else has it any more, so that all that was put before was taken.
            assert!(filler.put(10));
            again = Some(taker);
        } else {
            kept.push(10);
        }
        let second: Vec<u32> = again.into_iter().flatten().collect();
        let first = first.join().expect("no panic");
        assert!(second.is_empty() || second == [10], "{second:?}");
        assert_eq!(sorted([kept, first, second].concat()), [1, 2, 10]);
    });
}

#[test]
fn a_part_can_be_handed_on() {
    loom::model(|| {
        let (mut filler, mut taker): Ends = chunk();
        assert!((1..=3).all(|value| filler.put(value)));
        let first = taker.split(2);
        let rest = thread::spawn(move || (taker.left(), taker.collect::<Vec<u32>>()));
        assert!(!filler.put(4), "it was closed by the split");
        assert_eq!(first.collect::<Vec<u32>>(), [1, 2]);
        assert_eq!(rest.join().expect("no panic"), (1, vec![3]));
    });
}

#[test]
fn a_part_of_an_open_chunk_closes_it() {
    loom::model(|| {
        let (mut filler, mut taker): Ends = chunk();
        let taking =
            thread::spawn(move || [taker.split(1), taker].into_iter().flatten().collect::<Vec<u32>>());
        let kept: Vec<u32> = (1..=2).filter(|value| !filler.put(*value)).collect();
        let taken = taking.join().expect("no panic");
        assert_eq!(sorted([kept, taken].concat()), [1, 2]);
    });
}
