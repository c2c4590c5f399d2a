//! Values that make no sense, in each of Python's variables and in each setting of `Config`: an error or a Python that
//! works, whichever Python's own version chooses.

use crate::{child, directory::Directory, works_here};
use py4rs::config::EnvPolicy;
use py4rs::prelude::*;
use std::process::Command;
use std::{env, thread};

/// Starts in a process that `prepare` makes; the process does not end before its time, whatever comes of it.
#[track_caller]
fn lives<K>(what: &str, prepare: impl FnOnce(&mut Command) -> K, config: impl FnOnce() -> Config) {
    let part = || {
        match config().start() {
            Ok(()) => works_here(),
            Err(error) => {
                assert!(!is_alive());
                assert!(raw_pyeval::<i64>("1").is_err());
                assert!(error.to_string().len() > 20, "{error}");
                println!("{error}");
            }
        }
        println!("it lives");
    };
    let outcome = child::run_in(prepare, part);
    assert_eq!(outcome.code, Some(0), "{what}: {}\n{}\n{}", outcome.status, outcome.stdout, outcome.stderr);
    assert!(outcome.stdout.contains("it lives\n"), "{what}: {}\n{}", outcome.stdout, outcome.stderr);
}

const VARIABLES: &[&str] = &[
    "PYTHONASYNCIODEBUG",
    "PYTHONBREAKPOINT",
    "PYTHONCASEOK",
    "PYTHONCOERCECLOCALE",
    "PYTHONDEBUG",
    "PYTHONDEVMODE",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONDUMPREFS",
    "PYTHONEXECUTABLE",
    "PYTHONFAULTHANDLER",
    "PYTHONHASHSEED",
    "PYTHONHOME",
    "PYTHONINTMAXSTRDIGITS",
    "PYTHONIOENCODING",
    "PYTHONLEGACYWINDOWSSTDIO",
    "PYTHONMALLOC",
    "PYTHONMALLOCSTATS",
    "PYTHONNODEBUGRANGES",
    "PYTHONNOUSERSITE",
    "PYTHONOPTIMIZE",
    "PYTHONPATH",
    "PYTHONPERFSUPPORT",
    "PYTHONPLATLIBDIR",
    "PYTHONPROFILEIMPORTTIME",
    "PYTHONPYCACHEPREFIX",
    "PYTHONSAFEPATH",
    "PYTHONSTARTUP",
    "PYTHONTHREADDEBUG",
    "PYTHONTRACEMALLOC",
    "PYTHONUNBUFFERED",
    "PYTHONUSERBASE",
    "PYTHONUTF8",
    "PYTHONVERBOSE",
    "PYTHONWARNDEFAULTENCODING",
    "PYTHONWARNINGS",
    "PYTHON_BASIC_REPL",
    "PYTHON_COLORS",
    "PYTHON_CONTEXT_AWARE_WARNINGS",
    "PYTHON_CPU_COUNT",
    "PYTHON_DISABLE_REMOTE_DEBUG",
    "PYTHON_FROZEN_MODULES",
    "PYTHON_GIL",
    "PYTHON_HISTORY",
    "PYTHON_JIT",
    "PYTHON_PERF_JIT_SUPPORT",
    "PYTHON_PRESITE",
    "PYTHON_THREAD_INHERIT_CONTEXT",
    "PYTHON_TLBC",
];

/// Has two threads go through a list.
fn in_halves<T: Sync>(list: &[T], f: impl Fn(&T) + Sync) {
    // A part is the test of its thread's name.
    let name = thread::current().name().expect("a test's thread has its name").to_owned();
    thread::scope(|scope| {
        for half in list.chunks(list.len().div_ceil(2)) {
            let each = || half.iter().for_each(&f);
            thread::Builder::new().name(name.clone()).spawn_scoped(scope, each).expect("a thread");
        }
    });
}

