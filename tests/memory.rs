//! How much memory a conversion takes beyond its result: counted by Rust's allocator and by Python's `tracemalloc`.

#![allow(unsafe_code, reason = "an allocator is unsafe")]

use py4rs::prelude::*;
use py4rs::{FromPython, Result, ToPython};
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicIsize, Ordering};

/// Rust's own memory, counted.
struct Counting;

static NOW: AtomicIsize = AtomicIsize::new(0);
static MOST: AtomicIsize = AtomicIsize::new(0);

// SAFETY: the system's allocator does all of it; only the sizes are noted.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size() as isize, Ordering::Relaxed) + layout.size() as isize;
        MOST.fetch_max(now, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The counts are the process's: one test at a time.
static ONE: Mutex<()> = Mutex::new(());

/// What converting takes at its height and keeps at its end, in bytes: of Rust's memory, then of Python's.
fn taken<R>(convert: impl FnOnce(Python<'_>) -> Result<R>) -> Result<([i64; 2], [i64; 2])> {
    attach(|py| {
        raw_pyexec("import gc, tracemalloc; gc.collect(); tracemalloc.start()")?;
        let (before, _): (i64, i64) = pycall!("tracemalloc.get_traced_memory")?;
        let rust = NOW.load(Ordering::Relaxed);
        MOST.store(rust, Ordering::Relaxed);
        let value = convert(py)?;
        let rust =
            [MOST.load(Ordering::Relaxed), NOW.load(Ordering::Relaxed)].map(|bytes| (bytes - rust) as i64);
        let (now, most): (i64, i64) = pycall!("tracemalloc.get_traced_memory")?;
        drop(value);
        raw_pyexec("tracemalloc.stop()")?;
        Ok((rust, [most - before, now - before]))
    })?
}

const MANY: usize = 1_000_000;
/// What does not depend on how many there are.
const LITTLE: i64 = 20_000;

#[test]
fn a_list_of_a_million_floats_takes_itself() -> Result<()> {
    let _one = ONE.lock();
    let floats: Vec<f64> = (0..MANY).map(|i| i as f64 + 0.5).collect();
    let (rust, python) = taken(|py| floats.to_python(py))?;
    assert!(rust[0] < LITTLE, "Rust at its height: {rust:?}");
    assert!(python[1] >= (MANY * 8) as i64, "a pointer each: {python:?}");
    assert!(python[0] - python[1] < LITTLE, "Python at its height: {python:?}");
    Ok(())
}

#[test]
fn a_vec_of_a_million_floats_takes_itself() -> Result<()> {
    let _one = ONE.lock();
    let list: PyObject = raw_pyeval("[float(i) for i in range(1_000_000)]")?;
    let (rust, python) = taken(|py| Vec::<f64>::from_python(&list, py))?;
    assert!((rust[1] - (MANY * 8) as i64).abs() < LITTLE, "eight bytes each: {rust:?}");
    assert!(rust[0] - rust[1] < LITTLE, "Rust at its height: {rust:?}");
    assert!(python[0] < LITTLE, "Python at its height: {python:?}");
    Ok(())
}

/// Whether this Python's objects are read where they stand: a debug build's, and those without a GIL, are not.
fn reads_in_line() -> Result<bool> {
    import_module("sysconfig")?;
    let is: bool = raw_pyeval(
        "not any(map(sysconfig.get_config_var, ['Py_DEBUG', 'Py_TRACE_REFS', 'Py_GIL_DISABLED']))",
    )?;
    if !is {
        // Past the test harness, which keeps the output of a test that passes.
        let _ = writeln!(io::stderr(), "left out: memory of what is read in line, for a Python that is not");
    }
    Ok(is)
}

#[test]
fn reading_text_leaves_nothing_behind() -> Result<()> {
    let _one = ONE.lock();
    if !reads_in_line()? {
        return Ok(());
    }
    let list: PyObject = raw_pyeval("[str(i) * 5 + 'aé日🐍'[i % 4] for i in range(100_000)]")?;
    let (_, python) = taken(|py| Vec::<String>::from_python(&list, py))?;
    assert!(python[0] < LITTLE, "Python at its height: {python:?}");
    Ok(())
}

#[test]
fn a_dict_is_read_where_it_stands() -> Result<()> {
    let _one = ONE.lock();
    if !reads_in_line()? {
        return Ok(());
    }
    let dict: PyObject = raw_pyeval("{str(i): i for i in range(100_000)}")?;
    let (_, python) = taken(|py| std::collections::BTreeMap::<String, i64>::from_python(&dict, py))?;
    assert!(python[0] < LITTLE, "Python at its height: {python:?}");
    Ok(())
}
