//! Interrupts and forks where all Python code runs on one thread: they reach the code of the thread that is meant, and no
//! other's.
#![cfg(unix)]
#![allow(unsafe_code, reason = "the host forks through libc")]

mod child;

use py4rs::config::Mode;
use py4rs::prelude::*;
use py4rs::{Error, Result};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Runs a part in a process of the mode.
#[track_caller]
fn run(part: impl FnOnce() -> Result<()>) {
    let outcome = child::run(|| {
        Config::new().mode(Mode::SingleThreaded).start()?;
        part()
    });
    outcome.printed();
}

const SHORT: Duration = Duration::from_millis(50);

#[track_caller]
fn is_late(result: Result<()>) {
    assert!(matches!(&result, Err(Error::TimedOut(_))), "{result:?}");
}

#[test]
fn a_call_that_takes_too_long_is_ended() {
    run(|| {
        for _ in 0..5 {
            is_late(with_timeout(SHORT, || raw_pyexec("while True: pass")));
            // The next call of this thread and those of others are not touched.
            raw_pyexec("for i in range(20000): pass")?;
            thread::spawn(|| raw_pyexec("for i in range(20000): pass")).join().expect("no panic")?;
        }
        Ok(())
    });
}

#[test]
fn many_threads_are_each_ended_in_their_turn() {
    run(|| {
        let threads: Vec<_> = (0..6)
            .map(|number| {
                thread::spawn(move || match number % 2 {
                    0 => is_late(with_timeout(SHORT, || raw_pyexec("while True: pass"))),
                    _ => (0..50).for_each(|_| raw_pyexec("for i in range(2000): pass").expect("nobody's")),
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
        Ok(())
    });
}

#[test]
fn what_a_callback_runs_is_ended_as_well() {
    run(|| {
        export_function("slow", || -> Result<bool> {
            Ok(matches!(with_timeout(SHORT, || raw_pyexec("while True: pass")), Err(Error::TimedOut(_))))
        })?;
        assert!(raw_pyeval::<bool>("slow()")?);
        assert_eq!(raw_pyeval::<Vec<bool>>("[slow(), slow()]")?, [true, true]);
        Ok(())
    });
}

#[test]
fn a_call_that_waits_is_not_interrupted_in_the_one_that_stands_above_it() {
    run(|| {
        let (waits, has_waited) = channel();
        let (go, gone) = channel::<()>();
        let gone = std::sync::Mutex::new(gone);
        export_function("wait", move || {
            waits.send(()).expect("somebody listens");
            detach(|| gone.lock().expect("no panic").recv().expect("it comes"));
        })?;
        let (give, given) = channel();
        let below = thread::spawn(move || {
            give.send(interrupt_handle()?).expect("somebody listens");
            raw_pyexec("wait()\nfor i in range(1000): pass")
        });
        let handle = given.recv().expect("it comes");
        has_waited.recv().expect("it waits");
        // The worker serves this thread, above the call that waits, and that is not running.
        let above = thread::spawn(|| raw_pyexec("for i in range(300000): pass"));
        let mut interrupted = false;
        while !above.is_finished() {
            // It may have been running just yet.
            interrupted |= handle.interrupt();
        }
        above.join().expect("no panic")?;
        go.send(()).expect("it waits");
        assert_eq!(below.join().expect("no panic").is_err(), interrupted);
        assert!(!handle.interrupt());
        raw_pyexec("for i in range(1000): pass")
    });
}

#[test]
fn a_host_that_forks_can_use_python_in_both() {
    run(|| {
        raw_pyexec("value = 6")?;
        for attached in [false, true] {
            // SAFETY: the child leaves by `_exit`; the parent waits for it.
            let fork = || unsafe {
                match libc::fork() {
                    0 => libc::_exit(raw_pyeval("value + 1").unwrap_or(-1)),
                    child => {
                        let mut status = 0;
                        libc::waitpid(child, &mut status, 0);
                        libc::WEXITSTATUS(status)
                    }
                }
            };
            assert_eq!(if attached { attach(|_| fork())? } else { fork() }, 7);
        }
        assert_eq!(raw_pyeval::<i64>("value")?, 6);
        Ok(())
    });
}
