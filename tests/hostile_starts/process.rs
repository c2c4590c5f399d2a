//! Processes that lack what others have: streams, a directory, rights, room.
#![allow(unsafe_code, reason = "what a process lacks is taken from it through libc")]

use crate::{child, directory::Directory, library_name, works, works_after, works_here};
use py4rs::prelude::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::thread;

/// Closes these descriptors in the process itself: Rust would open them again at its own start.
fn close(descriptors: &[i32]) {
    for descriptor in descriptors {
        // SAFETY: nothing in the process relies on it from here on.
        unsafe { libc::close(*descriptor) };
    }
}

#[test]
fn no_stdin() {
    works_after(|_| (), || close(&[0]));
}

#[test]
fn no_stdout() {
    works_after(|_| (), || close(&[1]));
}

#[test]
fn no_stderr() {
    works_after(|_| (), || close(&[2]));
}

#[test]
fn no_streams_at_all() {
    works_after(|_| (), || close(&[0, 1, 2]));
}

#[test]
fn a_stdin_that_is_a_directory() {
    crate::fails(
        |command| {
            command.stdin(Stdio::from(fs::File::open("/").expect("the root")));
        },
        &["would not start", "<stdin> is a directory"],
    );
}

#[test]
fn a_stdout_that_is_full() {
    let full = || {
        let file = fs::File::options().write(true).open("/dev/full").expect("a device");
        // SAFETY: both descriptors are open.
        unsafe { libc::dup2(std::os::fd::AsRawFd::as_raw_fd(&file), 1) };
    };
    works_after(
        |_| (),
        || {
            full();
            assert!(raw_pyexec("print('much', flush=True)").is_err());
            // What cannot be written is dropped, so that the exit has nothing to complain of.
            raw_pyexec("import sys, os; sys.stdout = open(os.devnull, 'w')").expect("another stream");
        },
    );
}

#[test]
fn a_directory_that_was_deleted() {
    works(|command| {
        let directory = Directory::new("deleted");
        let gone = directory.path("gone");
        fs::create_dir(&gone).expect("a directory");
        // SAFETY: these calls are allowed between fork and exec.
        unsafe {
            let path = std::ffi::CString::new(gone.to_str().expect("text")).expect("text");
            command.pre_exec(move || {
                libc::chdir(path.as_ptr());
                libc::rmdir(path.as_ptr());
                Ok(())
            });
        }
        directory
    });
}

/// Takes from the process root's right to pass over permissions.
fn without_privilege(command: &mut Command) {
    const BYPASS: [libc::c_ulong; 2] = [1, 2];
    // SAFETY: these calls are allowed between fork and exec.
    unsafe {
        command.pre_exec(|| {
            for capability in BYPASS {
                libc::prctl(libc::PR_CAPBSET_DROP, capability, 0, 0, 0);
            }
            Ok(())
        });
    }
}

