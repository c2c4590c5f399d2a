//! The operations on Arrow's data.

use super::operations::{Operation, err, object, ok, there_and_back};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, RecordBatchIterator};
use arrow_schema::Schema;
use py4rs::array::ArrowStream;
use py4rs::prelude::*;
use std::sync::Arc;

fn batch() -> RecordBatch {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![1, 2, 3]));
    RecordBatch::try_from_iter([("number", numbers)]).expect("it fits")
}

fn stream() -> ArrowStream {
    ArrowStream::new(RecordBatchIterator::new([Ok(batch()), Ok(batch())], batch().schema()))
}

pub const OPERATIONS: &[Operation] = &[
    ("to_python from_python", "arrays, batches and schemas of Arrow's", || {
        there_and_back(batch().column(0).clone());
        there_and_back(batch());
        there_and_back((*batch().schema()).clone());
    }),
    ("to_python from_python", "a stream of Arrow's, read and left alone", || {
        attach(|_| {
            let mut back: ArrowStream =
                PyObject::new(stream()).and_then(|stream| stream.extract()).expect("one");
            assert_eq!(back.next().expect("there is one").expect("no error"), batch());
            let object = PyObject::new(stream()).expect("an object");
            ok(pymethod!(object, "__arrow_c_stream__" => PyObject));
            err(pymethod!(object, "__arrow_c_stream__" => PyObject));
            err(PyObject::new(stream()).and_then(|stream| stream.extract::<RecordBatch>()));
        })
        .expect("Python is alive");
    }),
    ("from_python", "no data of Arrow's", || {
        err(object().extract::<RecordBatch>());
        err(object().extract::<ArrowStream>());
        err(object().extract::<ArrayRef>());
        err(object().extract::<Schema>());
    }),
];
