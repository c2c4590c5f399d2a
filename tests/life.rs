//! The life of Python in a process: it starts once, stops softly and starts again.

mod child;

use py4rs::config::{Environment, Search, find};
use py4rs::prelude::*;
use py4rs::{Result, running_python};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// The identity of an object that each interpreter has one of.
fn interpreter() -> Result<usize> {
    raw_pyeval("id(__import__('sys').modules)")
}

#[test]
fn starting_twice_changes_nothing() {
    let outcome = child::run(|| -> Result<()> {
        assert!(!is_alive());
        start()?;
        assert!(is_alive());
        let first = interpreter()?;
        set_pyvalue("kept", 1)?;
        start()?;
        start_if_not_alive()?;
        Config::new().init_code("kept = 2").start()?;
        assert_eq!(interpreter()?, first);
        assert_eq!(pyvalue::<i64>("kept")?, 1);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn threads_that_start_at_once_get_one_interpreter() {
    let outcome = child::run(|| {
        const THREADS: usize = 16;
        let barrier = Barrier::new(THREADS);
        let seen: Vec<(usize, i64)> = thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS as i64)
                .map(|number| {
                    let barrier = &barrier;
                    scope.spawn(move || -> Result<(usize, i64)> {
                        barrier.wait();
                        start()?;
                        set_pyvalue(&format!("number_{number}"), number)?;
                        Ok((interpreter()?, pycall!("abs", -number)?))
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic").expect("it starts")).collect()
        });
        for (number, (id, back)) in (0..).zip(&seen) {
            assert_eq!((*id, *back), (seen[0].0, number));
            assert_eq!(pyvalue::<i64>(&format!("number_{number}")).expect("it was set"), number);
        }
    });
    outcome.printed();
}

#[test]
fn the_starting_thread_is_left_detached() {
    let outcome = child::run(|| -> Result<()> {
        start()?;
        let other = thread::spawn(|| {
            let start = Instant::now();
            (raw_pyeval::<i64>("1 + 1").expect("Python is alive"), start.elapsed())
        });
        thread::sleep(Duration::from_millis(500));
        let (two, waited) = other.join().expect("no panic");
        assert_eq!(two, 2);
        assert!(waited < Duration::from_millis(400), "it waited {waited:?}");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn every_verb_starts_python() {
    let verbs: [fn() -> Result<()>; 17] = [
        || start_if_not_alive(),
        || version_info().map(drop),
        || running_python().map(drop),
        || pyvalue::<PyObject>("len").map(drop),
        || set_pyvalue("x", 1),
        || import_module("math").map(drop),
        || import_module_as("math", "m").map(drop),
        || import_function("hypot", "math").map(drop),
        || import_function_as("hypot", "math", "h").map(drop),
        || call("len", ("abc",)),
        || pycall!("len", "abc"),
        || pymethod!("abc", "upper"),
        || pyslot_value::<i64>(&1, "real").map(drop),
        || raw_pyeval::<i64>("1").map(drop),
        || raw_pyexec("1"),
        || attach(|_| ()),
        || py_none().and(py_empty_tuple()).map(drop),
    ];
    let outcome = child::run(|| {
        for (number, verb) in verbs.iter().enumerate() {
            assert!(!is_alive());
            verb().unwrap_or_else(|error| panic!("verb {number}: {error}"));
            assert!(is_alive(), "verb {number}");
            stop().expect("nothing forbids it");
        }
    });
    outcome.printed();
}

#[test]
fn stopping_clears_main_and_leaves_objects_valid() {
    let outcome = child::run(|| -> Result<()> {
        set_pyvalue("x", 1)?;
        import_module("json")?;
        let list: PyObject = raw_pyeval("[1, 2, x]")?;
        let first = interpreter()?;
        stop()?;
        assert!(!is_alive());
        stop()?;
        assert_eq!(list.to_string(), "[1, 2, 1]");
        drop(list.clone());
        assert!(!is_alive(), "showing, cloning and dropping start nothing");
        assert_eq!(pycall!("len", list => i64)?, 3);
        assert!(is_alive());
        assert_eq!(interpreter()?, first);
        for gone in ["x", "json"] {
            let error = pyvalue::<PyObject>(gone).expect_err("it was cleared");
            assert_eq!(error.as_python().expect("an exception").type_name(), "NameError");
        }
        assert_eq!(pyvalue::<String>("__name__")?, "__main__");
        assert!(raw_pyeval::<bool>("__builtins__ is not None")?);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn objects_dropped_after_a_stop_are_released() {
    let outcome = child::run(|| -> Result<()> {
        raw_pyexec(
            "import builtins
builtins.gone = []
class Last:
    def __del__(self): gone.append('released')",
        )?;
        let object: PyObject = pycall!("Last")?;
        stop()?;
        drop(object);
        thread::sleep(Duration::from_millis(200));
        assert!(!is_alive());
        assert_eq!(pyvalue::<Vec<String>>("gone")?, ["released"]);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn each_start_runs_the_init_code() {
    let outcome = child::run(|| -> Result<()> {
        Config::new()
            .init_code("import builtins; builtins.starts = getattr(builtins, 'starts', 0) + 1")
            .init_code("twice = 2 * starts")
            .start()?;
        assert_eq!((pyvalue::<i64>("starts")?, pyvalue::<i64>("twice")?), (1, 2));
        stop()?;
        assert_eq!((pyvalue::<i64>("twice")?, pyvalue::<i64>("starts")?), (4, 2));
        stop()?;
        start()?;
        assert_eq!(pyvalue::<i64>("starts")?, 3);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn init_code_may_wait_for_its_own_threads() {
    let outcome = child::run(|| -> Result<()> {
        // The thread that the code starts and waits for needs Python meanwhile.
        let code = "import threading
done = []
thread = threading.Thread(target=done.append, args=[1])
thread.start(); thread.join()";
        Config::new().init_code(code).start()?;
        assert_eq!(pyvalue::<Vec<i64>>("done")?, [1]);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn init_code_that_raises_is_an_error_and_can_be_tried_again() {
    let outcome = child::run(|| -> Result<()> {
        for _ in 0..2 {
            let error = Config::new().init_code("1 / 0").start().expect_err("it raises");
            assert_eq!(error.as_python().expect("an exception").type_name(), "ZeroDivisionError");
            assert!(!is_alive());
        }
        Config::new().init_code("fine = True").start()?;
        assert!(pyvalue::<bool>("fine")?);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn stop_can_be_disabled() {
    let outcome = child::run(|| -> Result<()> {
        Config::new().disable_stop(true).start()?;
        set_pyvalue("x", 1)?;
        stop()?;
        assert!(is_alive());
        assert_eq!(pyvalue::<i64>("x")?, 1);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn stopping_inside_attach_and_in_other_threads_is_safe() {
    let outcome = child::run(|| -> Result<()> {
        attach(|_| {
            stop()?;
            assert!(!is_alive());
            raw_pyeval::<i64>("1 + 1")
        })??;
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        stop().expect("nothing forbids it");
                        assert_eq!(pycall!("abs", -1 => i64).expect("it starts again"), 1);
                    }
                });
            }
        });
        Ok(())
    });
    outcome.printed();
}

#[test]
fn the_version_is_the_interpreters_own() {
    let outcome = child::run(|| -> Result<()> {
        let version = version_info()?;
        let shown = format!("{}.{}.{}", version.major, version.minor, version.micro);
        assert!(raw_pyeval::<String>("__import__('sys').version")?.starts_with(&shown));
        assert_eq!(
            version.releaselevel,
            raw_pyeval::<String>("__import__('sys').version_info.releaselevel")?
        );
        assert_eq!(version.serial, raw_pyeval::<u32>("__import__('sys').version_info.serial")?);
        let found = running_python()?.expect("this program started it");
        assert_eq!((version.major, version.minor), (found.version.major.into(), found.version.minor.into()));
        Ok(())
    });
    outcome.printed();
}

#[test]
fn arguments_are_the_programs_own_or_those_given() {
    let own = child::run(|| -> Result<()> {
        let own: Vec<String> = std::env::args().collect();
        assert_eq!(raw_pyeval::<Vec<String>>("__import__('sys').argv")?, own);
        Ok(())
    });
    own.printed();
}

#[test]
fn given_arguments_are_argv() {
    let given = child::run(|| -> Result<()> {
        Config::new().argv(["tool", "--größe", "-c", "a b"]).start()?;
        let argv: Vec<String> = raw_pyeval("__import__('sys').argv")?;
        assert_eq!(argv, ["tool", "--größe", "-c", "a b"]);
        Ok(())
    });
    given.printed();
}

#[test]
fn the_configs_python_wins_over_the_environments() {
    let outcome = child::run_in(
        |command| {
            let found = find(&Search::default(), &Environment::process()).expect("a Python");
            command.env("PYTHON_EXECUTABLE", "/no/such/python").env("WANTED", found.executable);
        },
        || -> Result<()> {
            let wanted = std::env::var("WANTED").expect("it was set");
            Config::new().python(&wanted).start()?;
            assert_eq!(raw_pyeval::<String>("__import__('sys').executable")?, wanted);
            Ok(())
        },
    );
    outcome.printed();
}

#[test]
fn another_python_than_the_one_that_runs_is_refused() {
    let outcome = child::run(|| -> Result<()> {
        start()?;
        let running = running_python()?.expect("it was started here");
        Config::new().start()?;
        Config::new().python(&running.executable).start()?;
        let error = Config::new().libpython("/no/such/libpython3.11.so").start().expect_err("it is another");
        assert!(error.to_string().contains("/no/such/libpython3.11.so"), "{error}");
        assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
        Ok(())
    });
    outcome.printed();
}
