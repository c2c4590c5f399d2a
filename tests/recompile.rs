//! What a build does with bindings: it says what it leaves out, and is done again when a module has changed.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MANIFEST: &str = r#"[package]
name = "recompile"
edition = "2024"

[dependencies]
py4rs = { path = "PATH" }

[workspace]
"#;

/// Prints what the module's function gives; `OPTIONS` may have it silent.
const PROGRAM: &str = r#"py4rs::defpymodule!("recompiled", path = "python", recompile_on_change = true OPTIONS);
fn main() {
    print!("{}", recompiled::FUNCTION().expect("a number"));
}
"#;

struct Package(PathBuf);

impl Package {
    fn new() -> Package {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recompile");
        fs::create_dir_all(folder.join("src")).expect("a folder");
        fs::create_dir_all(folder.join("python")).expect("a folder");
        fs::write(folder.join("Cargo.toml"), MANIFEST.replace("PATH", env!("CARGO_MANIFEST_DIR")))
            .expect("a file");
        fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"), folder.join("Cargo.lock"))
            .expect("the versions that are here");
        Package(folder)
    }

    fn program(&self, function: &str, options: &str) {
        let text = PROGRAM.replace("FUNCTION", function).replace("OPTIONS", options);
        fs::write(self.0.join("src/main.rs"), text).expect("a file");
    }

    fn module(&self, text: &str) {
        fs::write(self.0.join("python/recompiled.py"), text).expect("a file");
    }

    /// Builds and runs it: whether that went well, what was printed, and what was said.
    fn run(&self) -> (bool, String, String) {
        let ran = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["run", "--offline", "--quiet"])
            .current_dir(&self.0)
            .env("PYTHONPATH", self.0.join("python"))
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .output()
            .expect("cargo runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (ran.status.success(), text(&ran.stdout), text(&ran.stderr))
    }
}

const FIRST: &str = "__all__ = ['first', 'absent']\ndef first() -> int: return 1";
const NOTE: &str = "note: the bindings of `recompiled` leave out: `recompiled` has no `absent`";

#[test]
fn a_changed_module_is_built_again_and_notes_can_be_silenced() {
    let package = Package::new();
    package.module(FIRST);
    package.program("first", "");
    let (well, printed, said) = package.run();
    assert!(well && printed == "1", "{printed}\n{said}");
    assert!(said.contains(NOTE), "{said}");

    // Only the module is changed: the program that uses what is gone must fail to build.
    package.module("def second() -> int: return 2");
    let (well, _, said) = package.run();
    assert!(!well && said.contains("cannot find function `first`"), "{said}");
    package.module(FIRST);

    package.program("first", ", silent = true");
    let (well, printed, said) = package.run();
    assert!(well && printed == "1" && !said.contains(NOTE), "{printed}\n{said}");

    package.program("first", ", on_error = fail");
    let (well, _, said) = package.run();
    assert!(!well && said.contains("error: `recompiled` has no `absent`"), "{said}");
}
