//! Calls, attributes and exceptions.

use super::{Outcome, at_run_time, sink, times};
use py4rs::prelude::*;
use std::hint::black_box;

pub fn a_str_name(n: usize) -> Outcome {
    attach(|_| times(n, |i| pycall!("str", i as i64 => String).map(sink)))?
}

pub fn a_str_name_rt(n: usize) -> Outcome {
    attach(|_| times(n, |i| pycall!(at_run_time("str"), i as i64 => String).map(sink)))?
}

pub fn a_str_cached(n: usize) -> Outcome {
    let str: PyObject = pyvalue("str")?;
    attach(|_| times(n, |i| pycall!(str, i as i64 => String).map(sink)))?
}

pub fn a_pystr(n: usize) -> Outcome {
    attach(|py| times(n, |i| (i as i64).to_python(py)?.str().map(sink)))?
}

pub fn a_str_name_att(n: usize) -> Outcome {
    times(n, |i| pycall!("str", i as i64 => String).map(sink))
}

pub fn b_call0(n: usize) -> Outcome {
    let function: PyObject = pyvalue("foo")?;
    attach(|_| times(n, |_| pycall!(function => ())))?
}

pub fn b_call0_att(n: usize) -> Outcome {
    let function: PyObject = pyvalue("foo")?;
    let outcome = times(n, |_| pycall!(function => ()));
    // Dropped attached, so that this process stays as single-threaded as C's: the system's locks are cheaper there.
    attach(|_| drop(function))?;
    outcome
}

pub fn b_call3(n: usize) -> Outcome {
    let add: PyObject = pyvalue("add")?;
    attach(|_| times(n, |i| pycall!(add, i as i64, i as i64 + 1, i as i64 + 2 => i64).map(sink)))?
}

pub fn b_kw(n: usize) -> Outcome {
    let kw: PyObject = pyvalue("kw")?;
    attach(|_| times(n, |i| pycall!(kw, i as i64, b = i as i64 + 1 => i64).map(sink)))?
}

pub fn d_getattr(n: usize) -> Outcome {
    let object: PyObject = pyvalue("obj")?;
    attach(|_| times(n, |_| pyslot_value::<i64>(&object, intern!("x")).map(sink)))?
}

pub fn d_getattr_rt(n: usize) -> Outcome {
    let object: PyObject = pyvalue("obj")?;
    attach(|_| times(n, |_| pyslot_value::<i64>(&object, at_run_time("x")).map(sink)))?
}

pub fn d_method(n: usize) -> Outcome {
    let object: PyObject = pyvalue("obj")?;
    attach(|_| times(n, |_| pymethod!(object, "m", 1 => i64).map(sink)))?
}

pub fn l_raise(n: usize) -> Outcome {
    let (boom, value_error): (PyObject, PyObject) = (pyvalue("boom")?, pyvalue("ValueError")?);
    attach(|_| {
        times(n * 3 / 10, |_| {
            let Err(py4rs::Error::Python(error)) = pycall!(boom => ()) else { panic!("boom raises") };
            assert!(error.matches(&value_error));
            black_box(error.message());
            Ok(())
        })
    })?
}