#[test]
fn in_variables() {
    const VALUES: &[&str] = &["0", "1", "-7", "99999999999999999999", "nonsense", "é🐍"];
    if child::is_part() {
        return lives("", |_| (), Config::new);
    }
    in_halves(VARIABLES, |name| {
        for value in VALUES {
            let prepare = |command: &mut Command| {
                let directory = Directory::new("variables");
                // What some of them write is written here.
                command.current_dir(directory.path("")).env(name, value);
                directory
            };
            lives(&format!("{name}={value}"), prepare, Config::new);
        }
    });
}

type Setting = (&'static str, fn(Config) -> Config);

const SETTINGS: &[Setting] = &[
    ("an argument with a NUL", |config| config.argv(["a\0b", "c"])),
    ("an empty argument", |config| config.argv(["", ""])),
    ("many arguments", |config| config.argv(vec!["x".repeat(1000); 1000])),
    ("an argument that is no text", |config| {
        config.argv([<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"\xff\xfe")])
    }),
    ("code with a NUL", |config| config.init_code("a = 1\0b = 2")),
    ("code with an error", |config| config.init_code("def (")),
    ("code without end of its line", |config| config.init_code("x = '''")),
    ("an interpreter with a NUL", |config| config.python("/usr/bin/py\0thon")),
    ("no name for an interpreter", |config| config.python("")),
    ("the directory as interpreter", |config| config.python(".")),
    ("the root as interpreter", |config| config.python("/")),
    ("a venv with a NUL", |config| config.venv("\0")),
    ("no name for a venv", |config| config.venv("")),
    ("a library with a NUL", |config| config.libpython("/lib\0/libpython3.11.so")),
    ("no name for a library", |config| config.libpython("")),
    ("a name without end", |config| config.python("x/".repeat(10_000))),
    ("no search path", |config| config.module_search_paths::<&str>([])),
    ("a search path without the library", |config| config.module_search_paths(["/nowhere"])),
    ("a search path with a NUL", |config| config.module_search_paths(["/no\0where"])),
    ("an empty search path", |config| config.module_search_paths(["", ""])),
    ("a warning that is none", |config| config.warnings(["nonsense::::::", "", "a\0b"])),
    ("a warning of no module", |config| config.warnings(["error:::no.such.module:x"])),
    ("an option that is none", |config| config.x_options(["", "=", "=x", "a\0b"])),
    ("an option without its number", |config| config.x_options(["int_max_str_digits=many"])),
    ("a depth below zero", |config| config.x_options(["tracemalloc=-1"])),
    ("frozen modules, perhaps", |config| config.x_options(["frozen_modules=perhaps"])),
    ("no GIL", |config| config.x_options(["gil=0"])),
    ("a GIL, perhaps", |config| config.x_options(["gil=perhaps"])),
    ("no processors", |config| config.x_options(["cpu_count=0"])),
    ("all that there is", |config| {
        config.x_options([
            "dev",
            "faulthandler",
            "importtime",
            "perf",
            "showrefcount",
            "no_debug_ranges",
            "utf8=0",
        ])
    }),
    ("modes of developers", |config| {
        config.x_options(["warn_default_encoding", "pycache_prefix=/proc/x", "presite=x"])
    }),
    ("the largest seed", |config| config.hash_seed(u32::MAX)),
    ("isolated, and more", |config| {
        config.isolated(true).safe_path(true).env_policy(EnvPolicy::Ignore).x_options(["nonsense"])
    }),
];

#[test]
fn in_the_configuration() {
    let setting = |number: usize| SETTINGS[number].1;
    if child::is_part() {
        let number = env::var("SETTING").expect("it was set").parse().expect("a number");
        return lives("", |_| (), || setting(number)(Config::new()));
    }
    let numbers: Vec<usize> = (0..SETTINGS.len()).collect();
    in_halves(&numbers, |number| {
        let prepare = |command: &mut Command| _ = command.env("SETTING", number.to_string());
        lives(SETTINGS[*number].0, prepare, Config::new);
    });
}
