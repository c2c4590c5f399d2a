//! Python's output where the configuration sends it, and in its order.

mod child;
mod directory;

use py4rs::Result;
use py4rs::config::Output;
use py4rs::prelude::*;
use std::io::{self, Write};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::thread;

/// Something to write to that can be looked at.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("UTF-8")
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_gets_the_text() {
    let outcome = child::run(|| -> Result<()> {
        let (output, errors) = (Shared::default(), Shared::default());
        let config = Config::new().stdout(output.clone()).stderr(errors.clone()).init_code("print('init')");
        config.start()?;
        raw_pyexec(
            "import sys; print('é', 1); sys.stdout.buffer.write(b'bytes\\n'); print('oh', file=sys.stderr)",
        )?;
        assert_eq!((output.text().as_str(), errors.text().as_str()), ("init\né 1\nbytes\n", "oh\n"));
        raw_pyexec("print('no end', end='')")?;
        assert_eq!(output.text(), "init\né 1\nbytes\n");
        raw_pyexec("sys.stdout.flush()")?;
        assert!(output.text().ends_with("no end"));
        let ((), captured) = with_python_output(|| raw_pyexec("print('captured')"))?;
        assert_eq!(captured, "captured\n");
        raw_pyexec("print('stopped', end='')")?;
        stop()?;
        assert!(output.text().ends_with("no endstopped"));
        Ok(())
    });
    assert_eq!((outcome.stderr.as_str(), outcome.stdout.as_str()), ("", ""));
    outcome.printed();
}

#[test]
fn a_file_has_all_of_it_at_the_exit() {
    let directory = directory::Directory::new("redirected");
    let path = directory.path("file");
    let name = std::env::var("PY4RS_TEST_FILE").unwrap_or_else(|_| path.display().to_string());
    let outcome = child::run_in(
        |command| {
            command.env("PY4RS_TEST_FILE", &name);
        },
        || -> Result<()> {
            let file = std::fs::File::create(&name).expect("it can be made");
            Config::new().stdout(file).start()?;
            raw_pyexec("print('a line'); print('to the last', end='')")
        },
    );
    assert_eq!(outcome.printed(), "");
    assert_eq!(std::fs::read_to_string(&name).expect("it was made"), "a line\nto the last");
}

#[test]
fn lines_come_whole_from_every_thread() {
    let outcome = child::run(|| -> Result<()> {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let all = lines.clone();
        Config::new()
            .stdout(Output::lines(move |line| all.lock().expect("no panic").push(line.to_owned())))
            .start()?;
        raw_pyexec(
            "import threading
def work(name):
    for number in range(100):
        print(name, end=' '); print(number, flush=True)
threads = [threading.Thread(target=work, args=(name,)) for name in 'abc']
for thread in threads: thread.start()
for thread in threads: thread.join()",
        )?;
        thread::spawn(|| raw_pyexec("work('d')")).join().expect("no panic")?;
        let mut found = lines.lock().expect("no panic").clone();
        found.sort();
        let mut expected: Vec<String> = ["a", "b", "c", "d"]
            .iter()
            .flat_map(|name| (0..100).map(move |n| format!("{name} {n}")))
            .collect();
        expected.sort();
        assert_eq!(found, expected);
        raw_pyexec("print('two\\nlines'); print('the rest', end='')")?;
        stop()?;
        assert_eq!(lines.lock().expect("no panic")[400..], ["two", "lines", "the rest"]);
        Ok(())
    });
    assert_eq!(outcome.printed(), "");
}

#[test]
fn a_writer_that_fails_is_an_exception() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is full"))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let outcome = child::run(|| -> Result<()> {
        Config::new().stdout(Full).start()?;
        let error = raw_pyexec("print('x')").expect_err("it is full");
        assert!(error.to_string().contains("the disk is full"), "{error}");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn input_reads_the_process_s_own() {
    let outcome = child::run_in(
        |command| {
            let (reader, mut writer) = io::pipe().expect("a pipe can be made");
            writer.write_all(b"a line\nanother\n").expect("it takes a few bytes");
            command.stdin(reader);
        },
        || -> Result<()> {
            let line: String = pycall!("input", "> ")?;
            println!("{line}");
            let line: String = pycall!("input")?;
            println!("{line}");
            assert!(matches!(pycall!("input" => String), Err(Error::Python(_))));
            Ok(())
        },
    );
    assert_eq!(outcome.printed(), "> a line\nanother\n");
}

#[test]
fn a_pipe_that_nobody_reads_is_an_error_of_python_s() {
    let outcome = child::run_in(
        |command| {
            let (reader, writer) = io::pipe().expect("a pipe can be made");
            drop(reader);
            command.stdin(Stdio::from(writer));
        },
        || -> Result<()> {
            raw_pyexec("import os, sys; os.dup2(0, 1)")?;
            let error = raw_pyexec("print('x')").expect_err("nobody reads it");
            assert_eq!(error.as_python().expect("an exception").type_name(), "BrokenPipeError");
            Ok(())
        },
    );
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_stdout_that_is_closed_is_left_alone() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec("import os; os.close(1)\ntry: print('lost')\nexcept OSError: pass")
    });
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
}

#[test]
fn a_writer_that_panics_is_a_panic_of_the_call() {
    struct Panics;
    impl Write for Panics {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            panic!("no more paper")
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let outcome = child::run(|| -> Result<()> {
        Config::new().stdout(Panics).start()?;
        for _ in 0..2 {
            let panic = std::panic::catch_unwind(|| raw_pyexec("print('x')"));
            assert_eq!(panic.expect_err("it panics").downcast_ref(), Some(&"no more paper"));
        }
        assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_writer_may_use_python_and_not_print_to_itself() {
    /// Notes what its own prints give.
    struct Calls(Shared, Arc<Mutex<Vec<String>>>);
    impl Write for Calls {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let sum: i64 = pycall!("sum", [bytes.len(), 1]).map_err(io::Error::other)?;
            raw_pyexec("import sys; print('to the other one', file=sys.stderr)").map_err(io::Error::other)?;
            let error = raw_pyexec("print('to itself')").expect_err("it would never end");
            self.1.lock().expect("no panic").push(error.to_string());
            writeln!(self.0, "{sum}")?;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let outcome = child::run(|| -> Result<()> {
        let (output, errors, seen) = (Shared::default(), Shared::default(), Arc::default());
        Config::new().stdout(Calls(output.clone(), Arc::clone(&seen))).stderr(errors.clone()).start()?;
        raw_pyexec("print('four')")?;
        assert_eq!((output.text().as_str(), errors.text().as_str()), ("6\n", "to the other one\n"));
        let seen = seen.lock().expect("no panic").join("\n");
        assert!(seen.contains("print to itself"), "{seen}");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_function_of_lines_may_not_print_to_itself_either() {
    let outcome = child::run(|| -> Result<()> {
        let lines = Output::lines(|line| {
            let error = raw_pyexec("print('again')").expect_err("it would never end");
            assert!(error.to_string().contains("print to itself"), "{error}");
            println!("{line}");
        });
        Config::new().stdout(lines.clone()).stderr(lines).start()?;
        raw_pyexec("import sys; print('one'); print('two', file=sys.stderr)")
    });
    assert_eq!(outcome.printed(), "one\ntwo\n");
}
