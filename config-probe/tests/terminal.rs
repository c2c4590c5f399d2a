//! `config-probe` on a terminal, and `config-probe env` with a `uv` that stands in for the real one.
#![cfg(target_os = "linux")]

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

const PROBE: &str = env!("CARGO_BIN_EXE_config-probe");

/// A directory that is removed at the end of its test, with a `uv` in it that makes a venv and takes its time.
struct Directory(PathBuf);

impl Directory {
    fn new(test: &str) -> Self {
        let path = env::temp_dir().join(format!("py4rs-terminal-{test}-{}", std::process::id()));
        fs::create_dir_all(path.join("bin")).expect("a directory");
        let uv = "#!/bin/bash
case \"$1 $2\" in
    'venv --quiet') shift 3; exec \"$2\" -I -m venv --without-pip \"$3\" ;;
    'pip install') sleep 0.5; grep -q refused \"${@: -1}\" && { echo 'it is refused' >&2; exit 4; }; exit 0 ;;
    *) exit 9 ;;
esac
";
        fs::write(path.join("bin/uv"), uv).expect("a file");
        fs::set_permissions(path.join("bin/uv"), fs::Permissions::from_mode(0o755)).expect("permissions");
        Directory(path)
    }

    /// `config-probe env` with these words, its environments in the directory.
    fn env(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROBE);
        command.arg("env").args(words).arg("--directory").arg(self.0.join("environments"));
        self.prepare(&mut command);
        command
    }

    fn prepare(&self, command: &mut Command) {
        let path = env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.0.join("bin").display()));
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // A directory that stays behind is not worth a failing test.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn run(command: &mut Command) -> (String, String, Option<i32>) {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    (text(stdout), text(stderr), status.code())
}

/// What a command shows on a terminal, which `script` makes.
fn shown(line: &str, prepare: impl FnOnce(&mut Command)) -> String {
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--command", line, "/dev/null"]);
    script.env("TERM", "xterm").env_remove("NO_COLOR");
    prepare(&mut script);
    run(&mut script).0
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let line = format!("{PROBE} --all");
    let (green, red) = ("\x1b[32mPYTHON_EXECUTABLE", "\x1b[31mVIRTUAL_ENV: /nowhere");
    let python = run(Command::new(PROBE).arg("--json")).0;
    let python: serde_json::Value = serde_json::from_str(&python).expect("it is JSON");
    let prepare = |command: &mut Command| {
        command.env("PYTHON_EXECUTABLE", python["executable"].as_str().expect("a path"));
        command.env("VIRTUAL_ENV", "/nowhere");
    };
    let text = shown(&line, prepare);
    assert!(text.contains(green) && text.contains(red), "{text}");
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb")] {
        let text = shown(&line, |command| {
            prepare(command);
            command.env(name, value);
        });
        assert!(text.contains("VIRTUAL_ENV: /nowhere") && !text.contains('\x1b'), "{name}: {text}");
    }
    let mut piped = Command::new(PROBE);
    prepare(piped.arg("--all"));
    assert!(!run(&mut piped).0.contains('\x1b'));
}

#[test]
fn progress_is_shown_on_a_terminal_and_nowhere_else() {
    let directory = Directory::new("progress");
    let (stdout, stderr, code) = run(&mut directory.env(&["--requires", "quiet"]));
    assert_eq!((stderr.as_str(), code), ("", Some(0)), "{stdout}");
    let environments = directory.0.join("environments");
    let line = format!("{PROBE} env --requires visible --directory {}", environments.display());
    let text = shown(&line, |command| directory.prepare(command));
    assert!(text.contains("making an environment") && text.contains("installing visible"), "{text}");
    // At its end it is gone, and the answer stands alone.
    let last = text.trim_end().rsplit(['\r', '\n']).next().expect("a line");
    assert!(last.ends_with("/bin/python") && last.contains("/environments/"), "{text:?}");
    // What is there needs no time to be shown.
    let again = shown(&line, |command| directory.prepare(command));
    assert!(!again.contains("installing"), "{again}");
}

#[test]
fn an_environment_is_made_listed_and_pruned() {
    let directory = Directory::new("made");
    let (python, _, code) = run(&mut directory.env(&["--requires", "one", "--requires", "two>=1"]));
    let python = python.trim_end().to_owned();
    assert!(code == Some(0) && Path::new(&python).is_file(), "{python}");
    let text = Command::new(&python).args(["-c", "import sys; print(sys.prefix)"]).output().expect("it runs");
    let prefix = String::from_utf8(text.stdout).expect("text").trim_end().to_owned();
    assert!(python.starts_with(&prefix));
    let (list, _, _) = run(&mut directory.env(&["list"]));
    assert!(list.starts_with(&format!("{prefix}\n  one, two>=1\n")), "{list}");
    assert!(list.ends_with("last used 0 days ago\n"), "{list}");
    // As a Python it is looked at like any other.
    let (check, _, code) = run(Command::new(PROBE).args(["--check", "--python", &python]));
    assert!(code == Some(0) && check.contains(&format!("runs in {prefix}")), "{check}");
    let (_, stderr, code) = run(&mut directory.env(&["--requires", "refused"]));
    assert!(code == Some(1) && stderr.contains("it is refused"), "{stderr}");
    assert_eq!(run(&mut directory.env(&["prune"])).0, "");
    assert_eq!(run(&mut directory.env(&["prune", "--unused-days", "1"])).0, "");
    let (removed, _, code) = run(&mut directory.env(&["prune", "--unused-days", "0"]));
    assert!(code == Some(0) && removed.contains(&format!("removed {prefix}\n")), "{removed}");
    assert!(!Path::new(&prefix).exists());
    assert_eq!(run(&mut directory.env(&["list"])).0, "");
}
