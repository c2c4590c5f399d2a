//! What arrays are of besides numbers: texts, times, records, objects; and what is refused. Needs a Python that has
//! numpy: name one by `PYTHON_EXECUTABLE`.
#![cfg(feature = "ndarray")]

mod has_numpy;

use has_numpy::with_numpy;
use ndarray::{Array0, Array1, Array2, ArrayD, Ix1, Ix2, array};
use py4rs::array::{DType, Element, Field, PyArray, Scalar, SharedView, TimeUnit, Unit};
use py4rs::prelude::*;
use py4rs::{Bytes, Error, FromPython, PyElement, Result};
use std::time::{Duration, SystemTime};

#[derive(PyElement, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Point {
    x: f64,
    y: f32,
    tag: u32,
}

#[derive(PyElement, Clone, Copy, Debug, PartialEq)]
#[repr(C, packed)]
struct Mixed {
    r#type: u8,
    at: i64,
    inner: Pair,
}

#[derive(PyElement, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Pair {
    low: i16,
    high: i16,
}

/// The text of the error that code gives for a type.
#[track_caller]
fn refused<T: FromPython>(code: &str) -> String {
    match raw_pyeval::<T>(code) {
        Err(Error::Conversion(error)) => error.to_string(),
        Err(error) => error.to_string(),
        Ok(_) => panic!("{code} was not refused"),
    }
}

#[test]
fn texts() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        let texts: Array2<String> = raw_pyeval("numpy.array([['a', 'éß'], ['', '🦀xyz']])")?;
        assert_eq!(texts, array![["a", "éß"], ["", "🦀xyz"]].mapv(String::from));
        assert_eq!(pycall!("lambda a: str(a.dtype)", &texts => String)?.trim_start_matches(['<', '>']), "U4");
        assert_eq!(pycall!("lambda a: a", &texts => Array2<String>)?, texts);
        let swapped = "numpy.array(['a', 'é']).astype('>U3')";
        assert_eq!(raw_pyeval::<Array1<String>>(swapped)?, array!["a", "é"].mapv(String::from));
        let zeros = array!["a\0", "b"].mapv(String::from);
        assert_eq!(pycall!("lambda a: a", &zeros => Array1<String>)?, zeros);
        let bytes: Array1<Bytes> = raw_pyeval("numpy.array([b'ab', b''])")?;
        assert_eq!(bytes, array![Bytes(b"ab".to_vec()), Bytes(Vec::new())]);
        assert_eq!(pycall!("lambda a: a.dtype.str", &bytes => String)?, "|S2");
        assert!(refused::<Array1<String>>("numpy.array([1, 2])").contains("str"));
        Ok(())
    })
}

#[test]
fn times() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        let spans: Array1<Option<Duration>> = raw_pyeval("numpy.array([1500000, 'NaT'], dtype='m8[ns]')")?;
        assert_eq!(spans, array![Some(Duration::from_micros(1500)), None]);
        let spans: Array1<Duration> = raw_pyeval("numpy.array([2, 3], dtype='m8[h]')")?;
        assert_eq!(spans[1], Duration::from_secs(3 * 3600));
        assert!(refused::<Array1<Duration>>("numpy.array(['NaT'], dtype='m8[h]')").contains("None"));
        let kinds = [
            ("M8[ns]", DType::DateTime(TimeUnit { count: 1, unit: Unit::Nanosecond })),
            ("m8[25us]", DType::TimeDelta(TimeUnit { count: 25, unit: Unit::Microsecond })),
            ("m8", DType::TimeDelta(TimeUnit { count: 1, unit: Unit::Generic })),
        ];
        for (name, dtype) in kinds {
            let Value::Array(array) = pycall!("numpy.empty", 1, name)? else { panic!("an array") };
            assert_eq!(array.dtype()?, dtype);
        }
        // Rust's spans are numpy's.
        let back = "lambda a: (str(a.dtype), a)";
        let (dtype, own): (String, Array1<Duration>) = pycall!(back, &spans)?;
        assert_eq!((&*dtype, &own), ("timedelta64[us]", &spans));
        let long = array![Duration::from_secs(86400 * 200_000_000)];
        let (dtype, own): (String, Array1<Duration>) = pycall!(back, &long)?;
        assert_eq!((&*dtype, &own), ("object", &long));
        // The ticks are integers of 64 bits.
        let ticks: Array1<i64> = raw_pyeval("numpy.array(['1970-01-03'], dtype='M8[D]').view('i8')")?;
        assert_eq!(ticks, array![2]);
        Ok(())
    })
}

