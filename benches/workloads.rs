//! The work that py4rs is measured at, beside programs that do the same with other means.
//!
//! `workloads list` prints the names, `workloads NAME REPETITIONS` a line for each repetition: nanoseconds for
//! one operation. `PRELUDE` names a Python file that defines the functions called here, `SCALE` divides the
//! number of operations. `workloads j_startup` is a whole program: it starts, prints 1+1 and exits.

#[path = "workloads/hypot.rs"]
mod hypot;

use py4rs::Pairs;
use py4rs::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::env;
use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

/// One workload: runs some number of operations and says how long they took.
type Workload = fn(usize) -> Outcome;
type Outcome = Result<(Duration, usize), Box<dyn Error + Send + Sync>>;

const WORKLOADS: &[(&str, Workload)] = &[
    ("a_str_name", a_str_name),
    ("a_str_name_rt", a_str_name_rt),
    ("a_str_cached", a_str_cached),
    ("a_pystr", a_pystr),
    ("a_str_name_att", a_str_name_att),
    ("b_call0", b_call0),
    ("b_call0_att", b_call0_att),
    ("b_call3", b_call3),
    ("b_kw", b_kw),
    ("c_hypot", hypot::c_hypot),
    ("c_hypot_dotted", hypot::c_hypot_dotted),
    ("c_hypot_dotted_rt", hypot::c_hypot_dotted_rt),
    ("c_hypot_generated", hypot::c_hypot_generated),
    ("c_hypot_kept", hypot::c_hypot_kept),
    ("c_option", hypot::c_option),
    ("c_option_generated", hypot::c_option_generated),
    ("d_getattr", d_getattr),
    ("d_getattr_rt", d_getattr_rt),
    ("d_method", d_method),
    ("e_f64_to_list", e_f64_to_list),
    ("e_list_to_f64", e_list_to_f64),
    ("e_i64_to_list", e_i64_to_list),
    ("e_list_to_i64", e_list_to_i64),
    ("e_str_to_list", e_str_to_list),
    ("e_list_to_str", e_list_to_str),
    ("e_map_to_dict", e_map_to_dict),
    ("e_dict_to_map", e_dict_to_map),
    ("e_dict_to_btree", e_dict_to_btree),
    ("e_hashmap_to_dict", e_hashmap_to_dict),
    ("e_dict_to_hashmap", e_dict_to_hashmap),
    ("g_callback", g_callback),
    ("g_callback_closure", g_callback_closure),
    ("g_attribute", g_attribute),
    ("h_attach", h_attach),
    ("h_attach_nested", h_attach_nested),
    ("h_detach", h_detach),
    ("h_attach_thread", h_attach_thread),
    ("i_create_drop", i_create_drop),
    ("i_drop_held", i_drop_held),
    ("i_drop_2thr", i_drop_2thr),
    ("k_range", k_range),
    ("k_gen", k_gen),
    ("i_drop_2thr_pool", i_drop_2thr_pool),
    ("l_raise", l_raise),
];

