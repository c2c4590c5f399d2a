//! What the tracker promises for a pointer that is only tracked: it lasts until the thread's outermost operation ends, or
//! until pygc is called, whatever else happens meanwhile.
#![allow(unsafe_code, reason = "the raw layer is what is tracked")]

mod callback;
mod child;
mod soon;

use py4rs::prelude::*;
use py4rs::{Result, gc};
use soon::soon;
use std::cell::RefCell;
use std::thread;
use std::time::{Duration, Instant};

/// Has the raw layer make a float, which is tracked.
fn new_float(py: Python<'_>, value: f64) -> gc::Tracked {
    // SAFETY: the function takes any number.
    unsafe { py.sys().PyFloat_FromDouble(value) }
}

/// Tracks one more reference to an object, and checks that it is still there after something was done.
fn lasts(object: &PyObject, something: impl FnOnce() -> Result<()>) -> Result<()> {
    attach(|py| -> Result<()> {
        // SAFETY: the reference is a clone's, which gives it up.
        let tracked = unsafe { gc::track(py, object.clone().into_new()) };
        something()?;
        assert!(gc::is_tracked(tracked.as_ptr()));
        assert_eq!(object.refcount(), 2);
        Ok(())
    })??;
    pygc();
    assert_eq!(object.refcount(), 1);
    Ok(())
}

#[test]
fn it_lasts_whatever_else_happens() {
    let outcome = child::run(|| -> Result<()> {
        gc::set_pygc_threshold(0);
        let object: PyObject = raw_pyeval("object()")?;
        lasts(&object, || raw_pyexec("1"))?;
        lasts(&object, || detach(|| raw_pyexec("1")))?;
        lasts(&object, || detach(|| attach(|_| detach(|| raw_pyexec("1"))))?)?;
        lasts(&object, || with_pygc(|| raw_pyexec("1")))?;
        lasts(&object, || detach(|| with_pygc(|| raw_pyexec("1"))))?;
        lasts(&object, stop)?;
        Ok(())
    });
    outcome.printed();
}

#[test]
fn disabled_it_lasts_past_with_pygc() {
    let outcome = child::run(|| -> Result<()> {
        disable_pygc();
        with_pygc(|| attach(|py| _ = new_float(py, 1.5)))?;
        assert_eq!(gc::stats().tracked, 1);
        pygc();
        assert_eq!(gc::stats().tracked, 0);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_pointer_from_before_a_collection_is_no_other_object() -> Result<()> {
    attach(|py| {
        let one = new_float(py, 1.5);
        pygc();
        // It is likely to stand where the first one stood.
        let two = new_float(py, 2.5);
        assert!(PyObject::from_tracked(py, one).is_none());
        assert_eq!(PyObject::from_tracked(py, two).expect("it is tracked").to_string(), "2.5");
    })
}

#[test]
fn a_container_that_is_filled_later_is_due_by_its_size() {
    let outcome = child::run(|| -> Result<()> {
        gc::set_pygc_threshold(1000);
        attach(|py| -> Result<()> {
            // SAFETY: the list takes the item.
            unsafe {
                let list = py.sys().PyList_New(0);
                let item = 5.to_python(py)?;
                (0..2000).for_each(|_| _ = py.sys().PyList_Append(list.as_ptr(), item.as_ptr()));
            }
            assert_eq!(gc::stats().tracked, 1);
            Ok(())
        })??;
        assert_eq!((gc::stats().tracked, gc::stats().weight), (0, 0));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn what_a_destructor_asks_for_does_not_wait_for_itself() {
    let outcome = child::run(|| -> Result<()> {
        callback::define("ask", ask)?;
        raw_pyexec("class Asking:\n    def __del__(self): ask()")?;
        let start = Instant::now();
        let objects: Vec<PyObject> = raw_pyeval("[Asking() for _ in range(5)]")?;
        drop(objects);
        soon(|| Ok(gc::stats().queued == 0));
        assert!(start.elapsed() < Duration::from_millis(900), "{:?}", start.elapsed());
        Ok(())
    });
    outcome.printed();
}

extern "C" fn ask() {
    pygc();
}

#[test]
fn what_is_dropped_at_the_end_of_a_thread_takes_no_more_than_else() {
    thread_local!(static KEPT: RefCell<Vec<PyObject>> = const { RefCell::new(Vec::new()) });
    let outcome = child::run(|| -> Result<()> {
        let object: PyObject = raw_pyeval("object()")?;
        let mut clones: Vec<PyObject> = attach(|_| (0..20_000).map(|_| object.clone()).collect())?;
        let start = Instant::now();
        attach(|_| {
            let ends = || {
                KEPT.with_borrow_mut(|kept| kept.append(&mut clones));
                // Registers what the library has for this thread, which goes before `KEPT`.
                KEPT.with_borrow_mut(|kept| drop(kept.pop()));
            };
            thread::scope(|scope| scope.spawn(ends).join()).expect("no panic");
            soon(|| Ok(gc::stats().queued == 20_000));
        })?;
        assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
        soon(|| Ok(object.refcount() == 1));
        Ok(())
    });
    outcome.printed();
}
