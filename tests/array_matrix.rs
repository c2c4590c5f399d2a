//! Each dtype, rank and layout, both ways, against what numpy itself says. Needs a Python that has numpy: name one by
//! `PYTHON_EXECUTABLE`.
#![cfg(feature = "ndarray")]

mod has_numpy;

use has_numpy::with_numpy;
use ndarray::{ArrayD, ArrayViewD, Axis, IxDyn, Slice};
use py4rs::array::{DType, Element, PyArray, Scalar, SharedView};
use py4rs::prelude::*;
use py4rs::{FromPython, Result, ToPython};
use std::fmt::Debug;

/// The layouts, as Python makes them of an array `a` in C's order.
const LAYOUTS: [(&str, &str); 7] = [
    ("C", "a"),
    ("Fortran", "a.copy('F')"),
    ("turned", "a.T"),
    ("sliced", "numpy.repeat(a, 2, axis=-1)[..., ::2] if a.ndim else a"),
    ("negative", "a[(..., *(slice(None, None, -1) for _ in a.shape))]"),
    ("broadcast", "numpy.broadcast_to(a, (3,) + a.shape)"),
    ("inside", "numpy.pad(a, 1)[(..., *(slice(1, -1) for _ in a.shape))] if a.ndim else a"),
];

const SHAPES: [&[usize]; 9] =
    [&[], &[5], &[3, 4], &[2, 3, 4], &[2, 1, 3, 2], &[2, 2, 1, 2, 3], &[0], &[3, 0, 2], &[1, 1]];

/// The items that numpy has, one by one.
fn items<T: FromPython>(array: &PyObject) -> Result<Vec<T>> {
    pycall!("lambda a: a.ravel().tolist()", array)
}

/// All shapes and layouts of one dtype.
fn matrix<T>(name: &str)
where
    T: Element + FromPython + ToPython + PartialEq + Debug,
{
    pyexec!("import numpy").expect("it is there");
    assert_eq!(T::dtype().to_string(), name);
    for shape in SHAPES {
        for (layout, code) in LAYOUTS {
            let about = format!("{name} {shape:?} {layout}");
            let code =
                format!("lambda n, s, t: (lambda a: {code})((numpy.arange(n) % 7).astype(t).reshape(s))");
            let count: usize = shape.iter().product();
            let array: PyObject = pycall!(code.as_str(), count, shape, name).expect(&about);
            let wanted: Vec<T> = items(&array).expect(&about);
            from_python(&array, &wanted, &about);
            to_python(&array, &wanted, &about);
        }
    }
}

/// Whatever makes a Rust array of it has numpy's items.
fn from_python<T>(array: &PyObject, wanted: &[T], about: &str)
where
    T: Element + FromPython + PartialEq + Debug,
{
    let shape: Vec<usize> = chain!({ array }.shape).expect(about);
    let is = |items: ArrayViewD<'_, T>| {
        assert_eq!(items.shape(), shape, "{about}");
        assert!(items.iter().eq(wanted), "{about}");
    };
    is(pycall!("lambda a: a", array => ArrayD<T>).expect(about).view());
    let swapped = "lambda a: a.astype(a.dtype.newbyteorder())";
    is(pycall!(swapped, array => ArrayD<T>).expect(about).view());
    let unaligned = "lambda a: numpy.frombuffer(b'.' + a.tobytes(), 'u1')[1:].view(a.dtype).reshape(a.shape)";
    is(pycall!(unaligned, array => ArrayD<T>).expect(about).view());
    is(pycall!("lambda a: a", array => PyArray<T, IxDyn>).expect(about).read().view());
    let view = SharedView::<T, IxDyn>::of(array).expect(about);
    assert!(view.iter().eq(wanted.iter().copied()) && view.iter().len() == wanted.len(), "{about}");
    let mut stepwise = view.iter();
    assert!(wanted.iter().all(|item| stepwise.next() == Some(*item)) && stepwise.next().is_none(), "{about}");
    is(view.to_array().expect(about).view());
    if let [length] = *shape {
        let row: Vec<T> = pycall!("lambda a: a", array).expect(about);
        assert_eq!(row, wanted, "{about}");
        assert_eq!(view.get(length), None, "{about}");
    }
    let Value::Array(value) = pycall!("lambda a: a", array).expect(about) else { panic!("{about}") };
    assert_eq!((value.dtype().expect(about), value.shape().expect(about)), (T::dtype(), shape), "{about}");
}

