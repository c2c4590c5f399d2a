//! A Python that cannot be started is an error that says what and why. The process lives on, and asking again
//! gives an error again.
#![cfg(target_os = "linux")]

mod child;
mod directory;

use directory::Directory;
use py4rs::config::{Environment, PythonConfig, Search, find, survey};
use py4rs::prelude::*;
use py4rs::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, thread};

/// The Python under test.
fn found() -> PythonConfig {
    find(&Search::default(), &Environment::process()).expect("a Python")
}

/// A path that was handed over to the part in a variable.
fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name).map(PathBuf::from)
}

/// What the error says of a start in a process that `prepare` makes.
///
/// The variables `GIVEN_PYTHON`, `GIVEN_LIBPYTHON` and `GIVEN_VENV` become settings of its `Config`.
#[track_caller]
fn failure<K>(prepare: impl FnOnce(&mut Command) -> K) -> String {
    let part = || {
        let mut config = Config::new();
        config = path("GIVEN_PYTHON").into_iter().fold(config, Config::python);
        config = path("GIVEN_LIBPYTHON").into_iter().fold(config, Config::libpython);
        config = path("GIVEN_VENV").into_iter().fold(config, Config::venv);
        let first = config.start().expect_err("it cannot start").to_string();
        assert!(!is_alive());
        let again = start().expect_err("the second start fails as well").to_string();
        assert_eq!(first, again);
        let verb = raw_pyeval::<i64>("1").expect_err("so does a verb").to_string();
        assert_eq!(first, verb);
        println!("{first}");
    };
    child::run_in(prepare, part).printed()
}

/// Asserts that a message has these parts.
#[track_caller]
fn says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "no {part:?} in: {message}");
    }
}

#[test]
fn a_home_without_python() {
    let message = failure(|command| {
        command.env("PYTHONHOME", "/no/such/home");
    });
    says(&message, &["PYTHONHOME=/no/such/home", "would not start", "libpython3."]);
}

#[test]
fn variables_that_python_refuses() {
    for (name, value, reason) in [
        ("PYTHONHASHSEED", "many", "PYTHONHASHSEED"),
        ("PYTHONMALLOC", "none-such", "PYTHONMALLOC"),
        ("PYTHONIOENCODING", "klingon", "encoding"),
    ] {
        let message = failure(|command| {
            command.env(name, value);
        });
        says(&message, &["would not start", reason, "libpython3."]);
    }
}

#[test]
fn an_executable_that_does_not_exist() {
    let message = failure(|command| {
        command.env("PYTHON_EXECUTABLE", "/no/such/python");
    });
    says(&message, &["/no/such/python", "does not exist", "PYTHON_EXECUTABLE"]);
}

#[test]
fn an_executable_that_is_on_no_path() {
    let message = failure(|command| {
        command.env("PYTHON_EXECUTABLE", "python-of-nobody");
    });
    says(&message, &["there is no python-of-nobody on PATH"]);
}

#[test]
fn an_executable_that_is_a_directory() {
    let message = failure(|command| {
        let directory = Directory::new("directory");
        command.env("PYTHON_EXECUTABLE", directory.path(""));
        directory
    });
    says(&message, &["-directory", "it is a directory"]);
}

#[test]
fn an_executable_that_may_not_be_executed() {
    let message = failure(|command| {
        let directory = Directory::new("plain");
        command.env("PYTHON_EXECUTABLE", directory.file("python", "#!/bin/sh\n"));
        directory
    });
    says(&message, &["-plain/python", "not an executable file"]);
}

#[test]
fn an_executable_that_is_only_text() {
    for text in ["this is no program\n", "#!/bin/sh\necho no Python here\n", "#!/bin/sh\nexit 3\n", ""] {
        let message = failure(|command| {
            let directory = Directory::new("text");
            command.env("PYTHON_EXECUTABLE", directory.program("python", text));
            directory
        });
        says(&message, &["-text/python", "it was run to learn about it, and failed"]);
    }
}

#[test]
fn a_static_python() {
    let message = failure(|command| {
        let directory = Directory::new("static");
        command.env("PYTHON_EXECUTABLE", installation(&directory, "3.11", "'Py_ENABLE_SHARED': 0"));
        directory
    });
    says(&message, &["-static/bin/python3.11", "it is a static build", "libpython3.11", "what to do:"]);
}

#[test]
fn a_standard_library_that_is_missing() {
    let message = failure(|command| {
        let directory = Directory::new("bare");
        let python = installation(&directory, "3.11", "'Py_ENABLE_SHARED': 1");
        fs::remove_dir_all(directory.path("lib/python3.11/encodings")).expect("it was there");
        command.env("PYTHON_EXECUTABLE", python);
        directory
    });
    says(&message, &["-bare/bin/python3.11", "its standard library is missing", "-bare/lib/python3.11"]);
}

