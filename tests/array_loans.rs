//! Arrays that are lent to Python, and what it costs. Needs a Python that has numpy: name one by `PYTHON_EXECUTABLE`.
#![cfg(feature = "ndarray")]
#![allow(unsafe_code, reason = "the loans of slices are unsafe")]

mod has_numpy;

use has_numpy::with_numpy;
use ndarray::{Array0, Array1, Array3, Ix1, arr0, s};
use py4rs::Result;
use py4rs::array::{PyArray, SharedView, lend, lend_slice, lend_slice_mut};
use py4rs::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

#[test]
fn lent_arrays_come_back() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        let mut numbers = vec![3i32, 1, 2];
        let address = numbers.as_ptr();
        lend(&mut numbers, |a| pymethod!(a, "sort" => ()))?;
        assert_eq!((&*numbers, numbers.as_ptr()), (&[1, 2, 3][..], address));
        let mut cube = Array3::<f64>::zeros((2, 3, 4)).reversed_axes();
        let address = cube.as_ptr();
        lend(&mut cube, |a| pycall!("numpy.add", a, 1, out = a => ()))?;
        assert!(cube.as_ptr() == address && cube.sum() == 24.0 && cube.shape() == [4, 3, 2]);
        let mut single: Array0<i64> = arr0(1);
        lend(&mut single, |a| pycall!("numpy.multiply", a, 5, out = a => ()))?;
        assert_eq!(single, arr0(5));
        let mut none: Vec<f64> = Vec::new();
        assert_eq!(lend(&mut none, |a| pycall!("lambda a: a.shape", a => (usize,)))?, (0,));
        Ok(())
    })
}

#[test]
fn what_python_keeps_of_a_loan_is_its_own() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("kept = []")?;
        let mut numbers = vec![1i64, 2, 3];
        lend(&mut numbers, |a| pycall!("kept.append", a => ()))?;
        assert_eq!(numbers, [1, 2, 3]);
        raw_pyexec("kept[0] *= 10")?;
        numbers[0] = 7;
        assert_eq!((&*numbers, raw_pyeval::<Vec<i64>>("kept.pop()")?), (&[7, 2, 3][..], vec![10, 20, 30]));
        // Also after a panic.
        let panic = catch_unwind(AssertUnwindSafe(|| {
            lend(&mut numbers, |a| {
                pycall!("kept.append", a => ()).expect("a list");
                panic!("on the way");
            })
        }));
        assert!(panic.is_err());
        assert_eq!(numbers, [7, 2, 3]);
        assert_eq!(raw_pyeval::<i64>("kept.pop().sum()")?, 12);
        Ok(())
    })
}

#[test]
fn slices_by_reference() -> Result<()> {
    with_numpy(|| {
        let mut numbers = [3.0, 1.0, 2.0];
        // SAFETY: what is called keeps nothing.
        unsafe {
            lend_slice_mut(&mut numbers, |a| pymethod!(a, "sort" => ()))??;
            assert_eq!(lend_slice(&numbers[1..], |a| pymethod!(a, "sum" => f64))??, 5.0);
            assert!(lend_slice(&numbers, |a| pymethod!(a, "sort" => ()))?.is_err());
            assert!(lend_slice(&numbers, |a| pymethod!(a, "setflags", write = true => ()))?.is_err());
        }
        assert_eq!(numbers, [1.0, 2.0, 3.0]);
        Ok(())
    })
}

#[test]
fn a_slice_is_copied() -> Result<()> {
    with_numpy(|| {
        let numbers = [1.0, 2.0];
        let a = PyArray::from(&numbers[..]);
        pycall!("lambda a: a.fill(5)", &a => ())?;
        assert_eq!((a.into_inner().to_vec(), numbers), (vec![5.0, 5.0], [1.0, 2.0]));
        assert_eq!(pycall!("lambda n: [n.append(5), n][1]", &numbers[..] => Vec<f64>)?, [1.0, 2.0, 5.0]);
        assert_eq!(pycall!("lambda a: a * 2", ndarray::aview1(&numbers) => Vec<f64>)?, [2.0, 4.0]);
        Ok(())
    })
}

/// What was written to the log.
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Logger;

impl log::Log for Logger {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        LOG.lock().expect("nothing panics here").push(record.args().to_string());
    }

    fn flush(&self) {}
}

#[test]
fn the_log_says_what_was_copied() -> Result<()> {
    with_numpy(|| {
        log::set_logger(&Logger).expect("it is the only one");
        log::set_max_level(log::LevelFilter::Info);
        // Those of the other tests wait: of an array of this shape none speaks.
        let said =
            || LOG.lock().expect("nothing panics here").iter().filter(|line| line.contains("[7]")).count();
        let mut numbers = vec![0i16; 7];
        lend(&mut numbers, |a| pycall!("len", a => ()))?;
        drop(PyArray::from(numbers.clone()).into_inner());
        assert_eq!(said(), 0);
        lend(&mut numbers, |a| set_pyvalue("kept_logged", a))?;
        assert_eq!(said(), 1);
        let a = PyArray::from(numbers);
        set_pyvalue("kept_logged", &a)?;
        drop(a.into_inner());
        assert_eq!(said(), 2);
        raw_pyexec("del kept_logged")
    })
}

/// Bytes that a piece of work takes at most, beyond what there was before.
fn more_memory(work: impl FnOnce() -> Result<()>) -> Result<i64> {
    let before: i64 = raw_pyeval("started()")?;
    work()?;
    Ok(raw_pyeval::<i64>("most()")? - before)
}

/// Gives the memory of Rust to Python and back, and that of numpy to Rust; how much more memory that takes.
fn there_and_back(count: usize) -> Result<(i64, i64)> {
    let a = PyArray::from(vec![1.0f64; count]);
    let to_python = more_memory(|| {
        pycall!("lambda a: numpy.add(a[:10], 1, out=a[:10])", &a => ())?;
        assert_eq!(a.read().slice(s![..20]).sum(), 30.0);
        a.write()[0] = 5.0;
        drop(a.try_into_inner().expect("nobody else has it"));
        Ok(())
    })?;
    let b: PyArray<f64, Ix1> = pycall!("numpy.ones", count)?;
    let from_python = more_memory(|| {
        b.write()[0] = 5.0;
        assert_eq!(b.read().slice(s![..2]).sum(), 6.0);
        let object: PyObject = pycall!("lambda a: a", &b)?;
        assert_eq!(SharedView::<f64, Ix1>::of(&object)?.iter().take(2).sum::<f64>(), 6.0);
        Ok(())
    })?;
    Ok((to_python, from_python))
}

#[cfg(target_os = "linux")]
#[test]
fn a_gigabyte_goes_by_reference() -> Result<()> {
    with_numpy(|| {
        raw_pyexec(
            "import numpy
def said(name):
    with open('/proc/self/status') as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(name))
def started():
    with open('/proc/self/clear_refs', 'w') as most: most.write('5')
    return said('VmRSS')
def most(): return said('VmHWM')",
        )?;
        // What is made once, by numpy and here, is made before.
        there_and_back(100)?;
        let (to_python, from_python) = there_and_back((1 << 30) / 8)?;
        println!("{to_python} and {from_python} bytes more");
        assert!(to_python < 1_000_000 && from_python < 1_000_000, "{to_python} and {from_python} bytes");
        // A copy would be seen.
        let c: PyArray<f64, Ix1> = pycall!("numpy.ones", (1 << 26) / 8)?;
        let copied = more_memory(|| pycall!("lambda a: a", &c => Array1<f64>).map(drop))?;
        assert!(copied > 60_000_000, "{copied} bytes");
        Ok(())
    })
}
