//! A directory for one test, removed at its end.
#![allow(dead_code, reason = "each test uses its share")]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs};

pub struct Directory(PathBuf);

impl Directory {
    /// An empty one, whose name ends so.
    pub fn new(name: &str) -> Directory {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("py4rs-{}-{number}-{name}", process::id()));
        fs::create_dir_all(&path).expect("a temporary directory");
        Directory(path.canonicalize().expect("it was just made"))
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub fn file(&self, path: &str, text: &str) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("directories");
        fs::write(&path, text).expect("a file");
        path
    }

    /// A file that may be executed.
    pub fn program(&self, path: &str, text: &str) -> PathBuf {
        let path = self.file(path, text);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("permissions");
        path
    }

    pub fn link(&self, path: &str, target: &Path) -> PathBuf {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("directories");
        symlink(target, &path).expect("a link");
        path
    }

    /// A venv of this Python, without pip.
    pub fn venv(&self, path: &str, python: &Path) -> PathBuf {
        let venv = self.path(path);
        let mut command = Command::new(python);
        command.args(["-I", "-m", "venv", "--without-pip"]).arg(&venv);
        let made = command.output().expect("the Python can be run");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        venv
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // A directory that stays behind is not worth a failing test.
        let _ = fs::remove_dir_all(&self.0);
    }
}
