//! Threads: which of them runs Python when, and what is left of them.

mod child;
mod one_thread;

use one_thread::one_thread;
use py4rs::Result;
use py4rs::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Runs a verb on another thread, and waits for it no longer than a second.
#[track_caller]
fn another_thread_can_attach() {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(raw_pyeval::<i64>("1 + 1")));
    let two = receiver.recv_timeout(Duration::from_secs(1)).expect("it is not kept waiting");
    assert_eq!(two.expect("Python is alive"), 2);
}

#[test]
fn attaching_nests() -> Result<()> {
    let depth = attach(|_| attach(|_| attach(|_| raw_pyeval::<i64>("3"))))????;
    assert_eq!(depth, 3);
    another_thread_can_attach();
    Ok(())
}

#[test]
fn detaching_lets_another_thread_run() -> Result<()> {
    attach(|_| {
        detach(another_thread_can_attach);
        assert_eq!(raw_pyeval::<i64>("1").expect("it is attached again"), 1);
        detach(another_thread_can_attach);
    })
}

#[test]
fn attaching_and_detaching_alternate_to_any_depth() -> Result<()> {
    fn down(depth: i64) -> Result<i64> {
        match depth {
            0 => {
                another_thread_can_attach();
                Ok(0)
            }
            _ => Ok(1 + attach(|_| pycall!("abs", -1 => i64).and_then(|_| detach(|| down(depth - 1))))??),
        }
    }
    assert_eq!(down(20)?, 20);
    assert_eq!(detach(|| detach(|| down(1)))?, 1);
    Ok(())
}

#[test]
fn verbs_work_while_detached() -> Result<()> {
    let object: PyObject = raw_pyeval("[1]")?;
    attach(|_| {
        detach(|| -> Result<()> {
            pymethod!(object, "append", 2 => ())?;
            assert_eq!(object.clone().to_string(), "[1, 2]");
            Ok(())
        })
    })?
}

#[test]
fn a_panic_while_attached_leaves_all_in_order() -> Result<()> {
    for _ in 0..3 {
        catch_unwind(|| attach(|_| attach(|_| panic!("attached")))).expect_err("it panics");
        another_thread_can_attach();
        assert_eq!(raw_pyeval::<i64>("1")?, 1);
    }
    attach(|_| {
        catch_unwind(|| attach(|_| panic!("nested"))).expect_err("it panics");
        assert_eq!(raw_pyeval::<i64>("1")?, 1);
        Ok(())
    })?
}

#[test]
fn a_panic_while_detached_leaves_all_in_order() -> Result<()> {
    attach(|_| -> Result<()> {
        catch_unwind(|| detach(|| panic!("detached"))).expect_err("it panics");
        assert_eq!(raw_pyeval::<i64>("1")?, 1);
        detach(another_thread_can_attach);
        Ok(())
    })??;
    another_thread_can_attach();
    Ok(())
}

#[test]
fn a_panic_in_a_conversion_leaves_all_in_order() -> Result<()> {
    struct Panics;
    impl ToPython for Panics {
        fn to_python(&self, _py: Python<'_>) -> Result<PyObject> {
            panic!("while it is converted")
        }
    }
    let operand: PyObject = raw_pyeval("object()")?;
    let count = || pycall!("__import__('sys').getrefcount", operand => i64);
    let before = count()?;
    for _ in 0..10 {
        let call = || attach(|_| pycall!("print", operand, vec![&operand], Panics => ()));
        catch_unwind(AssertUnwindSafe(call)).expect_err("it panics");
        let call = || pymethod!(operand, "x", operand, (&operand, Panics) => ());
        catch_unwind(AssertUnwindSafe(call)).expect_err("it panics");
    }
    assert_eq!(count()?, before);
    another_thread_can_attach();
    Ok(())
}

#[test]
fn threads_that_end_leave_no_thread_states() -> Result<()> {
    raw_pyexec(
        "import ctypes
api = ctypes.pythonapi
for function in (api.PyInterpreterState_Main, api.PyInterpreterState_ThreadHead, api.PyThreadState_Next):
    function.restype = ctypes.c_void_p
api.PyInterpreterState_ThreadHead.argtypes = api.PyThreadState_Next.argtypes = [ctypes.c_void_p]
def states():
    count, state = 0, api.PyInterpreterState_ThreadHead(api.PyInterpreterState_Main())
    while state:
        count, state = count + 1, api.PyThreadState_Next(state)
    return count",
    )?;
    for number in 0..200i64 {
        let thread = thread::spawn(move || pycall!("abs", -number => i64));
        assert_eq!(thread.join().expect("no panic")?, number);
    }
    // The other tests have threads of their own.
    assert!(pycall!("states" => i64)? < 100, "{}", pycall!("states" => i64)?);
    Ok(())
}

