//! What Python code may try with an array that Rust has: nothing of it reaches memory that is freed, changed under a
//! reference or no value, and nothing panics. Needs a Python that has numpy: name one by `PYTHON_EXECUTABLE`.
#![cfg(feature = "ndarray")]
#![allow(unsafe_code, reason = "whether a byte is a `bool` cannot be asked in safe code")]

mod has_numpy;

use has_numpy::with_numpy;
use ndarray::{Array1, Array2, ArrayD, Ix1, Ix2, IxDyn, array};
use py4rs::array::{Buffer, PyArray, SharedView, lend};
use py4rs::prelude::*;
use py4rs::{PyElement, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{mem, thread};

/// The text of the error that code gives for a type.
#[track_caller]
fn refused<T: FromPython>(code: &str) -> String {
    match raw_pyeval::<T>(code) {
        Err(error) => error.to_string(),
        Ok(_) => panic!("{code} was not refused"),
    }
}

/// Runs a test where numpy is, with what shows an array interface of its own making.
fn with_interface(test: impl FnOnce() -> Result<()>) -> Result<()> {
    with_numpy(|| {
        raw_pyexec(
            "import numpy
class Interface:
    def __init__(self, **about): self.__array_interface__ = {'typestr': '|u1', 'version': 3, **about}",
        )?;
        test()
    })
}

#[test]
fn an_array_that_the_collector_knows_is_never_lent() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy, gc\nclass Known(numpy.ndarray): pass")?;
        for code in ["numpy.ones(3).view(Known)", "numpy.ones(3).view(Known)[1:].view(numpy.ndarray)"] {
            let a: PyArray<f64, Ix1> = raw_pyeval(code)?;
            assert!(a.is_shared(), "{code}");
            let mut writing = a.write();
            assert!(!writing.is_in_place(), "{code}");
            writing[0] = 5.0;
            let found = "[found for found in gc.get_objects() if isinstance(found, Known)]";
            raw_pyexec(&format!("for found in {found}: found[-1] = 7\ndel found"))?;
            assert_eq!(writing.to_vec()[1..], [1.0, 1.0][..writing.len() - 1], "{code}");
            drop(writing);
            assert_eq!(a.read()[0], 5.0, "{code}");
        }
        Ok(())
    })
}

#[test]
fn a_memoryview_is_had_or_refused_as_the_array_itself() -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        let a: PyArray<f64, Ix1> = raw_pyeval("numpy.ones(3)")?;
        let writing = a.write();
        assert!(writing.is_in_place());
        assert!(a.memoryview().is_err_and(|error| error.to_string().contains("`write` guard")));
        drop(writing);
        let reading = a.read();
        assert!(reading.is_in_place());
        let view = a.memoryview()?;
        assert!(set_pyref!(&view, 0 => 5.0).is_err() && pyslot_value::<bool>(&view, "readonly")?);
        assert_eq!(reading.to_vec(), [1.0; 3]);
        drop(reading);
        set_pyref!(a.memoryview()?, 0 => 5.0)?;
        assert_eq!(a.read()[0], 5.0);
        Ok(())
    })
}

#[test]
fn a_bool_is_one_when_it_comes_back() -> Result<()> {
    fn bytes<'a>(items: impl Iterator<Item = &'a bool>) -> Vec<u8> {
        // SAFETY: any byte is a valid u8.
        items.map(|item| unsafe { (item as *const bool).cast::<u8>().read_volatile() }).collect()
    }
    with_numpy(|| {
        let fill = "lambda a: a.view('u1').fill(7)";
        let a = PyArray::from(vec![false, true]);
        pycall!(fill, &a => ())?;
        assert_eq!(bytes(a.try_into_inner().expect("nobody else has it").iter()), [1, 1]);
        let mut lent = vec![false; 3];
        lend(&mut lent, |a| pycall!(fill, a => ()))?;
        assert_eq!(bytes(lent.iter()), [1; 3]);
        lend(
            &mut lent,
            |a| pycall!("lambda a: globals().update(kept_bool=a) or a.view('u1').fill(9)", a => ()),
        )?;
        assert_eq!(bytes(lent.iter()), [1; 3]);
        raw_pyexec("del kept_bool")
    })
}

