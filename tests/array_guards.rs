//! Who may read and write an array that Rust and Python have together, and what becomes of one that is lent. Needs a
//! Python that has numpy: name one by `PYTHON_EXECUTABLE`.
#![cfg(feature = "ndarray")]
#![allow(unsafe_code, reason = "some guards and loans are unsafe to have")]

mod has_numpy;

use has_numpy::with_numpy;
use ndarray::{Array1, Array2, Ix1, Ix2, IxDyn, array, s};
use py4rs::array::{PyArray, SharedView};
use py4rs::prelude::*;
use py4rs::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// The text of the error that a result must be.
#[track_caller]
fn refused<T>(result: Result<T>) -> String {
    match result {
        Err(Error::Conversion(error)) => error.to_string(),
        Err(error) => panic!("another error: {error}"),
        Ok(_) => panic!("it was not refused"),
    }
}

#[test]
fn one_writes_or_many_read() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(vec![1, 2, 3]);
        for given in [false, true] {
            if given {
                pycall!("len", &a => ())?;
            }
            let (one, other) = (a.read(), a.read());
            assert!(one.is_in_place() && other.is_in_place());
            assert!(refused(a.try_write()).contains("a guard"));
            drop((one, other));
            let writing = a.write();
            assert!(writing.is_in_place());
            assert!(refused(a.try_read()).contains("`write` guard"));
            assert!(refused(a.try_write()).contains("a guard"));
            assert!(refused(pycall!("len", &a => ())).contains("`write` guard"));
            drop(writing);
            assert!(a.try_write().is_ok());
        }
        let panic = catch_unwind(AssertUnwindSafe(|| {
            let _reading = a.read();
            drop(a.write());
        }));
        assert!(panic.is_err() && a.try_write().is_ok());
        Ok(())
    })
}

#[test]
fn what_rust_reads_python_cannot_write() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(vec![1.0, 2.0]);
        let reading = a.read();
        set_pyvalue("a", &a)?;
        assert!(raw_pyexec("a[0] = 5").is_err());
        assert!(raw_pyexec("a.flags.writeable = True").is_err());
        assert!(raw_pyexec("a.base.flags.writeable = True").is_err());
        assert!(raw_pyexec("memoryview(a)[0] = 5.0").is_err());
        assert_eq!(raw_pyeval::<f64>("a.sum()")?, 3.0);
        assert_eq!(reading.to_vec(), [1.0, 2.0]);
        drop(reading);
        // Python has it still, so that Rust writes by way of a copy.
        let mut writing = a.write();
        assert!(!writing.is_in_place());
        writing[0] = 7.0;
        assert_eq!(raw_pyeval::<f64>("a[0].item()")?, 1.0);
        drop(writing);
        assert_eq!(raw_pyeval::<f64>("a[0].item()")?, 7.0);
        raw_pyexec("del a")?;
        assert!(a.write().is_in_place());
        Ok(())
    })
}

#[test]
fn whatever_leads_to_the_memory_is_noticed() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy, weakref, ctypes\nkept = []")?;
        let ways = [
            "kept.append",
            "lambda a: kept.append(a[1:])",
            "lambda a: kept.append(a[1:][::-1].T)",
            "lambda a: kept.append(memoryview(a))",
            "lambda a: kept.append(memoryview(a)[1:])",
            "lambda a: kept.append(weakref.ref(a))",
            "lambda a: kept.append(iter(a))",
            "lambda a: kept.append(a.flat)",
            "lambda a: kept.append(a.ctypes)",
            "lambda a: kept.append(lambda: a)",
            "lambda a: kept.append(numpy.frombuffer(a, 'u1'))",
            "lambda a: kept.append(a.view('i8'))",
            "lambda a: kept.append(a.view(numpy.matrix))",
            "lambda a: kept.append(numpy.lib.stride_tricks.as_strided(a, (2,), (0,)))",
            "lambda a: kept.append(numpy.broadcast_to(a, (2, 3)))",
            "lambda a: kept.append(numpy.ndarray((1,), 'f8', a))",
            "lambda a: kept.append((ctypes.c_char * 8).from_buffer(a))",
        ];
        for way in ways {
            let own = PyArray::from(vec![1.0, 2.0, 3.0]);
            let of_numpy: PyArray<f64, Ix1> = raw_pyeval("numpy.array([1.0, 2.0, 3.0])")?;
            for a in [&own, &of_numpy] {
                assert!(!a.is_shared(), "{way}");
                pycall!(way, a => ())?;
                assert!(a.is_shared() && !a.read().is_in_place(), "{way}");
                raw_pyexec("kept.clear()")?;
                assert!(!a.is_shared() && a.read().is_in_place(), "{way}");
            }
        }
        Ok(())
    })
}

