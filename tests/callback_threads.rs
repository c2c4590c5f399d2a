//! Callbacks on other threads, deep ones, and with Python's own library.
#![allow(unsafe_code, reason = "C's function pointers are called")]

mod soon;

use py4rs::prelude::*;
use py4rs::{Result, shared};
use soon::soon;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Python has one limit of recursion for all tests.
static LIMIT: Mutex<()> = Mutex::new(());

#[test]
fn threads_that_python_made_use_verbs_inside() -> Result<()> {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = calls.clone();
    export_function(
        "work",
        shared(move |n: i64| -> Result<i64> {
            counted.fetch_add(1, Ordering::Relaxed);
            let object: PyObject = raw_pyeval("object()")?;
            detach(|| drop(object.clone()));
            pycall!("pow", n, 2)
        }),
    )?;
    raw_pyexec(
        "import threading, concurrent.futures as cf
with cf.ThreadPoolExecutor(8) as pool: squares = list(pool.map(work, range(200)))
threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
for t in threads: t.start()
for t in threads: t.join()",
    )?;
    let wanted: Vec<i64> = (0..200).map(|n| n * n).collect();
    assert_eq!(pyvalue::<Vec<i64>>("squares")?, wanted);
    assert_eq!(calls.load(Ordering::Relaxed), 220);
    Ok(())
}

#[test]
fn one_that_changes_what_it_holds_serves_threads_one_by_one() -> Result<()> {
    let mut inside = 0;
    export_function("slow", move || -> Result<i64> {
        inside += 1;
        let now = inside;
        raw_pyexec("import time; time.sleep(0.002)")?;
        assert_eq!(now, inside);
        Ok(now)
    })?;
    raw_pyexec(
        "import concurrent.futures as cf
with cf.ThreadPoolExecutor(8) as pool: turns = sorted(f.result() for f in [pool.submit(slow) for _ in range(40)])",
    )?;
    assert_eq!(pyvalue::<Vec<i64>>("turns")?, (1..=40).collect::<Vec<i64>>());
    Ok(())
}

#[test]
fn callbacks_go_deep() -> Result<()> {
    let _limit = LIMIT.lock().expect("no panic");
    let down = |n: i64| if n == 0 { Ok(0) } else { pycall!("py_down", n - 1 => i64) };
    export_function("rust_down", shared(down))?;
    raw_pyexec("def py_down(n): return 0 if n == 0 else rust_down(n - 1) + 1")?;
    assert_eq!(raw_pyeval::<i64>("py_down(400)")?, 200);
    let deep =
        || raw_pyeval::<i64>("py_down(10 ** 9)").map_err(|error| error.as_python().map(|e| e.type_name()));
    assert_eq!(deep(), Err(Some("RecursionError".to_owned())));
    raw_pyexec("import sys; old = sys.getrecursionlimit(); sys.setrecursionlimit(10 ** 6)")?;
    let small = thread::Builder::new().stack_size(1 << 20);
    let result = small.spawn(deep).expect("a thread").join().expect("no panic");
    raw_pyexec("sys.setrecursionlimit(old)")?;
    assert_eq!(result, Err(Some("RecursionError".to_owned())));
    Ok(())
}

#[test]
fn the_last_reference_may_go_anywhere() -> Result<()> {
    let alive = Arc::new(());
    let held = || {
        let held = alive.clone();
        pyfunction(move || Arc::strong_count(&held))
    };
    // On a thread of Python's, on a detached one, and by a stop.
    pycall!("setattr", import_holder()?, "f", held() => ())?;
    raw_pyexec(
        "import threading\nt = threading.Thread(target=lambda: delattr(holder, 'f')); t.start(); t.join()",
    )?;
    soon(|| Ok(Arc::strong_count(&alive) == 1));
    let object: PyObject = pycall!("next", pycall!("iter", [held()] => PyObject)?)?;
    thread::spawn(move || drop(object)).join().expect("no panic");
    soon(|| Ok(Arc::strong_count(&alive) == 1));
    Ok(())
}