#[test]
fn what_a_class_makes_of_itself_does_not_matter() -> Result<()> {
    with_numpy(|| {
        raw_pyexec(
            "import numpy
class Odd(numpy.ndarray):
    def astype(self, *a, **k): return numpy.arange(2)
    def reshape(self, *a): return [1]
    __array_interface__ = __len__ = shape_of = property(lambda self: 1 / 0)",
        )?;
        let matrix: Array2<Value> = raw_pyeval("numpy.matrix([[1, 2], [3, 4]])")?;
        assert_eq!(matrix, array![[1, 2], [3, 4]].mapv(Value::Int));
        let odd: Array1<Value> = raw_pyeval("numpy.arange(5).view(Odd)")?;
        assert_eq!(odd, Array1::from_iter((0..5).map(Value::Int)));
        assert_eq!(raw_pyeval::<Array1<i64>>("numpy.arange(5).view(Odd)")?.sum(), 10);
        assert_eq!(raw_pyeval::<PyArray<i64, Ix1>>("numpy.arange(5).view(Odd)")?.read().sum(), 10);
        Ok(())
    })
}

#[test]
fn masked_arrays_do_not_lose_their_masks() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy\nmasked = numpy.ma.array([[1.0, 2.0], [3.0, 4.0]], mask=[[1, 0], [0, 0]])")?;
        for text in [
            refused::<Array2<f64>>("masked"),
            refused::<Vec<f64>>("masked[1]"),
            refused::<Vec<Vec<Option<f64>>>>("masked"),
            refused::<PyArray<f64, Ix2>>("masked"),
            refused::<Buffer<f64, Ix2>>("masked"),
            SharedView::<f64, Ix2>::of(&pyvalue("masked")?).unwrap_err().to_string(),
        ] {
            assert!(text.contains("without a mask") && text.contains(".filled("), "{text}");
        }
        let items = array![[None, Some(2.0)], [Some(3.0), Some(4.0)]];
        assert_eq!(raw_pyeval::<Array2<Option<f64>>>("masked")?, items);
        assert!(matches!(raw_pyeval::<Array2<Value>>("masked")?[[0, 0]], Value::None));
        assert_eq!(raw_pyeval::<Vec<Vec<Option<f64>>>>("masked.tolist()")?[0], [None, Some(2.0)]);
        assert_eq!(raw_pyeval::<Array2<f64>>("masked.filled(0)")?.sum(), 9.0);
        assert!(matches!(pyvalue("masked")?, Value::Object(_)));
        Ok(())
    })
}

#[derive(PyElement, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Point {
    x: f64,
    y: f64,
}

#[test]
fn records_are_not_taken_for_others_of_the_same_bytes() -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        let of = |fields: &str| format!("numpy.array([(1, 2)], dtype=[{fields}])");
        assert_eq!(
            raw_pyeval::<Array1<Point>>(&of("('x', 'f4'), ('y', '>f8')"))?,
            array![Point { x: 1.0, y: 2.0 }]
        );
        for fields in ["('y', 'f8'), ('x', 'f8')", "('a', 'f4'), ('b', 'f8')", "('x', 'f8'), ('y', 'O')"] {
            let text = refused::<Array1<Point>>(&of(fields));
            assert!(text.starts_with("expected a numpy array of [('x', '<f8')"), "{text}");
        }
        Ok(())
    })
}

#[test]
fn memory_at_no_address_is_refused() -> Result<()> {
    with_interface(|| {
        let text = refused::<Buffer<u8>>("Interface(shape=(3,), data=(0, False))");
        assert!(text.contains("no address"), "{text}");
        assert!(raw_pyeval::<Buffer<u8>>("Interface(shape=(0,), data=(0, False))")?.read()?.is_empty());
        for about in ["data=(-1, False)", "data=(1 << 70, False)", "data=7", "typestr=3", "shape='abc'"] {
            refused::<Buffer<u8>>(&format!(
                "Interface(**{{'shape': (3,), 'data': (8, True), **dict({about})}})"
            ));
        }
        Ok(())
    })
}

