//! The finalizer: what detached threads drop is released soon, without keeping others from Python, in bounded memory, and
//! in the child of a fork too.
#![allow(unsafe_code, reason = "a reference is handed to the tracker")]

mod callback;
mod child;
mod soon;

use py4rs::prelude::*;
use py4rs::{Result, gc};
use soon::soon;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// So many references to one object.
fn clones(number: usize) -> Result<(PyObject, Vec<PyObject>)> {
    let object: PyObject = raw_pyeval("object()")?;
    let clones = attach(|_| (0..number).map(|_| object.clone()).collect())?;
    Ok((object, clones))
}

/// Waits until nothing is queued.
#[track_caller]
fn nothing_is_queued() {
    soon(|| Ok(gc::stats().queued == 0));
}

/// A number of the kernel's on this process's memory, in bytes.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let pages: usize =
        text.split(' ').nth(1).and_then(|number| number.parse().ok()).expect("the second number");
    pages * 4096
}

#[test]
fn a_lone_object_is_released_promptly() {
    let outcome = child::run(|| -> Result<()> {
        let (object, clones) = clones(20)?;
        let mut waits: Vec<Duration> = Vec::new();
        for clone in clones {
            let before = object.refcount();
            drop(clone);
            waits.push(soon(|| Ok(object.refcount() == before - 1)));
            thread::sleep(Duration::from_millis(3));
        }
        waits.sort_unstable();
        assert!(waits[waits.len() / 2] < Duration::from_millis(50), "{waits:?}");
        assert_eq!((gc::stats().queued, gc::stats().finalized), (0, 20));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_long_queue_keeps_nobody_from_python() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("lists = [[float(i) for i in range(20_000)] for _ in range(400)]")?;
        let lists: Vec<PyObject> = pyvalue("lists")?;
        raw_pyexec("del lists")?;
        drop(lists);
        let mut looks = 0;
        while gc::stats().queued > 0 {
            attach(|_| ())?;
            looks += 1;
        }
        // Without turns it would get in once, at the end.
        assert!(looks > 10, "it got in {looks} times");
        Ok(())
    });
    outcome.printed();
}