#[test]
fn arrays_of_numpy_are_written_in_place_where_nobody_else_has_them() -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        let result: PyArray<f64, Ix2> = raw_pyeval("numpy.arange(6.0).reshape(2, 3)")?;
        let mut writing = result.write();
        assert!(writing.is_in_place());
        writing[[1, 2]] = 50.0;
        drop(writing);
        set_pyvalue("a", &result)?;
        assert_eq!(raw_pyeval::<f64>("a[1, 2]")?, 50.0);
        // Another value of Rust's for the same array is somebody else.
        let other: PyArray<f64, Ix2> = pyvalue("a")?;
        raw_pyexec("del a")?;
        assert!(result.is_shared() && other.is_shared());
        // On a detached thread it would take the finalizer a moment.
        attach(|_| drop(other))?;
        assert!(!result.is_shared());
        // numpy allocated it.
        assert!(result.try_into_inner().is_err_and(|a| a.into_inner()[[1, 2]] == 50.0));
        Ok(())
    })
}

#[test]
fn what_is_read_only_stays_so() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy\na = numpy.arange(3.0)\na.flags.writeable = False")?;
        let a: PyArray<f64, Ix1> = pyvalue("a")?;
        assert_eq!(a.read().sum(), 3.0);
        assert!(refused(a.try_write()).contains("writeable"));
        // SAFETY: nobody else writes to it.
        assert!(refused(unsafe { a.write_in_place() }.map(drop)).contains("writeable"));
        let object: PyObject = pyvalue("a")?;
        let view = SharedView::<f64, Ix1>::of(&object)?;
        assert!(refused(view.set(0, 1.0)).contains("writeable"));
        raw_pyexec("a.flags.writeable = True")?;
        view.set(0, 1.0)?;
        assert!(refused(view.set(3, 1.0)).contains("[3]"));
        a.write()[1] = 5.0;
        assert_eq!(pyvalue::<Vec<f64>>("a")?, [1.0, 5.0, 2.0]);
        let repeated: PyArray<f64, Ix2> =
            raw_pyeval("numpy.lib.stride_tricks.as_strided(a, (2, 2), (8, 8))")?;
        assert_eq!(repeated.read().to_owned(), array![[1.0, 5.0], [5.0, 2.0]]);
        assert!(refused(repeated.try_write()).contains("same memory"));
        Ok(())
    })
}

#[test]
fn two_do_not_write_the_same_memory() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy\na = numpy.arange(10)")?;
        let (low, high): (PyArray<i64, Ix1>, PyArray<i64, Ix1>) = raw_pyeval("(a[:6], a[4:])")?;
        let first: PyArray<i64, Ix1> = raw_pyeval("a[:4][::-1]")?;
        let writing = low.write();
        assert!(refused(high.try_write()).contains("another array"));
        assert!(refused(first.try_write()).contains("another array"));
        drop(writing);
        let (mut high, mut first) = (high.write(), first.write());
        (high[0], first[0]) = (40, 30);
        drop((high, first));
        assert_eq!(pyvalue::<Vec<i64>>("a")?, [0, 1, 2, 30, 40, 5, 6, 7, 8, 9]);
        Ok(())
    })
}

#[test]
fn an_array_with_a_view_keeps_its_size() -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        let array: PyObject = raw_pyeval("numpy.arange(3.0)")?;
        let view = SharedView::<f64, Ix1>::of(&array)?;
        assert!(pymethod!(array, "resize", 1_000_000 => ()).is_err());
        assert_eq!(view.iter().sum::<f64>(), 3.0);
        drop(view);
        // What a detached thread drops is released a moment later.
        attach(|_| -> Result<()> {
            SharedView::<f64, Ix1>::of(&array)?;
            while array.refcount() > 1 {
                detach(std::thread::yield_now);
            }
            pymethod!(array, "resize", 1_000_000 => ())
        })?
    })
}