/// An array of Rust's of the same layout has the same items for numpy, copied or shared.
fn to_python<T>(array: &PyObject, wanted: &[T], about: &str)
where
    T: Element + FromPython + PartialEq + Debug,
{
    let same = |object: PyObject, what: &str| {
        let equal: bool = pycall!(
            "lambda a, b: a.shape == b.shape and a.dtype == b.dtype and (a == b).all()",
            &object,
            array
        )
        .expect(about);
        assert!(equal, "{about} {what}");
        assert_eq!(items::<T>(&object).expect(about), wanted, "{about} {what}");
    };
    let copied = |array: &ArrayD<T>| pycall!("lambda a: a", array => PyObject).expect(about);
    let own: ArrayD<T> = pycall!("lambda a: a", array).expect(about);
    same(copied(&own), "copied");
    // In Rust's own layouts: Fortran's order, turned around, and every second one.
    let mut layouts = vec![own.clone(), own.t().to_owned().reversed_axes()];
    let mut turned = own.clone();
    for axis in 0..own.ndim() {
        turned.invert_axis(Axis(axis));
    }
    let mut turned = turned.as_standard_layout().into_owned();
    for axis in 0..own.ndim() {
        turned.invert_axis(Axis(axis));
    }
    layouts.push(turned);
    if own.ndim() > 0 {
        let mut doubled = Vec::new();
        own.iter().for_each(|item| doubled.extend([*item, *item]));
        let mut shape = own.shape().to_vec();
        *shape.last_mut().expect("not empty") *= 2;
        let doubled = ArrayD::from_shape_vec(shape, doubled).expect(about);
        let last = Axis(own.ndim() - 1);
        layouts.push(doubled.slice_axis_move(last, Slice::new(0, None, 2)));
    }
    for array in layouts {
        same(copied(&array), "copied");
        same(pycall!("lambda a: a", array.view() => PyObject).expect(about), "a view, copied");
        let strides = array.strides().to_vec();
        let shared = PyArray::from(array);
        let object: PyObject = pycall!("lambda a: a", &shared).expect(about);
        let given: Vec<isize> = chain!({ &object }.strides).expect(about);
        let size = size_of::<T>() as isize;
        assert!(shared.is_empty() || given.iter().map(|stride| stride / size).eq(strides), "{about}");
        same(object, "shared");
        let back: PyArray<T, IxDyn> = pycall!("lambda a: a", &shared).expect(about);
        assert!(back.is(&shared), "{about}");
    }
}

#[test]
fn integers() -> Result<()> {
    with_numpy(|| {
        matrix::<i8>("int8");
        matrix::<i16>("int16");
        matrix::<i32>("int32");
        matrix::<i64>("int64");
        Ok(())
    })
}

#[test]
fn integers_without_a_sign() -> Result<()> {
    with_numpy(|| {
        matrix::<u8>("uint8");
        matrix::<u16>("uint16");
        matrix::<u32>("uint32");
        matrix::<u64>("uint64");
        matrix::<usize>(if usize::BITS == 64 { "uint64" } else { "uint32" });
        Ok(())
    })
}

#[test]
fn floats_and_truth() -> Result<()> {
    with_numpy(|| {
        matrix::<f32>("float32");
        matrix::<f64>("float64");
        matrix::<bool>("bool");
        Ok(())
    })
}

#[cfg(feature = "half")]
#[test]
fn half_precision() -> Result<()> {
    with_numpy(|| {
        matrix::<half::f16>("float16");
        Ok(())
    })
}

#[cfg(feature = "num-complex")]
#[test]
fn complex_numbers() -> Result<()> {
    with_numpy(|| {
        matrix::<num_complex::Complex32>("complex64");
        matrix::<num_complex::Complex64>("complex128");
        Ok(())
    })
}

#[test]
fn every_scalar_is_known_by_its_names() -> Result<()> {
    with_numpy(|| {
        for scalar in Scalar::ALL {
            let array: PyObject = pycall!("numpy.empty", 1, scalar.name())?;
            let (text, size): (String, usize) = pycall!("lambda a: (a.dtype.str, a.itemsize)", &array)?;
            let dtype = DType::Scalar(scalar);
            assert_eq!(dtype.typestr(), Some(text));
            assert_eq!(dtype.size(), Some(size));
            let format: String = pycall!("lambda a: memoryview(a).format", &array)?;
            assert_eq!(DType::from_format(&format), Some(dtype), "{format}");
        }
        Ok(())
    })
}
