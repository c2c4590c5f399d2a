//! The operations on arrays, for a Python that has numpy.

use super::operations::{Operation, err, ok};
use ndarray::{Array1, Array2, Ix1, Ix2};
use py4rs::array::{PyArray, SharedView, lend, lend_slice, lend_slice_mut};
use py4rs::prelude::*;
use std::sync::OnceLock;

/// An array of numpy's that stays, where there is numpy.
fn kept() -> Option<&'static PyObject> {
    static KEPT: OnceLock<Option<PyObject>> = OnceLock::new();
    KEPT.get_or_init(|| {
        import_module("numpy").ok()?;
        raw_pyeval("numpy.arange(6.0).reshape(2, 3)").ok()
    })
    .as_ref()
}

pub const OPERATIONS: &[Operation] = &[
    ("read write try_read try_write is_shared is_in_place", "an array of Rust's", || {
        if kept().is_none() {
            return;
        }
        let a = PyArray::from(vec![1.0, 2.0]);
        ok(pycall!("numpy.add", &a, &a, out = &a => PyArray<f64, Ix1>));
        let reading = a.read();
        assert!(reading.is_in_place() && a.try_write().is_err());
        ok(pycall!("numpy.sum", &a => f64));
        drop(reading);
        let writing = a.write();
        assert!(a.try_read().is_err());
        err(pycall!("numpy.sum", &a => f64));
        drop(writing);
        attach(|_| assert!(!a.is_shared())).expect("Python is alive");
    }),
    ("read_in_place write_in_place shape", "an array of numpy's", || {
        let Some(kept) = kept() else { return };
        let a: PyArray<f64, Ix2> = pycall!("lambda a: a", kept).expect("an array");
        assert!(!a.write().is_in_place() && a.shape() == [2, 3]);
        // SAFETY: nobody else uses the array.
        unsafe {
            drop(a.read_in_place());
            drop(a.write_in_place());
        }
        err(pycall!("lambda a: a", kept => PyArray<f64, Ix1>));
        err(pycall!("lambda a: a", kept => PyArray<f32, Ix2>));
    }),
    ("into_inner try_into_inner lend", "a loan that Python keeps, and one that it does not", || {
        if kept().is_none() {
            return;
        }
        let mut numbers = vec![3, 1, 2];
        ok(lend(&mut numbers, |a| pymethod!(a, "sort" => ())));
        ok(lend(&mut numbers, |a| set_pyvalue("leak_array", a)));
        let a = PyArray::from(numbers);
        ok(set_pyvalue("leak_array", &a));
        let a = a.try_into_inner().expect_err("Python has it");
        drop(a.into_inner());
        ok(raw_pyexec("del leak_array"));
    }),
    ("lend_slice lend_slice_mut", "slices", || {
        if kept().is_some() {
            // SAFETY: what is called keeps nothing.
            ok(unsafe { lend_slice(&[1.0, 2.0], |a| pymethod!(a, "sum" => f64)) });
            // SAFETY: as above.
            ok(unsafe { lend_slice_mut(&mut [2.0, 1.0], |a| pymethod!(a, "sort" => ())) });
        }
    }),
    ("of to_array", "a view", || {
        let Some(kept) = kept() else { return };
        let view = SharedView::<f64, Ix2>::of(kept).expect("an array");
        ok(view.set([0, 0], view.iter().sum()));
        err(view.set([5, 0], 1.0));
        ok(view.to_array());
        err(SharedView::<i64, Ix2>::of(kept));
        drop(view);
    }),
    ("dtype shape", "an array without a type", || {
        let Some(kept) = kept() else { return };
        let Ok(Value::Array(array)) = pycall!("lambda a: a", kept) else { panic!("it is an array") };
        ok(array.dtype());
        ok(array.shape());
        ok(pycall!("lambda a: a.view([('x', 'f8')])", kept => Value).and_then(|value| match value {
            Value::Array(array) => array.dtype(),
            value => panic!("{value} is an array"),
        }));
    }),
    ("to_python from_python", "arrays of numbers, texts and objects", || {
        let Some(kept) = kept() else { return };
        let numbers: Array2<f64> = pycall!("lambda a: a[::-1]", kept).expect("an array");
        ok(pycall!("len", numbers => i64));
        ok(pycall!("lambda a: a[0]", kept => Vec<f64>));
        err(pycall!("lambda a: a", kept => Array2<i64>));
        err(pycall!("lambda a: a", kept => Array1<f64>));
        ok(pycall!("lambda a: a.astype('U3')", kept => Array2<String>));
        err(pycall!("lambda a: a", kept => Array2<String>));
        ok(pycall!("len", Array1::from(vec![String::from("a"), String::from("b\0")]) => i64));
        ok(pycall!("lambda a: a", Array1::from(vec![Value::Int(1), Value::None]) => Array1<Value>));
        ok(pycall!("lambda: [[1, 2], [3, 4]]" => Array2<f64>));
    }),
];
