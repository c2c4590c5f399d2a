//! What Python prints, captured: whose it is, and that everything is as before at the end.

mod child;

use py4rs::prelude::*;
use py4rs::{Result, with_process_output};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier, Mutex, MutexGuard, PoisonError};
use std::thread;

/// `sys.stdout` is the process's: a test that looks at it, or replaces it, does so alone.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Prints a text by Python's own `print`.
fn print(text: &str) -> Result<()> {
    pycall!("print", text)
}

/// Whether `sys.stdout` and `sys.stderr` are Python's first ones.
fn untouched() -> Result<bool> {
    raw_pyexec("import sys")?;
    raw_pyeval("sys.stdout is sys.__stdout__ and sys.stderr is sys.__stderr__")
}

#[test]
fn the_text_comes_with_the_value() -> Result<()> {
    let _alone = alone();
    assert_eq!(with_python_output(|| print("one"))?, ((), "one\n".to_owned()));
    assert_eq!(with_python_output(|| 5)?, (5, String::new()));
    let error = "import sys; print('two', file=sys.stderr); print('three')";
    let ((), output, errors) = with_python_outputs(|| raw_pyexec(error))?;
    assert_eq!((output.as_str(), errors.as_str()), ("three\n", "two\n"));
    let (output, errors) = with_python_error_output(|| with_python_output(|| raw_pyexec(error)))?;
    assert_eq!((output.1.as_str(), errors.as_str()), ("three\n", "two\n"));
    assert!(untouched()?);
    Ok(())
}

#[test]
fn text_of_any_kind_is_captured() -> Result<()> {
    let _alone = alone();
    for (code, text) in [
        (r"print('a\r\nb\n\0c', end='')", "a\r\nb\n\0c"),
        ("print('ünï ☃ 🐍', end='', flush=True)", "ünï ☃ 🐍"),
        (r"print('\udc80', end='')", r"\udc80"),
        ("import sys; print('1'); sys.stdout.buffer.write(b'2\\n'); print('3')", "1\n2\n3\n"),
        (r"import sys; sys.stdout.buffer.write(b'\xff')", r"\xff"),
        (r"import sys; [sys.stdout.buffer.write(part) for part in (b'\xc3', b'\xa9\xc3')]", r"é\xc3"),
        ("import sys; sys.stdout.writelines(['a', 'b'])", "ab"),
        ("import sys; print('kept'); sys.stdout.close()", "kept\n"),
        ("import sys; print('kept'); sys.stdout = None", "kept\n"),
        ("import sys; print('kept'); del sys.stdout", "kept\n"),
        ("import sys, io; isinstance(sys.stdout, io.TextIOBase) and print(sys.stdout.encoding)", "utf-8\n"),
    ] {
        assert_eq!(with_python_output(|| raw_pyexec(code))?.1, text, "{code}");
        assert!(untouched()?, "{code}");
    }
    let (_, long) = with_python_output(|| raw_pyexec("print('x' * 1_000_000)"))?;
    assert_eq!(long.len(), 1_000_001);
    Ok(())
}

#[test]
fn the_innermost_gets_the_text() -> Result<()> {
    let _alone = alone();
    let (inner, outer) = with_python_output(|| {
        print("before")?;
        let ((), inner) = with_python_output(|| print("inside"))?;
        print("after")?;
        Ok::<_, Error>(inner)
    })?;
    assert_eq!((inner.as_str(), outer.as_str()), ("inside\n", "before\nafter\n"));
    // Inside of a redirection of Python's own, too.
    export_function("captured", || with_python_output(|| print("inside")).map(|(_, text)| text))?;
    let code = "import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as file:
    print('theirs')
    text = captured()
    print('still theirs')
";
    let ((), outer) = with_python_output(|| raw_pyexec(code))?;
    assert_eq!((pyvalue::<String>("text")?.as_str(), outer.as_str()), ("inside\n", ""));
    assert_eq!(raw_pyeval::<String>("file.getvalue()")?, "theirs\nstill theirs\n");
    assert!(untouched()?);
    Ok(())
}

