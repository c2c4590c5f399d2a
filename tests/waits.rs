//! Waiting for a thread that has a value, or runs a closure: it can be interrupted, and is never without end.

mod child;
mod one_thread;

use one_thread::one_thread;
use py4rs::prelude::*;
use py4rs::{Error, Result};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

/// Why there is no waiting in the other mode.
const AT_ONCE: &str = "what would wait stands above what it waits for, and is an error at once";

#[derive(PythonAttributes)]
struct Slot {
    x: i64,
}

#[py4rs::methods]
impl Slot {
    fn change(&mut self, f: PyObject) -> Result<PyObject> {
        self.x += 1;
        pycall!(f)
    }
}

/// Makes `name` a function that has its thread wait, detached, until it is told to go on; gives what says that it waits,
/// and what tells it.
fn export_wait(name: &str) -> Result<(Receiver<()>, Sender<()>)> {
    let ((here, is_here), (go, gone)) = (channel(), channel::<()>());
    let gone = Mutex::new(gone);
    export_function(name, move || {
        here.send(()).expect("somebody waits");
        detach(|| gone.lock().expect("no panic").recv()).expect("somebody tells");
    })?;
    Ok((is_here, go))
}

#[test]
fn a_wait_is_interrupted() -> Result<()> {
    if one_thread(AT_ONCE) {
        return Ok(());
    }
    let slot = RustObject::with_attributes(Slot { x: 0 });
    set_pyvalue("w_slot", &slot)?;
    let (is_here, go) = export_wait("w_wait")?;
    let holder = thread::spawn(|| raw_pyexec("w_slot.change(w_wait)"));
    is_here.recv().expect("it waits");
    let soon = Duration::from_millis(50);
    for code in ["w_slot.x", "w_slot.x = 2", "w_slot.change(int)", "w_wait()", "lambda: 0; w_slot.x"] {
        let result = with_timeout(soon, || raw_pyexec(code));
        assert!(matches!(result, Err(Error::TimedOut(_))), "{code}: {result:?}");
    }
    // From Rust alone, where Python code runs only for the wait.
    for result in [
        with_timeout(soon, || slot.with_mut(|slot: &mut Slot| slot.x)),
        with_timeout(soon, || slot.with_ref(|slot: &Slot| slot.x)),
    ] {
        assert!(matches!(result, Err(Error::TimedOut(_))), "{result:?}");
    }
    go.send(()).expect("it waits");
    holder.join().expect("no panic")?;
    assert_eq!(slot.with_ref(|slot: &Slot| slot.x)?, 1);
    Ok(())
}

#[test]
fn two_that_wait_for_each_other_do_not_for_ever() -> Result<()> {
    if one_thread(AT_ONCE) {
        return Ok(());
    }
    static BOTH: Barrier = Barrier::new(2);
    export_function("w_meet", py4rs::shared(|| detach(|| BOTH.wait()).is_leader()))?;
    let held = Mutex::new(0);
    export_function("w_held", move |f: PyObject| -> Result<PyObject> {
        *held.lock().expect("no panic") += 1;
        pycall!(f)
    })?;
    for name in ["w_a", "w_b"] {
        set_pyvalue(name, RustObject::with_attributes(Slot { x: 0 }))?;
    }
    raw_pyexec(
        "def w_after(f):
    w_meet()
    return f()",
    )?;
    for (one, other) in [
        ("w_a.change(lambda: w_after(lambda: w_b.x))", "w_b.change(lambda: w_after(lambda: w_a.x))"),
        ("w_a.change(lambda: w_after(lambda: w_held(int)))", "w_held(lambda: w_after(lambda: w_a.x))"),
    ] {
        let results = [one, other]
            .map(|code| thread::spawn(|| raw_pyeval::<i64>(code)))
            .map(|thread| thread.join().expect("no panic"));
        let failed: Vec<_> = results.iter().filter(|result| result.is_err()).collect();
        assert_eq!(failed.len(), 1, "{results:?}");
        let text = format!("{:?}", failed[0]);
        assert!(
            text.contains("RuntimeError") && text.contains("waits for one that this thread has"),
            "{text}"
        );
    }
    Ok(())
}

#[test]
#[cfg(unix)]
fn signals_are_heard_while_one_waits() {
    if one_thread(AT_ONCE) {
        return;
    }
    let outcome = child::run(|| -> Result<()> {
        set_pyvalue("w_slot", RustObject::with_attributes(Slot { x: 0 }))?;
        let (is_here, go) = export_wait("w_wait")?;
        raw_pyexec(
            "import signal
def alarm(*_): raise TimeoutError('it rings')
signal.signal(signal.SIGALRM, alarm)",
        )?;
        let holder = thread::spawn(|| raw_pyexec("w_slot.change(w_wait)"));
        is_here.recv().expect("it waits");
        let error = raw_pyexec("signal.setitimer(signal.ITIMER_REAL, 0.05)\nw_slot.x").expect_err("it rings");
        assert!(error.to_string().ends_with("TimeoutError: it rings"), "{error}");
        go.send(()).expect("it waits");
        holder.join().expect("no panic")
    });
    outcome.printed();
}

#[test]
fn making_the_arguments_is_not_running() -> Result<()> {
    let mut calls = 0;
    export_function("w_count", move |n: i64| {
        calls += n;
        calls
    })?;
    raw_pyexec(
        "class Two:
    def __index__(self): return w_count(1) + 1",
    )?;
    assert_eq!(raw_pyeval::<i64>("w_count(Two())")?, 3);
    Ok(())
}
