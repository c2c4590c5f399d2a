//! What is dropped while Python stops, after it has stopped, and while the process ends: nothing crashes or hangs, and
//! nothing is touched once it is too late.
#![allow(unsafe_code, reason = "the raw layer's references are dropped too")]

mod callback;
mod child;
mod soon;

use py4rs::prelude::*;
use py4rs::{Error, Result, gc};
use soon::soon;
use std::cell::RefCell;
use std::process::exit;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

/// Defines a class that prints when an object of it is freed.
fn define_last() -> Result<()> {
    raw_pyexec(
        "class Last:\n    def __init__(self, name): self.name = name\n    def __del__(self): print(self.name, 'gone')",
    )
}

/// So many references to one object.
fn clones(number: usize) -> Result<(PyObject, Vec<PyObject>)> {
    let object: PyObject = raw_pyeval("object()")?;
    let clones = attach(|_| (0..number).map(|_| object.clone()).collect())?;
    Ok((object, clones))
}

#[test]
fn objects_from_before_a_stop_are_used_and_released_as_ever() {
    let outcome = child::run(|| -> Result<()> {
        define_last()?;
        let [attached, detached, before]: [PyObject; 3] =
            ["attached", "detached", "before"].map(|name| pycall!("Last", name).expect("it is defined"));
        drop(before);
        stop()?;
        println!("stopped");
        assert_eq!(detached.refcount(), 1);
        drop(detached.clone());
        drop(detached);
        soon(|| Ok(gc::stats().queued == 0));
        assert!(!is_alive(), "dropping starts nothing");
        attach(|_| drop(attached))?;
        assert!(is_alive());
        Ok(())
    });
    assert_eq!(outcome.printed(), "before gone\nstopped\ndetached gone\nattached gone\n");
}

#[test]
fn drops_while_python_stops_and_starts_harm_nobody() {
    static STOP: AtomicBool = AtomicBool::new(false);
    let outcome = child::run(|| -> Result<()> {
        let (object, _) = clones(0)?;
        let work = || {
            while !STOP.load(Ordering::Relaxed) {
                let many: Vec<PyObject> = (0..50).map(|_| object.clone()).collect();
                drop(many);
                let _ = attach(|_| (0..50).map(|_| object.clone()).collect::<Vec<_>>());
            }
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
            let stops = (0..200).try_for_each(|_| {
                start()?;
                stop()
            });
            STOP.store(true, Ordering::Relaxed);
            threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
            stops
        })?;
        pygc();
        assert_eq!((object.refcount(), gc::stats().queued), (1, 0));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_destructor_that_stops_python_and_drops_is_no_harm() {
    static CALLED: AtomicBool = AtomicBool::new(false);
    extern "C" fn called() {
        CALLED.store(true, Ordering::Relaxed);
        stop().expect("it is not exiting");
        detach(|| drop(raw_pyeval::<PyObject>("object()")));
    }
    let outcome = child::run(|| -> Result<()> {
        callback::define("called", called)?;
        raw_pyexec(
            "class Calling:\n    def __init__(self): self.called = called\n    def __del__(self): self.called()",
        )?;
        drop(pycall!("Calling" => PyObject)?);
        pygc();
        attach(|_| pycall!("abs", -1 => i64))??;
        stop()?;
        pygc();
        assert_eq!(gc::stats().queued, 0);
        assert!(CALLED.load(Ordering::Relaxed));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_process_ends_promptly_with_a_million_queued() {
    let now = || SystemTime::UNIX_EPOCH.elapsed().expect("it is later").as_secs_f64();
    let outcome = child::run(|| -> Result<()> {
        define_last()?;
        let (_object, mut clones) = clones(1_000_000)?;
        clones.push(pycall!("Last", "object")?);
        attach(|_| {
            thread::spawn(|| drop(clones)).join().expect("no panic");
            assert!(gc::stats().queued > 900_000);
            eprintln!("{}", now());
            exit(0)
        })?
    });
    let exits: f64 = outcome.stderr.trim().parse().expect("a time");
    assert!(now() - exits < 5.0, "{} s", now() - exits);
    assert_eq!(outcome.printed(), "object gone\n");
}

#[test]
fn a_process_ends_while_threads_drop() {
    let outcome = child::run(|| -> Result<()> {
        let (object, _) = clones(0)?;
        for _ in 0..4 {
            let object = object.clone();
            thread::spawn(move || {
                loop {
                    drop((0..50).map(|_| object.clone()).collect::<Vec<_>>());
                    let _ = attach(|_| (0..50).map(|_| object.clone()).collect::<Vec<_>>());
                }
            });
        }
        thread::sleep(Duration::from_millis(50));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn what_is_held_when_the_process_ends_is_released() {
    let outcome = child::run(|| -> Result<()> {
        define_last()?;
        with_pygc(|| {
            drop(pycall!("Last", "held" => PyObject)?);
            println!("ends");
            exit(0)
        })
    });
    assert_eq!(outcome.printed(), "ends\nheld gone\n");
}

#[test]
fn after_the_end_an_object_is_of_no_use_and_dropping_it_does_nothing() {
    static KEPT: Mutex<Option<PyObject>> = Mutex::new(None);
    extern "C" fn last() {
        let kept = KEPT.lock().expect("no panic").take().expect("it was kept");
        let clone = kept.clone();
        println!("{} {}", kept.refcount(), kept);
        println!("{}", matches!(pycall!(kept => ()), Err(Error::NotAlive)));
        drop(clone);
        drop(kept);
        pygc();
        with_pygc(|| ());
        println!("{} {:?}", gc::stats().queued, stop().is_err());
    }
    let outcome = child::run(|| -> Result<()> {
        // SAFETY: the function has C's type and does not unwind. What is registered first is called last.
        unsafe { libc::atexit(last) };
        *KEPT.lock().expect("no panic") = Some(raw_pyeval("object()")?);
        Ok(())
    });
    assert_eq!(outcome.printed(), "0 <object of a Python that has ended>\ntrue\n0 true\n");
}

#[test]
fn objects_in_thread_locals_are_released_at_the_end_of_the_thread_and_of_the_process() {
    thread_local!(static KEPT: RefCell<Vec<PyObject>> = const { RefCell::new(Vec::new()) });
    let outcome = child::run(|| -> Result<()> {
        define_last()?;
        let keep = |name: &str| -> Result<()> {
            let object = pycall!("Last", name)?;
            KEPT.with_borrow_mut(|kept| kept.push(object));
            Ok(())
        };
        thread::spawn(move || keep("thread's")).join().expect("no panic")?;
        soon(|| Ok(gc::stats().finalized == 1));
        keep("process's")
    });
    assert_eq!(outcome.printed(), "thread's gone\nprocess's gone\n");
}

#[test]
fn a_deep_nest_of_lists_is_dropped_on_any_thread() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec(
            "def nest(depth):\n    inner = []\n    for _ in range(depth): inner = [inner]\n    return inner",
        )?;
        let nest = || pycall!("nest", 100_000 => PyObject);
        attach(|_| nest().map(drop))??;
        drop(nest()?);
        with_pygc(|| nest().map(drop))?;
        soon(|| Ok(gc::stats().queued == 0));
        let nested = nest()?;
        thread::spawn(|| attach(|_| drop(nested))).join().expect("no panic")
    });
    outcome.printed();
}
