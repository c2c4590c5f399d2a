//! The operations on memory that crosses without numpy.

use super::operations::{Operation, err, object, ok};
use ndarray::{Ix1, Ix2};
use py4rs::array::{Buffer, PyArray};
use py4rs::prelude::*;
use std::sync::OnceLock;

/// A `bytearray` that stays.
fn kept() -> &'static PyObject {
    static KEPT: OnceLock<PyObject> = OnceLock::new();
    KEPT.get_or_init(|| raw_pyeval("bytearray(b'abcdef')").expect("a bytearray"))
}

/// A class whose instances show what another object does by DLPack alone.
fn shows() -> &'static PyObject {
    static SHOWS: OnceLock<PyObject> = OnceLock::new();
    SHOWS.get_or_init(|| {
        raw_pyexec(
            "class LeakTensor:
    def __init__(self, of): self.of = of
    def __dlpack__(self, **asked): return self.of.__dlpack__(**asked)
    def __dlpack_device__(self): return self.of.__dlpack_device__()",
        )
        .and_then(|()| pyvalue("LeakTensor"))
        .expect("a class")
    })
}

pub const OPERATIONS: &[Operation] = &[
    ("read to_array view shape is_writeable release", "a buffer", || {
        let buffer: Buffer<u8> = kept().extract().expect("it has one");
        assert!(buffer.is_writeable() && buffer.shape() == [6]);
        ok(buffer.read());
        ok(buffer.to_array());
        ok(buffer.view().and_then(|view| view.set(0, 1)));
        buffer.release();
    }),
    ("write is_in_place write_in_place read_in_place", "a buffer", || {
        let mut own: Buffer<u8> = raw_pyeval("bytearray(b'abc')").expect("a bytearray");
        own.write().expect("it is writeable")[0] = 1;
        let mut shared: Buffer<u8> = kept().extract().expect("it has one");
        assert!(!shared.write().expect("it is writeable").is_in_place());
        // SAFETY: nobody else uses it.
        unsafe {
            ok(shared.read_in_place());
            ok(shared.write_in_place());
        }
        let mut constant: Buffer<u8> = raw_pyeval("b'abc'").expect("bytes");
        err(constant.write());
        attach(|_| drop((own, shared, constant))).expect("Python is alive");
    }),
    ("from_python", "no such buffer", || {
        err(kept().extract::<Buffer<f64>>());
        err(kept().extract::<Buffer<u8, Ix2>>());
        err(object().extract::<Buffer<u8>>());
    }),
    ("memoryview", "an array of Rust's", || {
        let array = PyArray::from(vec![1.0, 2.0]);
        let view = array.memoryview().expect("it has one");
        ok(pycall!("sum", &view => f64));
        assert!(array.is_shared());
        array.write()[0] = 2.0;
        attach(|_| drop(view)).expect("Python is alive");
        assert!(!array.is_shared());
        let writing = array.write();
        err(array.memoryview());
        drop(writing);
    }),
    ("dlpack from_python", "a tensor of Rust's, taken and left alone", || {
        let array = PyArray::from(vec![1.0, 2.0]);
        attach(|_| {
            let given = array.dlpack().expect("it has one");
            ok(pymethod!(given, "__dlpack__" => PyObject));
            ok(pymethod!(given, "__dlpack__", max_version = (1, 0) => PyObject));
            err(pymethod!(given, "__dlpack__", copy = true => PyObject));
            let taken: Buffer<f64, Ix1> = pycall!(shows(), &given).expect("it is one");
            ok(taken.read());
        })
        .expect("Python is alive");
    }),
];
