//! Who hears Ctrl-C, and calls that others stop.
#![cfg(unix)]
#![allow(unsafe_code, reason = "signals are sent and caught through libc")]

mod child;
mod directory;

use py4rs::config::Signals;
use py4rs::prelude::*;
use py4rs::{Error, Result};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

static HEARD: AtomicU32 = AtomicU32::new(0);

extern "C" fn hear(_signal: i32) {
    HEARD.fetch_add(1, Ordering::SeqCst);
}

/// The host's own handler.
fn listen() {
    let handler: extern "C" fn(i32) = hear;
    // SAFETY: the handler touches an atomic only.
    unsafe { libc::signal(libc::SIGINT, handler as usize) };
}

fn heard() -> u32 {
    HEARD.load(Ordering::SeqCst)
}

/// A signal goes to any thread, and so comes a little later.
fn wait_until_heard(times: u32) {
    let begin = Instant::now();
    while heard() < times && begin.elapsed() < Duration::from_secs(5) {
        thread::yield_now();
    }
    assert_eq!(heard(), times);
}

fn send(signal: i32) {
    // SAFETY: the signal goes to this process.
    unsafe { libc::kill(libc::getpid(), signal) };
}

fn start_with(signals: Signals) {
    Config::new().signals(signals).start().expect("it starts");
}

/// What would take SIGINT, and what else Python programs do about signals.
const IMPORTS: &str = "import signal, subprocess, asyncio, concurrent.futures
async def nothing(): return 1
asyncio.run(nothing())
subprocess.run([__import__('sys').executable, '-c', '1'])";

fn type_of(error: &Error) -> String {
    error.as_python().map(|error| error.type_name().to_string()).unwrap_or_default()
}

#[test]
fn the_host_keeps_its_handler() {
    let outcome = child::run(|| -> Result<()> {
        listen();
        start()?;
        raw_pyexec(IMPORTS)?;
        send(libc::SIGINT);
        raw_pyexec("sum(range(10000))")?;
        wait_until_heard(1);
        assert_eq!(raw_pyeval::<Option<i64>>("signal.getsignal(signal.SIGINT)")?, None);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn the_host_ends_at_a_signal_where_it_has_no_handler() {
    for (code, signal) in [("", libc::SIGINT), (IMPORTS, libc::SIGINT), (IMPORTS, libc::SIGTERM)] {
        let outcome = child::run(|| -> Result<()> {
            // Whoever started the tests may have had it ignored, as shells do for what runs in the background.
            // SAFETY: the system's behaviour is no handler.
            unsafe { libc::signal(signal, libc::SIG_DFL) };
            start()?;
            raw_pyexec(code)?;
            send(signal);
            thread::sleep(Duration::from_secs(5));
            Ok(())
        });
        // Neither Python nor a handler came in between: the signal ended it.
        assert_eq!(outcome.code, None, "{outcome:?}");
    }
}

#[test]
fn a_broken_pipe_stays_an_error() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec(IMPORTS)?;
        raw_pyexec(
            "import os
reader, writer = os.pipe()
os.close(reader)
try: os.write(writer, b'x')
except BrokenPipeError: print('broken')",
        )
    });
    assert_eq!(outcome.printed(), "broken\n");
}

#[test]
fn a_signal_during_the_start_is_not_lost() {
    let prepare = |command: &mut std::process::Command| {
        let directory = directory::Directory::new("sends");
        directory.file("sitecustomize.py", "import os; os.kill(os.getpid(), 2)");
        command.env("PYTHONPATH", directory.path(""));
        directory
    };
    let outcome = child::run_in(prepare, || -> Result<()> {
        listen();
        start()?;
        wait_until_heard(1);
        raw_pyexec(IMPORTS)?;
        send(libc::SIGINT);
        wait_until_heard(2);
        Ok(())
    });
    outcome.printed();
}

/// A process whose Python says when its start has begun, and then does this.
fn starting(command: &mut std::process::Command, code: &str) -> directory::Directory {
    let directory = directory::Directory::new("starting");
    let begun = directory.path("begun");
    let text = format!("import asyncio, time\nopen({begun:?}, 'w').close()\n{code}");
    directory.file("sitecustomize.py", &text);
    command.env("PYTHONPATH", directory.path("")).env("BEGUN", begun);
    directory
}