fn import_holder() -> Result<PyObject> {
    raw_pyexec("import types; holder = types.SimpleNamespace()")?;
    pyvalue("holder")
}

#[test]
fn pythons_own_library_takes_them() -> Result<()> {
    export_function("plus", |a: i64, b: i64| a + b)?;
    export_function("upper", |m: PyObject| -> Result<String> {
        Ok(pymethod!(m, "group" => String)?.to_uppercase())
    })?;
    let mut noted = Vec::new();
    export_function("note", move |n: i64| -> Result<()> {
        noted.push(n);
        set_pyvalue("noted", &noted)
    })?;
    export_function("finish", |future: PyObject| {
        set_pyvalue("finished", pymethod!(future, "result" => PyObject)?)
    })?;
    raw_pyexec(
        "import functools, re, asyncio, unittest.mock, copy, inspect, pickle, io, contextlib, pydoc, heapq, itertools
total = functools.reduce(plus, [1, 2, 3])
partial = functools.partial(plus, 1)(2)
text = re.sub('b+', upper, 'abba')
async def main():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    loop.call_soon(lambda: done.set_result(plus(1, 1)))
    for n in range(3): loop.call_soon(note, n)
    done.add_done_callback(finish)
    return await done + await loop.run_in_executor(None, plus, 20, 20)
awaited = asyncio.run(main())
mock = unittest.mock.Mock(side_effect=plus)
mocked = mock(2, 2)
same = copy.copy(plus) is plus and copy.deepcopy(plus) is plus
callable_ = callable(plus) and inspect.isbuiltin(plus)
helped = pydoc.render_doc(plus)
pickled = pickle.loads(pickle.dumps(plus)) is plus",
    )?;
    let numbers: (i64, i64, String, i64, i64, bool, bool) =
        raw_pyeval("(total, partial, text, awaited, mocked, same, callable_)")?;
    assert_eq!(numbers, (6, 3, "aBBa".to_owned(), 42, 4, true, true));
    assert!(pyvalue::<String>("helped")?.contains("plus"));
    assert!(pyvalue::<bool>("pickled")?);
    // The loop calls them without Python code between.
    assert_eq!(pyvalue::<Vec<i64>>("noted")?, [0, 1, 2]);
    assert_eq!(pyvalue::<i64>("finished")?, 2);
    export_function("odd", |n: i64| n % 2 == 1)?;
    raw_pyexec(
        "assert sorted([1, 2, 3, 4], key=odd) == [2, 4, 1, 3] and max([3, 2], key=odd) == 3
assert list(filter(odd, range(6))) == [1, 3, 5] and heapq.nlargest(1, [1, 2], key=odd) == [1]
assert {k: list(g) for k, g in itertools.groupby([1, 3, 2], odd)} == {True: [1, 3], False: [2]}
assert list(itertools.accumulate([1, 2, 3], plus)) == [1, 3, 6] and functools.lru_cache()(odd)(3)
with contextlib.redirect_stdout(io.StringIO()) as shown: help(odd)
assert 'odd' in shown.getvalue(), shown.getvalue()",
    )
}

/// A value that calls what it is given, in each way that Python knows.
#[derive(PythonAttributes)]
struct Caller;

#[py4rs::methods]
impl Caller {
    fn method(&self, f: PyObject) -> Result<PyObject> {
        pycall!(f)
    }

    fn __call__(&self, f: PyObject) -> Result<PyObject> {
        pycall!(f)
    }

    fn __getitem__(&self, f: PyObject) -> Result<PyObject> {
        pycall!(f)
    }

    fn __eq__(&self, f: PyObject) -> Result<PyObject> {
        pycall!(f)
    }
}

/// The same without a class of its own.
struct Live;

impl PythonAttributes for Live {
    fn getattr(&self, name: &str) -> Result<PyObject> {
        raw_pyeval(&format!("{name}()"))
    }

    fn item(&self, f: PyObject) -> Result<PyObject> {
        pycall!(f)
    }

    fn iter(&self) -> Result<PyObject> {
        raw_pyeval("deep_iter()")
    }
}