#[test]
fn an_error_and_a_panic_end_a_capture() -> Result<()> {
    let _alone = alone();
    let failed = with_python_output(|| raw_pyexec("print('x'); 1 / 0"));
    assert!(matches!(failed, Err(Error::Python(_))));
    let panic = catch_unwind(AssertUnwindSafe(|| {
        with_python_outputs(|| -> () {
            print("x").expect("it prints");
            panic!("in the middle")
        })
    }));
    assert_eq!(panic.expect_err("it panics").downcast_ref(), Some(&"in the middle"));
    assert!(untouched()?);
    assert_eq!(with_python_output(|| print("next"))?.1, "next\n");
    Ok(())
}

#[test]
fn each_thread_has_its_own_captures() -> Result<()> {
    let _alone = alone();
    const THREADS: usize = 8;
    let together = Arc::new(Barrier::new(THREADS));
    let threads: Vec<_> = (0..THREADS)
        .map(|number| {
            let together = together.clone();
            thread::spawn(move || {
                with_python_output(|| {
                    together.wait();
                    (0..50).try_for_each(|_| print(&number.to_string()))
                })
            })
        })
        .collect();
    for (number, thread) in threads.into_iter().enumerate() {
        let ((), text) = thread.join().expect("no panic")?;
        assert_eq!(text, format!("{number}\n").repeat(50));
    }
    assert!(untouched()?);
    Ok(())
}

#[test]
fn text_of_other_threads_goes_where_it_went() {
    let outcome = child::run(|| -> Result<()> {
        let ((), text) = with_python_output(|| {
            thread::spawn(|| print("of Rust's thread")).join().expect("no panic")?;
            raw_pyexec(
                "import sys, threading
thread = threading.Thread(target=lambda: print('of a thread of Python', file=sys.stdout))
thread.start(); thread.join()
print('mine')",
            )
        })?;
        assert_eq!(text, "mine\n");
        Ok(())
    });
    assert_eq!(outcome.printed(), "of Rust's thread\nof a thread of Python\n");
}

#[test]
fn text_of_what_python_calls_is_captured() -> Result<()> {
    let _alone = alone();
    export_function("printing", || print("from a callback"))?;
    assert_eq!(with_python_output(|| raw_pyexec("printing()"))?.1, "from a callback\n");
    Ok(())
}

#[test]
fn ten_thousand_captures_leave_nothing() -> Result<()> {
    let _alone = alone();
    let blocks =
        || raw_pyeval::<i64>("__import__('gc').collect() and 0 or __import__('sys').getallocatedblocks()");
    let captures = |times| {
        (0..times).try_for_each(|number: usize| {
            let ((), text) = with_python_output(|| print(&number.to_string()))?;
            assert_eq!(text, format!("{number}\n"));
            Ok::<_, Error>(())
        })
    };
    captures(100)?;
    let before = blocks()?;
    captures(10_000)?;
    let grown = blocks()? - before;
    assert!(grown < 1000, "{grown} blocks of memory");
    Ok(())
}

#[test]
fn the_whole_process_is_captured() {
    let outcome = child::run(|| -> Result<()> {
        println!("before");
        let ((), text) = with_process_output(|| {
            println!("Rust");
            print("Python")?;
            raw_pyexec(
                "import os, subprocess, threading, sys
os.write(1, b'descriptor\\n')
subprocess.run(['echo', 'child'])
thread = threading.Thread(target=print, args=('thread',)); thread.start(); thread.join()
print('no newline', end='')",
            )
        })?;
        assert_eq!(text, "Rust\nPython\ndescriptor\nchild\nthread\nno newline");
        let panic = catch_unwind(|| with_process_output(|| -> () { panic!("in the middle") }));
        assert!(panic.is_err());
        let (inner, outer) = with_process_output(|| {
            println!("outer");
            with_process_output(|| println!("inner"))
        })?;
        assert_eq!((inner.1.as_str(), outer.as_str()), ("inner\n", "outer\n"));
        println!("after");
        Ok(())
    });
    assert_eq!(outcome.printed(), "before\nafter\n");
}

