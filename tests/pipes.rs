//! What Python prints into a pipe: in its order, and as a Rust program does where nobody reads it.
#![cfg(unix)]

mod child;

use py4rs::Result;
use py4rs::prelude::*;
use std::env;
use std::process::Command;
use std::thread;

/// The lines of the harness that come first.
const HEAD: &str = "head -n 3";

/// Runs `part` in a process of its own, with a shell's words behind its command; gives what the shell printed, with the
/// exit code of the process as its last line, and its errors.
fn in_shell<T: std::process::Termination>(words: &str, part: impl FnOnce() -> T) -> (String, String) {
    if child::is_part() {
        child::run(part);
    }
    let script = format!("timeout 60 \"$0\" \"$@\" {words}; echo code ${{PIPESTATUS[0]}}");
    let test = thread::current();
    let ran = Command::new("bash")
        .args(["-c", &script])
        .arg(env::current_exe().expect("a running program has a file"))
        .args(["--exact", "--nocapture", "--quiet", test.name().expect("a test's thread has its name")])
        .env(child::MARK, "1")
        .env("RUST_BACKTRACE", "0")
        .output()
        .expect("there is a shell");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (text(ran.stdout), text(ran.stderr))
}

#[test]
fn lines_of_rust_and_python_come_in_their_order() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("import sys")?;
        for number in 0..200 {
            println!("rust {number}");
            raw_pyexec(&format!("print('python', {number})"))?;
            pycall!(move || println!("callback {number}") => ())?;
            raw_pyexec("sys.stdout.write('written\\n')")?;
            eprintln!("rust {number}");
            raw_pyexec(&format!("print('python', {number}, file=sys.stderr)"))?;
        }
        Ok(())
    });
    let errors: String = (0..200).map(|n| format!("rust {n}\npython {n}\n")).collect();
    assert_eq!(outcome.stderr, errors);
    let lines: String = (0..200).map(|n| format!("rust {n}\npython {n}\ncallback {n}\nwritten\n")).collect();
    assert_eq!(outcome.printed(), lines);
}

#[test]
fn a_reader_that_leaves_is_an_error_that_a_program_can_end_with() {
    let (printed, errors) =
        in_shell(&format!("| {HEAD}"), || -> Result<()> { raw_pyexec("while True: print('a line')") });
    assert!(printed.ends_with("a line\ncode 1\n"), "{printed}");
    // The error that was given, once, and nothing else.
    assert_eq!(errors.matches("BrokenPipeError").count(), 1, "{errors}");
    assert!(!errors.contains("Exception ignored"), "{errors}");
}

#[test]
fn rust_s_own_print_panics_as_it_does_without_python() {
    let (printed, errors) = in_shell(&format!("| {HEAD}"), || -> Result<()> {
        loop {
            raw_pyexec("try: print('a line')\nexcept BrokenPipeError: pass")?;
            println!("a line");
        }
    });
    assert!(printed.ends_with("a line\ncode 101\n"), "{printed}");
    assert!(errors.contains("failed printing to stdout: Broken pipe"), "{errors}");
    assert!(!errors.contains("Exception ignored"), "{errors}");
}

#[test]
#[allow(unsafe_code, reason = "what a signal does is the program's to say")]
fn a_program_that_wants_the_signal_ends_by_it() {
    let (printed, errors) = in_shell(&format!("| {HEAD}"), || -> Result<()> {
        // SAFETY: the default is one of the actions of a signal.
        unsafe { libc::signal(libc::SIGPIPE, libc::SIG_DFL) };
        raw_pyexec("while True: print('a line')")
    });
    assert!(printed.ends_with(&format!("a line\ncode {}\n", 128 + libc::SIGPIPE)), "{printed}");
    assert_eq!(errors, "");
}

#[test]
fn a_program_without_standard_streams_runs() {
    let (printed, errors) = in_shell("<&- >&- 2>&-", || -> Result<()> {
        raw_pyexec("import sys; print('lost'); print('lost', file=sys.stderr)")?;
        println!("lost");
        assert_eq!(with_python_output(|| raw_pyexec("print('kept')"))?.1, "kept\n");
        assert!(pycall!("input" => String).is_err());
        Ok(())
    });
    assert_eq!((printed.as_str(), errors.as_str()), ("code 0\n", ""));
}

#[test]
fn what_is_left_of_a_line_is_written_at_the_end() {
    for end in ["exit", "stop"] {
        let outcome = child::run_in(
            |command| {
                command.env("PY4RS_TEST_END", end);
            },
            || -> Result<()> {
                raw_pyexec("print('no newline', end='')")?;
                if env::var("PY4RS_TEST_END").as_deref() == Ok("stop") {
                    stop()?;
                    println!(", then Rust");
                }
                Ok(())
            },
        );
        let expected = if end == "stop" { "no newline, then Rust\n" } else { "no newline" };
        assert_eq!(outcome.printed(), expected);
    }
}
