//! Tables and arrays of Apache Arrow, between Rust and Rust by way of Python. What pyarrow, polars and jax make of Rust's
//! memory is in `neighbours.rs`.

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int32Array, Int64Array, ListArray,
    RecordBatch, RecordBatchIterator, RecordBatchReader, StringArray,
};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use py4rs::Result;
use py4rs::array::ArrowStream;
use py4rs::prelude::*;
use std::sync::Arc;

fn batch(numbers: &[i64]) -> RecordBatch {
    let numbers: ArrayRef = Arc::new(Int64Array::from(numbers.to_vec()));
    let schema = Schema::new_with_metadata(
        vec![Field::new("number", DataType::Int64, false)],
        std::collections::HashMap::from([("key".to_owned(), "value".to_owned())]),
    );
    RecordBatch::try_new(schema.into(), vec![numbers]).expect("it fits")
}

/// Rust's value through Python and back.
fn there_and_back<T: ToPython + FromPython>(value: &T) -> Result<T> {
    let object = PyObject::new(value)?;
    object.extract()
}

#[test]
fn arrays_come_back_over_the_same_memory() -> Result<()> {
    let lists =
        ListArray::from_iter_primitive::<Int64Type, _, _>([Some(vec![Some(1), None]), None, Some(vec![])]);
    let words: DictionaryArray<arrow_array::types::Int32Type> = ["a", "b", "a"].into_iter().collect();
    let arrays: [ArrayRef; 7] = [
        Arc::new(Int32Array::from(vec![Some(1), None, Some(3)])),
        Arc::new(Float64Array::from(vec![0.5, f64::NAN]).slice(0, 1)),
        Arc::new(StringArray::from(vec!["", "é", "\0"])),
        Arc::new(BooleanArray::from(vec![Some(true), None])),
        Arc::new(lists),
        Arc::new(words),
        Arc::new(Int64Array::from(Vec::<i64>::new())),
    ];
    for array in arrays {
        let back = there_and_back(&array)?;
        assert_eq!(&back, &array);
        assert_eq!(there_and_back(&array.to_data())?, array.to_data());
    }
    let numbers = Int64Array::from((0..1000).collect::<Vec<_>>());
    let back: ArrayRef = there_and_back(&(Arc::new(numbers.clone()) as ArrayRef))?;
    assert_eq!(back.as_primitive::<Int64Type>().values().as_ptr(), numbers.values().as_ptr());
    Ok(())
}

#[test]
fn batches_and_schemas_keep_what_they_say() -> Result<()> {
    let batch = batch(&[1, 2, 3]);
    let back = there_and_back(&batch)?;
    assert_eq!(back, batch);
    assert_eq!(back.schema().metadata()["key"], "value");
    assert_eq!(there_and_back(&*batch.schema())?, *batch.schema());
    let no_columns = RecordBatch::try_new_with_options(
        Schema::empty().into(),
        vec![],
        &arrow_array::RecordBatchOptions::new().with_row_count(Some(5)),
    );
    assert_eq!(there_and_back(&no_columns.expect("it has rows"))?.num_rows(), 5);
    Ok(())
}

#[test]
fn streams_go_out_once_and_come_in_batch_by_batch() -> Result<()> {
    let batches = [batch(&[1, 2]), batch(&[]), batch(&[3])];
    let schema = batches[0].schema();
    let stream = ArrowStream::new(RecordBatchIterator::new(batches.clone().map(Ok), schema.clone()));
    set_pyvalue("stream", &stream)?;
    assert!(PyObject::new(&stream).unwrap_err().to_string().contains("taken before"));
    let schema_of_it: Schema = pyvalue("stream")?;
    assert_eq!(schema_of_it, *schema);
    let mut back: ArrowStream = pyvalue("stream")?;
    assert_eq!(back.schema(), schema);
    assert_eq!(back.by_ref().map(|batch| batch.expect("no error")).collect::<Vec<_>>(), batches);
    assert!(back.next().is_none());
    assert!(pyvalue::<ArrowStream>("stream").unwrap_err().to_string().contains("taken before"));
    // Of one batch, or none, it is a batch.
    for count in [0, 1] {
        let batches: Vec<_> = (0..count).map(|_| Ok(batch(&[7]))).collect();
        let one: RecordBatch =
            PyObject::new(ArrowStream::new(RecordBatchIterator::new(batches, schema.clone())))?.extract()?;
        assert_eq!((one.num_rows(), one.schema()), (count, schema.clone()));
    }
    let two = ArrowStream::new(RecordBatchIterator::new([Ok(batch(&[7])), Ok(batch(&[8]))], schema.clone()));
    let error = PyObject::new(two)?.extract::<RecordBatch>().unwrap_err().to_string();
    assert!(error.contains("2 of them"), "{error}");
    // And a batch is a stream.
    let mut stream: ArrowStream = PyObject::new(batch(&[5]))?.extract()?;
    assert_eq!(stream.next().expect("one").expect("no error"), batch(&[5]));
    Ok(())
}