fn forbid(path: &std::path::Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

#[test]
fn packages_that_cannot_be_read() {
    works(|command| {
        let directory = crate::venv_with(command, "hidden.py", "");
        let packages = format!("env/lib/{}/site-packages", library_name());
        forbid(&directory.path(&packages), 0);
        without_privilege(command);
        directory
    });
}

#[test]
fn packages_that_are_a_file() {
    works(|command| {
        let directory = crate::venv_with(command, "hidden.py", "");
        let packages = directory.path(&format!("env/lib/{}/site-packages", library_name()));
        fs::remove_dir_all(&packages).expect("it was made");
        fs::write(packages, "no directory").expect("a file");
        directory
    });
}

#[test]
fn directories_that_cannot_be_written() {
    works(|command| {
        let directory = Directory::new("sealed");
        for name in ["home", "tmp", "work"] {
            fs::create_dir(directory.path(name)).expect("a directory");
            forbid(&directory.path(name), 0o555);
        }
        command.env("HOME", directory.path("home")).env("TMPDIR", directory.path("tmp"));
        command.current_dir(directory.path("work"));
        without_privilege(command);
        directory
    });
}

#[test]
fn a_directory_that_cannot_be_entered() {
    works(|command| {
        let directory = Directory::new("locked");
        fs::create_dir(directory.path("work")).expect("a directory");
        command.current_dir(directory.path("work"));
        let path = std::ffi::CString::new(directory.path("work").to_str().expect("text")).expect("text");
        // SAFETY: these calls are allowed between fork and exec.
        unsafe {
            command.pre_exec(move || {
                libc::chmod(path.as_ptr(), 0);
                Ok(())
            });
        }
        without_privilege(command);
        directory
    });
}

#[test]
fn a_stack_of_64_kib() {
    let outcome = child::run(|| {
        let on_small_stack = |f: fn() -> String| {
            let thread = thread::Builder::new().stack_size(64 << 10).spawn(f).expect("a thread");
            thread.join().expect("no panic")
        };
        let before = on_small_stack(|| start().expect_err("too small").to_string());
        assert!(!is_alive());
        works_here();
        let after = on_small_stack(|| raw_pyeval::<i64>("1").expect_err("too small").to_string());
        for message in [before, after] {
            assert!(message.contains("KiB of stack left, which is too little for Python"), "{message}");
        }
        works_here();
    });
    outcome.printed();
}

#[test]
fn few_descriptors() {
    works(|command| {
        // SAFETY: this call is allowed between fork and exec.
        unsafe {
            command.pre_exec(|| {
                let limit = libc::rlimit { rlim_cur: 24, rlim_max: 24 };
                libc::setrlimit(libc::RLIMIT_NOFILE, &limit);
                Ok(())
            });
        }
    });
}

#[test]
fn signals_that_are_blocked_or_ignored() {
    works(|command| {
        // SAFETY: these calls are allowed between fork and exec.
        unsafe {
            command.pre_exec(|| {
                for signal in [libc::SIGINT, libc::SIGPIPE, libc::SIGTERM, libc::SIGCHLD] {
                    libc::signal(signal, libc::SIG_IGN);
                }
                Ok(())
            });
        }
    });
}

#[test]
fn init_code_that_exits() {
    let outcome = child::run(|| {
        let error = Config::new().init_code("import sys; sys.exit(7)").start().expect_err("it exits");
        assert_eq!(error.as_python().expect("an exception").type_name(), "SystemExit");
        let error = start().expect_err("it exits again").to_string();
        assert!(error.contains("SystemExit: 7"), "{error}");
    });
    outcome.printed();
}

#[test]
fn code_that_exits_in_threads_and_destructors() {
    let outcome = child::run(|| -> py4rs::Result<()> {
        raw_pyexec(
            "import sys, threading
class Exits:
    def __del__(self): sys.exit(1)
Exits()
thread = threading.Thread(target=sys.exit, args=(5,))
thread.start()
thread.join()",
        )?;
        assert!(raw_pyexec("sys.exit('a text')").is_err());
        assert!(pycall!("sys.exit", 2 => ()).is_err());
        works_here();
        Ok(())
    });
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[test]
fn a_python_that_is_gone_when_it_is_needed() {
    // Its library stays open, and what is imported later is not there: an error of the import.
    let outcome = child::run(|| -> py4rs::Result<()> {
        start()?;
        raw_pyexec("import sys; sys.path[:] = ['/nowhere']; sys.path_importer_cache.clear()")?;
        let error = raw_pyexec("import wave").expect_err("it is not there").to_string();
        assert!(error.contains("wave"), "{error}");
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_disk_that_is_full() {
    works(|command| {
        // SAFETY: these calls are allowed between fork and exec.
        unsafe {
            command.pre_exec(|| {
                libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
                let limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
                libc::setrlimit(libc::RLIMIT_FSIZE, &limit);
                Ok(())
            });
        }
        let directory = Directory::new("full");
        command
            .env("XDG_CACHE_HOME", directory.path("cache"))
            .env("PYTHONPYCACHEPREFIX", directory.path("code"));
        directory
    });
}

#[test]
fn rights_for_nobody_in_what_is_made() {
    works(|command| {
        // SAFETY: this call is allowed between fork and exec.
        unsafe {
            command.pre_exec(|| {
                libc::umask(0o777);
                Ok(())
            });
        }
        without_privilege(command);
        let directory = Directory::new("umask");
        command
            .env("XDG_CACHE_HOME", directory.path("cache"))
            .env("PYTHONPYCACHEPREFIX", directory.path("code"));
        directory
    });
}

#[test]
fn little_memory() {
    // So many MiB more than the process has: too little for the library, and enough.
    for room in [1, 2, 64] {
        let prepare = |command: &mut Command| _ = command.env("ROOM", room.to_string());
        let outcome = child::run_in(prepare, || {
            let room: u64 = std::env::var("ROOM").expect("it was set").parse().expect("a number");
            let text = fs::read_to_string("/proc/self/statm").expect("a file of Linux");
            let pages: u64 = text.split(' ').next().expect("a size").parse().expect("a number");
            let most = pages * 4096 + (room << 20);
            let limit = libc::rlimit { rlim_cur: most, rlim_max: most };
            // SAFETY: the limit is that of this process.
            unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) };
            match start() {
                Ok(()) => works_here(),
                Err(error) => println!("it is an error: {error}"),
            }
        });
        assert_eq!(outcome.printed().contains("it is an error"), room < 64, "{room} MiB");
    }
}