#[cfg(feature = "chrono")]
#[test]
fn dates() -> Result<()> {
    use chrono::{NaiveDate, NaiveDateTime};
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
        assert_eq!(
            raw_pyeval::<Array1<NaiveDate>>("numpy.array(['2024-02-29'], dtype='M8[D]')")?,
            array![day]
        );
        let noon: NaiveDateTime = day.and_hms_opt(12, 0, 0).expect("noon");
        for unit in ["s", "us", "ns"] {
            let code = format!("numpy.array(['2024-02-29T12:00'], dtype='M8[{unit}]')");
            assert_eq!(raw_pyeval::<Array1<NaiveDateTime>>(&code)?, array![noon]);
        }
        let dtypes: (String, String, String) = pycall!(
            "lambda *arrays: tuple(str(a.dtype) for a in arrays)",
            array![day],
            array![[noon]],
            array![chrono::TimeDelta::seconds(-1)]
        )?;
        let wanted = ("datetime64[D]", "datetime64[us]", "timedelta64[us]");
        assert_eq!((&*dtypes.0, &*dtypes.1, &*dtypes.2), wanted);
        assert_eq!(pycall!("lambda a: a", array![[noon]] => Array2<NaiveDateTime>)?, array![[noon]]);
        Ok(())
    })
}

#[test]
fn records() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy\npoint = [('x', 'f8'), ('y', 'f4'), ('tag', 'u4')]")?;
        let points: Array1<Point> = raw_pyeval("numpy.array([(1, 2, 3), (4, 5, 6)], dtype=point)")?;
        assert_eq!(points[1], Point { x: 4.0, y: 5.0, tag: 6 });
        let shared = PyArray::from(points);
        assert_eq!(pycall!("lambda a: a['y'].tolist()", &shared => Vec<f64>)?, [2.0, 5.0]);
        pycall!("lambda a: a['tag'].fill(9)", &shared => ())?;
        assert_eq!(shared.read()[0], Point { x: 1.0, y: 2.0, tag: 9 });
        let object: PyObject = pycall!("lambda a: a", &shared)?;
        assert_eq!(SharedView::<Point, Ix1>::of(&object)?.get(1), Some(Point { x: 4.0, y: 5.0, tag: 9 }));
        assert!(
            refused::<PyArray<Point, Ix1>>("numpy.zeros(1, [('x', 'f8'), ('y', 'f4'), ('z', 'u4')])")
                .contains("tag")
        );
        // Of other places or byte orders it is converted, field by field of the same name.
        let turned =
            "numpy.array([(1, 2, 3)], dtype=point).astype([('x', '>f8'), ('y', 'f4'), ('tag', 'u4')])";
        assert_eq!(raw_pyeval::<Array1<Point>>(turned)?, array![Point { x: 1.0, y: 2.0, tag: 3 }]);
        // A field of a record is a number, so far from the next one.
        let column: PyArray<u32, Ix1> =
            raw_pyeval("numpy.array([(1, 2, 3), (4, 5, 6)], dtype=point)['tag']")?;
        assert_eq!(column.read().to_vec(), [3, 6]);
        // One in another, packed.
        let mixed = array![Mixed { r#type: 1, at: -2, inner: Pair { low: 3, high: 4 } }];
        let shown: String = pycall!("lambda a: repr((a.tolist(), a.dtype.names, a.itemsize))", &mixed)?;
        assert_eq!(shown, "([(1, -2, (3, 4))], ('type', 'at', 'inner'), 13)");
        assert_eq!(pycall!("lambda a: a", &mixed => Array1<Mixed>)?, mixed);
        assert_eq!(Mixed::dtype().size(), Some(13));
        Ok(())
    })
}

