//! No operation leaks a reference, whether it succeeds or fails: each is done a thousand times, and what Python counts
//! must not grow.
//!
//! A debug build of Python counts all references (`sys.gettotalrefcount`), any other its blocks of memory and the
//! references to the operands. The operations stand in one table, and one that is missing there fails a test.
#![allow(unsafe_code, reason = "the raw layer's operations are among them")]

#[cfg(feature = "ndarray")]
mod arrays;
#[cfg(feature = "arrow")]
mod arrow;
#[cfg(feature = "ndarray")]
mod buffers;
mod calls;
#[path = "../child/mod.rs"]
mod child;
mod export;
mod families;
mod operations;
mod output;
mod values;
mod verbs;

use operations::{Operation, operands, prepare};
use py4rs::Result;
use py4rs::prelude::*;

/// All operations; the last ones end with a stop.
const TABLES: &[&[Operation]] = &[
    families::OPERATIONS,
    values::OPERATIONS,
    calls::OPERATIONS,
    export::OPERATIONS,
    #[cfg(feature = "ndarray")]
    arrays::OPERATIONS,
    #[cfg(feature = "ndarray")]
    buffers::OPERATIONS,
    #[cfg(feature = "arrow")]
    arrow::OPERATIONS,
    output::OPERATIONS,
    operations::OPERATIONS,
];

const WARM_UP: usize = 30;
const TIMES: usize = 1000;
/// How often a growth must be seen to be one, as caches and free lists grow too.
const ROUNDS: usize = 4;
/// A growth of one for each ten times is a leak; less than that is the counting itself.
const TOLERATED: i64 = TIMES as i64 / 10;

/// The counts that must not grow.
struct Counts {
    /// What gives Python's own count.
    total: PyObject,
    /// What releases the objects that hold each other, as a namespace and its functions do.
    collect: PyObject,
}

impl Counts {
    fn new() -> Result<Self> {
        raw_pyexec("import gc, sys")?;
        let debug = raw_pyeval::<bool>("'d' in sys.abiflags")?;
        let collect = pyvalue("gc.collect")?;
        Ok(Counts {
            collect,
            total: pyvalue(if debug { "sys.gettotalrefcount" } else { "sys.getallocatedblocks" })?,
        })
    }

    /// Python's own count, and the references to each operand.
    fn read(&self) -> Result<Vec<i64>> {
        pygc();
        attach(|_| {
            pycall!(self.collect => ())?;
            let mut counts = vec![pycall!(self.total)?];
            counts.extend(operands().iter().map(|operand| operand.refcount() as i64));
            Ok(counts)
        })?
    }

    /// How much the counts grow while an operation is done; nothing, if there is a round without.
    fn growth(&self, operation: impl Fn()) -> Result<Option<Vec<i64>>> {
        (0..WARM_UP).for_each(|_| operation());
        let mut last = Vec::new();
        for _ in 0..ROUNDS {
            let before = self.read()?;
            (0..TIMES).for_each(|_| operation());
            let after = self.read()?;
            last = after.iter().zip(&before).map(|(after, before)| after - before).collect();
            if last.iter().all(|growth| growth.abs() < TOLERATED) {
                return Ok(None);
            }
        }
        Ok(Some(last))
    }
}

/// What leaks, with its growth.
fn leaks(operations: &[Operation]) -> Result<Vec<String>> {
    let counts = Counts::new()?;
    let mut leaks = Vec::new();
    for (verbs, what, operation) in operations {
        let attached = || attach(|_| operation()).expect("Python is alive");
        for (how, growth) in [("detached", counts.growth(operation)?), ("attached", counts.growth(attached)?)]
        {
            leaks.extend(growth.map(|growth| format!("{verbs}: {what}, {how}: {growth:?}")));
        }
    }
    Ok(leaks)
}

#[test]
fn no_operation_leaks() {
    let outcome = child::run(|| -> Result<()> {
        prepare()?;
        let leaks = leaks(&TABLES.concat())?;
        assert!(leaks.is_empty(), "these grow in {TIMES} times:\n{}", leaks.join("\n"));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_leak_is_found() {
    let outcome = child::run(|| -> Result<()> {
        prepare()?;
        let of_an_operand: fn() = || std::mem::forget(operands()[0].clone());
        let of_a_new_object: fn() =
            || std::mem::forget(raw_pyeval::<PyObject>("[object()]").expect("a list"));
        let found = leaks(&[("", "an operand", of_an_operand), ("", "a new object", of_a_new_object)])?;
        assert_eq!(found.len(), 4, "{found:#?}");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn every_public_verb_has_its_operation() {
    let listed: Vec<&str> =
        TABLES.iter().copied().flatten().flat_map(|(verbs, ..)| verbs.split_whitespace()).collect();
    let public = verbs::public();
    let known = |verb: &&String| {
        listed.contains(&verb.as_str()) || verbs::left_out().any(|left| left == verb.as_str())
    };
    let missing: Vec<&String> = public.iter().filter(|verb| !known(verb)).collect();
    assert!(missing.is_empty(), "no operation in tests/leaks for {missing:?}");
    let gone = |verb: &&str| !public.contains(*verb);
    let gone: Vec<&str> = listed.into_iter().chain(verbs::left_out()).filter(gone).collect();
    assert!(gone.is_empty(), "these are no public verbs: {gone:?}");
}