#[test]
fn a_standard_library_that_is_empty() {
    let message = failure(|command| {
        let found = found();
        let directory = Directory::new("empty");
        let version = format!("{}.{}", found.version.major, found.version.minor);
        let python = installation(&directory, &version, "'Py_ENABLE_SHARED': 1");
        command.env("GIVEN_PYTHON", python).env("GIVEN_LIBPYTHON", found.libpython);
        directory
    });
    says(&message, &["would not start", "-empty/bin/python3", "encoding"]);
}

#[cfg(target_os = "linux")]
#[test]
fn another_python_than_the_one_in_the_process() {
    let message = failure(|command| {
        let found = found();
        let directory = Directory::new("other");
        let version = if found.version.minor == 8 { "3.9" } else { "3.8" };
        command.env("PYTHON_EXECUTABLE", installation(&directory, version, "'Py_ENABLE_SHARED': 1"));
        directory.link(&format!("lib/libpython{version}.so"), &found.libpython);
        command.env("LD_PRELOAD", found.libpython);
        directory
    });
    says(&message, &["-other/bin/python3", "was chosen", "has loaded 3.", "libpython3."]);
}

/// What looks like an installation of Python, with a standard library of empty files; gives its interpreter,
/// which cannot be run.
fn installation(directory: &Directory, version: &str, variables: &str) -> PathBuf {
    let stdlib = format!("lib/python{version}");
    for file in ["os.py", "encodings/__init__.py", "lib-dynload/none"] {
        directory.file(&format!("{stdlib}/{file}"), "");
    }
    let variables = format!("build_time_vars = {{'Py_DEBUG': 0, 'LDVERSION': '{version}', {variables}}}");
    directory.file(&format!("{stdlib}/_sysconfigdata__linux_x86_64-linux-gnu.py"), &variables);
    directory.program(&format!("bin/python{version}"), "\x7fELF")
}

#[test]
fn a_venv_without_its_configuration() {
    let message = failure(|command| {
        let directory = Directory::new("venv");
        let venv = directory.venv("env", &found().executable);
        fs::remove_file(venv.join("pyvenv.cfg")).expect("it was there");
        command.env("GIVEN_VENV", venv);
        directory
    });
    says(&message, &["-venv/env", "it has no pyvenv.cfg"]);
}

#[test]
fn a_venv_whose_configuration_cannot_be_read() {
    let message = failure(|command| {
        let directory = Directory::new("venv");
        let venv = directory.venv("env", &found().executable);
        fs::write(venv.join("pyvenv.cfg"), b"home = \xff\xfe\n").expect("it can be written");
        command.env("GIVEN_VENV", venv);
        directory
    });
    says(&message, &["-venv/env/pyvenv.cfg cannot be read", "UTF-8"]);
}

#[test]
fn a_venv_of_another_version() {
    let message = failure(|command| {
        let found = found();
        let directory = Directory::new("venv");
        let venv = directory.venv("env", &found.executable);
        let home = found.base_prefix.join("bin");
        let text = format!("home = {}\nversion = 3.7.0\n", home.display());
        fs::write(venv.join("pyvenv.cfg"), text).expect("it can be written");
        command.env("GIVEN_VENV", venv);
        directory
    });
    says(&message, &["-venv/env", "the venv was made for Python 3.7, but its Python is 3."]);
}

#[test]
fn a_venv_whose_python_is_gone() {
    let message = failure(|command| {
        let directory = Directory::new("venv");
        directory.file("env/pyvenv.cfg", "home = /no/such/bin\nversion = 3.11.0\n");
        directory.link("env/bin/python", "/no/such/bin/python3.11".as_ref());
        command.env("GIVEN_VENV", directory.path("env"));
        directory
    });
    says(&message, &["-venv/env", "/no/such/bin/python3.11, which does not exist"]);
}

#[test]
fn an_interpreter_and_a_venv_at_once() {
    let message = failure(|command| {
        command.env("GIVEN_PYTHON", "/python").env("GIVEN_VENV", "/venv");
    });
    says(&message, &["/python", "both an interpreter and a venv are given"]);
}

#[test]
fn a_library_that_does_not_exist() {
    let message = failure(|command| {
        command.env("GIVEN_LIBPYTHON", "/no/such/libpython3.11.so");
    });
    says(&message, &["/no/such/libpython3.11.so does not exist"]);
}

#[test]
fn a_library_of_something_else() {
    let message = failure(|command| {
        command.env("GIVEN_LIBPYTHON", c_library());
    });
    says(&message, &["/libc", "it cannot be told to which Python the library"]);
}