#[test]
fn objects() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        let values: Array2<Value> = raw_pyeval("numpy.array([[1, 'a'], [None, 2.5]], dtype=object)")?;
        assert_eq!(values, array![[Value::Int(1), Value::from("a")], [Value::None, Value::Float(2.5)]]);
        assert_eq!(pycall!("lambda a: a", &values => Array2<Value>)?, values);
        let lists = Array1::from(vec![Value::from([1, 2]), Value::from([3, 4])]);
        assert_eq!(pycall!("lambda a: (a.shape, a[1])", &lists => ((usize,), Vec<i64>))?, ((2,), vec![3, 4]));
        let numbers: Array1<PyObject> = raw_pyeval("numpy.arange(3)")?;
        assert_eq!(numbers[2].to_string(), "2");
        let floats: Vec<f64> = raw_pyeval("numpy.array([1, 2.5], dtype=object)")?;
        assert_eq!(floats, [1.0, 2.5]);
        assert!(refused::<PyArray<f64, Ix1>>("numpy.array([1, 2.5], dtype=object)").contains("object"));
        Ok(())
    })
}

#[test]
fn other_numbers_where_numpy_calls_it_safe() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        assert_eq!(raw_pyeval::<Array1<f64>>("numpy.array([1, 2], dtype='i4')")?, array![1.0, 2.0]);
        assert_eq!(raw_pyeval::<Array1<i64>>("numpy.array([1, 2], dtype='u2')")?, array![1, 2]);
        assert_eq!(raw_pyeval::<Array2<f64>>("[[1, 2], [3, 4.5]]")?, array![[1.0, 2.0], [3.0, 4.5]]);
        assert_eq!(raw_pyeval::<Array0<f64>>("numpy.float64(2.5)")?.into_scalar(), 2.5);
        assert_eq!(raw_pyeval::<ArrayD<i64>>("5")?.ndim(), 0);
        let error = refused::<Array1<i64>>("numpy.array([1.5])");
        assert_eq!(error, "expected a numpy array of int64, got one of float64");
        assert!(refused::<Array1<u8>>("numpy.array([1, 2])").contains("uint8"));
        assert!(refused::<Array1<f64>>("numpy.array([1], dtype='O')").contains("object"));
        let error = refused::<Array1<f64>>("numpy.ones((2, 3))");
        assert_eq!(error, "expected an array of 1 dimensions, got one of 2");
        assert!(refused::<Array1<f64>>("'text'").contains("dimensions"));
        assert!(refused::<Array0<f64>>("'text'").contains("float64"));
        Ok(())
    })
}

#[test]
fn what_cannot_be_shared_says_why() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        assert!(refused::<PyArray<f64, Ix1>>("[1.0]").contains("numpy.ndarray"));
        assert!(refused::<PyArray<f64, Ix1>>("numpy.array([1])").contains("int64"));
        let error = refused::<PyArray<f64, Ix2>>("numpy.ones(3)");
        assert_eq!(error, "expected an array of 2 dimensions, got one of 1");
        assert!(
            refused::<PyArray<f64, Ix1>>("numpy.ones(3).astype(numpy.dtype('f8').newbyteorder())")
                .contains("f8")
        );
        let unaligned = "numpy.zeros(17, 'u1')[1:].view('f8')";
        assert!(refused::<PyArray<f64, Ix1>>(unaligned).contains("aligned"));
        let apart = "numpy.zeros(2, [('a', 'f8'), ('b', 'f4')])['a']";
        assert!(refused::<PyArray<f64, Ix1>>(apart).contains("whole items apart"));
        assert_eq!(raw_pyeval::<Array1<f64>>(apart)?, array![0.0, 0.0]);
        Ok(())
    })
}

