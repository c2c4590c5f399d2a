//! What other libraries make of Rust's memory, and Rust of theirs. Each test needs a Python that has its library; name one by
//! `PYTHON_EXECUTABLE`, and what it has to have by `PY4RS_NEIGHBOURS`, with commas.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray};
use ndarray::{Ix1, Ix2, array};
use py4rs::Result;
use py4rs::array::{ArrowStream, Buffer, PyArray};
use py4rs::prelude::*;
use std::env;
use std::io::{self, Write};
use std::sync::Arc;

/// Runs a test where the libraries can be imported.
fn with(libraries: &[&str], test: impl FnOnce() -> Result<()>) -> Result<()> {
    for library in libraries {
        if let Err(error) = import_module(library) {
            let wanted = env::var("PY4RS_NEIGHBOURS").unwrap_or_default();
            assert!(!wanted.split(',').any(|wanted| wanted == *library), "{library}: {error}");
            // Past the test harness, which keeps the output of a test that passes.
            let _ = writeln!(io::stderr(), "left out: {library}, which this Python does not have");
            return Ok(());
        }
    }
    test()
}

fn people() -> RecordBatch {
    let names: ArrayRef = Arc::new(StringArray::from(vec![Some("Ada"), None, Some("Zoë")]));
    let ages: ArrayRef = Arc::new(Int64Array::from(vec![36, 41, 29]));
    RecordBatch::try_from_iter_with_nullable([("name", names, true), ("age", ages, true)]).expect("it fits")
}

#[test]
fn pyarrow_takes_rusts_tables() -> Result<()> {
    with(&["pyarrow"], || {
        let batch = people();
        set_pyvalue("batch", pycall!("pyarrow.record_batch", &batch => PyObject)?)?;
        assert_eq!(
            raw_pyeval::<Vec<Option<String>>>("batch['name'].to_pylist()")?[2].as_deref(),
            Some("Zoë")
        );
        assert_eq!(raw_pyeval::<i64>("sum(batch['age'].to_pylist())")?, 106);
        let address = batch.column(1).as_primitive::<Int64Type>().values().as_ptr();
        assert_eq!(raw_pyeval::<usize>("batch['age'].buffers()[1].address")?, address as usize);
        let back: RecordBatch = pyvalue("batch")?;
        assert_eq!(back, batch);
        drop((back, batch));
        assert_eq!(raw_pyeval::<i64>("sum(batch['age'].to_pylist())")?, 106);
        let schema: arrow_schema::Schema = raw_pyeval("batch.schema")?;
        assert_eq!(schema, *people().schema());
        assert_eq!(pycall!("pyarrow.schema", schema => PyObject)?.to_string(), "name: string\nage: int64");
        raw_pyexec("del batch")
    })
}

#[test]
fn pyarrow_takes_rusts_streams_without_holding_python() -> Result<()> {
    with(&["pyarrow"], || {
        let schema = people().schema();
        let mut left = 3;
        let asks = std::iter::from_fn(move || {
            left -= 1;
            // The thread may be detached here, which this library was not told.
            (left >= 0).then(|| {
                raw_pyeval::<i64>("1 + 1")
                    .map(|_| people())
                    .map_err(|e| arrow_schema::ArrowError::ExternalError(e.into()))
            })
        });
        let stream = ArrowStream::new(RecordBatchIterator::new(asks, schema.clone()));
        set_pyvalue("table", pycall!("pyarrow.table", stream => PyObject)?)?;
        assert_eq!(raw_pyeval::<(i64, i64)>("(table.num_rows, table.column('age').num_chunks)")?, (9, 3));
        let back: ArrowStream = pyvalue("table")?;
        assert_eq!(back.map(|batch| batch.expect("no error").num_rows()).collect::<Vec<_>>(), [3, 3, 3]);
        // A reader of Python's own, which needs Python for each batch.
        raw_pyexec(
            "def batches():\n    for _ in range(2): yield table.to_batches()[0]\n    raise LookupError('no more')",
        )?;
        let mut lazy: ArrowStream =
            raw_pyeval("pyarrow.RecordBatchReader.from_batches(table.schema, batches())")?;
        attach(|_| {
            assert_eq!(lazy.next().expect("one").expect("no error").num_rows(), 3);
            assert_eq!(lazy.next().expect("two").expect("no error").num_rows(), 3);
            assert!(lazy.next().expect("three").unwrap_err().to_string().contains("no more"));
        })?;
        let panics = RecordBatchIterator::new(std::iter::from_fn(|| panic!("it is told to")), schema);
        let error = pycall!("pyarrow.table", ArrowStream::new(panics) => PyObject).unwrap_err().to_string();
        assert!(error.contains("panicked"), "{error}");
        raw_pyexec("del table")
    })
}

