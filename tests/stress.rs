//! Many threads that make, share, use and drop objects at once: nothing is lost, nothing stays.
//!
//! Each setting runs for a second, or for as many as the environment variable PY4RS_STRESS_SECONDS says.
#![allow(unsafe_code, reason = "the raw layer takes part")]

mod soon;

use py4rs::prelude::*;
use py4rs::{Result, gc};
use soon::soon;
use std::env;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

const THREADS: usize = 16;

/// How the references that nobody owns are released.
#[derive(Clone, Copy, Debug)]
enum Setting {
    Threshold(usize),
    Disabled,
}

/// What all threads use.
struct Shared {
    make: PyObject,
    same: PyObject,
    lent: PyObject,
    pool: Mutex<Vec<PyObject>>,
}

impl Shared {
    fn new() -> Result<Self> {
        raw_pyexec(
            "class Light:
    __slots__ = ('held',)
    alive = 0
    def __init__(self, held): self.held, Light.alive = held, Light.alive + 1
    def __del__(self): Light.alive -= 1
def same(value, **named): return value
def alive(): return Light.alive",
        )?;
        Ok(Shared {
            make: pyvalue("Light")?,
            same: pyvalue("same")?,
            lent: raw_pyeval("object()")?,
            pool: Mutex::default(),
        })
    }

    /// Puts an object into the pool and takes another out of it, which a thread may have put there before.
    fn exchange(&self, object: PyObject) -> Option<PyObject> {
        let mut pool = self.pool.lock().expect("no panic");
        pool.push(object);
        (pool.len() > 100).then(|| pool.swap_remove(0))
    }

    /// What each thread does over and over.
    fn work(&self, number: usize, setting: Setting) -> Result<()> {
        let object: PyObject = pycall!(self.make, self.lent)?;
        drop(self.exchange(object.clone()));
        let back: PyObject = pycall!(self.same, [&object, &self.lent], named = &object)?;
        attach(|py| -> Result<()> {
            let same = pycall!(self.same, back, named = number => Vec<PyObject>)?;
            assert!(same[0].is(&object));
            drop(back);
            // SAFETY: the callable and its argument are valid.
            unsafe {
                let arguments = [self.lent.as_ptr()];
                py.sys().PyObject_Vectorcall(self.make.as_ptr(), arguments.as_ptr(), 1, std::ptr::null_mut());
            }
            detach(|| drop(object.clone()));
            let failed = pycall!(self.same, &object => i64);
            assert!(failed.is_err());
            Ok(())
        })??;
        if number.is_multiple_of(7) {
            with_pygc(|| pycall!(self.make, &object => ()))?;
        }
        if matches!(setting, Setting::Disabled) {
            pygc();
        }
        Ok(())
    }
}

/// The memory that the process has of the system's, in bytes; 0 where that is not known.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|number| number.parse::<usize>().ok()).map_or(0, |pages| pages * 4096)
}

fn run(setting: Setting, time: Duration) -> Result<()> {
    match setting {
        Setting::Threshold(threshold) => set_pygc_threshold(threshold),
        Setting::Disabled => disable_pygc(),
    }
    let shared = Shared::new()?;
    let rounds = |time: Duration| -> Result<usize> {
        let until = Instant::now() + time;
        thread::scope(|scope| {
            let work = |number| {
                let mut rounds = 0;
                while Instant::now() < until {
                    shared.work(number + rounds, setting)?;
                    rounds += 1;
                }
                Ok::<usize, Error>(rounds)
            };
            let threads: Vec<_> = (0..THREADS).map(|number| scope.spawn(move || work(number))).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
        })
    };
    // The memory that so many threads take at all is taken first.
    rounds(time / 10)?;
    let before = resident();
    let rounds = rounds(time)?;
    let grown = resident().saturating_sub(before);
    shared.pool.lock().expect("no panic").clear();
    soon(|| {
        pygc();
        Ok(pycall!("alive" => i64)? == 0)
    });
    assert_eq!((shared.lent.refcount(), shared.same.refcount()), (1, 2), "{setting:?}");
    assert_eq!(gc::stats().queued, 0);
    assert!(grown < 20 << 20, "{setting:?}: {grown} bytes more");
    println!("{setting:?}: {rounds} rounds, {grown} bytes more, {:?}", gc::stats());
    enable_pygc();
    Ok(())
}

#[test]
fn counts_balance_after_many_threads() -> Result<()> {
    let seconds =
        env::var("PY4RS_STRESS_SECONDS").map_or(1, |text| text.parse().expect("a number of seconds"));
    for setting in [Setting::Threshold(1), Setting::Threshold(1000), Setting::Disabled] {
        run(setting, Duration::from_secs(seconds))?;
    }
    Ok(())
}
