//! Python on the process's main thread. The test has no harness, whose tests run on threads of their own.

use py4rs::config::Mode;
use py4rs::prelude::*;
use std::env;
use std::panic::catch_unwind;
use std::process::{Command, exit};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    match env::args().nth(1).as_deref() {
        Some("--panic") => return run_on_main_thread(|| panic!("in the program")),
        Some("--exit") => {
            return run_on_main_thread(|| {
                raw_pyexec("import atexit; atexit.register(print, 'the end')").expect("it runs");
                exit(3)
            });
        }
        _ => (),
    }
    for (word, code, printed) in [("--panic", 101, ""), ("--exit", 3, "the end\n")] {
        let program = env::current_exe().expect("a running program has a file");
        let ran = Command::new(program).arg(word).output().expect("it can be run");
        assert_eq!((ran.status.code(), String::from_utf8_lossy(&ran.stdout).as_ref()), (Some(code), printed));
    }
    let main = thread::current().id();
    let (ended, goes_on) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let others: Vec<_> = (0..4)
        .map(|_| {
            let (ended, goes_on) = (ended.clone(), goes_on.clone());
            move || {
                while !ended.load(Ordering::SeqCst) {
                    assert_eq!(pycall!("sum", [1, 2] => i64).expect("it is alive"), 3);
                    goes_on.fetch_add(1, Ordering::SeqCst);
                }
            }
        })
        .collect();
    let mut threads = Vec::new();
    let value = run_on_main_thread(|| {
        assert_ne!(thread::current().id(), main);
        assert!(Config::new().mode(Mode::SingleThreaded).start().is_err());
        raw_pyexec(
            "import threading\ndef is_main(): return threading.current_thread() is threading.main_thread()",
        )?;
        assert!(pycall!("is_main" => bool)?);
        raw_pyexec(
            "import os; assert threading.get_native_id() == threading.main_thread().native_id == os.getpid()",
        )?;
        assert!(thread::spawn(|| pycall!("is_main" => bool)).join().expect("no panic")?);
        assert!(pycall!(move || thread::current().id() == main => bool)?);
        windows_answer()?;
        let endless = with_timeout(Duration::from_millis(50), || raw_pyexec("while True: pass"));
        assert!(matches!(endless, Err(Error::TimedOut(_))), "{endless:?}");
        assert!(catch_unwind(|| run_on_main_thread(|| ())).is_err());
        threads.extend(others.into_iter().map(thread::spawn));
        while goes_on.load(Ordering::SeqCst) < 100 {
            thread::yield_now();
        }
        Ok::<_, Error>(5)
    });
    assert_eq!(value.expect("no error"), 5);
    // It has been decided, and Python goes on to work where it did.
    assert_eq!(raw_pyeval::<i64>("1 + 1").expect("it is alive"), 2);
    assert!(catch_unwind(|| run_on_main_thread(|| ())).is_err());
    // Threads that the program has left go on.
    let before = goes_on.load(Ordering::SeqCst);
    let until = Instant::now() + Duration::from_secs(10);
    while goes_on.load(Ordering::SeqCst) < before + 100 {
        assert!(Instant::now() < until, "nobody makes their calls");
        thread::yield_now();
    }
    ended.store(true, Ordering::SeqCst);
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    println!("Python ran on the main thread");
}

/// Between calls what Qt would show gets its turn, and tkinter's, whatever it raises.
fn windows_answer() -> py4rs::Result<()> {
    raw_pyexec(
        "import sys, types
turns = []
class Root:
    def update(self):
        turns.append(is_main())
        # What a window asks for is not the program's end, and its errors are printed.
        if len(turns) == 1: sys.exit(1)
sys.modules['tkinter'] = types.SimpleNamespace(_default_root=Root())",
    )?;
    let until = Instant::now() + Duration::from_secs(10);
    while raw_pyeval::<usize>("len(turns)")? < 3 {
        assert!(Instant::now() < until, "nobody calls update");
        thread::sleep(Duration::from_millis(10));
    }
    assert!(raw_pyeval::<bool>("all(turns)")?);
    raw_pyexec("del sys.modules['tkinter']")
}
