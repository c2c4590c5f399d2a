//! Attaching, detaching, and what becomes of references.

use super::{Outcome, once, sink, times};
use py4rs::prelude::*;
use std::hint::black_box;
use std::thread;

pub fn h_attach(n: usize) -> Outcome {
    times(3 * n, |i| attach(|py| sink((py, i))))
}

pub fn h_attach_nested(n: usize) -> Outcome {
    attach(|_| times(3 * n, |i| attach(|py| sink((py, i)))))?
}

pub fn h_detach(n: usize) -> Outcome {
    attach(|_| {
        times(3 * n, |_| {
            detach(|| black_box(()));
            Ok(())
        })
    })?
}

pub fn h_attach_thread(n: usize) -> Outcome {
    thread::spawn(move || times(n * 3 / 10, |i| attach(|py| sink((py, i))))).join().expect("no panic")
}

/// So many floats, held.
fn floats(n: usize) -> py4rs::Result<Vec<PyObject>> {
    attach(|py| (0..n).map(|i| (i as f64).to_python(py)).collect())?
}

pub fn i_create_drop(n: usize) -> Outcome {
    let mut held = Vec::with_capacity(n);
    attach(|py| {
        once(n, || {
            for i in 0..n {
                held.push((i as f64).to_python(py)?);
            }
            drop(held);
            Ok(())
        })
    })?
}

pub fn i_drop_held(n: usize) -> Outcome {
    let held = floats(n)?;
    attach(|_| {
        once(n, || {
            drop(held);
            Ok(())
        })
    })?
}

/// Drops floats on two threads, each half of them as `drop_half` does.
fn drop_on_two_threads(n: usize, drop_half: fn(Vec<PyObject>) -> py4rs::Result<()>) -> Outcome {
    let mut first = floats(n)?;
    let second = first.split_off(n / 2);
    once(n, || {
        let threads = [first, second].map(|half| thread::spawn(move || drop_half(half)));
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))?;
        pygc();
        Ok(())
    })
}

pub fn i_drop_2thr(n: usize) -> Outcome {
    drop_on_two_threads(n, |half| attach(|_| drop(half)))
}

/// Detached: until all that was queued is released.
pub fn i_drop_2thr_pool(n: usize) -> Outcome {
    drop_on_two_threads(n, |half| {
        drop(half);
        Ok(())
    })
}
