//! numpy's scalars are the numbers that they are, of numpy 1 and 2. Needs a Python that has numpy: name one by
//! `PYTHON_EXECUTABLE`.

mod has_numpy;
mod values;

use has_numpy::with_numpy;
use py4rs::prelude::*;
use py4rs::value::Complex;
use py4rs::{FromPython, Result};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use values::{error, gives, says};

/// Asserts that both ends of one of numpy's integer types arrive.
#[track_caller]
fn ends<T: FromPython + PartialEq + Debug + ToString>(name: &str, least: T, most: T) {
    gives(&format!("numpy.{name}({})", least.to_string()), least);
    gives(&format!("[numpy.{name}({})]", most.to_string()), vec![most]);
}

#[test]
fn integers() -> Result<()> {
    with_numpy(|| {
        ends("int8", i8::MIN, i8::MAX);
        ends("int16", i16::MIN, i16::MAX);
        ends("int32", i32::MIN, i32::MAX);
        ends("int64", i64::MIN, i64::MAX);
        ends("uint8", u8::MIN, u8::MAX);
        ends("uint16", u16::MIN, u16::MAX);
        ends("uint32", u32::MIN, u32::MAX);
        ends("uint64", u64::MIN, u64::MAX);
        gives("numpy.int8(-5)", -5i128);
        gives("numpy.uint64(5)", 5u8);
        gives("numpy.int64(5)", 5.0);
        says::<u8>("numpy.int64(300)", "u8 (0 to 255)", error::<u8>("numpy.int64(300)").got(), "");
        says::<u8>("numpy.int8(-1)", "u8 (0 to 255)", error::<u8>("numpy.int8(-1)").got(), "");
        gives("{numpy.int32(1): numpy.int8(2)}", HashMap::from([(1i64, 2u8)]));
        gives("(numpy.int16(1), numpy.float64(2))", (1i64, 2.0));
        Ok(())
    })
}

#[test]
fn floats_of_each_width() -> Result<()> {
    with_numpy(|| {
        gives("numpy.float64(0.1)", 0.1f64);
        gives("numpy.float32(0.1)", 0.1f32);
        gives("numpy.float32(0.1)", f64::from(0.1f32));
        gives("numpy.float16(0.5)", 0.5f32);
        gives("numpy.float64(0.1)", 0.1f32);
        gives("numpy.float32('inf')", f32::INFINITY);
        assert!(raw_pyeval::<f32>("numpy.float32('nan')")?.is_nan());
        says::<f32>(
            "numpy.float64(1e300)",
            "f32 (-3.4028235e38 to 3.4028235e38)",
            error::<f32>("numpy.float64(1e300)").got(),
            "",
        );
        assert_eq!(error::<i64>("numpy.float64(1)").expected(), "i64");
        assert_eq!(error::<i64>("numpy.float32(1)").expected(), "i64");
        gives("[numpy.float32(1.5), 2, numpy.float64(2.5)]", vec![1.5, 2.0, 2.5]);
        gives("list(numpy.arange(3.0))", vec![0.0, 1.0, 2.0]);
        gives("numpy.arange(3)", vec![0u8, 1, 2]);
        gives("numpy.array(2.5)", 2.5);
        Ok(())
    })
}

#[test]
fn booleans() -> Result<()> {
    with_numpy(|| {
        gives("numpy.bool_(True)", true);
        gives("numpy.bool_(False)", false);
        gives("[True, numpy.bool_(False)]", vec![true, false]);
        gives("numpy.float64(2) > 1", true);
        gives("numpy.array([1, 5]) > 2", vec![false, true]);
        assert_eq!(error::<bool>("numpy.int64(1)").expected(), "bool");
        assert_eq!(error::<bool>("numpy.array([True, False])").expected(), "bool");
        assert_eq!(error::<bool>("numpy.str_('True')").expected(), "bool");
        Ok(())
    })
}

#[test]
fn complex_numbers_are_no_floats() -> Result<()> {
    with_numpy(|| {
        for class in ["complex64", "complex128", "clongdouble"] {
            assert_eq!(error::<f64>(&format!("numpy.{class}(1)")).expected(), "float");
            assert_eq!(error::<f32>(&format!("numpy.{class}(1 + 2j)")).expected(), "float");
        }
        Ok(())
    })
}