#[test]
fn a_thread_keeps_its_state_to_its_very_end() {
    struct Last;
    impl Drop for Last {
        fn drop(&mut self) {
            // A new thread frees what ended ones have left behind: not that of this one, which goes on.
            another_thread_can_attach();
            println!("{:?}", raw_pyeval::<i64>("sum([1, 2])"));
            another_thread_can_attach();
            println!("{:?}", raw_pyeval::<i64>("sum([3, 4])"));
        }
    }
    thread_local!(static LAST: Last = const { Last });
    let outcome = child::run(|| -> Result<()> {
        start()?;
        let thread = thread::spawn(|| {
            // Used before Python, it is dropped after what this thread has of Python.
            LAST.with(|_| ());
            raw_pyeval::<i64>("1")
        });
        thread.join().expect("no panic").map(drop)
    });
    assert_eq!(outcome.printed(), "Ok(3)\nOk(7)\n");
}

#[test]
fn a_thread_keeps_its_identity_for_python() -> Result<()> {
    if one_thread("all threads are the same one to Python") {
        return Ok(());
    }
    raw_pyexec("import threading\nlocal = threading.local()")?;
    let work = || -> Result<i64> {
        for number in 0..10 {
            raw_pyexec(&format!("local.number = getattr(local, 'number', 0) + {number}"))?;
        }
        pyvalue("local.number")
    };
    let threads: Vec<_> = (0..4).map(|_| thread::spawn(work)).collect();
    for thread in threads {
        assert_eq!(thread.join().expect("no panic")?, 45);
    }
    Ok(())
}

#[test]
fn threads_of_python_run_while_rust_is_detached() -> Result<()> {
    raw_pyexec(
        "import threading, time
ticks = []
thread = threading.Thread(target=lambda: ticks.append(time.sleep(0.01)))",
    )?;
    pycall!("thread.start" => ())?;
    let start = Instant::now();
    while pycall!("len", pyvalue::<PyObject>("ticks")? => i64)? == 0 {
        assert!(start.elapsed() < Duration::from_secs(5), "it never ran");
        thread::sleep(Duration::from_millis(1));
    }
    pycall!("thread.join" => ())
}

#[test]
fn many_threads_call_at_once() -> Result<()> {
    raw_pyexec("def triple(x): return 3 * x")?;
    let work = |thread: i64| -> Result<()> {
        for number in 0..2000 {
            assert_eq!(pycall!("triple", thread + number => i64)?, 3 * (thread + number));
        }
        Ok(())
    };
    let threads: Vec<_> = (0..8).map(|thread| thread::spawn(move || work(thread))).collect();
    threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
}

#[test]
fn a_thread_can_end_while_the_one_that_joins_it_is_attached() -> Result<()> {
    for _ in 0..20 {
        let (used, wait) = mpsc::channel();
        let (go, end) = mpsc::channel::<()>();
        let other = thread::spawn(move || {
            let two = raw_pyeval::<i64>("1 + 1");
            used.send(()).expect("it is waited for");
            end.recv().expect("it is told");
            two
        });
        wait.recv().expect("it used Python");
        let two = attach(|_| {
            go.send(()).expect("it waits");
            other.join().expect("no panic")
        })??;
        assert_eq!(two, 2);
    }
    Ok(())
}

#[test]
fn a_slow_thread_of_rust_does_not_stop_others_between_its_verbs() -> Result<()> {
    let slow = thread::spawn(|| -> Result<()> {
        raw_pyexec("1")?;
        thread::sleep(Duration::from_millis(300));
        raw_pyexec("1")
    });
    thread::sleep(Duration::from_millis(20));
    another_thread_can_attach();
    slow.join().expect("no panic")
}

#[test]
fn python_that_waits_lets_others_run() -> Result<()> {
    if one_thread("Python code that waits keeps all other calls") {
        return Ok(());
    }
    let sleeper = thread::spawn(|| raw_pyexec("import time; time.sleep(0.3)"));
    thread::sleep(Duration::from_millis(50));
    let start = Instant::now();
    assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
    assert!(start.elapsed() < Duration::from_millis(200));
    sleeper.join().expect("no panic")
}
