//! Variables with values that nobody would set on purpose.

use crate::{directory::Directory, fails, found, library_name, works};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

#[test]
fn a_home_that_is_empty() {
    fails(
        |command| {
            let directory = Directory::new("empty");
            command.env("PYTHONHOME", directory.path(""));
            directory
        },
        &["would not start", "PYTHONHOME=", "-empty"],
    );
}

#[test]
fn a_home_that_is_a_file() {
    fails(
        |command| {
            let directory = Directory::new("file");
            command.env("PYTHONHOME", directory.file("home", "no directory"));
            directory
        },
        &["would not start", "PYTHONHOME=", "-file/home"],
    );
}

#[test]
fn a_home_with_an_empty_library() {
    fails(
        |command| {
            let directory = Directory::new("hollow");
            let library = format!("lib/{}", library_name());
            directory.file(&format!("{library}/os.py"), "");
            directory.file(&format!("{library}/encodings/__init__.py"), "");
            command.env("PYTHONHOME", directory.path(""));
            directory
        },
        &["would not start", "PYTHONHOME="],
    );
}

#[test]
fn a_path_that_leads_nowhere() {
    works(|command| {
        command.env("PYTHONPATH", "/nowhere:::/proc/self/mem:relative/path:/dev/null");
    });
}

#[test]
fn a_path_that_is_no_text() {
    works(|command| {
        command.env("PYTHONPATH", OsStr::from_bytes(b"/\xff\xfe/\x80:/nowhere"));
    });
}

#[test]
fn a_path_without_end() {
    works(|command| {
        command.env("PYTHONPATH", "/nowhere/at/all:".repeat(2000));
    });
}

#[test]
fn variables_for_an_interactive_python() {
    works(|command| {
        command
            .env("PYTHONSTARTUP", "/nowhere")
            .env("PYTHONINSPECT", "1")
            .env("PYTHONBREAKPOINT", "no.such.thing");
        command.env("PYTHONEXECUTABLE", "/nowhere/python").env("PYTHONUNBUFFERED", "yes");
    });
}

#[test]
fn warnings_that_make_no_sense() {
    works(|command| {
        command.env("PYTHONWARNINGS", "nonsense::nonsense,error::no.Such");
    });
}

#[test]
fn warnings_that_are_errors() {
    works(|command| {
        command.env("PYTHONWARNINGS", "error");
    });
}

#[test]
fn the_mode_of_developers() {
    works(|command| {
        command.env("PYTHONDEVMODE", "1").env("PYTHONFAULTHANDLER", "1").env("PYTHONTRACEMALLOC", "5");
    });
}

#[test]
fn a_number_of_frames_that_is_none() {
    fails(
        |command| {
            command.env("PYTHONTRACEMALLOC", "-7");
        },
        &["would not start", "PYTHONTRACEMALLOC"],
    );
}

#[test]
fn no_variable_but_the_interpreter() {
    works(|command| {
        command.env_clear().env("PYTHON_EXECUTABLE", found().executable);
    });
}

#[test]
fn no_home() {
    works(|command| {
        command.env_remove("HOME").env_remove("XDG_CACHE_HOME").env_remove("USER");
    });
}

#[test]
fn a_home_that_is_not_there() {
    works(|command| {
        command.env("HOME", "/nowhere").env("XDG_CACHE_HOME", "/nowhere/cache").env("TMPDIR", "/nowhere");
    });
}

#[test]
fn a_locale_that_nobody_has() {
    for locale in ["xx_YY.klingon", "C", "POSIX", "de_DE@euro", "", "\u{1}"] {
        works(|command| {
            command.env("LC_ALL", locale).env("LANG", locale);
        });
    }
}

#[test]
fn utf_8_mode_that_is_forbidden() {
    works(|command| {
        command.env("PYTHONUTF8", "0").env("PYTHONCOERCECLOCALE", "0").env("LC_ALL", "C");
    });
}

#[test]
fn another_place_for_bytecode_that_is_not_there() {
    works(|command| {
        command.env("PYTHONPYCACHEPREFIX", "/proc/nowhere");
    });
}
