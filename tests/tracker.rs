//! The tracker and pygc: which references are tracked, when they are released, and when not.
#![allow(unsafe_code, reason = "the raw layer is what is tracked")]

mod callback;
mod child;
mod soon;

use py4rs::prelude::*;
use py4rs::sys::Borrowed;
use py4rs::{Result, gc};
use soon::soon;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What a test changes here is the whole process's, and the environment of the tests may name a threshold.
fn alone(part: impl FnOnce() -> Result<()>) {
    child::run(|| {
        gc::set_pygc_threshold(1000);
        part()
    })
    .printed();
}

/// Defines a class whose objects are counted: `alive()` is how many there are.
fn define_counted() -> Result<()> {
    raw_pyexec(
        "class Counted:
    number = 0
    def __init__(self): Counted.number += 1
    def __del__(self): Counted.number -= 1
def alive(): return Counted.number",
    )
}

fn alive() -> Result<i64> {
    pycall!("alive")
}

/// Has the raw layer make a float, which is tracked.
fn new_float(py: Python<'_>) -> gc::Tracked {
    // SAFETY: the function takes any number.
    unsafe { py.sys().PyFloat_FromDouble(2.5) }
}

/// Has the raw layer call a callable without arguments.
fn raw_call(py: Python<'_>, callable: &PyObject) -> gc::Tracked {
    // SAFETY: the callable is valid, and there are no arguments.
    unsafe { py.sys().PyObject_Vectorcall(callable.as_ptr(), std::ptr::null(), 0, std::ptr::null_mut()) }
}

#[test]
fn a_new_reference_is_tracked_until_it_is_taken() -> Result<()> {
    attach(|py| {
        let tracked = new_float(py);
        let pointer = tracked.as_ptr();
        assert!(gc::is_tracked(pointer));
        let object = PyObject::from_tracked(py, tracked).expect("it was tracked");
        assert!(!gc::is_tracked(pointer));
        assert_eq!((object.refcount(), object.to_string()), (1, "2.5".to_owned()));
    })
}

#[test]
fn null_and_what_is_borrowed_are_not_tracked() -> Result<()> {
    attach(|py| -> Result<()> {
        let before = gc::stats().tracked;
        let list: PyObject = raw_pyeval("[object()]")?;
        // SAFETY: the list has an item; a list has no attribute of that name, and the exception is cleared.
        unsafe {
            let item: Borrowed = py.sys().PyList_GetItem(list.as_ptr(), 0);
            assert!(!gc::is_tracked(item.as_ptr()));
            let none = py.sys().PyObject_GetAttrString(list.as_ptr(), c"no_such".as_ptr());
            assert!(none.is_null() && none.take().is_none());
            py.sys().PyErr_Clear();
        }
        assert!(gc::untrack(std::ptr::null_mut()).is_none());
        assert_eq!(gc::stats().tracked, before);
        Ok(())
    })?
}

#[test]
fn references_are_counted_by_address() -> Result<()> {
    attach(|py| -> Result<()> {
        let object: PyObject = raw_pyeval("object()")?;
        // SAFETY: each reference is a clone's, which gives it up.
        let track = || unsafe { gc::track(py, object.clone().into_new()) };
        let first = track();
        let others: Vec<gc::Tracked> = (0..20).map(|_| new_float(py)).collect();
        let _second = track();
        assert_eq!((gc::tracked_count(object.as_ptr()), object.refcount()), (2, 3));
        drop(PyObject::from_tracked(py, first));
        assert_eq!((gc::tracked_count(object.as_ptr()), object.refcount()), (1, 2));
        let new = gc::untrack(object.as_ptr()).expect("one is left");
        // SAFETY: the tracker has given the reference up.
        drop(unsafe { PyObject::from_new(py, new) });
        assert!(!gc::is_tracked(object.as_ptr()) && gc::untrack(object.as_ptr()).is_none());
        assert_eq!(object.refcount(), 1);
        // In the order of their making, the deepest first.
        assert!(others.into_iter().all(|other| PyObject::from_tracked(py, other).is_some()));
        Ok(())
    })?
}

#[test]
fn what_is_due_is_released_at_the_end_of_the_outermost_operation() {
    alone(|| {
        define_counted()?;
        let class: PyObject = pyvalue("Counted")?;
        attach(|py| -> Result<()> {
            (0..1001).for_each(|_| _ = raw_call(py, &class));
            attach(|_| raw_pyexec("1"))??;
            assert_eq!((alive()?, gc::stats().tracked), (1001, 1001));
            Ok(())
        })??;
        assert_eq!((alive()?, gc::stats().tracked, gc::stats().most_tracked), (0, 0, 1001));
        assert_eq!((gc::stats().collections, gc::stats().released), (1, 1001));
        attach(|py| (0..1000).for_each(|_| _ = raw_call(py, &class)))?;
        assert_eq!((alive()?, gc::stats().tracked), (1000, 1000), "not past the threshold");
        pygc();
        assert_eq!((alive()?, gc::stats().tracked, gc::stats().weight), (0, 0, 0));
        Ok(())
    });
}