#[test]
fn an_array_that_changes_its_memory_is_refused() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy\na = numpy.arange(3.0)")?;
        let a: PyArray<f64, Ix1> = pyvalue("a")?;
        raw_pyexec("a.resize((1000000,), refcheck=False)")?;
        assert!(refused(a.try_read()).contains("as it was"));
        assert!(refused(a.try_write()).contains("as it was"));
        let b: PyArray<f64, Ix1> = raw_pyeval("numpy.arange(3.0)")?;
        set_pyvalue("b", &b)?;
        let mut writing = b.write();
        raw_pyexec("b.resize((1000000,), refcheck=False)")?;
        writing[0] = 5.0;
        drop(writing);
        assert_eq!(raw_pyeval::<f64>("b[:3].sum()")?, 3.0);
        Ok(())
    })
}

#[test]
fn in_place_where_the_program_says_so() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy\na = numpy.arange(3.0)")?;
        let a: PyArray<f64, Ix1> = pyvalue("a")?;
        // SAFETY: no Python code runs while there are guards.
        unsafe {
            assert!(a.read_in_place()?.is_in_place());
            a.write_in_place()?[0] = 5.0;
            let _writing = a.write_in_place()?;
            assert!(a.read_in_place().is_err());
        }
        assert_eq!(raw_pyeval::<f64>("a.sum()")?, 8.0);
        Ok(())
    })
}

#[test]
fn the_array_outlives_what_made_it() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(
            Array2::from_shape_fn((100, 100), |(i, j)| (i * j) as f64).slice_move(s![..;-3, 5..]),
        );
        let sum = a.read().sum();
        set_pyvalue("a", &a)?;
        drop(a);
        assert_eq!(raw_pyeval::<f64>("a.sum()")?, sum);
        let again: PyArray<f64, IxDyn> = pyvalue("a")?;
        raw_pyexec("a[0, 0] = -1; del a")?;
        assert!(again.read().is_in_place() && again.read()[[0, 0]] == -1.0);
        assert!(again.try_into_inner().is_ok_and(|array| array[[0, 0]] == -1.0));
        Ok(())
    })
}

#[test]
fn another_shape_in_python_is_a_copy_in_rust() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(Array1::from_iter(0..6));
        set_pyvalue("a", &a)?;
        drop(a);
        raw_pyexec("a.shape = (2, 3)")?;
        let b: PyArray<i32, Ix2> = pyvalue("a")?;
        raw_pyexec("del a")?;
        assert!(!b.is_shared());
        assert_eq!(b.into_inner(), array![[0, 1, 2], [3, 4, 5]]);
        Ok(())
    })
}

#[test]
fn threads_take_turns() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(vec![0i64; 1000]);
        raw_pyexec("import numpy")?;
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        // Whoever finds it in use tries again.
                        while pycall!("numpy.add", &a, 1, out = &a => ()).is_err() {}
                        if let Ok(reading) = a.try_read() {
                            assert_eq!(reading.len(), 1000);
                        }
                        if let Ok(mut writing) = a.try_write() {
                            let first = writing[0];
                            writing.fill(first);
                        }
                    }
                });
            }
        });
        assert!(a.read().iter().all(|item| (1..=400).contains(item)));
        Ok(())
    })
}

#[test]
fn bool_is_what_numpy_takes_it_for() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(vec![false, true, false]);
        pycall!("lambda a: a.view('u1').fill(7)", &a => ())?;
        assert_eq!(a.read().to_vec(), [true; 3]);
        a.write()[0] = false;
        assert_eq!(pycall!("lambda a: a.view('u1').tolist()", &a => Vec<u8>)?, [0, 1, 1]);
        let object: PyObject = pycall!("lambda a: a", &a)?;
        let view = SharedView::<bool, Ix1>::of(&object)?;
        assert_eq!(view.iter().filter(|item| *item).count(), 2);
        Ok(())
    })
}
