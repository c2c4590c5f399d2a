//! Rust's functions and values on their way to other processes, and copies of them.

mod child;

use py4rs::prelude::*;
use py4rs::{Result, define_picklable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Parcel {
    name: String,
    weights: BTreeMap<i64, Option<f64>>,
    kind: Kind,
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
enum Kind {
    Plain,
    Marked { colour: (u8, u8, u8) },
}

#[derive(Serialize, Deserialize, PythonAttributes)]
struct Counter {
    n: i64,
}

#[py4rs::methods]
impl Counter {
    fn add(&mut self, n: i64) -> i64 {
        self.n += n;
        self.n
    }
}

struct Secret;

impl PythonAttributes for Secret {}

fn parcel() -> Parcel {
    let weights = BTreeMap::from([(1, Some(2.5)), (2, None)]);
    Parcel { name: "p".to_owned(), weights, kind: Kind::Marked { colour: (1, 2, 3) } }
}

fn prepare() -> Result<()> {
    define_picklable("Parcel", RustObject::new::<Parcel>)?;
    define_picklable("Counter", RustObject::with_attributes::<Counter>)?;
    export_module("parcels", |m| {
        m.function("rename", |parcel: RustObject, name: String| -> Option<RustObject> {
            let parcel = parcel.downcast_ref::<Parcel>()?.clone();
            Some(RustObject::new(Parcel { name, ..parcel }))
        })
        .function("fail", || -> Result<()> { Err(Overweight.into()) })
    })
}

#[derive(Debug)]
struct Overweight;

impl std::fmt::Display for Overweight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("too heavy")
    }
}

impl std::error::Error for Overweight {}

impl PythonException for Overweight {
    fn class(&self) -> &str {
        "ValueError"
    }
}

#[test]
fn a_value_is_pickled_by_value() {
    let outcome = child::run(|| -> Result<()> {
        prepare()?;
        assert!(!is_alive(), "defining a type does not start Python");
        set_pyvalue("parcel", RustObject::new(parcel()))?;
        set_pyvalue("counter", RustObject::with_attributes(Counter { n: 3 }))?;
        raw_pyexec(
            "import copy, pickle
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    back = pickle.loads(pickle.dumps([parcel, counter], protocol))
    assert type(back[0]) is type(parcel) and back[0] is not parcel and back[1].n == 3
assert pickle.loads(pickle.dumps(counter.add))(4) == 7 and counter.n == 3
assert copy.copy(counter).add(1) == 4 and copy.deepcopy([counter])[0].n == 3",
        )?;
        let back: RustObject = raw_pyeval("pickle.loads(pickle.dumps(parcel))")?;
        assert_eq!(back.downcast_ref(), Some(&parcel()));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn what_cannot_be_pickled_says_why() {
    let outcome = child::run(|| -> Result<()> {
        prepare()?;
        raw_pyexec("import copy, pickle\ndef dumps(x): return pickle.dumps(x)")?;
        for object in
            [PyObject::new(RustObject::new(Secret))?, PyObject::new(RustObject::with_attributes(Secret))?]
        {
            let error = pycall!("dumps", &object => PyObject).expect_err("it is not defined");
            assert!(error.to_string().ends_with("`define_picklable` (feature `serde`)"), "{error}");
        }
        // A name that this program does not define.
        let error = raw_pyexec("import parcels, py4rs_objects; py4rs_objects.unpickle('Nobody', {})")
            .expect_err("nobody");
        assert!(error.to_string().contains("no type of Rust's is defined as 'Nobody' here"), "{error}");
        // A pickle of another time, when the type was another one.
        for (code, text) in [
            ("'Parcel', {}", "no 'Parcel' as the type is defined here: missing field `name`"),
            ("'Parcel', {'name': 1}", "expected a string, got integer `1`, at dict['name']"),
            (
                "'Counter', {'n': 'x'}",
                "no 'Counter' as the type is defined here: expected i64, got str 'x', at dict['n']",
            ),
        ] {
            let error = raw_pyexec(&format!("py4rs_objects.unpickle({code})")).expect_err(code).to_string();
            assert!(error.contains("TypeError: the pickle holds no ") && error.ends_with(text), "{error}");
        }
        // An exception that holds an error of Rust's goes without it.
        raw_pyexec(
            "try: parcels.fail()
except ValueError as e:
    there = pickle.loads(pickle.dumps(e))
    assert type(there) is ValueError and str(there) == 'too heavy'",
        )
    });
    outcome.printed();
}

#[test]
fn processes_that_are_forked_have_what_is_rusts() {
    let outcome = child::run(|| -> Result<()> {
        prepare()?;
        set_pyvalue("parcel", RustObject::new(parcel()))?;
        set_pyvalue("counter", RustObject::with_attributes(Counter { n: 3 }))?;
        raw_pyexec(
            "import multiprocessing, parcels
with multiprocessing.get_context('fork').Pool(2) as pool:
    renamed = pool.starmap(parcels.rename, [(parcel, 'a'), (parcel, 'b')])
    added = pool.map(counter.add, [1, 2])
    try: pool.apply(parcels.fail)
    except ValueError as e: failed = str(e)",
        )?;
        let renamed: Vec<RustObject> = pyvalue("renamed")?;
        let names: Vec<_> = renamed.iter().filter_map(|r| Some(&*r.downcast_ref::<Parcel>()?.name)).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(pyvalue::<Vec<i64>>("added")?, [4, 5]);
        assert_eq!(pyvalue::<String>("failed")?, "too heavy");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn processes_that_are_spawned_have_not_and_that_is_said() {
    let outcome = child::run(|| -> Result<()> {
        prepare()?;
        set_pyvalue("parcel", RustObject::new(parcel()))?;
        raw_pyexec(
            "import multiprocessing, os, parcels
spawn = multiprocessing.get_context('spawn')
for target, args in [(parcels.rename, ()), (print, (parcel,))]:
    process = spawn.Process(target=target, args=args)
    try: process.start()
    except TypeError as e: assert 'cannot be sent to a process that is spawned' in str(e), e
    else: raise AssertionError('it was sent')
# What is Python's goes there as ever, and a failure leaves nothing behind.
process = spawn.Process(target=print, args=(), kwargs={'end': ''})
process.start()
process.join()
assert process.exitcode == 0",
        )
    });
    outcome.printed();
}
