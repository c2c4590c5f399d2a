//! A part of a test in a process of its own: Python starts once per process, and ends with it.
//!
//! The process is this same test, run alone: in it [`run`] does the part and exits, outside it waits and
//! gives what came out. What stands before `run` in a test so happens in both.
#![allow(dead_code, reason = "each test uses its share")]

use std::env;
use std::io::Read;
use std::process::{Child, Command, ExitCode, Stdio, Termination, exit};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Set in a process that does a part.
pub const MARK: &str = "PY4RS_TEST_PART";

/// After that long a process is taken to hang: what is slow on a machine with much else to do is not.
const PATIENCE: Duration = Duration::from_secs(240);

/// What came out of a process.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// How it ended, in the system's words.
    pub status: String,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// What it printed, of a process that has ended well.
    #[track_caller]
    pub fn printed(self) -> String {
        assert_eq!(self.code, Some(0), "{}\nstdout: {}\nstderr: {}", self.status, self.stdout, self.stderr);
        self.stdout
    }
}

/// Whether this process is one that does a part.
pub fn is_part() -> bool {
    env::var_os(MARK).is_some()
}

/// Runs `part` in a process of its own, which then exits.
#[track_caller]
pub fn run<T: Termination>(part: impl FnOnce() -> T) -> Outcome {
    run_in(|_| (), part)
}

/// Runs `part` in a process of its own. Only outside of it `prepare` is called, which sets its environment
/// and its directory; what that gives is kept until the process has ended.
///
/// Of Python's variables the process has `PYTHON_EXECUTABLE` alone.
#[track_caller]
pub fn run_in<K, T: Termination>(
    prepare: impl FnOnce(&mut Command) -> K,
    part: impl FnOnce() -> T,
) -> Outcome {
    if is_part() {
        exit(i32::from(part().report() != ExitCode::SUCCESS));
    }
    let test = thread::current();
    let mut command = Command::new(env::current_exe().expect("a running program has a file"));
    command.args(["--exact", "--nocapture", "--quiet", test.name().expect("a test's thread has its name")]);
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("RUST_") || text.starts_with("PYTHON") && text != "PYTHON_EXECUTABLE" {
            command.env_remove(name);
        }
    }
    let _kept = prepare(&mut command);
    command.env(MARK, "1").stdout(Stdio::piped()).stderr(Stdio::piped());
    wait(command.spawn().expect("this program can be run"))
}

fn wait(mut child: Child) -> Outcome {
    let stdout = read(child.stdout.take());
    let stderr = read(child.stderr.take());
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break Some(status),
            None if start.elapsed() > PATIENCE => break None,
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    if status.is_none() {
        child.kill().expect("a child can be ended");
    }
    let text = |reader: JoinHandle<String>| reader.join().expect("a pipe can be read");
    let (stdout, stderr) = (text(stdout), text(stderr));
    let status = status.unwrap_or_else(|| panic!("it hangs\nstdout: {stdout}\nstderr: {stderr}"));
    // What the harness says first.
    let stdout = stdout.strip_prefix("\nrunning 1 test\n").unwrap_or(&stdout).to_owned();
    Outcome { code: status.code(), status: status.to_string(), stdout, stderr }
}

fn read(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.expect("it was asked for").read_to_end(&mut bytes).expect("a pipe can be read");
        String::from_utf8(bytes).expect("UTF-8")
    })
}
