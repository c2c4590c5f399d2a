//! All Python code on one thread, whatever thread calls.

mod child;

use child::Outcome;
use py4rs::Result;
use py4rs::config::Mode;
use py4rs::prelude::*;
use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::mpsc::channel;
use std::thread;

/// Runs a part in a process of the mode.
#[track_caller]
fn run(part: impl FnOnce() -> Result<()>) -> Outcome {
    child::run(|| {
        Config::new().mode(Mode::SingleThreaded).start()?;
        raw_pyexec("import threading, sys\nident = threading.get_ident")?;
        part()
    })
}

fn ident() -> Result<u64> {
    pycall!("ident")
}

#[test]
fn sixteen_threads_call_on_one() {
    let outcome = run(|| {
        let main: u64 = raw_pyeval("threading.main_thread().ident")?;
        let threads: Vec<_> =
            (0..16).map(|_| thread::spawn(|| (0..50).map(|_| ident()).collect::<Result<Vec<_>>>())).collect();
        for thread in threads {
            assert!(thread.join().expect("no panic")?.iter().all(|ident| *ident == main));
        }
        Ok(())
    });
    outcome.printed();
}

#[test]
fn whatever_runs_code_does_so_there() {
    let outcome = run(|| {
        raw_pyexec(
            "idents = set()
def note(*_, **__): idents.add(ident())
class Noting:
    def __getattr__(self, name): note(); raise AttributeError(name)
    def __setattr__(self, name, value): note()
    def __len__(self): note(); return 1
    def __iter__(self): note(); return iter('a')
    def __getitem__(self, key): note(); return 1
    def __setitem__(self, key, value): note()
    def __contains__(self, key): note(); return True
    def __hash__(self): note(); return 1
    def __eq__(self, other): note(); return True
    def __lt__(self, other): note(); return True
    def __add__(self, other): note(); return 1
    def __index__(self): note(); return 1
    def __float__(self): note(); return 1.0
    def __bool__(self): note(); return True
    def __str__(self): note(); return ''
    def __repr__(self): note(); return ''
    def __enter__(self): note()
    def __exit__(self, *_): note()
    def __del__(self): note()
class Cycle:
    def __init__(self): self.me = self
    def __del__(self): note()
def generate():
    note(); yield 1; note()",
        )?;
        let seen = || raw_pyeval::<Vec<bool>>("[i == threading.main_thread().ident for i in idents]");
        let noting: PyObject = raw_pyeval("Noting()")?;
        let operations: &[(&str, &dyn Fn() -> Result<()>)] = &[
            ("attribute", &|| pyslot_value::<PyObject>(&noting, "x").map_or(Ok(()), |_| Ok(()))),
            ("set attribute", &|| set_pyslot_value(&noting, "x", 1)),
            ("item", &|| pyref!(noting, 0 => PyObject).map(drop)),
            ("set item", &|| set_pyref!(noting, 0 => 1)),
            ("list", &|| pycall!("list", &noting => Vec<String>).map(drop)),
            ("iteration", &|| {
                raw_pyeval::<PyObject>("generate()")?.iter::<PyObject>()?.try_for_each(|item| item.map(drop))
            }),
            ("number", &|| raw_pyeval::<i64>("Noting()").map_or(Ok(()), |_| Ok(()))),
            ("float", &|| raw_pyeval::<f64>("Noting()").map_or(Ok(()), |_| Ok(()))),
            ("text", &|| {
                assert_eq!((noting.to_string().len(), format!("{noting:?}").is_empty()), (0, false));
                Ok(())
            }),
            ("key", &|| raw_pyeval::<PyObject>("{}").and_then(|dict| set_pyref!(dict, &noting => 1))),
            ("operator", &|| pycall!("sum", [1], &noting => PyObject).map(drop)),
            ("rebinding", &|| {
                set_pyvalue("held", raw_pyeval::<PyObject>("Noting()")?).and(set_pyvalue("held", 1))
            }),
            ("drop", &|| attach(|_| raw_pyeval::<PyObject>("Noting()").map(drop))?),
            ("import", &|| {
                raw_pyexec(
                    "class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None): note()
sys.meta_path.insert(0, Finder)",
                )?;
                assert!(import_module("no_such_module").is_err());
                raw_pyexec("sys.meta_path.remove(Finder)")
            }),
            ("drop elsewhere", &|| {
                let object: PyObject = raw_pyeval("Noting()")?;
                thread::spawn(|| drop(object)).join().expect("no panic");
                pygc();
                Ok(())
            }),
            ("container", &|| attach(|_| raw_pyeval::<PyObject>("[Noting()]").map(drop))?),
            ("cycles", &|| {
                raw_pyexec("for _ in range(690): Cycle()")?;
                let kept: Vec<PyObject> =
                    attach(|py| (0..2000).map(|n| vec![n].to_python(py)).collect::<Result<Vec<_>>>())??;
                drop(kept);
                raw_pyexec("import gc; gc.collect()")
            }),
        ];
        for (name, operation) in operations {
            raw_pyexec("idents.clear()")?;
            operation()?;
            let seen = seen()?;
            assert!(!seen.is_empty() && seen.iter().all(|there| *there), "{name}: {seen:?}");
        }
        Ok(())
    });
    outcome.printed();
}

