//! Arrays that Rust and Python have together, of numpy 1 and 2. Needs a Python that has numpy: name one by
//! `PYTHON_EXECUTABLE`.
#![cfg(feature = "ndarray")]

mod has_numpy;

use has_numpy::with_numpy;
use ndarray::{Array1, Array2, Array3, Axis, Ix1, Ix2, IxDyn, ShapeBuilder, array, s};
use py4rs::Result;
use py4rs::array::PyArray;
use py4rs::prelude::*;

#[test]
fn python_writes_what_rust_reads() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(vec![1.0, 2.0, 3.0]);
        let b = PyArray::from(vec![10.0, 20.0, 30.0]);
        let address = a.read().as_ptr();
        pycall!("numpy.add", &a, &b, out = &a => ())?;
        assert!(!a.is_shared());
        let guard = a.read();
        assert!(guard.is_in_place() && guard.as_ptr() == address);
        assert_eq!(guard.to_vec(), [11.0, 22.0, 33.0]);
        drop(guard);
        let inner = a.try_into_inner().expect("Python does not have it any more");
        assert_eq!(inner.as_ptr(), address);
        assert_eq!(inner, array![11.0, 22.0, 33.0]);
        Ok(())
    })
}

#[test]
fn a_result_that_is_an_argument_is_the_same_array() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(array![[1i64, 2], [3, 4]]);
        let by_place: PyArray<i64, Ix2> = pycall!("lambda a: a", &a)?;
        let by_name: PyArray<i64, IxDyn> = pycall!("lambda *, a: a", a = &a)?;
        assert!(by_place.is(&a) && by_name.shape() == [2, 2]);
        assert!(!a.is_shared());
        by_place.write()[[0, 0]] = 7;
        assert_eq!(a.read()[[0, 0]], 7);
        let reading = by_name.read();
        assert!(a.try_write().is_err() && a.try_read().is_ok());
        drop(reading);
        assert!(a.try_into_inner().is_err_and(|a| a.try_write().is_ok()));
        Ok(())
    })
}

#[test]
fn what_python_keeps_is_copied_and_written_back() -> Result<()> {
    with_numpy(|| {
        let a = PyArray::from(Array1::from_iter(0..6i32).slice_move(s![..;-2]));
        set_pyvalue("kept", &a)?;
        assert!(a.is_shared());
        assert!(!a.read().is_in_place());
        assert_eq!(a.read().to_vec(), [5, 3, 1]);
        raw_pyexec("kept[0] = 50")?;
        assert_eq!(a.read().to_vec(), [50, 3, 1]);
        a.write()[1] = 30;
        assert_eq!(raw_pyeval::<Vec<i32>>("kept.tolist()")?, [50, 30, 1]);
        let copy = a.into_inner();
        raw_pyexec("kept[2] = 10")?;
        assert_eq!(copy, array![50, 30, 1]);
        assert_eq!(raw_pyeval::<Vec<i32>>("kept.tolist()")?, [50, 30, 10]);
        raw_pyexec("del kept")
    })
}

#[test]
fn arrays_there_and_back() -> Result<()> {
    with_numpy(|| {
        let a: Array2<f64> = raw_pyeval("numpy.arange(6.0).reshape(2, 3)")?;
        assert_eq!(a, array![[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]);
        let t: Array2<f64> = pycall!("lambda a: a.T", &a)?;
        assert_eq!(t, a.t());
        let b: Array1<bool> = raw_pyeval("numpy.array([0, 1, 2], dtype='u1').view(bool)")?;
        assert_eq!(b, array![false, true, true]);
        let swapped: Array1<i32> = raw_pyeval("numpy.array([1, 2], dtype='>i4')")?;
        assert_eq!(swapped, array![1, 2]);
        let shared: PyArray<f64, Ix1> = raw_pyeval("numpy.ones(3)")?;
        assert!(shared.read().is_in_place());
        shared.write()[0] = 5.0;
        let same: PyArray<f64, Ix1> = pycall!("lambda a: a", &shared)?;
        assert!(same.is(&shared) && !same.is(&PyArray::from(vec![5.0, 1.0, 1.0])));
        attach(|_| drop(same))?;
        assert_eq!(pycall!("lambda a: a.sum()", &shared => f64)?, 7.0);
        Ok(())
    })
}

#[test]
fn numpy_functions_without_ceremony() -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        let a = array![[3.0, 0.0], [0.0, 4.0]];
        let (u, s, v): (Array2<f64>, Array1<f64>, Array2<f64>) = pycall!("numpy.linalg.svd", &a)?;
        assert_eq!(s, array![4.0, 3.0]);
        assert_eq!(u.dot(&Array2::from_diag(&s)).dot(&v), a);
        let random: Array3<f64> = pycall!("numpy.random.random", (2, 3, 4))?;
        let sums: Array1<f64> = pycall!("numpy.sum", &random, axis = (0, 2))?;
        let own = random.sum_axis(Axis(2)).sum_axis(Axis(0));
        assert!(sums.iter().zip(&own).all(|(sum, own)| (sum - own).abs() < 1e-12));
        assert_eq!(
            chain!(numpy.arange(6).reshape(2, 3).T.tolist() => Vec<Vec<i64>>)?,
            [[0, 3], [1, 4], [2, 5]]
        );
        assert_eq!(pyeval!("(" {&a} " @ " {&a} ").trace()" => f64)?, 25.0);
        Ok(())
    })
}

#[test]
fn rows_columns_and_parts() -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        let narrow = Array2::from_shape_fn((3, 4), |(i, j)| (10 * i + j) as f32);
        let column_major = Array2::from_shape_fn((3, 4).f(), |(i, j)| narrow[[i, j]]);
        let part = narrow.slice(s![..;2, 1..]);
        for (array, sum) in [(narrow.view(), 138f32), (column_major.view(), 138.0), (part, 72.0)] {
            assert_eq!(pycall!("numpy.sum", &array => f32)?, sum);
            assert_eq!(pycall!("lambda a: str(a.dtype)", &array => String)?, "float32");
            let wide: Array2<f64> = pycall!("lambda a: a.astype('f8') + 0.5", &array)?;
            assert_eq!(wide, array.mapv(|item| f64::from(item) + 0.5));
            let shared = PyArray::from(array.to_owned());
            pycall!("numpy.negative", &shared, out = &shared => ())?;
            assert_eq!(shared.into_inner(), -&array);
        }
        let objects: Array2<Value> = raw_pyeval("numpy.array([[1, 'a'], [2.5, None]], dtype=object)")?;
        assert_eq!(objects[[0, 1]], Value::from("a"));
        Ok(())
    })
}

#[test]
fn a_function_of_rust_gets_arrays() -> Result<()> {
    with_numpy(|| {
        import_module("numpy")?;
        export_function("array_norm", |a: PyArray<f64, Ix1>| a.read().dot(&*a.read()).sqrt())?;
        export_function("array_scale", |a: PyArray<f64, Ix1>, by: f64| {
            a.write().mapv_inplace(|item| item * by)
        })?;
        let norm: f64 = raw_pyeval("array_norm(numpy.array([3.0, 4.0]))")?;
        assert_eq!(norm, 5.0);
        raw_pyexec("array_of_python = numpy.array([1.0, 2.0])\narray_scale(array_of_python[::-1], 10)")?;
        assert_eq!(pyvalue::<Vec<f64>>("array_of_python")?, [10.0, 20.0]);
        Ok(())
    })
}