#[test]
fn dtypes_of_any_array() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy")?;
        let dtype = |name: &str| -> Result<DType> {
            match raw_pyeval(&format!("numpy.empty(1, {name})"))? {
                Value::Array(array) => array.dtype(),
                other => panic!("{other} is an array"),
            }
        };
        assert_eq!(dtype("'S3'")?, DType::Bytes(3));
        assert_eq!(dtype("'U3'")?, DType::Text(3));
        assert_eq!(dtype("'O'")?, DType::Object);
        assert_eq!(dtype("'V5'")?, DType::Raw(5));
        assert_eq!(dtype("numpy.longlong")?, DType::Scalar(Scalar::Int64));
        let foreign = if cfg!(target_endian = "little") { ">i4" } else { "<i4" };
        assert_eq!(dtype(&format!("'{foreign}'"))?, DType::Swapped(Box::new(DType::Scalar(Scalar::Int32))));
        assert_eq!(dtype("'g'")?, DType::Other("float128".to_owned()));
        let field = |name: &str, dtype, offset| Field { name: name.to_owned(), dtype, offset };
        let inner = DType::Struct { fields: vec![field("z", DType::Bytes(2), 0)], size: 2 };
        let fields = vec![field("b", DType::Scalar(Scalar::Int16), 0), field("a", inner, 2)];
        assert_eq!(dtype("[('b', 'i2'), ('a', [('z', 'S2')])]")?, DType::Struct { fields, size: 4 });
        raw_pyexec("deep = numpy.dtype('i4')\nfor i in range(40): deep = numpy.dtype([('a', deep)])")?;
        assert!(dtype("deep").is_err_and(|error| error.to_string().contains("32 levels")));
        assert_eq!(raw_pyeval::<SystemTimes>("numpy.array([], dtype='M8[us]')")?.len(), 0);
        Ok(())
    })
}

type SystemTimes = Array1<Option<SystemTime>>;

#[test]
fn a_row_of_numbers_is_a_vector() -> Result<()> {
    with_numpy(|| {
        raw_pyexec("import numpy, array")?;
        assert_eq!(raw_pyeval::<Vec<f32>>("numpy.arange(3, dtype='f4')[::-1]")?, [2.0, 1.0, 0.0]);
        assert_eq!(raw_pyeval::<Vec<bool>>("numpy.array([3, 0], 'u1').view(bool)")?, [true, false]);
        assert_eq!(raw_pyeval::<Vec<i64>>("array.array('q', [1, 2])")?, [1, 2]);
        assert_eq!(raw_pyeval::<Vec<u16>>("memoryview(array.array('H', [1, 2, 3]))[::2]")?, [1, 3]);
        assert_eq!(raw_pyeval::<Vec<u8>>("numpy.array([1, 2])")?, [1, 2]);
        assert_eq!(raw_pyeval::<Vec<u8>>("numpy.array([1, 2], dtype='u1')")?, [1, 2]);
        assert_eq!(raw_pyeval::<Vec<i32>>("numpy.array([1, 2], dtype='>i4')")?, [1, 2]);
        assert_eq!(raw_pyeval::<Vec<Vec<i64>>>("numpy.array([[1, 2], [3, 4]])")?, [[1, 2], [3, 4]]);
        assert_eq!(raw_pyeval::<Vec<f64>>("numpy.zeros(0)")?, [0.0; 0]);
        assert_eq!(raw_pyeval::<[f64; 2]>("numpy.ones(2)")?, [1.0, 1.0]);
        assert!(raw_pyeval::<Vec<f64>>("numpy.array(5.0)").is_err());
        Ok(())
    })
}