#[test]
#[cfg(target_os = "linux")]
fn a_million_queued_references_take_eight_bytes_each() {
    let outcome = child::run(|| -> Result<()> {
        let (object, mut clones) = clones(1_000_000)?;
        attach(|_| {
            let dropping = thread::spawn(move || {
                let before = resident();
                clones.drain(..).for_each(drop);
                (resident() - before, clones)
            });
            let (more, _clones) = dropping.join().expect("no panic");
            assert_eq!(gc::stats().queued, 1_000_000);
            assert!(more < 10_000_000, "{more} bytes");
        })?;
        nothing_is_queued();
        assert_eq!(object.refcount(), 1);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_thread_that_is_far_ahead_is_slowed_down() {
    let outcome = child::run(|| -> Result<()> {
        let (object, clones) = clones(3_000_000)?;
        let dropping = attach(|_| {
            let dropping = thread::spawn(|| drop(clones));
            // Python is kept, so that nothing can be released meanwhile.
            thread::sleep(Duration::from_millis(1500));
            let most = (1 << 20) + 512 * 200;
            let queued = gc::stats().queued;
            assert!((1 << 20..most).contains(&queued), "{queued}");
            assert!(!dropping.is_finished());
            dropping
        })?;
        dropping.join().expect("no panic");
        nothing_is_queued();
        assert_eq!((object.refcount(), gc::stats().finalized), (1, 3_000_000));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_thread_that_waits_for_one_that_drops_is_not_waited_for() {
    let outcome = child::run(|| -> Result<()> {
        let (object, clones) = clones(1_200_000)?;
        let start = Instant::now();
        attach(|_| thread::spawn(|| drop(clones)).join().expect("no panic"))?;
        assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
        nothing_is_queued();
        assert_eq!(object.refcount(), 1);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn pygc_releases_what_this_thread_dropped() {
    let outcome = child::run(|| -> Result<()> {
        for _ in 0..50 {
            let (object, clones) = clones(2000)?;
            drop(clones);
            pygc();
            assert_eq!((object.refcount(), gc::stats().queued), (1, 0));
        }
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_collection_helps_with_the_queue() {
    let outcome = child::run(|| -> Result<()> {
        let (object, clones) = clones(10)?;
        gc::set_pygc_threshold(0);
        attach(|py| {
            detach(|| drop(clones));
            // SAFETY: the reference is a clone's, which gives it up.
            unsafe { gc::track(py, object.clone().into_new()) };
        })?;
        // Not by the finalizer, which lets some time pass first.
        assert_eq!((object.refcount(), gc::stats().finalized), (1, 10));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn others_get_through_while_a_callback_is_detached() {
    static WAITING: AtomicBool = AtomicBool::new(false);
    static DONE: AtomicBool = AtomicBool::new(false);
    extern "C" fn called() {
        detach(|| {
            WAITING.store(true, Ordering::Release);
            let start = Instant::now();
            while !DONE.load(Ordering::Acquire) && start.elapsed() < Duration::from_secs(5) {
                thread::sleep(Duration::from_millis(1));
            }
        });
    }
    let outcome = child::run(|| -> Result<()> {
        callback::define("called", called)?;
        let (object, clones) = clones(10)?;
        let other = thread::spawn(move || -> Result<usize> {
            while !WAITING.load(Ordering::Acquire) {
                thread::sleep(Duration::from_millis(1));
            }
            drop(clones);
            soon(|| Ok(object.refcount() == 1));
            assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
            DONE.store(true, Ordering::Release);
            Ok(object.refcount())
        });
        let start = Instant::now();
        raw_pyexec("called()")?;
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!(other.join().expect("no panic")?, 1);
        Ok(())
    });
    outcome.printed();
}

#[test]
#[cfg(unix)]
fn the_child_of_a_fork_releases_what_it_inherits() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec(
            "import os, time, threading
gone = []
class Last:
    def __del__(self): gone.append(1)
def wait():
    for _ in range(500):
        if len(gone) == 3000: return 0
        time.sleep(0.01)
    return 1
def fork_and_wait():
    child = os.fork()
    if child == 0: os._exit(wait())
    return os.waitpid(child, 0)[1]",
        )?;
        // The finalizer tells Python of forks when it first runs.
        drop(raw_pyeval::<PyObject>("object()")?);
        soon(|| Ok(gc::stats().finalized == 1));
        let objects: Vec<PyObject> = raw_pyeval("[Last() for _ in range(3000)]")?;
        let status: i64 = attach(|_| {
            thread::spawn(|| drop(objects)).join().expect("no panic");
            assert_eq!(gc::stats().queued, 3000);
            pycall!("fork_and_wait")
        })??;
        assert_eq!(status, 0, "the child");
        assert_eq!(pycall!("wait" => i64)?, 0, "the parent");
        Ok(())
    });
    outcome.printed();
}

#[test]
#[cfg(unix)]
fn forks_while_other_threads_drop_harm_nobody() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec(
            "import os
def fork():
    child = os.fork()
    if child == 0:
        os._exit(use())
    return os.waitpid(child, 0)[1]",
        )?;
        static STOP: AtomicBool = AtomicBool::new(false);
        extern "C" fn used() {
            let work = || -> Result<()> {
                let (object, clones) = clones(2000)?;
                detach(|| drop(clones));
                pygc();
                assert_eq!(object.refcount(), 1);
                Ok(())
            };
            if work().is_err() {
                std::process::abort();
            }
        }
        callback::define("used", used)?;
        raw_pyexec("def use():\n    used()\n    return 0")?;
        thread::scope(|scope| {
            let drop_much = || -> Result<()> {
                while !STOP.load(Ordering::Relaxed) {
                    drop(clones(1000)?);
                }
                Ok(())
            };
            let droppers = [scope.spawn(drop_much), scope.spawn(drop_much)];
            let statuses = (0..30).map(|_| pycall!("fork" => i64)).collect::<Result<Vec<_>>>();
            STOP.store(true, Ordering::Relaxed);
            assert_eq!(statuses?, [0; 30]);
            droppers.into_iter().try_for_each(|dropper| dropper.join().expect("no panic"))
        })?;
        nothing_is_queued();
        Ok(())
    });
    outcome.printed();
}