/// A reader that does what it is told.
struct Told<F>(F, SchemaRef);

impl<F: FnMut() -> Option<std::result::Result<RecordBatch, ArrowError>>> Iterator for Told<F> {
    type Item = std::result::Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        (self.0)()
    }
}

impl<F: FnMut() -> Option<std::result::Result<RecordBatch, ArrowError>>> RecordBatchReader for Told<F> {
    fn schema(&self) -> SchemaRef {
        self.1.clone()
    }
}

/// The stream of such a reader, through Python.
fn told<F>(f: F) -> Result<ArrowStream>
where
    F: FnMut() -> Option<std::result::Result<RecordBatch, ArrowError>> + Send + 'static,
{
    PyObject::new(ArrowStream::new(Told(f, batch(&[]).schema())))?.extract()
}

#[test]
fn what_goes_wrong_in_a_reader_is_an_error() -> Result<()> {
    let said = |stream: &mut ArrowStream| stream.next().expect("something").unwrap_err().to_string();
    let mut wrong = told(|| Some(Err(ArrowError::ComputeError("with a \0 in it".to_owned()))))?;
    assert!(said(&mut wrong).contains("with a \\0 in it"));
    let mut panics = told(|| panic!("it is told to"))?;
    assert!(said(&mut panics).contains("panicked"));
    assert!(panics.next().is_none());
    let mut other = told(|| {
        RecordBatch::try_from_iter([("x", Arc::new(Int32Array::from(vec![1])) as ArrayRef)])
            .map(Some)
            .transpose()
    })?;
    assert!(said(&mut other).contains("another schema"));
    struct Drops;
    impl Drop for Drops {
        fn drop(&mut self) {
            panic!("it is told to");
        }
    }
    let kept = Drops;
    let ends = told(move || {
        let _ = &kept;
        None
    })?;
    assert_eq!(ends.count(), 0);
    Ok(())
}

#[test]
fn a_reader_may_use_python_wherever_it_is_called_from() -> Result<()> {
    let mut left = 2;
    let asks = move || {
        left -= 1;
        (left >= 0).then(|| Ok(batch(&[raw_pyeval("6 * 7").expect("Python is there")])))
    };
    let stream = told(asks)?;
    let on_another =
        std::thread::spawn(move || stream.map(|batch| batch.expect("no error").num_rows()).sum::<usize>());
    assert_eq!(attach(|_| detach(|| on_another.join().expect("it does not panic")))?, 2);
    let mut left = 2;
    let stream = told(move || {
        left -= 1;
        (left >= 0).then(|| Ok(batch(&[raw_pyeval("6 * 7").expect("Python is there")])))
    })?;
    assert_eq!(attach(|_| stream.count())?, 2);
    Ok(())
}

#[test]
fn what_is_no_arrow_is_refused() -> Result<()> {
    for (code, said) in [
        ("7", "__arrow_c_array__"),
        ("type('T', (), {'__arrow_c_array__': lambda s: (1, 2)})()", "capsule"),
        ("type('T', (), {'__arrow_c_array__': lambda s: 1 / 0})()", "ZeroDivisionError"),
        ("type('T', (), {'__arrow_c_stream__': lambda s: s})()", "capsule"),
    ] {
        let error = raw_pyeval::<RecordBatch>(code).unwrap_err().to_string();
        assert!(error.contains(said), "{code}: {error}");
    }
    assert!(raw_pyeval::<ArrayData>("7").is_err() && raw_pyeval::<Schema>("7").is_err());
    assert!(raw_pyeval::<ArrowStream>("7").unwrap_err().to_string().contains("__arrow_c_stream__"));
    set_pyvalue("numbers", Arc::new(Int32Array::from(vec![1])) as ArrayRef)?;
    let error = pyvalue::<RecordBatch>("numbers").unwrap_err().to_string();
    assert!(error.contains("an array of Int32"), "{error}");
    // What has been taken out of a capsule is there no more.
    raw_pyexec("taken = numbers.__arrow_c_array__()\nclass Again:\n  __arrow_c_array__ = lambda s: taken")?;
    assert_eq!(raw_pyeval::<ArrayRef>("Again()")?.len(), 1);
    assert!(raw_pyeval::<ArrayRef>("Again()").unwrap_err().to_string().contains("has been taken"));
    raw_pyexec(
        "numbers.__arrow_c_array__(), numbers.__arrow_c_schema__(), numbers.__arrow_c_array__(requested_schema=None)",
    )?;
    Ok(())
}