#[test]
fn a_large_object_is_due_by_its_size() {
    alone(|| {
        let large = [
            "[None] * 1_000_000",
            "(None,) * 1_000_000",
            "dict.fromkeys(range(2000))",
            "set(range(2000))",
            "frozenset(range(2000))",
            "'x' * 1_000_000",
            "b'x' * 1_000_000",
            "bytearray(1_000_000)",
            "memoryview(bytes(1_000_000))",
            "__import__('array').array('d', range(20_000))",
        ];
        for code in large {
            let make: PyObject = raw_pyeval(&format!("lambda: {code}"))?;
            attach(|py| raw_call(py, &make))?;
            assert_eq!(gc::stats().tracked, 0, "{code}");
        }
        for code in ["[None] * 100", "1 << 5000", "object()", "Exception()", "'x'", "print", "[1].__iter__()"]
        {
            let make: PyObject = raw_pyeval(&format!("lambda: {code}"))?;
            let before = gc::stats();
            attach(|py| raw_call(py, &make))?;
            assert_eq!(gc::stats().tracked, before.tracked + 1, "{code}");
            assert!((1..=101).contains(&(gc::stats().weight - before.weight)), "{code}");
        }
        Ok(())
    });
}

#[test]
fn a_class_of_python_is_weighed_without_running_it() {
    alone(|| {
        raw_pyexec(
            "asked = []
class Nosy(list):
    def __len__(self): asked.append('len')
    def __buffer__(self, flags): asked.append('buffer')
    def __sizeof__(self): asked.append('sizeof')
class Plain:
    def __buffer__(self, flags): asked.append('buffer')",
        )?;
        for name in ["Nosy", "Plain"] {
            let class: PyObject = pyvalue(name)?;
            attach(|py| raw_call(py, &class))?;
        }
        assert_eq!(raw_pyeval::<Vec<String>>("asked")?, [""; 0]);
        Ok(())
    });
}

#[test]
fn the_environment_names_the_first_threshold() {
    for (text, threshold) in [("1", 1), ("0", 0), ("50000", 50_000), ("many", 1000), ("", 1000)] {
        let prepare = |command: &mut std::process::Command| {
            command.env("PY4RS_PYGC_THRESHOLD", text);
        };
        let outcome = child::run_in(prepare, || print!("{}", gc::pygc_threshold()));
        assert_eq!(outcome.printed(), threshold.to_string());
    }
}

#[test]
fn a_threshold_that_sinks_makes_due_what_is_tracked() {
    alone(|| {
        attach(|py| (0..10).for_each(|_| _ = new_float(py)))?;
        gc::set_pygc_threshold(9);
        raw_pyexec("1")?;
        assert_eq!(gc::stats().tracked, 0);
        gc::set_pygc_threshold(0);
        attach(new_float)?;
        assert_eq!(gc::stats().tracked, 0);
        Ok(())
    });
}

#[test]
fn disabled_it_waits_for_the_call() {
    alone(|| {
        disable_pygc();
        attach(|py| (0..5000).for_each(|_| _ = new_float(py)))?;
        raw_pyexec("1")?;
        assert_eq!(gc::stats().tracked, 5000);
        pygc();
        assert_eq!(gc::stats().tracked, 0);
        attach(|py| (0..5000).for_each(|_| _ = new_float(py)))?;
        enable_pygc();
        assert_eq!(gc::stats().tracked, 5000);
        raw_pyexec("1")?;
        assert_eq!(gc::stats().tracked, 0);
        Ok(())
    });
}

#[test]
fn inside_with_pygc_nothing_is_released() {
    alone(|| {
        define_counted()?;
        let class: PyObject = pyvalue("Counted")?;
        with_pygc(|| -> Result<()> {
            drop(pycall!(class => PyObject)?);
            assert_eq!(alive()?, 1, "dropped detached");
            attach(|_| pycall!(class => PyObject).map(drop))??;
            assert_eq!(alive()?, 2, "dropped attached");
            pycall!(class => ())?;
            assert_eq!(alive()?, 3, "a result that nobody wants");
            attach(|py| (0..2000).for_each(|_| _ = raw_call(py, &class)))?;
            raw_pyexec("1")?;
            assert_eq!(alive()?, 2003, "tracked, and past the threshold");
            pygc();
            with_pygc(|| ());
            assert_eq!(alive()?, 2003, "asked for");
            gc::set_pygc_threshold(0);
            raw_pyexec("1")?;
            assert_eq!(alive()?, 2003, "due at once");
            Ok(())
        })?;
        assert_eq!(alive()?, 0);
        attach(|_| pycall!(class => PyObject).map(drop))??;
        assert_eq!(alive()?, 0, "as ever");
        Ok(())
    });
}