#[test]
fn a_library_of_something_else_by_the_name_of_pythons() {
    let message = failure(|command| {
        let found = found();
        let directory = Directory::new("libc");
        let library = directory.link(&file_name(&found.libpython), &c_library());
        command.env("GIVEN_PYTHON", found.executable).env("GIVEN_LIBPYTHON", library);
        directory
    });
    says(&message, &["cannot use ", "-libc/libpython3", "no Py_GetVersion", "PYTHON_EXECUTABLE"]);
}

/// The C library of this program.
fn c_library() -> PathBuf {
    let maps = fs::read_to_string("/proc/self/maps").expect("the process has a map");
    let path = maps.split_whitespace().find(|word| word.contains("/libc.so") || word.contains("/libc-"));
    PathBuf::from(path.expect("this program uses a C library"))
}

fn file_name(path: &Path) -> String {
    path.file_name().expect("a library has a name").to_string_lossy().into_owned()
}

#[test]
fn a_library_that_is_only_text() {
    let message = failure(|command| {
        let found = found();
        let directory = Directory::new("text");
        let library = directory.file(&file_name(&found.libpython), "not a library");
        command.env("GIVEN_PYTHON", found.executable).env("GIVEN_LIBPYTHON", library);
        directory
    });
    says(&message, &["-text/libpython3", "is no shared library of this system", "the file is damaged"]);
}

#[test]
fn a_library_of_another_version() {
    let message = failure(|command| {
        let found = found();
        let directory = Directory::new("other");
        let library = directory.link("libpython3.99.so.1.0", &found.libpython);
        command.env("GIVEN_PYTHON", found.executable).env("GIVEN_LIBPYTHON", library);
        directory
    });
    says(&message, &["the library is of Python 3.99, but the interpreter is 3."]);
}

#[test]
fn an_empty_environment_is_no_failure() {
    let outcome = child::run_in(
        |command| {
            let python = found().executable;
            command.env_clear().env("GIVEN_PYTHON", python);
        },
        || -> Result<()> {
            Config::new().python(path("GIVEN_PYTHON").expect("it was set")).start()?;
            raw_pyexec("print('é🐍')")?;
            raw_pyexec("import sys; print('ö', file=sys.stderr)")?;
            assert_eq!(raw_pyeval::<String>("sys.getfilesystemencoding()")?, "utf-8");
            Ok(())
        },
    );
    assert_eq!(outcome.stderr, "ö\n");
    assert_eq!(outcome.printed(), "é🐍\n");
}

#[test]
fn a_failure_can_be_mended_where_python_was_not_opened_yet() {
    let outcome = child::run_in(
        |command| {
            command.env("GIVEN_PYTHON", found().executable);
        },
        || -> Result<()> {
            Config::new().python("/no/such/python").start().expect_err("it does not exist");
            Config::new().python(path("GIVEN_PYTHON").expect("it was set")).start()?;
            assert_eq!(raw_pyeval::<i64>("1 + 1")?, 2);
            Ok(())
        },
    );
    outcome.printed();
}

#[test]
fn a_program_that_is_asked_for_its_python_asks_no_other() {
    let mut directory = None;
    let message = failure(|command| {
        let directory = directory.insert(Directory::new("asked"));
        // It is taken for an interpreter, and is this test again, which looks for a Python itself.
        let (count, program) = (directory.path("count"), env::current_exe().expect("this program"));
        let test = thread::current().name().expect("a name").to_owned();
        let text = format!(
            "#!/bin/sh\necho x >> {}\nexec {} --exact --nocapture --quiet {test}\n",
            count.display(),
            program.display()
        );
        command.env("PYTHON_EXECUTABLE", directory.program("bin/python3", &text));
    });
    says(&message, &["-asked/bin/python3", "it was run to learn about it, and failed"]);
    // Three times: `failure` starts as often.
    let directory = directory.expect("it was made");
    assert_eq!(fs::read_to_string(directory.path("count")).expect("it was run"), "x\nx\nx\n");
}

#[test]
fn the_error_has_the_report_of_the_search() {
    let outcome = child::run(|| {
        let config = Config::new().python("/no/such/python");
        let error = config.start().expect_err("it does not exist");
        let Error::NotFound(none) = &error else { panic!("{error}") };
        let surveyed = survey(config.search(), &Environment::process()).swap_remove(0);
        assert_eq!(none.candidates.len(), 1, "an explicit choice stands alone");
        assert_eq!(none.candidates[0].to_string(), surveyed.to_string());
        let found = find(config.search(), &Environment::process()).expect_err("nor is it found");
        assert_eq!(error.to_string(), found.to_string());
        says(&error.to_string(), &[&surveyed.to_string(), "what to do:"]);
    });
    outcome.printed();
}
