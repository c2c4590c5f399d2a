//! The end of the process: what Python has buffered is written, what was registered with `atexit` runs once,
//! and nothing hangs or crashes, however the process ends.
#![allow(unsafe_code, reason = "one test registers a function with C's own atexit")]

mod child;
mod directory;
mod one_thread;

use one_thread::one_thread;
use py4rs::Result;
use py4rs::prelude::*;
use std::cell::RefCell;
use std::process::exit;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

/// Registers two functions with `atexit`: the later one runs first. What they print ends without a newline.
fn register() -> Result<()> {
    raw_pyexec("import atexit; atexit.register(print, '2', end=''); atexit.register(print, '1', end=' ')")
}

#[test]
fn buffered_output_is_written() {
    let outcome = child::run(|| raw_pyexec("print('a line'); print('no line', end='')"));
    assert_eq!(outcome.printed(), "a line\nno line");
}

#[test]
fn a_large_output_is_written_whole() {
    let outcome = child::run(|| raw_pyexec("import sys; sys.stdout.write('x' * 1_000_000)"));
    assert_eq!(outcome.printed().len(), 1_000_000);
}

#[test]
fn output_comes_in_the_order_of_printing() {
    let outcome = child::run(|| -> Result<()> {
        for number in 0..5 {
            println!("rust {number}");
            pycall!("print", "python", number => ())?;
        }
        Ok(())
    });
    let expected: String = (0..5).map(|n| format!("rust {n}\npython {n}\n")).collect();
    assert_eq!(outcome.printed(), expected);
}

#[test]
fn stderr_is_written_too() {
    let outcome = child::run(|| raw_pyexec("import sys; print('oh', end='', file=sys.stderr)"));
    assert_eq!(outcome.stderr, "oh");
}

#[test]
fn atexit_functions_run_once_and_the_last_first() {
    assert_eq!(child::run(register).printed(), "1 2");
}

#[test]
fn atexit_functions_run_when_the_program_ends_inside_attach() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        attach(|_| exit(0))
    });
    assert_eq!(outcome.printed(), "1 2");
}

#[test]
fn atexit_functions_run_when_the_program_ends_inside_detach() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        attach(|_| detach(|| exit(0)))
    });
    assert_eq!(outcome.printed(), "1 2");
}

#[test]
fn atexit_functions_run_when_another_thread_ends_the_program() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        thread::spawn(|| exit(0)).join().expect("it never comes back")
    });
    assert_eq!(outcome.printed(), "1 2");
}

#[test]
fn atexit_functions_run_when_another_thread_ends_the_program_inside_attach() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        thread::spawn(|| attach(|_| exit(0))).join().expect("it never comes back")
    });
    assert_eq!(outcome.printed(), "1 2");
}

#[test]
fn atexit_functions_run_after_a_stop() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        stop()
    });
    assert_eq!(outcome.printed(), "1 2");
}

#[test]
fn atexit_functions_run_after_a_panic() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        attach(|_| panic!("as it happens"))
    });
    assert_eq!(outcome.code, Some(101));
    assert!(outcome.stderr.contains("as it happens"), "{}", outcome.stderr);
    assert!(outcome.stdout.ends_with("1 2"), "{}", outcome.stdout);
}

#[test]
fn an_atexit_function_that_raises_is_shown_and_stops_no_other() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("import atexit; atexit.register(print, 'after'); atexit.register(lambda: 1 / 0)")
    });
    assert!(outcome.stderr.contains("ZeroDivisionError"), "{}", outcome.stderr);
    assert_eq!(outcome.printed(), "after\n");
}

#[test]
fn the_exit_code_is_the_programs_own() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        exit(7)
    });
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(7), "1 2"));
}

#[test]
fn a_stdout_that_is_closed_or_gone_does_no_harm() {
    for end in ["sys.stdout.close()", "sys.stdout = None", "del sys.stdout", "sys.stdout = 5"] {
        let outcome = child::run_in(
            |command| {
                command.env("END", end);
            },
            || {
                let end = std::env::var("END").expect("it was set");
                raw_pyexec(&format!("import sys; print('x', end=''); sys.stdout.flush(); {end}"))
            },
        );
        assert_eq!(outcome.printed(), "x", "{end}");
    }
}

#[test]
fn threads_that_loop_in_python_do_not_hold_the_end_up() {
    if one_thread("a call without end keeps all others") {
        return;
    }
    let outcome = child::run(|| -> Result<()> {
        register()?;
        for _ in 0..3 {
            thread::spawn(|| raw_pyexec("while True: pass"));
        }
        thread::spawn(|| -> Result<()> {
            loop {
                let _: PyObject = pycall!("list", "abc")?;
            }
        });
        raw_pyexec("import threading; threading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()")?;
        thread::sleep(Duration::from_millis(50));
        Ok(())
    });
    assert_eq!(outcome.printed(), "1 2");
}