#[test]
fn captures_of_the_process_take_turns() {
    let outcome = child::run(|| -> Result<()> {
        let threads: Vec<_> = (0..4)
            .map(|number| {
                thread::spawn(move || with_process_output(|| (0..20).for_each(|_| println!("{number}"))))
            })
            .collect();
        for (number, thread) in threads.into_iter().enumerate() {
            let ((), text) = thread.join().expect("no panic")?;
            assert_eq!(text, format!("{number}\n").repeat(20));
        }
        Ok(())
    });
    assert_eq!(outcome.printed(), "");
}

#[test]
fn a_stop_and_an_exit_inside_do_no_harm() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("print('before', end='')")?;
        let ((), text) = with_python_output(|| {
            print("one")?;
            stop()?;
            print("two")
        })?;
        assert_eq!(text, "one\ntwo\n");
        with_python_output(|| -> () { std::process::exit(0) })?;
        Ok(())
    });
    assert_eq!(outcome.printed(), "before");
}

#[test]
fn captures_of_threads_end_in_any_order() -> Result<()> {
    let _alone = alone();
    let both = Arc::new(Barrier::new(2));
    let other = both.clone();
    // The one that begins first ends first, in the middle of the other.
    let first = thread::spawn(move || {
        let captured = with_python_output(|| {
            other.wait();
            other.wait();
            print("first")
        });
        other.wait();
        captured
    });
    let ((), second) = with_python_output(|| {
        both.wait();
        print("second")?;
        both.wait();
        both.wait();
        print("alone")
    })?;
    assert_eq!(
        (first.join().expect("no panic")?.1.as_str(), second.as_str()),
        ("first\n", "second\nalone\n")
    );
    assert!(untouched()?);
    Ok(())
}

#[test]
fn an_interrupt_ends_no_capture_halfway() {
    let outcome = child::run(|| -> Result<()> {
        let handle = interrupt_handle()?;
        let ended = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let until = ended.clone();
        let interrupting = thread::spawn(move || {
            while !until.load(std::sync::atomic::Ordering::Relaxed) {
                handle.interrupt();
                thread::yield_now();
            }
        });
        for number in 0..2000 {
            // It, or its beginning, may be interrupted; its end is not.
            let _ = with_python_output(|| raw_pyexec("for _ in range(100): pass"));
            if number % 20 == 0 {
                let _ = with_process_output(|| raw_pyexec("for _ in range(100): pass"));
            }
        }
        ended.store(true, std::sync::atomic::Ordering::Relaxed);
        interrupting.join().expect("no panic");
        assert!(untouched()?);
        println!("still seen");
        print("by both")
    });
    assert_eq!(outcome.printed(), "still seen\nby both\n");
}

#[test]
fn what_the_process_writes_may_be_long_and_of_any_kind() {
    let outcome = child::run(|| -> Result<()> {
        let ((), text) = with_process_output(|| {
            raw_pyexec(
                "import os, subprocess, sys
os.write(1, b'x' * 1_000_000)
subprocess.run([sys.executable, '-c', 'print(\"y\" * 1_000_000)'])
os.write(1, b'\\xff')",
            )
        })?;
        assert_eq!(text.len(), 2_000_001 + r"\xff".len());
        assert!(text.ends_with("y\n\\xff"));
        let descriptors = || raw_pyeval::<usize>("len(os.listdir('/proc/self/fd'))");
        let before = descriptors()?;
        for _ in 0..200 {
            assert_eq!(with_process_output(|| print("x"))?.1, "x\n");
            assert!(with_process_output(|| raw_pyexec("1 / 0")).is_err());
        }
        assert_eq!(descriptors()?, before);
        // There is nothing to capture then.
        raw_pyexec("os.close(1)")?;
        let error = with_process_output(|| ()).expect_err("it is closed");
        assert!(error.to_string().contains("Bad file descriptor"), "{error}");
        Ok(())
    });
    outcome.printed();
}