#[test]
fn without_items_strides_lead_nowhere() -> Result<()> {
    with_interface(|| {
        let strided = |shape: &str, strides: &str| {
            format!("numpy.lib.stride_tricks.as_strided(numpy.zeros(0), {shape}, {strides})")
        };
        for code in [
            strided("(0, 5)", "(2**62, 2**62)"),
            strided("(0, 5)", "(-2**62, -2**62)"),
            strided("(5, 0)", "(-2**63, 2**63 - 8)"),
            strided("(5, 0)", "(3, 5)"),
        ] {
            let array: PyObject = raw_pyeval(&code)?;
            let a: PyArray<f64, Ix2> = pycall!("lambda a: a", &array)?;
            assert!(a.try_read()?.is_empty() && a.try_write()?.is_empty(), "{code}");
            let view = SharedView::<f64, Ix2>::of(&array)?;
            assert!(view.get([0, 0]).is_none() && view.iter().next().is_none(), "{code}");
            assert!(raw_pyeval::<Array2<f64>>(&code)?.is_empty(), "{code}");
            assert!(raw_pyeval::<Buffer<f64, Ix2>>(&code)?.read()?.is_empty(), "{code}");
        }
        let shown: Buffer<u8, Ix2> =
            raw_pyeval("Interface(shape=(0, 5), strides=(2**62, -2**62), data=(0, False))")?;
        assert!(shown.view()?.iter().next().is_none() && shown.read()?.is_empty());
        Ok(())
    })
}

#[test]
fn more_than_there_is_memory_for_is_refused() -> Result<()> {
    with_numpy(|| {
        raw_pyexec(
            "import numpy\nwide = numpy.lib.stride_tricks.as_strided(numpy.zeros(1, 'u1'), (2**31, 2**31), (0, 0))",
        )?;
        let wide: PyArray<u8, IxDyn> = pyvalue("wide")?;
        assert_eq!(wide.len(), 1 << 62);
        assert!(wide.try_write().is_err_and(|error| error.to_string().contains("same memory")));
        assert!(wide.try_read().is_err_and(|error| error.to_string().contains("memory for a copy")));
        for text in [
            refused::<Array2<u8>>("wide"),
            refused::<Array2<i8>>("wide.view('i1')"),
            refused::<Vec<u8>>("numpy.broadcast_to(numpy.uint8(3), (2**62,))"),
            raw_pyeval::<Buffer<u8, IxDyn>>("wide")?.read().unwrap_err().to_string(),
        ] {
            assert!(text.contains(&format!("{} items", 1u64 << 62)), "{text}");
        }
        raw_pyexec("del wide")
    })
}

#[test]
fn more_dimensions_than_numpy_has_are_refused() -> Result<()> {
    with_numpy(|| {
        let deep = ArrayD::<f64>::zeros(vec![1; 65]);
        assert!(PyObject::new(&deep).is_err());
        let a = PyArray::from(deep);
        assert!(PyObject::new(&a).is_err() && a.memoryview().is_err());
        assert!(a.write().is_in_place() && a.try_into_inner().is_ok());
        let single = PyArray::from(ndarray::arr0(5.0));
        assert_eq!(pymethod!(single.memoryview()?, "tolist" => f64)?, 5.0);
        assert_eq!(pycall!("lambda m: numpy.asarray(m).shape", single.memoryview()? => ())?, ());
        Ok(())
    })
}

#[test]
fn a_loan_that_cannot_be_had_back_does_not_end_the_process() -> Result<()> {
    with_numpy(|| {
        for panics in [false, true] {
            let mut numbers = vec![1.0, 2.0];
            let panic = catch_unwind(AssertUnwindSafe(|| {
                lend(&mut numbers, |a| {
                    let other: PyArray<f64, Ix1> = pycall!("lambda a: a", a).expect("the same array");
                    mem::forget(other.write());
                    mem::forget(other);
                    assert!(!panics, "on the way");
                });
            }));
            assert!(panic.is_err() && numbers.is_empty());
        }
        Ok(())
    })
}

#[test]
fn guards_go_to_other_threads_and_end_there() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(vec![0i64; 3]);
        for kept in [false, true] {
            pycall!(if kept { "lambda a: globals().update(kept_thread=a)" } else { "len" }, &a => ())?;
            let mut writing = a.write();
            assert_eq!(writing.is_in_place(), !kept);
            thread::scope(|scope| scope.spawn(move || writing[0] += 1).join()).expect("it does not panic");
            let reading = a.read();
            thread::scope(|scope| scope.spawn(move || drop(reading)).join()).expect("it does not panic");
            assert_eq!(a.read()[0], 1 + i64::from(kept));
        }
        assert_eq!(raw_pyeval::<i64>("int(kept_thread[0])")?, 2);
        raw_pyexec("del kept_thread")
    })
}