#[test]
fn every_way_that_has_no_end_is_a_recursion_error() -> Result<()> {
    let _limit = LIMIT.lock().expect("no panic");
    set_pyvalue("deep_c", RustObject::with_attributes(Caller))?;
    set_pyvalue("deep_l", RustObject::with_attributes(Live))?;
    raw_pyexec(
        "import sys
def deep_method(): return deep_c.method(deep_method)
def deep_call(): return deep_c(deep_call)
def deep_item(): return deep_c[deep_item]
def deep_eq(): return deep_c == deep_eq
def deep_attr(): return deep_l.deep_attr
def deep_live_item(): return deep_l[deep_live_item]
def deep_iter(): return iter(deep_l)
def deep_fresh(): return deep_make(deep_fresh)()
deep_old = sys.getrecursionlimit()",
    )?;
    export_function("deep_make", |f: PyObject| pyfunction(move || pycall!(&f => PyObject)))?;
    let ways = [
        "deep_method",
        "deep_call",
        "deep_item",
        "deep_eq",
        "deep_attr",
        "deep_live_item",
        "deep_iter",
        "deep_fresh",
    ];
    for (limit, stack) in [("deep_old", 8 << 20), ("10 ** 6", 1 << 20)] {
        raw_pyexec(&format!("sys.setrecursionlimit({limit})"))?;
        for way in ways {
            let thread = thread::Builder::new().stack_size(stack);
            let called = thread.spawn(move || raw_pyexec(&format!("{way}()"))).expect("a thread");
            let error = called.join().expect("no panic").expect_err(way);
            assert!(
                error.as_python().is_some_and(|error| error.type_name() == "RecursionError"),
                "{way}: {error}"
            );
        }
    }
    raw_pyexec("sys.setrecursionlimit(deep_old)")
}

#[test]
fn rules_are_not_in_force_inside() -> Result<()> {
    let rule = pythonizer(|x: f64| -> Result<PyObject> { attach(|py| (x as i64).to_python(py))? });
    let seen: Vec<String> = with_pythonizers([rule], || {
        pycall!(
            "list",
            pycall!("map", |x: Value| -> Result<String> {
            Ok(format!("{x:?} {}", pycall!("repr", 1.5 => String)?))
        }, [1.5] => PyObject)?
        )
    })?;
    assert_eq!(seen, ["Int(1) 1.5"]);
    let value = with_remote_objects(|| pycall!(|x: Value| format!("{x:?}"), 3 => String))?;
    assert_eq!(value, "Int(3)");
    Ok(())
}

#[test]
fn c_code_calls_back_with_python_released_in_between() -> Result<()> {
    export_function("compare", |a: i64, b: i64| -> Result<i64> {
        // The thread is attached in here, whatever it was before: verbs and drops work.
        let difference: PyObject = raw_pyeval("(lambda a, b: (a > b) - (a < b))")?;
        pycall!(difference, a, b)
    })?;
    raw_pyexec(
        "import ctypes
kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_longlong), ctypes.POINTER(ctypes.c_longlong))
function = kind(lambda a, b: compare(a[0], b[0]))
numbers = (ctypes.c_longlong * 5)(3, 1, 5, 2, 4)
def sort(): ctypes.CDLL(None).qsort(numbers, 5, 8, function)",
    )?;
    pycall!("sort" => ())?;
    assert_eq!(raw_pyeval::<Vec<i64>>("list(numbers)")?, [1, 2, 3, 4, 5]);
    // Out of a detached region: C code attaches again by itself.
    let address: usize = raw_pyeval("ctypes.cast(function, ctypes.c_void_p).value")?;
    let mut again = [2i64, 1];
    attach(|_| {
        detach(|| {
            // SAFETY: the address is that of a C function of this type, which Python keeps.
            let call: extern "C" fn(*const i64, *const i64) -> i32 = unsafe { std::mem::transmute(address) };
            assert_eq!(call(&again[0], &again[1]), 1);
            again.sort_unstable();
        });
        // And back: the thread is attached again.
        assert_eq!(raw_pyeval::<i64>("1 + 1").expect("it adds"), 2);
    })?;
    Ok(())
}