/// Waits until the start has begun.
fn wait_until_begun() {
    let begun = std::path::PathBuf::from(std::env::var_os("BEGUN").expect("it was set"));
    while !begun.exists() {
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_start_that_hangs_is_ended_by_a_signal() {
    for signals in [Signals::Host, Signals::Python, Signals::Cooperative] {
        let prepare = |command: &mut std::process::Command| {
            command.env("SIGNALS", format!("{signals:?}"));
            starting(command, "while True: time.sleep(60)")
        };
        let outcome = child::run_in(prepare, || {
            // SAFETY: the system's behaviour is no handler.
            unsafe { libc::signal(libc::SIGINT, libc::SIG_DFL) };
            thread::spawn(|| {
                wait_until_begun();
                send(libc::SIGINT);
                thread::sleep(Duration::from_secs(20));
                std::process::exit(9);
            });
            let all = [Signals::Host, Signals::Python, Signals::Cooperative];
            let signals = all.into_iter().find(|it| std::env::var("SIGNALS") == Ok(format!("{it:?}")));
            start_with(signals.expect("one of them"));
        });
        assert!(outcome.code.is_none() && outcome.status.contains("signal: 2"), "{signals:?} {outcome:?}");
    }
}

#[test]
fn the_host_hears_it_while_python_starts() {
    let outcome = child::run_in(
        |command| starting(command, "time.sleep(3)"),
        || {
            listen();
            let other = thread::spawn(|| {
                wait_until_begun();
                send(libc::SIGINT);
                wait_until_heard(1);
                assert!(!is_alive(), "it was heard at once");
            });
            start().expect("it starts");
            other.join().expect("no panic");
        },
    );
    outcome.printed();
}

/// What the process does about each signal.
fn behaviours() -> Vec<(i32, usize)> {
    let behaviour = |signal| {
        // SAFETY: all zero bytes are a valid sigaction, and nothing is set.
        unsafe {
            let mut now: libc::sigaction = std::mem::zeroed();
            libc::sigaction(signal, std::ptr::null(), &mut now);
            (signal, now.sa_sigaction)
        }
    };
    (1..=64).map(behaviour).collect()
}

#[test]
fn no_signal_of_the_host_is_taken() {
    for kind in ["default", "ignored", "handled"] {
        let prepare = |command: &mut std::process::Command| _ = command.env("KIND", kind);
        let outcome = child::run_in(prepare, || -> Result<()> {
            let kind = std::env::var("KIND").expect("it was set");
            for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGPIPE, libc::SIGHUP, libc::SIGCHLD] {
                let handler: extern "C" fn(i32) = hear;
                let behaviour = match kind.as_str() {
                    "default" => libc::SIG_DFL,
                    "ignored" => libc::SIG_IGN,
                    _ => handler as usize,
                };
                // SAFETY: the handler touches an atomic only.
                unsafe { libc::signal(signal, behaviour) };
            }
            let before = behaviours();
            start()?;
            assert_eq!(behaviours(), before);
            raw_pyexec(IMPORTS)?;
            raw_pyexec("import threading, multiprocessing, faulthandler; multiprocessing.Queue()")?;
            assert_eq!(behaviours(), before);
            Ok(())
        });
        outcome.printed();
    }
}

#[test]
fn a_handler_that_python_code_sets_stays() {
    let outcome = child::run(|| -> Result<()> {
        listen();
        start()?;
        raw_pyexec(
            "import signal\nheard = []\nsignal.signal(2, lambda *a, heard=heard: heard.append(a[0]))",
        )?;
        raw_pyexec("signal.raise_signal(2)")?;
        assert_eq!((pyvalue::<Vec<i64>>("heard")?, heard()), (vec![2], 0));
        stop()?;
        raw_pyexec("import signal; signal.raise_signal(2)")?;
        assert_eq!(heard(), 0);
        raw_pyexec("signal.signal(2, signal.default_int_handler)")?;
        let error = raw_pyexec("signal.raise_signal(2)").expect_err("it is interrupted");
        assert_eq!(type_of(&error), "KeyboardInterrupt");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn python_hears_it_in_the_running_call() {
    let outcome = child::run(|| -> Result<()> {
        listen();
        start_with(Signals::Python);
        raw_pyexec(IMPORTS)?;
        raw_pyexec("asleep = False")?;
        let other = thread::spawn(|| {
            while !pyvalue::<bool>("asleep").expect("it is set") {
                thread::sleep(Duration::from_millis(10));
            }
            thread::sleep(Duration::from_millis(100));
            send(libc::SIGINT);
        });
        let begin = Instant::now();
        let error = raw_pyexec("import time\nasleep = True\ntime.sleep(60)").expect_err("it is interrupted");
        assert_eq!(type_of(&error), "KeyboardInterrupt");
        assert!(begin.elapsed() < Duration::from_secs(10));
        other.join().expect("no panic");
        assert_eq!((heard(), raw_pyeval::<i64>("1 + 1")?), (0, 2));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn both_hear_it() {
    let outcome = child::run(|| -> Result<()> {
        listen();
        start_with(Signals::Cooperative);
        raw_pyexec(IMPORTS)?;
        for round in 1..4 {
            let error = raw_pyexec("signal.raise_signal(2)\nfor i in range(1000): pass")
                .expect_err("it is interrupted");
            assert_eq!((type_of(&error).as_str(), heard()), ("KeyboardInterrupt", round));
        }
        Ok(())
    });
    outcome.printed();
}

#[test]
fn python_hears_it_alone_where_the_host_has_no_handler() {
    let outcome = child::run(|| -> Result<()> {
        start_with(Signals::Cooperative);
        let error = raw_pyexec("import signal; signal.raise_signal(2)").expect_err("it is interrupted");
        assert_eq!(type_of(&error), "KeyboardInterrupt");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_call_is_interrupted_from_another_thread() -> Result<()> {
    for _ in 0..20 {
        let handle = interrupt_handle()?;
        let other = thread::spawn(move || {
            while !handle.interrupt() {
                thread::yield_now();
            }
        });
        let error = raw_pyexec("while True: pass").expect_err("it is interrupted");
        assert_eq!(type_of(&error), "KeyboardInterrupt");
        other.join().expect("no panic");
        // The next call is not touched.
        assert_eq!(raw_pyeval::<i64>("sum(i for i in range(1000))")?, 499_500);
    }
    Ok(())
}

#[test]
fn what_runs_nothing_is_not_interrupted() -> Result<()> {
    let handle = interrupt_handle()?;
    assert!(!handle.interrupt());
    assert!(!attach(|_| handle.interrupt())?);
    let of_ended = thread::spawn(interrupt_handle).join().expect("no panic")?;
    assert!(!of_ended.interrupt());
    assert_eq!(raw_pyeval::<i64>("sum(i for i in range(1000))")?, 499_500);
    Ok(())
}

#[test]
fn no_interrupt_outlives_its_call() -> Result<()> {
    let handle = interrupt_handle()?;
    let stop = std::sync::Arc::new(AtomicU32::new(0));
    let stopped = stop.clone();
    let other = thread::spawn(move || {
        while stopped.load(Ordering::SeqCst) == 0 {
            handle.interrupt();
        }
    });
    let mut interrupted = 0;
    for _ in 0..300 {
        match raw_pyexec("for i in range(2000): pass") {
            Ok(()) => (),
            Err(error) => {
                assert_eq!(type_of(&error), "KeyboardInterrupt");
                interrupted += 1;
            }
        }
    }
    stop.store(1, Ordering::SeqCst);
    other.join().expect("no panic");
    for _ in 0..100 {
        raw_pyexec("for i in range(100): pass")?;
    }
    println!("{interrupted} of 300 were interrupted");
    Ok(())
}

#[test]
fn a_call_that_takes_too_long_is_ended() -> Result<()> {
    let time = Duration::from_millis(50);
    let error = with_timeout(time, || raw_pyexec("while True: pass")).expect_err("it has no end");
    assert!(matches!(error, Error::TimedOut(it) if it == time), "{error}");
    // Code that catches it is interrupted again.
    let stubborn = "n = 0
while n < 3:
    try:
        while True: pass
    except KeyboardInterrupt: n += 1
while True: pass";
    assert!(matches!(with_timeout(time, || raw_pyexec(stubborn)), Err(Error::TimedOut(_))));
    // Inside an attached region too, and nested: the nearest that is due counts.
    let nested = attach(|_| {
        with_timeout(Duration::from_secs(60), || {
            let inner = with_timeout(time, || raw_pyexec("while True: pass"));
            assert!(matches!(inner, Err(Error::TimedOut(it)) if it == time));
            raw_pyeval::<i64>("1 + 1")
        })
    })?;
    assert_eq!(nested?, 2);
    Ok(())
}

#[test]
fn what_is_in_time_is_left_alone() -> Result<()> {
    let long = Duration::from_secs(3600);
    for time in [long, Duration::MAX] {
        assert_eq!(with_timeout(time, || raw_pyeval::<i64>("1 + 1"))?, 2);
    }
    assert_eq!(with_timeout(Duration::ZERO, || Ok(1))?, 1);
    let error = with_timeout(long, || raw_pyexec("raise KeyboardInterrupt")).expect_err("its own");
    assert_eq!(type_of(&error), "KeyboardInterrupt");
    let panic = std::panic::catch_unwind(|| with_timeout(long, || -> Result<()> { panic!("its own") }));
    assert!(panic.is_err());
    raw_pyexec("for i in range(1000): pass")
}