#[test]
fn with_pygc_releases_where_its_body_panics() {
    alone(|| {
        define_counted()?;
        let class: PyObject = pyvalue("Counted")?;
        let panics = || {
            with_pygc(|| {
                let object: Result<PyObject> = pycall!(class);
                attach(|py| raw_call(py, &class)).expect("Python is alive");
                drop(object);
                assert_eq!(alive().expect("it counts"), 2);
                panic!("in the body");
            })
        };
        catch_unwind(std::panic::AssertUnwindSafe(panics)).expect_err("it panics");
        assert_eq!((alive()?, gc::stats().tracked), (0, 0));
        attach(|_| {
            catch_unwind(std::panic::AssertUnwindSafe(panics)).expect_err("attached, too");
            assert_eq!(
                alive().expect("it counts"),
                1,
                "what is tracked lasts until the end of the operation"
            );
        })?;
        pygc();
        assert_eq!((alive()?, gc::stats().tracked), (0, 0));
        Ok(())
    });
}

#[test]
fn with_pygc_is_one_threads_alone() {
    alone(|| {
        define_counted()?;
        with_pygc(|| -> Result<()> {
            let other = || attach(|_| pycall!("Counted" => PyObject).map(drop))?;
            thread::spawn(other).join().expect("no panic")?;
            assert_eq!(alive()?, 0);
            Ok(())
        })
    });
}

#[test]
fn a_destructor_that_raises_is_told_to_python() {
    alone(|| {
        raw_pyexec(
            "import sys
class Fragile:
    def __del__(self): raise ValueError('in the destructor')
noticed = []
sys.unraisablehook = lambda what: noticed.append(type(what.exc_value).__name__)",
        )?;
        let class: PyObject = pyvalue("Fragile")?;
        attach(|py| _ = [raw_call(py, &class), raw_call(py, &class)])?;
        pygc();
        with_pygc(|| pycall!(class => ()))?;
        assert_eq!(pyvalue::<Vec<String>>("noticed")?, ["ValueError"; 3]);
        Ok(())
    });
}

#[test]
fn an_exception_on_its_way_stays_there() {
    alone(|| {
        raw_pyexec(
            "class Busy:\n    def __del__(self):\n        try: 1 / 0\n        except Exception: pass",
        )?;
        let class: PyObject = pyvalue("Busy")?;
        gc::set_pygc_threshold(0);
        attach(|py| {
            raw_call(py, &class);
            // SAFETY: the class and the message are static.
            unsafe { py.sys().PyErr_SetString(*py.sys().PyExc_KeyError(), c"kept".as_ptr()) };
        })?;
        attach(|py| {
            // SAFETY: the function needs nothing.
            let raised = unsafe { py.sys().PyErr_GetRaisedException() };
            let raised = PyObject::from_tracked(py, raised).expect("it is still there");
            assert_eq!(raised.to_string(), "'kept'");
        })
    });
}

#[test]
fn a_destructor_may_call_rust_that_uses_python_and_drops_others() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    extern "C" fn called() {
        CALLS.fetch_add(1, Ordering::Relaxed);
        drop(raw_pyeval::<PyObject>("Counted()").expect("it is defined"));
        attach(|py| (0..10).for_each(|_| _ = new_float(py))).expect("it is attached");
        pygc();
        with_pygc(|| drop(raw_pyeval::<PyObject>("Counted()").expect("it is defined")));
        detach(|| drop(raw_pyeval::<PyObject>("Counted()").expect("it is defined")));
    }
    alone(|| {
        define_counted()?;
        callback::define("called", called)?;
        raw_pyexec("class Calling:\n    def __del__(self): called()")?;
        let class: PyObject = pyvalue("Calling")?;
        attach(|py| (0..100).for_each(|_| _ = raw_call(py, &class)))?;
        pygc();
        assert_eq!(CALLS.load(Ordering::Relaxed), 100, "released by pygc");
        with_pygc(|| pycall!(class => ()))?;
        assert_eq!(CALLS.load(Ordering::Relaxed), 101, "released by with_pygc");
        drop(pycall!(class => PyObject)?);
        soon(|| Ok(CALLS.load(Ordering::Relaxed) == 102));
        pygc();
        soon(|| Ok(alive()? == 0 && gc::stats().queued == 0));
        assert_eq!(gc::stats().tracked, 0);
        Ok(())
    });
}

#[test]
fn what_a_thread_tracked_is_released_after_its_end() {
    alone(|| {
        define_counted()?;
        let class: PyObject = pyvalue("Counted")?;
        thread::scope(|scope| {
            scope.spawn(|| attach(|py| (0..100).for_each(|_| _ = raw_call(py, &class))));
        });
        soon(|| Ok(alive()? == 0));
        Ok(())
    });
}

#[test]
fn a_tracked_reference_that_was_released_cannot_be_taken() -> Result<()> {
    attach(|py| {
        let tracked = new_float(py);
        pygc();
        assert!(PyObject::from_tracked(py, tracked).is_none());
    })
}

#[test]
fn what_is_tracked_dies_with_the_process_properly() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("class Last:\n    def __del__(self): print('gone')")?;
        let class: PyObject = pyvalue("Last")?;
        attach(|py| _ = raw_call(py, &class))
    });
    assert_eq!(outcome.printed(), "gone\n");
}