#[cfg(feature = "num-complex")]
#[test]
fn complex_numbers() -> Result<()> {
    use num_complex::{Complex32, Complex64};
    with_numpy(|| {
        gives("numpy.complex64(1.5 + 2j)", Complex32::new(1.5, 2.0));
        gives("numpy.complex128(0.1 + 2j)", Complex64::new(0.1, 2.0));
        gives("numpy.float32(0.5)", Complex64::new(0.5, 0.0));
        Ok(())
    })
}

#[test]
fn text_and_bytes() -> Result<()> {
    with_numpy(|| {
        gives("numpy.str_('é')", "é".to_owned());
        gives("numpy.bytes_(b'ab')", py4rs::Bytes(b"ab".to_vec()));
        gives("{numpy.str_('a'): numpy.float32(1)}", BTreeMap::from([("a".to_owned(), 1.0)]));
        Ok(())
    })
}

#[test]
fn values_without_a_type() -> Result<()> {
    with_numpy(|| {
        gives("numpy.float64(0.1)", Value::Float(0.1));
        gives("numpy.float32(0.1)", Value::Float32(0.1));
        gives("numpy.float16(0.5)", Value::Float32(0.5));
        gives("[numpy.int8(-3), numpy.intc(4), numpy.longlong(5)]", Value::from([-3, 4, 5]));
        gives("numpy.uint64(2 ** 64 - 1)", Value::from(u64::MAX));
        gives("(numpy.bool_(True), numpy.bool_(False))", Value::from((true, false)));
        gives("numpy.complex64(1.5 + 2j)", Value::from(Complex::new(1.5, 2.0)));
        gives("numpy.complex128(0.1 + 2j)", Value::from(Complex::new(0.1, 2.0)));
        gives("numpy.str_('é')", Value::from("é"));
        gives("numpy.bytes_(b'ab')", Value::Bytes(b"ab".to_vec()));
        gives("[numpy.float32(i) for i in range(3)]", Value::from([0f32, 1.0, 2.0]));
        // What one type of Rust's does not hold stays what it is.
        for code in ["numpy.longdouble(1)", "numpy.datetime64('2020-01-01')", "numpy.ma.masked_array([1])"] {
            assert!(matches!(raw_pyeval(code)?, Value::Object(_)), "{code}");
        }
        for code in ["numpy.array([1, 2])", "numpy.array(5)", "numpy.zeros((0, 3))"] {
            let Value::Array(array) = raw_pyeval(code)? else { panic!("{code} is an array") };
            assert_eq!(
                Value::Array(array.clone()).to_string(),
                pycall!("repr", array.into_object() => String)?
            );
        }
        let array: Value = raw_pyeval("numpy.arange(3)")?;
        assert_eq!(pycall!("lambda a: a.sum()", &array => Value)?, Value::Int(3));
        assert_eq!(array.extract::<Vec<i64>>()?, [0, 1, 2]);
        assert_eq!(array, array.clone());
        Ok(())
    })
}

#[test]
fn functions_of_rusts_are_ufuncs() -> Result<()> {
    with_numpy(|| {
        export_function("np_scale", |x: f64, y: Option<f64>| x * y.unwrap_or(2.0))?;
        export_function("np_small", |x: u8| x)?;
        raw_pyexec(
            "scaled = numpy.vectorize(np_scale)(numpy.arange(6.0).reshape(2, 3)).tolist()
crossed = numpy.vectorize(np_scale)([[1], [2]], [10, 20]).tolist()
applied = numpy.frompyfunc(np_scale, 2, 1)(numpy.array([1.5]), 2).tolist()
along = numpy.apply_along_axis(lambda row: np_scale(row.sum()), 1, numpy.ones((2, 3))).tolist()
try: numpy.vectorize(np_small)([1, 300])
except OverflowError as e: too_great = str(e)",
        )?;
        assert_eq!(pyvalue::<Vec<Vec<f64>>>("scaled")?, [[0.0, 2.0, 4.0], [6.0, 8.0, 10.0]]);
        assert_eq!(pyvalue::<Vec<Vec<f64>>>("crossed")?, [[10.0, 20.0], [20.0, 40.0]]);
        assert_eq!(pyvalue::<Vec<f64>>("applied")?, [3.0]);
        assert_eq!(pyvalue::<Vec<f64>>("along")?, [6.0, 6.0]);
        let text: String = pyvalue("too_great")?;
        assert!(text.starts_with("np_small() argument 1: expected u8 (0 to 255), got int"), "{text}");
        Ok(())
    })
}