fn main() -> ExitCode {
    match run(&env::args().skip(1).filter(|argument| argument != "--bench").collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<(), Box<dyn Error + Send + Sync>> {
    let name = arguments.first().map_or("list", String::as_str);
    if name == "list" {
        WORKLOADS.iter().for_each(|(name, _)| println!("{name}"));
        return Ok(());
    }
    if name == "j_startup" {
        println!("{}", raw_pyeval::<i64>("1+1")?);
        return Ok(());
    }
    let Some((_, workload)) = WORKLOADS.iter().find(|(known, _)| *known == name) else {
        return Err(format!("no workload {name}").into());
    };
    let repetitions = arguments.get(1).map_or(Ok(3), |text| text.parse())?;
    let scale: usize = env::var("SCALE").map_or(Ok(1), |text| text.parse())?;
    raw_pyexec(&std::fs::read_to_string(env::var("PRELUDE")?)?)?;
    for _ in 0..repetitions {
        let (time, operations) = workload(1_000_000 / scale)?;
        println!("{:.3}", time.as_nanos() as f64 / operations as f64);
    }
    Ok(())
}

/// Uses a value up, so that it is really made.
fn sink<T>(value: T) {
    black_box(value);
}

/// A text that the compiler knows nothing of.
fn at_run_time(text: &str) -> &str {
    black_box(text)
}

/// Times `operation`, done `n` times.
fn times(n: usize, mut operation: impl FnMut(usize) -> py4rs::Result<()>) -> Outcome {
    let start = Instant::now();
    for i in 0..n {
        operation(i)?;
    }
    Ok((start.elapsed(), n))
}

/// Times one operation that counts for `n`.
fn once(n: usize, operation: impl FnOnce() -> py4rs::Result<()>) -> Outcome {
    let start = Instant::now();
    operation()?;
    Ok((start.elapsed(), n))
}

fn a_str_name(n: usize) -> Outcome {
    attach(|_| times(n, |i| pycall!("str", i as i64 => String).map(sink)))?
}

fn a_str_name_rt(n: usize) -> Outcome {
    attach(|_| times(n, |i| pycall!(at_run_time("str"), i as i64 => String).map(sink)))?
}

fn a_str_cached(n: usize) -> Outcome {
    let str: PyObject = pyvalue("str")?;
    attach(|_| times(n, |i| pycall!(str, i as i64 => String).map(sink)))?
}

fn a_pystr(n: usize) -> Outcome {
    attach(|py| times(n, |i| (i as i64).to_python(py)?.str().map(sink)))?
}

fn a_str_name_att(n: usize) -> Outcome {
    times(n, |i| pycall!("str", i as i64 => String).map(sink))
}

fn b_call0(n: usize) -> Outcome {
    let function: PyObject = pyvalue("foo")?;
    attach(|_| times(n, |_| pycall!(function => ())))?
}

fn b_call0_att(n: usize) -> Outcome {
    let function: PyObject = pyvalue("foo")?;
    let outcome = times(n, |_| pycall!(function => ()));
    // Dropped attached, so that this process stays as single-threaded as C's: the system's locks are cheaper there.
    attach(|_| drop(function))?;
    outcome
}

fn b_call3(n: usize) -> Outcome {
    let add: PyObject = pyvalue("add")?;
    attach(|_| times(n, |i| pycall!(add, i as i64, i as i64 + 1, i as i64 + 2 => i64).map(sink)))?
}

fn b_kw(n: usize) -> Outcome {
    let kw: PyObject = pyvalue("kw")?;
    attach(|_| times(n, |i| pycall!(kw, i as i64, b = i as i64 + 1 => i64).map(sink)))?
}

fn d_getattr(n: usize) -> Outcome {
    let object: PyObject = pyvalue("obj")?;
    attach(|_| times(n, |_| pyslot_value::<i64>(&object, intern!("x")).map(sink)))?
}

fn d_getattr_rt(n: usize) -> Outcome {
    let object: PyObject = pyvalue("obj")?;
    attach(|_| times(n, |_| pyslot_value::<i64>(&object, at_run_time("x")).map(sink)))?
}

fn d_method(n: usize) -> Outcome {
    let object: PyObject = pyvalue("obj")?;
    attach(|_| times(n, |_| pymethod!(object, "m", 1 => i64).map(sink)))?
}

/// Converts an object that counts for `n`. It is dropped attached, as the other programs do it: dropped detached it
/// would start the finalizer, and C's malloc is slower in a process of two threads.
fn back<T: FromPython>(n: usize, object: PyObject) -> Outcome {
    attach(|py| {
        let outcome = once(n, || T::from_python(&object, py).map(sink));
        drop(object);
        outcome
    })?
}

fn e_f64_to_list(n: usize) -> Outcome {
    let host: Vec<f64> = (0..n).map(|i| i as f64 * 0.5).collect();
    attach(|py| once(n, || host.to_python(py).map(drop)))?
}

fn e_list_to_f64(n: usize) -> Outcome {
    let list = attach(|py| (0..n).map(|i| i as f64 * 0.5).collect::<Vec<_>>().to_python(py))??;
    back::<Vec<f64>>(n, list)
}

fn e_i64_to_list(n: usize) -> Outcome {
    let host: Vec<i64> = (0..n as i64).map(|i| i * 3).collect();
    attach(|py| once(n, || host.to_python(py).map(drop)))?
}

fn e_list_to_i64(n: usize) -> Outcome {
    let list = attach(|py| (0..n as i64).map(|i| i * 3).collect::<Vec<_>>().to_python(py))??;
    back::<Vec<i64>>(n, list)
}

/// So many texts: `item0`, `item1`.
fn items(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("item{i}")).collect()
}

fn e_str_to_list(n: usize) -> Outcome {
    let host = items(n / 10);
    attach(|py| once(n / 10, || host.to_python(py).map(drop)))?
}

fn e_list_to_str(n: usize) -> Outcome {
    let list = attach(|py| items(n / 10).to_python(py))??;
    back::<Vec<String>>(n / 10, list)
}

/// So many entries, in the order of their numbers.
fn entries(n: usize) -> Pairs<String, i64> {
    items(n).into_iter().zip(0..).collect()
}

fn e_map_to_dict(n: usize) -> Outcome {
    let host: BTreeMap<String, i64> = entries(n / 10).0.into_iter().collect();
    attach(|py| once(n / 10, || host.to_python(py).map(drop)))?
}

fn e_dict_to_map(n: usize) -> Outcome {
    let dict = attach(|py| entries(n / 10).to_python(py))??;
    back::<Pairs<String, i64>>(n / 10, dict)
}

fn e_dict_to_btree(n: usize) -> Outcome {
    let dict = attach(|py| entries(n / 10).to_python(py))??;
    back::<BTreeMap<String, i64>>(n / 10, dict)
}

fn e_hashmap_to_dict(n: usize) -> Outcome {
    let host: HashMap<String, i64> = items(n / 10).into_iter().zip(0..).collect();
    attach(|py| once(n / 10, || host.to_python(py).map(drop)))?
}

fn e_dict_to_hashmap(n: usize) -> Outcome {
    let host: HashMap<String, i64> = items(n / 10).into_iter().zip(0..).collect();
    let dict = attach(|py| host.to_python(py))??;
    back::<HashMap<String, i64>>(n / 10, dict)
}

fn g_callback(n: usize) -> Outcome {
    let callback = pyfunction(|x: i64| x + 1);
    once(n, || pycall!("cbloop", callback, n => ()))
}

fn g_callback_closure(n: usize) -> Outcome {
    let step = black_box(1);
    let callback = pyfunction(move |x: i64| x + step);
    once(n, || pycall!("cbloop", callback, n => ()))
}

/// A value with one attribute.
struct Answer(i64);

impl PythonAttributes for Answer {
    fn getattr(&self, name: &str) -> py4rs::Result<PyObject> {
        if name == "x" { PyObject::new(self.0) } else { Err(no_attribute(self, name)) }
    }
}

fn g_attribute(n: usize) -> Outcome {
    raw_pyexec("def attributes(o, n):\n    for i in range(n): o.x")?;
    let answer = RustObject::with_attributes(Answer(black_box(42)));
    once(n, || pycall!("attributes", answer, n => ()))
}

fn h_attach(n: usize) -> Outcome {
    times(3 * n, |i| attach(|py| sink((py, i))))
}

fn h_attach_nested(n: usize) -> Outcome {
    attach(|_| times(3 * n, |i| attach(|py| sink((py, i)))))?
}

fn h_detach(n: usize) -> Outcome {
    attach(|_| {
        times(3 * n, |_| {
            detach(|| black_box(()));
            Ok(())
        })
    })?
}

fn h_attach_thread(n: usize) -> Outcome {
    thread::spawn(move || times(n * 3 / 10, |i| attach(|py| sink((py, i))))).join().expect("no panic")
}

/// So many floats, held.
fn floats(n: usize) -> py4rs::Result<Vec<PyObject>> {
    attach(|py| (0..n).map(|i| (i as f64).to_python(py)).collect())?
}

fn i_create_drop(n: usize) -> Outcome {
    let mut held = Vec::with_capacity(n);
    attach(|py| {
        once(n, || {
            for i in 0..n {
                held.push((i as f64).to_python(py)?);
            }
            drop(held);
            Ok(())
        })
    })?
}

fn i_drop_held(n: usize) -> Outcome {
    let held = floats(n)?;
    attach(|_| {
        once(n, || {
            drop(held);
            Ok(())
        })
    })?
}

/// Drops floats on two threads, each half of them as `drop_half` does.
fn drop_on_two_threads(n: usize, drop_half: fn(Vec<PyObject>) -> py4rs::Result<()>) -> Outcome {
    let mut first = floats(n)?;
    let second = first.split_off(n / 2);
    once(n, || {
        let threads = [first, second].map(|half| thread::spawn(move || drop_half(half)));
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))?;
        pygc();
        Ok(())
    })
}

fn i_drop_2thr(n: usize) -> Outcome {
    drop_on_two_threads(n, |half| attach(|_| drop(half)))
}

/// Detached: until all that was queued is released.
fn i_drop_2thr_pool(n: usize) -> Outcome {
    drop_on_two_threads(n, |half| {
        drop(half);
        Ok(())
    })
}

/// Times the items of what an expression makes of their number.
fn iterate(n: usize, iterable: &str) -> Outcome {
    let iterable: PyObject = pycall!(iterable, n)?;
    attach(|_| {
        once(n, || {
            let sum = iterable.iter::<i64>()?.sum::<py4rs::Result<i64>>()?;
            assert_eq!(sum as usize, n * (n - 1) / 2);
            Ok(())
        })
    })?
}

fn k_range(n: usize) -> Outcome {
    iterate(n, "range")
}

fn k_gen(n: usize) -> Outcome {
    iterate(n, "gen")
}

fn l_raise(n: usize) -> Outcome {
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