#[test]
fn an_item_that_fails_in_the_middle_says_where() -> Result<()> {
    struct Fails(bool);
    impl ToPython for Fails {
        fn to_python(&self, py: py4rs::Python<'_>) -> Result<PyObject> {
            if self.0 { raw_pyeval("1 / 0") } else { 5.to_python(py) }
        }
    }
    impl FromPython for Fails {
        fn from_python(object: &PyObject, _py: py4rs::Python<'_>) -> Result<Fails> {
            pycall!("lambda x: 1 / x", object => f64).map(|_| Fails(false))
        }
    }
    with_numpy(|| {
        import_module("numpy")?;
        let items = Array1::from_iter([false, true, false].map(|fails| Some(Fails(fails))));
        assert!(PyObject::new(&items).is_err_and(|error| error.to_string().contains("ZeroDivisionError")));
        let text = refused::<Array2<Option<Fails>>>("numpy.array([[1, 2], [None, 0]], dtype=object)");
        assert!(text.contains("ZeroDivisionError"), "{text}");
        let text = refused::<Array1<String>>("numpy.array(['a', 5], dtype=object)");
        assert!(text.contains("[1]"), "{text}");
        Ok(())
    })
}

#[test]
fn arrays_outlive_a_stop_and_are_a_forks_own() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(vec![1i64, 2, 3]);
        pycall!("len", &a => ())?;
        let writing = a.write();
        py4rs::stop()?;
        drop(writing);
        a.write()[0] = 10;
        assert_eq!(pycall!("lambda a: int(a.sum())", &a => i64)?, 15);
        let of_numpy: PyArray<i64, Ix1> = pycall!("__import__('numpy').arange", 3)?;
        set_pyvalue("before_stop", &of_numpy)?;
        py4rs::stop()?;
        assert!(of_numpy.read().is_in_place() && of_numpy.read().sum() == 3);
        if cfg!(unix) {
            export_function("array_in_fork", |a: PyArray<i64, Ix1>| {
                a.write()[0] = 50;
                a.read().sum()
            })?;
            set_pyvalue("forked", &a)?;
            raw_pyexec(
                "import os
child = os.fork()
if child == 0: os._exit(array_in_fork(forked))
status = os.waitpid(child, 0)[1] >> 8
del forked",
            )?;
            assert_eq!(pyvalue::<i64>("status")?, 55);
            assert_eq!(a.read().to_vec(), [10, 2, 3]);
        }
        Ok(())
    })
}

#[test]
fn nobody_changes_what_is_lent_while_threads_give_and_keep() -> Result<()> {
    with_numpy(|| {
        let a = Arc::new(PyArray::from(vec![0i64; 5000]));
        let given = a.clone();
        export_function("array_of_threads", move || -> Result<PyObject> { PyObject::new(&*given) })?;
        raw_pyexec(
            "import threading, time
def work():
    kept = None
    while not over:
        # Whoever reads meanwhile has it given as one that cannot be written, and whoever writes does not give it.
        try:
            kept = array_of_threads()
            kept += 1
        except (TypeError, ValueError): pass
        if time.perf_counter_ns() % 3: kept = None
over = False
workers = [threading.Thread(target=work) for _ in range(2)]
for worker in workers: worker.start()",
        )?;
        let mut lent = [0, 0];
        let end = Instant::now() + Duration::from_secs(5);
        while Instant::now() < end && lent.iter().any(|times| *times < 50) {
            if let Ok(reading) = a.try_read() {
                lent[0] += u32::from(reading.is_in_place());
                let before = reading.to_owned();
                thread::yield_now();
                assert_eq!(*reading, before);
            }
            if let Ok(mut writing) = a.try_write() {
                let first = writing[0];
                lent[1] += u32::from(writing.is_in_place());
                writing.fill(first - 1);
                thread::yield_now();
                assert!(writing.iter().all(|item| *item == first - 1));
            }
        }
        raw_pyexec("over = True\nfor worker in workers: worker.join()\ndel workers")?;
        // Where counts of references cannot be read, nothing is lent.
        pycall!("len", &*a => ())?;
        assert!(a.is_shared() || lent.iter().all(|times| *times > 0), "{lent:?}");
        Ok(())
    })
}
