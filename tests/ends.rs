//! The ends of Rust's values: a chain of any length ends on any stack, each of its values once.

mod soon;

use py4rs::prelude::*;
use py4rs::{Result, shared};
use soon::soon;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// One that counts its end, and some panic in it.
struct Link {
    _next: PyObject,
    ended: Arc<AtomicUsize>,
    panics: bool,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.ended.fetch_add(1, Ordering::Relaxed);
        assert!(!self.panics, "at the end");
    }
}

impl PythonAttributes for Link {}

/// A part of a ring, as the collector sees it.
#[derive(PythonAttributes)]
struct Node {
    next: Option<PyObject>,
    #[py4rs(skip)]
    ended: Ended,
}

struct Ended(Arc<AtomicUsize>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Has a closure own the whole link.
fn panics(link: &Link) -> bool {
    link.panics
}

/// What a chain is made of: an object that has the next link.
type Make = fn(Link) -> Result<PyObject>;

const KINDS: [(&str, Make); 8] = [
    ("objects", |link| PyObject::new(RustObject::new(link))),
    ("objects with attributes", |link| PyObject::new(RustObject::with_attributes(link))),
    ("closures", |link| PyObject::new(pyfunction(move || panics(&link)))),
    ("shared closures", |link| PyObject::new(pyfunction(shared(move || panics(&link))))),
    ("iterators", |link| pyiter(std::iter::from_fn(move || panics(&link).then_some(1)))),
    ("generators", |link| pygenerator(move || panics(&link), true)),
    ("lists between them", |link| PyObject::new(vec![RustObject::new(link)])),
    ("functions between them", |link| {
        raw_pyeval::<PyObject>("lambda link: lambda: link")
            .and_then(|make| pycall!(make, RustObject::new(link)))
    }),
];

fn chain(length: usize, ended: &Arc<AtomicUsize>, make: Make) -> Result<PyObject> {
    attach(|_| {
        (0..length).try_fold(py_none()?, |next, n| {
            make(Link { _next: next, ended: ended.clone(), panics: n == length / 2 })
        })
    })?
}

fn on_small_stack<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    thread::Builder::new().stack_size(256 << 10).spawn(f).expect("a thread").join().expect("no panic")
}

#[test]
fn a_million_objects_end_on_a_small_stack() -> Result<()> {
    const LENGTH: usize = 1_000_000;
    let ended = Arc::new(AtomicUsize::new(0));
    let counted = ended.clone();
    on_small_stack(move || -> Result<()> {
        let first = chain(LENGTH, &counted, KINDS[0].1)?;
        set_pyvalue("e_first", first)?;
        raw_pyexec("del e_first")?;
        // What was dropped detached is let go of by now as well.
        pygc();
        Ok(())
    })?;
    soon(|| Ok(ended.load(Ordering::Relaxed) == LENGTH));
    Ok(())
}

#[test]
fn chains_of_all_kinds_end_wherever_they_are_let_go_of() -> Result<()> {
    const LENGTH: usize = 20_000;
    for (kind, make) in KINDS {
        let ended = Arc::new(AtomicUsize::new(0));
        // Attached, where it has ended when the drop returns; detached, by the finalizer; held back, and then let go of.
        let counted = ended.clone();
        on_small_stack(move || -> Result<()> {
            let first = chain(LENGTH, &counted, make)?;
            attach(|_| drop(first))?;
            assert_eq!(counted.load(Ordering::Relaxed), LENGTH, "{kind}");
            drop(chain(LENGTH, &counted, make)?);
            let held = chain(LENGTH, &counted, make)?;
            with_pygc(|| drop(held));
            Ok(())
        })?;
        pygc();
        soon(|| Ok(ended.load(Ordering::Relaxed) == 3 * LENGTH));
    }
    Ok(())
}

#[test]
fn a_ring_that_the_collector_clears_ends() -> Result<()> {
    const LENGTH: usize = 100_000;
    let ended = Arc::new(AtomicUsize::new(0));
    let counted = ended.clone();
    on_small_stack(move || -> Result<()> {
        let namespace = Namespace::new()?;
        attach(|_| -> Result<()> {
            let node = |next| Node { next, ended: Ended(counted.clone()) };
            let first = PyObject::new(RustObject::with_attributes(node(None)))?;
            let mut last = first.clone();
            for _ in 1..LENGTH {
                last = PyObject::new(RustObject::with_attributes(node(Some(last))))?;
            }
            set_pyslot_value(&first, "next", &last)?;
            namespace.set("ring", last)
        })??;
        namespace.exec("import gc\ndel ring\ngc.collect()")
    })?;
    soon(|| Ok(ended.load(Ordering::Relaxed) == LENGTH));
    Ok(())
}

#[test]
fn an_end_inside_of_others_leaves_what_is_pending() -> Result<()> {
    let ended = Arc::new(AtomicUsize::new(0));
    attach(|_| set_pyvalue("e_chain", chain(1000, &ended, KINDS[0].1)?))??;
    raw_pyexec(
        "try:
    try: 1 / 0
    finally: del e_chain
except ZeroDivisionError as e: e_kept = str(e)",
    )?;
    assert_eq!(ended.load(Ordering::Relaxed), 1000);
    assert_eq!(pyvalue::<String>("e_kept")?, "division by zero");
    Ok(())
}