#[test]
fn pyarrow_gives_arrays() -> Result<()> {
    with(&["pyarrow"], || {
        let array: ArrayRef = raw_pyeval("pyarrow.array([1.5, None, 3.0])")?;
        assert_eq!(
            array.as_primitive::<Float64Type>(),
            &Float64Array::from(vec![Some(1.5), None, Some(3.0)])
        );
        let text: ArrayRef = raw_pyeval("pyarrow.array(['a', 'bc', None]).dictionary_encode()")?;
        assert_eq!((text.len(), text.null_count()), (3, 1));
        let nested: ArrayRef = raw_pyeval("pyarrow.array([[1, 2], None, []])")?;
        assert_eq!(nested.as_list::<i32>().value(0).as_primitive::<Int64Type>().values()[..], [1, 2]);
        let back = pycall!("lambda a: pyarrow.array(a).to_pylist()", array => Vec<Option<f64>>)?;
        assert_eq!(back, [Some(1.5), None, Some(3.0)]);
        // Its memory by the buffer protocol, too.
        let buffer: Buffer<i8> = raw_pyeval("pyarrow.py_buffer(b'abc')")?;
        assert_eq!(buffer.to_array()?.to_vec(), [97, 98, 99]);
        Ok(())
    })
}

#[test]
fn polars_takes_and_gives_tables() -> Result<()> {
    with(&["polars"], || {
        set_pyvalue("frame", pycall!("polars.DataFrame", people() => PyObject)?)?;
        assert_eq!(raw_pyeval::<i64>("frame['age'].sum()")?, 106);
        let batch: RecordBatch = raw_pyeval("frame.select('age')")?;
        assert_eq!(batch.column(0).as_primitive::<Int64Type>().values()[..], [36, 41, 29]);
        let series: Vec<RecordBatch> =
            raw_pyeval::<ArrowStream>("frame")?.collect::<std::result::Result<_, _>>().expect("no error");
        assert_eq!(series.iter().map(RecordBatch::num_rows).sum::<usize>(), 3);
        raw_pyexec("del frame")
    })
}

#[test]
fn pandas_takes_and_gives_tables() -> Result<()> {
    with(&["pandas", "pyarrow"], || {
        if !raw_pyeval::<bool>("hasattr(pandas.DataFrame, '__arrow_c_stream__')")? {
            return Ok(());
        }
        set_pyvalue("frame", pycall!("lambda b: pyarrow.table(b).to_pandas()", people() => PyObject)?)?;
        let batch: RecordBatch = pyvalue("frame")?;
        assert_eq!(batch.column(1).as_primitive::<Int64Type>().values()[..], [36, 41, 29]);
        if raw_pyeval::<bool>("hasattr(pandas.DataFrame, 'from_arrow')")? {
            assert_eq!(
                pycall!("lambda b: int(pandas.DataFrame.from_arrow(b)['age'].sum())", people() => i64)?,
                106
            );
        }
        raw_pyexec("del frame")
    })
}

#[test]
fn jax_shares_memory_by_dlpack() -> Result<()> {
    with(&["jax"], || {
        raw_pyexec("import jax.numpy")?;
        let buffer: Buffer<f32, Ix2> = raw_pyeval("jax.numpy.arange(6, dtype='float32').reshape(2, 3)")?;
        assert_eq!(buffer.read()?, array![[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]);
        assert!(!buffer.is_writeable());
        let array = PyArray::from(vec![1.5f32, 2.5]);
        assert_eq!(pycall!("lambda a: float(jax.numpy.from_dlpack(a).sum())", array.dlpack()? => f64)?, 4.0);
        // What jax does at the exit uses what C++ has destroyed by then.
        raw_pyexec("import atexit; atexit._clear()")
    })
}

#[test]
fn torch_shares_memory_by_dlpack() -> Result<()> {
    with(&["torch"], || {
        raw_pyexec("tensor = torch.arange(6.0).reshape(2, 3)")?;
        let mut buffer: Buffer<f32, Ix2> = raw_pyeval("tensor.t()")?;
        assert_eq!(buffer.view()?.get([2, 1]), Some(5.0));
        raw_pyexec("tensor[1, 2] = 50")?;
        assert_eq!(buffer.read()?[[2, 1]], 50.0);
        // Before version 1 of DLPack a tensor does not say whether it may be written.
        if buffer.is_writeable() {
            buffer.write()?[[0, 0]] = 10.0;
            assert_eq!(raw_pyeval::<f64>("float(tensor[0, 0])")?, 10.0);
        } else {
            assert!(buffer.write().is_err());
        }
        let array = PyArray::from(vec![1.5f64, 2.5]);
        set_pyvalue("shared", pycall!("torch.from_dlpack", array.dlpack()? => PyObject)?)?;
        raw_pyexec("shared[0] = 10")?;
        assert_eq!(array.read()[0], 10.0);
        let back: Buffer<f64, Ix1> = pyvalue("shared")?;
        assert_eq!(back.read()?.to_vec(), [10.0, 2.5]);
        let refused = raw_pyeval::<Buffer<f32>>("torch.zeros(2, device='meta')");
        assert!(refused.is_err());
        raw_pyexec("del shared")
    })
}