#[test]
fn threads_that_drop_objects_survive_the_end() {
    let outcome = child::run(|| -> Result<()> {
        let object = py_none()?;
        for _ in 0..4 {
            let object = object.clone();
            thread::spawn(move || {
                loop {
                    drop(raw_pyeval::<PyObject>("object()"));
                    drop(object.clone());
                }
            });
        }
        thread::sleep(Duration::from_millis(50));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn objects_in_statics_and_thread_locals_are_no_problem() {
    static KEPT: Mutex<Vec<PyObject>> = Mutex::new(Vec::new());
    thread_local!(static LOCAL: RefCell<Vec<PyObject>> = const { RefCell::new(Vec::new()) });
    let outcome = child::run(|| -> Result<()> {
        // In this order the thread-local's destructor is registered before this library's own.
        LOCAL.with(|local| local.borrow_mut().clear());
        let keep = || -> Result<()> {
            LOCAL.with(|local| local.borrow_mut().extend(raw_pyeval::<PyObject>("object()")));
            KEPT.lock().expect("no panic").push(raw_pyeval("object()")?);
            Ok(())
        };
        thread::spawn(keep).join().expect("no panic")?;
        keep()
    });
    outcome.printed();
}

#[test]
fn a_verb_in_a_thread_locals_destructor_works_or_is_an_error() {
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            let sum = raw_pyeval::<i64>("1 + 1");
            assert!(matches!(sum, Ok(2) | Err(Error::NotAlive)), "{sum:?}");
            println!("done");
        }
    }
    thread_local!(static LAST: Last = const { Last });
    let outcome = child::run(|| -> Result<()> {
        LAST.with(|_| ());
        let other = thread::spawn(|| LAST.with(|_| raw_pyeval::<i64>("2")));
        assert_eq!(other.join().expect("no panic")?, 2);
        register()
    });
    assert_eq!(outcome.printed(), "done\ndone\n1 2");
}

#[test]
fn after_the_end_using_python_is_an_error_and_dropping_nothing() {
    static KEPT: Mutex<Option<PyObject>> = Mutex::new(None);
    extern "C" fn after() {
        let object = KEPT.lock().expect("no panic").take().expect("it was kept");
        let clone = object.clone();
        println!("{object} {clone:?}");
        drop((object, clone));
        let errors = [
            start().is_err(),
            Config::new().start().is_err(),
            pyvalue::<PyObject>("len").is_err(),
            matches!(raw_pyeval::<i64>("1"), Err(Error::NotAlive)),
            attach(|_| ()).is_err(),
            stop().is_err(),
        ];
        println!("{} {errors:?}", is_alive());
        let error = raw_pyexec("1").expect_err("it has ended");
        println!("{error}");
    }
    let outcome = child::run(|| -> Result<()> {
        // SAFETY: the function has C's type and does not unwind. Registered before Python's start, it runs
        // after Python's end.
        unsafe { libc::atexit(after) };
        *KEPT.lock().expect("no panic") = Some(raw_pyeval("object()")?);
        register()
    });
    let printed = outcome.printed();
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].starts_with("1 2<object of a Python that has ended> <PyObject "), "{printed}");
    assert_eq!(lines[1], "false [true, true, true, true, true, true]");
    assert!(lines[2].contains("exiting"), "{printed}");
}

#[test]
fn an_atexit_function_may_wait_for_a_thread_that_needs_python() {
    if one_thread("an atexit function that waits keeps all other calls") {
        return;
    }
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec(
            "import atexit, threading
began, ended = threading.Event(), threading.Event()
atexit.register(lambda: (began.set(), ended.wait(5)))",
        )?;
        thread::spawn(|| {
            println!("{:?}", raw_pyeval::<i64>("began.wait() and 1 + 1"));
            raw_pyexec("ended.set()")
        });
        Ok(())
    });
    assert_eq!(outcome.printed(), "Ok(2)\n");
}

#[test]
fn a_file_that_main_holds_is_written() {
    let directory = directory::Directory::new("held");
    let path = directory.path("file");
    // In the child too the name is the parent's.
    let name = std::env::var("PY4RS_TEST_FILE").unwrap_or_else(|_| path.display().to_string());
    let outcome = child::run_in(
        |command| {
            command.env("PY4RS_TEST_FILE", &name);
        },
        || -> Result<()> {
            set_pyvalue("name", &name)?;
            raw_pyexec("file = open(name, 'w'); file.write('to the last')")
        },
    );
    outcome.printed();
    assert_eq!(std::fs::read_to_string(&name).expect("it was made"), "to the last");
}

#[test]
fn a_thread_that_keeps_python_does_not_keep_the_process() {
    let outcome = child::run(|| -> Result<()> {
        register()?;
        thread::spawn(|| attach(|_| thread::sleep(Duration::from_secs(1000))));
        thread::sleep(Duration::from_millis(100));
        Ok(())
    });
    assert!(outcome.stderr.contains("a thread keeps Python attached"), "{}", outcome.stderr);
    assert_eq!(outcome.printed(), "");
}

#[test]
fn two_threads_may_end_the_program_at_once() {
    let outcome = child::run(|| -> Result<()> {
        start()?;
        thread::spawn(|| {
            attach(|_| {
                thread::sleep(Duration::from_millis(300));
                exit(0)
            })
        });
        thread::sleep(Duration::from_millis(100));
        Ok(())
    });
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
}

#[test]
fn a_file_that_was_dropped_is_written() {
    for end in ["exit", "stop"] {
        let directory = directory::Directory::new(end);
        let path = directory.path("file");
        let name = std::env::var("PY4RS_TEST_FILE").unwrap_or_else(|_| path.display().to_string());
        let outcome = child::run_in(
            |command| {
                command.env("PY4RS_TEST_FILE", &name).env("PY4RS_TEST_END", end);
            },
            || -> Result<()> {
                let file: PyObject = pycall!("open", name, "w")?;
                pymethod!(file, "write", "to the last" => ())?;
                drop(file);
                if std::env::var("PY4RS_TEST_END").as_deref() == Ok("stop") {
                    stop()?;
                    println!("{}", std::fs::read_to_string(&name).expect("it was made"));
                }
                Ok(())
            },
        );
        let printed = outcome.printed();
        assert_eq!(std::fs::read_to_string(&name).expect("it was made"), "to the last");
        assert_eq!(printed, if end == "stop" { "to the last\n" } else { "" });
    }
}
