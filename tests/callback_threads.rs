//! Callbacks on other threads, deep ones, and with Python's own library.
#![allow(unsafe_code, reason = "C's function pointers are called")]

mod soon;

use py4rs::prelude::*;
use py4rs::{Result, shared};
use soon::soon;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

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
    raw_pyexec(
        "import functools, re, asyncio, unittest.mock, copy, inspect, pickle, io, contextlib, pydoc
total = functools.reduce(plus, [1, 2, 3])
partial = functools.partial(plus, 1)(2)
text = re.sub('b+', upper, 'abba')
async def main():
    loop = asyncio.get_running_loop()
    done = loop.create_future()
    loop.call_soon(lambda: done.set_result(plus(1, 1)))
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
    Ok(())
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
