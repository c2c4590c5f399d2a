//! Files that are not what their names say: pipes, devices, too much of it, no text. Each is a reason, at once.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use py4rs::config::{PythonConfig, Reason, Search, find};

use crate::tree::Tree;

/// Puts something else in the place of a file.
type Damage = (&'static str, fn(&Path));

const DAMAGES: &[Damage] = &[
    ("a pipe", pipe),
    ("a device without end", |path| std::os::unix::fs::symlink("/dev/zero", path).expect("a link")),
    ("a link to itself", |path| std::os::unix::fs::symlink(path, path).expect("a link")),
    ("a link to nothing", |path| std::os::unix::fs::symlink("/nowhere/at/all", path).expect("a link")),
    ("a directory", |path| fs::create_dir(path).expect("a directory")),
    ("four gigabytes", |path| File::create(path).and_then(|file| file.set_len(4 << 30)).expect("a file")),
    ("no text", |path| fs::write(path, [0xff, 0xfe, 0, 0x80].repeat(100)).expect("a file")),
    ("nothing", |path| fs::write(path, "").expect("a file")),
    ("one endless line", |path| fs::write(path, "{'".repeat(100_000)).expect("a file")),
];

fn pipe(path: &Path) {
    let made = Command::new("mkfifo").args(["-m", "755"]).arg(path).status().expect("mkfifo runs");
    assert!(made.success());
}

/// What becomes of a Python one of whose files was damaged: said at once.
fn damaged(make: fn(&Tree) -> PathBuf, file: &str, damage: fn(&Path)) -> Result<PythonConfig, Reason> {
    let tree = Tree::new();
    let python = make(&tree);
    let path = tree.file(file, "");
    fs::remove_file(&path).expect("it was just made");
    damage(&path);
    let begin = Instant::now();
    let outcome = tree.ask(&python);
    assert!(begin.elapsed() < Duration::from_secs(5), "{file}: {:?}", begin.elapsed());
    outcome
}

fn usual(tree: &Tree) -> PathBuf {
    tree.installation("usr", "3.11.7")
}

fn venv(tree: &Tree) -> PathBuf {
    let base = usual(tree);
    tree.venv("venv", &base, "3.11.7")
}

#[test]
fn what_tells_of_an_installation() {
    for (what, damage) in DAMAGES {
        // Without these there is still enough to go by.
        for file in ["usr/include/python3.11/patchlevel.h", "usr/lib/python3.11/build-details.json"] {
            let python = damaged(usual, file, *damage).unwrap_or_else(|reason| panic!("{what}: {reason}"));
            assert_eq!((python.version.minor, python.abi.to_string().as_str()), (11, "GIL"), "{what}");
        }
        // Without this the interpreter is asked, which cannot answer.
        let file = "usr/lib/python3.11/_sysconfigdata__linux_x86_64-linux-gnu.py";
        let reason = damaged(usual, file, *damage).expect_err(what);
        assert!(matches!(reason, Reason::NotRunnable(_)), "{what}: {reason}");
    }
}

#[test]
fn what_tells_of_a_venv() {
    for (what, damage) in DAMAGES.iter().filter(|(what, _)| *what != "a link to nothing") {
        let reason = damaged(venv, "venv/pyvenv.cfg", *damage).expect_err(what);
        assert!(matches!(reason, Reason::Unreadable(..) | Reason::NoHome(_)), "{what}: {reason}");
    }
}

#[test]
fn the_interpreter_itself() {
    for (what, damage) in DAMAGES {
        let reason = damaged(usual, "usr/bin/python3.11", *damage).expect_err(what);
        let expected = match *what {
            "a directory" => matches!(reason, Reason::IsDirectory),
            "a link to nothing" => matches!(reason, Reason::Dangling(_)),
            "a link to itself" => matches!(reason, Reason::Unreadable(..)),
            _ => reason == Reason::NotExecutable,
        };
        assert!(expected, "{what}: {reason}");
    }
}

#[test]
fn the_library() {
    for (what, damage) in DAMAGES {
        let reason = damaged(usual, "usr/lib/libpython3.11.so.1.0", *damage).expect_err(what);
        assert!(matches!(reason, Reason::NoLibrary { .. } | Reason::NotLibrary(_)), "{what}: {reason}");
        assert!(reason.remedy().is_some());
    }
}

#[test]
fn what_chooses_for_a_shim() {
    for (what, damage) in DAMAGES {
        for file in [".python-version", "pyenv/version"] {
            let tree = Tree::new();
            tree.installation("pyenv/versions/3.11.7", "3.11.7");
            tree.program("pyenv/shims/python3", "#!/bin/sh\nexec pyenv exec\n");
            tree.installation("usr", "3.12.1");
            damage(&tree.path(file));
            let path = format!("{}:{}", tree.path("pyenv/shims").display(), tree.path("usr/bin").display());
            let begin = Instant::now();
            let found = find(&Search::default(), &tree.environment().with("PATH", path));
            assert!(begin.elapsed() < Duration::from_secs(5), "{what}");
            // Nothing chosen is the system's.
            let found = found.unwrap_or_else(|none| panic!("{what}: {none}"));
            assert!(found.version.minor == 12 || *what == "one endless line", "{what}");
        }
    }
}

#[test]
fn a_shim_itself() {
    for (what, damage) in DAMAGES {
        let tree = Tree::new();
        tree.installation("usr", "3.12.1");
        tree.directory("pyenv/shims");
        tree.directory("pyenv/versions");
        damage(&tree.path("pyenv/shims/python3"));
        let path = format!("{}:{}", tree.path("pyenv/shims").display(), tree.path("usr/bin").display());
        let found = find(&Search::default(), &tree.environment().with("PATH", path));
        assert_eq!(found.unwrap_or_else(|none| panic!("{what}: {none}")).version.minor, 12, "{what}");
    }
}

#[test]
fn the_cache() {
    for (what, damage) in DAMAGES {
        let tree = Tree::new();
        let python = usual(&tree);
        let prefix = tree.path("usr").display().to_string();
        let answer = format!(
            "#!/bin/sh\nprintf '%s\\0' implementation=cpython version=3.11.7 abiflags= base_prefix={prefix} \
             stdlib={prefix}/lib/python3.11 executable={} purelib={prefix}/packages\n",
            python.display()
        );
        let wrapper = tree.program("wrapper/python3", &answer);
        let environment = tree.environment().with("XDG_CACHE_HOME", tree.path("cache"));
        let search = Search { python: Some(wrapper), ..Search::default() };
        let ask = || tree.outcome(&search, &environment).unwrap_or_else(|reason| panic!("{what}: {reason}"));
        ask();
        let kept = fs::read_dir(tree.path("cache/py4rs/interpreters")).expect("a cache");
        let file = kept.map(|entry| entry.expect("a file").path()).next().expect("an answer");
        fs::remove_file(&file).expect("it was there");
        damage(&file);
        let begin = Instant::now();
        assert_eq!(ask().release(), "3.11.7", "{what}");
        assert!(begin.elapsed() < Duration::from_secs(5), "{what}");
    }
}

#[test]
fn a_configuration_that_an_editor_of_windows_wrote() {
    let tree = Tree::new();
    let base = tree.installation("base", "3.11.7");
    let venv = tree.venv("venv", &base, "3.11.7");
    let home = tree.path("base/bin").display().to_string();
    tree.file("venv/pyvenv.cfg", &format!("home = {home}\r\nVERSION = 3.11.7\r\n\r\n"));
    assert_eq!(tree.ask(&venv).expect("it is read").release(), "3.11.7");
    // Python does not find the first key behind such a mark either.
    let file = tree.file("venv/pyvenv.cfg", &format!("\u{feff}home = {home}\r\n"));
    assert_eq!(tree.ask(&venv).expect_err("no home"), Reason::NoHome(file));
}
