//! Closures at the end: of Python's run, and of the process.

mod child;
mod soon;

use py4rs::Result;
use py4rs::prelude::*;
use soon::soon;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// Says when it ends, and uses Python for that.
struct Last(&'static str);

impl Drop for Last {
    fn drop(&mut self) {
        println!("{} {:?}", self.0, raw_pyeval::<i64>("1 + 1"));
    }
}

/// Has a closure own all of it.
fn name(last: &Last) -> &'static str {
    last.0
}

#[test]
fn a_stop_drops_what_main_held() {
    let outcome = child::run(|| -> Result<()> {
        let last = Last("dropped");
        export_function("held", move || name(&last))?;
        println!("{}", raw_pyeval::<String>("held()")?);
        stop()?;
        println!("stopped");
        // What Rust still has is dropped when it lets go.
        let alive = Arc::new(());
        let held = alive.clone();
        let kept = PyObject::new(pyfunction(move || Arc::strong_count(&held)))?;
        stop()?;
        assert_eq!(pycall!(kept => usize)?, 2);
        drop(kept);
        soon(|| Ok(Arc::strong_count(&alive) == 1));
        Ok(())
    });
    assert_eq!(outcome.printed(), "dropped\ndropped Ok(2)\nstopped\n");
}

#[test]
fn a_closure_that_is_let_go_of_while_it_runs_is_dropped_after_it() {
    // Python itself does not hold the two while it calls them.
    let outcome = child::run(|| -> Result<()> {
        import_module("_signal")?;
        import_module("sys")?;
        let (hook, handler) = (Last("hook dropped"), Last("handler dropped"));
        let shows = pyfunction(move |_value: PyObject| -> Result<()> {
            set_pyvalue("sys.displayhook", ())?;
            println!("runs until {}", name(&hook));
            Ok(())
        });
        set_pyvalue("sys.displayhook", shows)?;
        // What was dropped on this thread, while it was detached.
        pygc();
        raw_pyexec("exec(compile('1', 'shown', 'single'))")?;
        let handles = move |number: i64, _frame: PyObject| -> Result<()> {
            pycall!("_signal.signal", number, 0 => PyObject).map(drop)?;
            println!("runs until {}", name(&handler));
            Ok(())
        };
        pycall!("_signal.signal", 10, pyfunction(handles) => ())?;
        pygc();
        raw_pyexec("_signal.raise_signal(10)")
    });
    let (hook, handler) = ("hook dropped", "handler dropped");
    assert_eq!(
        outcome.printed(),
        format!("runs until {hook}\n{hook} Ok(2)\nruns until {handler}\n{handler} Ok(2)\n")
    );
}

#[test]
fn at_exit_they_run_and_are_dropped() {
    let outcome = child::run(|| -> Result<()> {
        let last = Last("dropped");
        export_function("held", move || name(&last))?;
        import_module("atexit")?;
        pycall!("atexit.register", || println!("called {:?}", raw_pyeval::<i64>("2 + 2")) => ())?;
        pycall!("atexit.register", || -> () { panic!("at the end") } => ())
    });
    let stderr = outcome.stderr.clone();
    assert_eq!(outcome.printed(), "called Ok(4)\ndropped Ok(2)\n");
    assert!(stderr.contains("at the end"), "{stderr}");
}

#[test]
fn threads_that_call_back_do_not_keep_the_process() {
    let outcome = child::run(|| -> Result<()> {
        export_function("tick", |n: i64| raw_pyeval::<i64>("1 + 1").map(|two| n + two))?;
        raw_pyexec(
            "import threading
def loop():
    while True: tick(1)
for _ in range(3): threading.Thread(target=loop, daemon=True).start()",
        )?;
        thread::sleep(Duration::from_millis(20));
        Ok(())
    });
    assert_eq!(outcome.printed(), "");
}
