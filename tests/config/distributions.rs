//! What is said of an installation that cannot be used: the reason, and the command that mends it there.

use std::fs;

use py4rs::config::{Environment, Reason, Search, survey};

use crate::tree::{Tree, elf};

/// A row: what it is, the tree with its interpreter, the reason, and what mends it.
type Row = (&'static str, fn(&Tree) -> String, &'static str, &'static str);

/// An installation that has lost a part.
fn without(tree: &Tree, prefix: &str, version: &str, part: &str) -> String {
    tree.installation(prefix, version);
    let path = tree.path(prefix).join(part);
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("it is there");
    format!("{prefix}/bin/python3")
}

fn system(tree: &Tree, id: &str, part: &str) -> String {
    tree.file("etc/os-release", &format!("NAME=\"Some\"\n{id}\n"));
    without(tree, "usr", "3.11.7", part)
}

const LIBRARY: &str = "lib/libpython3.11.so.1.0";
const STDLIB: &str = "lib/python3.11/encodings";
const NO_LIBRARY: &str = "its shared library libpython3.11.so is missing";
const NO_STDLIB: &str = "its standard library is missing: there is no encodings in ";

const ROWS: &[Row] = &[
    ("Debian", |t| system(t, "ID=debian", LIBRARY), NO_LIBRARY, "apt install libpython3.11"),
    (
        "Ubuntu's children",
        |t| system(t, "ID=mint\nID_LIKE=\"ubuntu debian\"", LIBRARY),
        NO_LIBRARY,
        "apt install",
    ),
    (
        "Debian",
        |t| system(t, "ID=debian", STDLIB),
        NO_STDLIB,
        "apt install --reinstall libpython3.11-minimal",
    ),
    ("Fedora", |t| system(t, "ID=fedora", LIBRARY), NO_LIBRARY, "dnf install python3.11"),
    (
        "RHEL",
        |t| system(t, "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", STDLIB),
        NO_STDLIB,
        "dnf reinstall",
    ),
    (
        "SUSE",
        |t| system(t, "ID=tumbleweed\nID_LIKE=\"opensuse suse\"", LIBRARY),
        NO_LIBRARY,
        "zypper install",
    ),
    ("Arch", |t| system(t, "ID=arch", LIBRARY), NO_LIBRARY, "pacman -S python"),
    ("Alpine", |t| system(t, "ID=alpine", LIBRARY), NO_LIBRARY, "apk fix --reinstall python3"),
    (
        "an unknown system",
        |t| system(t, "ID=own", LIBRARY),
        NO_LIBRARY,
        "Python 3.11.7 that has a shared library",
    ),
    ("an unknown system", |t| system(t, "ID=own", STDLIB), NO_STDLIB, "install Python 3.11.7 again"),
    (
        "conda",
        |tree| {
            tree.directory("conda/conda-meta");
            without(tree, "conda", "3.11.7", LIBRARY)
        },
        NO_LIBRARY,
        "/conda --force-reinstall python=3.11",
    ),
    (
        "pyenv",
        |tree| without(tree, "versions/3.11.7", "3.11.7", STDLIB),
        NO_STDLIB,
        "pyenv install --force 3.11.7",
    ),
    (
        "uv",
        |tree| without(tree, "uv/cpython-3.11.7-linux-x86_64-gnu", "3.11.7", LIBRARY),
        NO_LIBRARY,
        "uv python install --reinstall 3.11",
    ),
    (
        "Homebrew",
        |tree| without(tree, "opt/homebrew/Cellar/python@3.11/3.11.7", "3.11.7", LIBRARY),
        NO_LIBRARY,
        "brew reinstall python@3.11",
    ),
    (
        "Nix",
        |tree| without(tree, "nix/store/0c9x-python3-3.11.7", "3.11.7", STDLIB),
        NO_STDLIB,
        "nix-store --verify --check-contents --repair",
    ),
    (
        "a library for another processor",
        |tree| {
            tree.installation("usr", "3.11.7");
            tree.bytes("usr/lib/libpython3.11.so.1.0", &elf(2, 8));
            "usr/bin/python3".to_owned()
        },
        "libpython3.11.so.1.0 is for mips64, and this program for ",
        "install a Python for ",
    ),
    (
        "a library that is a script of the linker",
        |tree| {
            tree.installation("usr", "3.11.7");
            tree.file("usr/lib/libpython3.11.so.1.0", "/* GNU ld script */\nGROUP ( libpython3.11.so )\n");
            "usr/bin/python3".to_owned()
        },
        "libpython3.11.so.1.0 is no shared library of this system",
        "again: the file is damaged",
    ),
    (
        "a venv of another version",
        |tree| {
            let base = tree.installation("usr", "3.12.1");
            tree.venv("venv", &base, "3.11.7");
            "venv/bin/python".to_owned()
        },
        "the venv was made for Python 3.11, but its Python is 3.12 now",
        "python3.12 -m venv --clear ",
    ),
    (
        "a Python of long ago",
        |tree| {
            tree.installation("usr", "3.6.15");
            "usr/bin/python3".to_owned()
        },
        "Python 3.6.15 is older than 3.8",
        "uv python install",
    ),
    (
        "a venv whose Python is gone",
        |tree| {
            tree.venv("venv", &tree.path("gone/bin/python3.11"), "3.11.7");
            "venv/bin/python".to_owned()
        },
        "it is a link to ",
        "make the venv or the link anew",
    ),
    (
        "a library where every user can put one",
        |tree| {
            tree.installation("usr", "3.11.7");
            tree.mode(&tree.path("usr/lib"), 0o777);
            "usr/bin/python3".to_owned()
        },
        "skipped: every user can write to ",
        "chmod o-w ",
    ),
];

#[test]
fn each_fault_names_its_reason_and_what_mends_it() {
    for (name, build, reason, remedy) in ROWS {
        let tree = Tree::new();
        let python = tree.path(&build(&tree));
        let environment = Environment::empty(tree.path("")).rooted(tree.path(""));
        let search = Search { python: Some(python), ..Search::default() };
        let fault: Reason = survey(&search, &environment).swap_remove(0).outcome.expect_err(name);
        assert!(fault.to_string().contains(reason), "{name}: {fault}");
        let said = fault.remedy().unwrap_or_default();
        assert!(said.contains(remedy), "{name}: {said:?}");
    }
}
