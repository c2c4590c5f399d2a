//! The worker of a program all of whose Python code runs on one thread: what it does aside, calls within calls, those who
//! share it, and forks.

mod child;

use child::Outcome;
use py4rs::Result;
use py4rs::config::Mode;
use py4rs::prelude::*;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Runs a part in a process of the mode.
#[track_caller]
fn run(part: impl FnOnce() -> Result<()>) -> Outcome {
    child::run(|| {
        Config::new().mode(Mode::SingleThreaded).start()?;
        raw_pyexec("import threading\nident = threading.get_ident")?;
        part()
    })
}

#[test]
fn what_is_given_up_ends_during_a_long_call() {
    let outcome = run(|| {
        raw_pyexec(
            "import time
gone = []
class Last:
    def __del__(self): gone.append(ident() == threading.main_thread().ident)",
        )?;
        let objects: Vec<PyObject> = raw_pyeval("[Last() for _ in range(100)]")?;
        let (sender, receiver) = channel();
        export_function("begun", move || sender.send(()).expect("it is waited for"))?;
        let dropping = thread::spawn(move || {
            receiver.recv().expect("it begins");
            drop(objects);
        });
        raw_pyexec(
            "begun()
for _ in range(1000):
    if len(gone) == 100: break
    time.sleep(0.01)",
        )?;
        dropping.join().expect("no panic");
        assert_eq!(raw_pyeval::<Vec<bool>>("gone")?, vec![true; 100]);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_caller_that_is_interrupted_keeps_the_thread() {
    let outcome = run(|| {
        let timed_out = |code: &str| {
            let result = with_timeout(Duration::from_millis(50), || raw_pyexec(code));
            assert!(matches!(result, Err(Error::TimedOut(_))), "{result:?}");
        };
        for _ in 0..3 {
            timed_out("while True: pass");
            assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
        }
        // One who waits in the row behind it is not touched, and gets its turn.
        let other = thread::spawn(|| {
            thread::sleep(Duration::from_millis(20));
            pycall!("sum", [1, 2] => i64)
        });
        timed_out("while True: pass");
        assert_eq!(other.join().expect("no panic")?, 3);
        // Nor is the call that the worker makes while it waits for Rust.
        let handle = interrupt_handle()?;
        let error = raw_pyexec("1 / 0").expect_err("it raises");
        assert!(!handle.interrupt(), "nothing runs after {error}");
        set_pyvalue(
            "waits",
            pyfunction(move || {
                detach(|| {
                    let other = thread::spawn(|| raw_pyexec("for _ in range(300_000): pass"));
                    handle.interrupt();
                    other.join().expect("no panic")
                })
            }),
        )?;
        let error = raw_pyexec("waits()\nwhile True: pass").expect_err("it is interrupted");
        assert_eq!(error.as_python().expect("an exception").type_name(), "KeyboardInterrupt");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn what_would_wait_for_ever_is_an_error() {
    let outcome = run(|| {
        let mut calls = 0;
        let function = pyfunction(move |callable: Option<PyObject>| -> Result<i32> {
            calls += 1;
            if let Some(callable) = callable {
                pycall!(&callable => ())?;
            }
            Ok(calls)
        });
        set_pyvalue("counting", function)?;
        // The call of another thread comes while the function waits, and can only be made above it.
        let nested = pyfunction(|| {
            detach(|| thread::spawn(|| raw_pyexec("counting(None)")).join().expect("no panic"))
        });
        let error = pycall!("counting", nested => i32).expect_err("it is running");
        assert!(error.to_string().contains("all Python code runs on one thread"), "{error}");
        set_pyvalue("capturing", pyfunction(|| with_process_output(|| ()).map(drop)))?;
        let nested = || detach(|| thread::spawn(|| raw_pyexec("capturing()")).join().expect("no panic"));
        let error =
            with_process_output(|| pycall!(pyfunction(nested) => ())).expect_err("it waits for itself");
        assert!(error.to_string().contains("captures what the process writes"), "{error}");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_thread_that_waits_for_its_call_is_the_one_inside() {
    let outcome = run(|| {
        // A capture of the process in one.
        let nested = || with_process_output(|| println!("inner")).map(|(_, text)| text);
        let (inner, outer) = with_process_output(|| {
            println!("outer");
            pycall!(pyfunction(nested) => String)
        })?;
        assert_eq!((inner.as_str(), outer.as_str()), ("inner\n", "outer\n"));
        // And one of Python's.
        let nested = || with_python_output(|| pycall!("print", "inner" => ())).map(|(_, text)| text);
        let (inner, outer) = with_python_output(|| {
            pycall!("print", "outer" => ())?;
            pycall!(pyfunction(nested) => String)
        })?;
        assert_eq!((inner.as_str(), outer.as_str()), ("inner\n", "outer\n"));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn calls_within_calls_go_deep() {
    fn down(depth: u32) -> Result<u32> {
        match depth {
            0 => panic!("at the bottom"),
            1 => Ok(1),
            _ => Ok(pycall!("down", depth - 1 => u32)? + 1),
        }
    }
    let outcome = run(|| {
        set_pyvalue("down", pyfunction(shared(down)))?;
        assert_eq!(down(200)?, 200);
        // In each of them others are let in.
        fn waiting(depth: u32) -> Result<u32> {
            match depth {
                0 => Ok(0),
                _ => detach(|| {
                    let other = thread::spawn(move || pycall!("waiting", depth - 1 => u32));
                    other.join().expect("no panic").map(|below| below + 1)
                }),
            }
        }
        set_pyvalue("waiting", pyfunction(shared(waiting)))?;
        assert_eq!(pycall!("waiting", 100 => u32)?, 100);
        let panic = catch_unwind(|| pycall!(pyfunction(|| pycall!("down", 0 => u32)) => u32));
        assert_eq!(panic.expect_err("it panics").downcast_ref(), Some(&"at the bottom"));
        assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn stops_during_the_calls_of_others_do_no_harm() {
    let outcome = run(|| {
        let threads: Vec<_> = (0..8)
            .map(|number: i64| {
                thread::spawn(move || {
                    (0..200).try_for_each(|_| {
                        assert_eq!(pycall!("sum", [number, 1] => i64)?, number + 1);
                        Ok::<_, Error>(())
                    })
                })
            })
            .collect();
        for _ in 0..20 {
            stop()?;
            thread::sleep(Duration::from_millis(2));
        }
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
    });
    outcome.printed();
}

#[test]
fn sixteen_threads_share_it_fairly() {
    let outcome = run(|| {
        // Until the first has made so many, whatever else the machine does.
        const ENOUGH: u32 = 300;
        let ended = AtomicBool::new(false);
        let calls: Vec<u32> = thread::scope(|scope| {
            let caller = || {
                let mut calls = 0;
                while !ended.load(Ordering::Relaxed) {
                    raw_pyexec("for _ in range(1000): pass").expect("it is alive");
                    calls += 1;
                    ended.fetch_or(calls == ENOUGH, Ordering::Relaxed);
                }
                calls
            };
            let threads: Vec<_> = (0..16).map(|_| scope.spawn(caller)).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
        });
        assert!(calls.iter().all(|calls| *calls >= ENOUGH / 10), "{calls:?}");
        Ok(())
    });
    outcome.printed();
}

#[test]
#[cfg(unix)]
fn a_forked_process_can_wait_for_threads_of_its_own() {
    let outcome = run(|| {
        let parallel = || {
            detach(|| {
                let threads: Vec<_> =
                    (0..4).map(|n| thread::spawn(move || pycall!("sum", [n, 1] => i64))).collect();
                threads.into_iter().map(|thread| thread.join().expect("no panic")).sum::<Result<i64>>()
            })
        };
        set_pyvalue("parallel", pyfunction(parallel))?;
        raw_pyexec(
            "import os
child = os.fork()
if not child: os._exit(parallel())
status = os.waitpid(child, 0)[1] >> 8",
        )?;
        assert_eq!(pyvalue::<i64>("status")?, 10);
        assert_eq!(parallel()?, 10);
        Ok(())
    });
    outcome.printed();
}
