//! Python on the process's main thread. The test has no harness, whose tests run on threads of their own.

use py4rs::config::Mode;
use py4rs::prelude::*;
use std::panic::catch_unwind;
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let main = thread::current().id();
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
        Ok::<_, Error>(5)
    });
    assert_eq!(value.expect("no error"), 5);
    // It has been decided, and Python goes on to work where it did.
    assert_eq!(raw_pyeval::<i64>("1 + 1").expect("it is alive"), 2);
    assert!(catch_unwind(|| run_on_main_thread(|| ())).is_err());
    println!("Python ran on the main thread");
}

/// Between calls what Qt would show gets its turn, and tkinter's, whatever it raises.
fn windows_answer() -> py4rs::Result<()> {
    raw_pyexec(
        "import sys, types
turns = []
class Root:
    def update(self): turns.append(is_main())
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