#[test]
fn rust_code_stays_on_its_thread() {
    let outcome = run(|| {
        let here = thread::current().id();
        // What is not `Send` is used where it belongs.
        let counted = Rc::new(Cell::new(0));
        attach(|_| {
            assert_eq!(thread::current().id(), here);
            counted.set(pycall!("abs", -5).expect("it is alive"));
        })?;
        assert_eq!(counted.get(), 5);
        let rule = pythonizer(|number: f64| {
            assert_ne!(thread::current().name(), Some("python"));
            raw_pyeval(&format!("'{number}'"))
        });
        let text: String = with_pythonizers([rule], || pycall!("str", 1.5))?;
        assert_eq!(text, "1.5");
        // What Python calls runs on Python's, and calls Python there.
        let main: u64 = raw_pyeval("threading.main_thread().ident")?;
        let inside: u64 = pycall!(|| {
            assert_eq!(thread::current().name(), Some("python"));
            ident()
        })?;
        assert_eq!(inside, main);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn errors_and_panics_come_back() {
    let outcome = run(|| {
        let error = raw_pyexec("1 / 0").expect_err("it raises");
        assert_eq!(error.as_python().expect("an exception").type_name(), "ZeroDivisionError");
        assert!(error.to_string().contains("line 1"), "{error}");
        let error = pycall!(|| "x".parse::<i64>() => i64).expect_err("it is no number");
        assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
        let panic = catch_unwind(AssertUnwindSafe(|| pycall!(|| -> () { std::panic::panic_any(7) } => ())));
        assert_eq!(panic.expect_err("it panics").downcast_ref(), Some(&7));
        // The thread is none the worse for it.
        assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_function_that_waits_lets_others_in() {
    let outcome = run(|| {
        let sum: i64 = pycall!(|| {
            detach(|| {
                let threads: Vec<_> =
                    (0..4).map(|n| thread::spawn(move || pycall!("sum", [n, 1] => i64))).collect();
                threads.into_iter().map(|thread| thread.join().expect("no panic")).sum::<Result<i64>>()
            })
        })?;
        assert_eq!(sum, 10);
        let panic = catch_unwind(|| pycall!(|| detach(|| -> () { std::panic::panic_any(8) }) => ()));
        assert_eq!(panic.expect_err("it panics").downcast_ref(), Some(&8));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_capture_goes_along() {
    let outcome = run(|| {
        let threads: Vec<_> = (0..4)
            .map(|number: usize| {
                thread::spawn(move || {
                    with_python_output(|| (0..50).try_for_each(|_| pycall!("print", number => ())))
                })
            })
            .collect();
        for (number, thread) in threads.into_iter().enumerate() {
            assert_eq!(thread.join().expect("no panic")?.1, format!("{number}\n").repeat(50));
        }
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_stop_and_a_start_keep_the_thread() {
    let outcome = run(|| {
        let before = ident()?;
        stop()?;
        raw_pyexec("import threading\nident = threading.get_ident")?;
        assert_eq!(ident()?, before);
        let other = Config::new().mode(Mode::AnyThread).start();
        assert!(other.expect_err("it is decided").to_string().contains("SingleThreaded"));
        raw_pyexec(
            "import atexit; atexit.register(lambda: print(threading.get_ident() == threading.main_thread().ident))",
        )
    });
    assert_eq!(outcome.printed(), "True\n");
}

#[test]
fn the_end_does_not_wait_for_a_call_without_end() {
    let outcome = run(|| {
        raw_pyexec("import atexit; atexit.register(print, 'the end')")?;
        let (sender, receiver) = channel();
        export_function("begun", move || sender.send(()).expect("it is waited for"))?;
        thread::spawn(|| raw_pyexec("begun()\nwhile True: pass"));
        receiver.recv().expect("it begins");
        Ok(())
    });
    assert_eq!(outcome.printed(), "the end\n");
}

#[test]
fn large_values_cross() {
    let outcome = run(|| {
        let map: HashMap<String, Vec<i64>> = (0..1000).map(|n| (n.to_string(), vec![n; 3])).collect();
        assert_eq!(pycall!("dict", &map => HashMap<String, Vec<i64>>)?, map);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_forked_process_ends_in_python() {
    let outcome = run(|| {
        let status: i32 = raw_pyeval(
            "(lambda os: (lambda pid: os.waitpid(pid, 0)[1] if pid else os._exit(3))(os.fork()))(__import__('os'))",
        )?;
        assert_eq!(status >> 8, 3);
        // One that would go on in Rust does not hang.
        raw_pyexec("import os; pid = os.fork()")?;
        let status: i32 = raw_pyeval("os.waitpid(pid, 0)[1]")?;
        assert_eq!(status >> 8, 70);
        Ok(())
    });
    assert!(outcome.stderr.contains("os._exit"), "{}", outcome.stderr);
    outcome.printed();
}
