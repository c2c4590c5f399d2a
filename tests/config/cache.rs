//! What an interpreter said of itself is asked once, and again where anything has changed.

use std::{fs, path::PathBuf};

use py4rs::config::{Environment, Search, survey};

use crate::tree::Tree;

/// A wrapper that counts how often it is run, and answers as a Python would.
fn wrapper(tree: &Tree, version: &str) -> PathBuf {
    let python = tree.path("usr/bin/python3.11");
    if !python.exists() {
        tree.installation("usr", "3.11.7");
    }
    let prefix = tree.path("usr").display().to_string();
    let answer = format!(
        "executable={}\\0base_prefix={prefix}\\0stdlib={prefix}/lib/python3.11\\0version={version}\\0\
         implementation=cpython\\0abiflags=\\0purelib={prefix}/lib/python3.11/site-packages\\0",
        python.display()
    );
    let count = tree.path("count").display().to_string();
    tree.program("tool/python", &format!("#!/bin/sh\necho x >> {count}\nprintf '{answer}'\n"))
}

struct Probe {
    tree: Tree,
    environment: Environment,
}

impl Probe {
    fn new() -> Self {
        let tree = Tree::new();
        let environment = tree.environment().with("XDG_CACHE_HOME", tree.path("cache"));
        Probe { tree, environment }
    }

    /// The version that is found, and how often the wrapper has run so far.
    fn ask(&self, python: &std::path::Path) -> (String, usize) {
        let search = Search { python: Some(python.to_owned()), ..Search::default() };
        let python = survey(&search, &self.environment).swap_remove(0).outcome.expect("it works");
        let count = fs::read_to_string(self.tree.path("count")).unwrap_or_default().lines().count();
        (python.release(), count)
    }

    fn file(&self) -> PathBuf {
        let directory = self.tree.path("cache/py4rs/interpreters");
        let mut files: Vec<_> =
            fs::read_dir(directory).expect("a cache").map(|it| it.expect("a file").path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files.swap_remove(0)
    }
}

fn found(version: &str, count: usize) -> (String, usize) {
    (version.to_owned(), count)
}

#[test]
fn an_answer_is_kept_until_the_program_changes() {
    let probe = Probe::new();
    let python = wrapper(&probe.tree, "3.11.7");
    assert_eq!(probe.ask(&python), found("3.11.7", 1));
    assert_eq!(probe.ask(&python), found("3.11.7", 1));
    wrapper(&probe.tree, "3.11.10");
    assert_eq!(probe.ask(&python), found("3.11.10", 2));
    assert_eq!(probe.ask(&python), found("3.11.10", 2));
    // So does a change of the interpreter behind it.
    probe.tree.file("usr/bin/python3.11", "\x7fELF and more");
    assert_eq!(probe.ask(&python), found("3.11.10", 3));
}

#[test]
fn a_damaged_cache_is_rebuilt() {
    let probe = Probe::new();
    let python = wrapper(&probe.tree, "3.11.7");
    probe.ask(&python);
    let file = probe.file();
    let whole = fs::read(&file).expect("it is there");
    let mut runs = 1;
    for damage in [b"".to_vec(), b"nonsense".to_vec(), whole[..whole.len() / 2].to_vec(), vec![0xff; 100], {
        let text = String::from_utf8(whole.clone()).expect("text");
        text.replace("version=3.11.7", "version=3.12.7").into_bytes()
    }] {
        fs::write(&file, damage).expect("it can be written");
        runs += 1;
        assert_eq!(probe.ask(&python), found("3.11.7", runs));
        assert_eq!(fs::read(probe.file()).expect("it is there"), whole);
    }
    // What every user could have written is not read either.
    probe.tree.mode(&file, 0o666);
    assert_eq!(probe.ask(&python), found("3.11.7", runs + 1));
}

#[test]
fn without_a_place_for_it_the_interpreter_is_asked_each_time() {
    let mut probe = Probe::new();
    let python = wrapper(&probe.tree, "3.11.7");
    probe.tree.file("blocked", "a file where a directory should be");
    probe.environment = probe.environment.with("XDG_CACHE_HOME", probe.tree.path("blocked"));
    assert_eq!(probe.ask(&python), found("3.11.7", 1));
    assert_eq!(probe.ask(&python), found("3.11.7", 2));
}

#[test]
fn another_choice_of_the_program_is_asked_for() {
    let probe = Probe::new();
    let python = wrapper(&probe.tree, "3.11.7");
    assert_eq!(probe.ask(&python), found("3.11.7", 1));
    // asdf and mise answer as such files say, which stand here, above, or at home.
    for (count, text) in [(2, "python 3.11.7"), (3, "python 3.11.10 # newer")] {
        probe.tree.file(".tool-versions", text);
        assert_eq!(probe.ask(&python), found("3.11.7", count));
        assert_eq!(probe.ask(&python), found("3.11.7", count));
    }
    probe.tree.file("home/.config/mise/config.toml", "[tools]");
    let probe =
        Probe { environment: probe.environment.clone().with("HOME", probe.tree.path("home")), ..probe };
    assert_eq!(probe.ask(&python), found("3.11.7", 4));
    fs::remove_file(probe.tree.path("home/.config/mise/config.toml")).expect("it was there");
    assert_eq!(probe.ask(&python), found("3.11.7", 5));
    assert_eq!(probe.ask(&python), found("3.11.7", 5));
    let other = probe.environment.clone().with("ASDF_PYTHON_VERSION", "3.11.10");
    assert_eq!(Probe { environment: other, ..probe }.ask(&python), found("3.11.7", 6));
}

#[test]
fn a_place_that_cannot_be_written_costs_nothing_but_the_cache() {
    let mut probe = Probe::new();
    let python = wrapper(&probe.tree, "3.11.7");
    let directory = probe.tree.directory("cache/py4rs/interpreters");
    // Nothing can be renamed to a directory that has something in it.
    assert_eq!(probe.ask(&python), found("3.11.7", 1));
    let file = probe.file();
    fs::remove_file(&file).expect("it was there");
    probe.tree.file(
        file.join("occupied").strip_prefix(probe.tree.path("")).expect("below").to_str().expect("text"),
        "",
    );
    assert_eq!(probe.ask(&python), found("3.11.7", 2));
    assert_eq!(fs::read_dir(directory).expect("a directory").count(), 1, "no draft is left behind");
    probe.environment = probe.environment.with("XDG_CACHE_HOME", "/dev/full");
    assert_eq!(probe.ask(&python), found("3.11.7", 3));
}
