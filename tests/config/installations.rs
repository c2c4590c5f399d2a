//! A table of installations, as those who make them lay them out: each with the Python that is found in it.

use py4rs::config::{Environment, Search, find};

use crate::{managers, tree::Tree};

/// A row: what it is, the trees, and the expected candidate as "source: interpreter library", paths from the root.
pub type Row = (&'static str, fn(&Tree) -> (Search, Environment), &'static str);

/// The environment of a user at home, who has this on `PATH`.
pub fn user(tree: &Tree, path: &str) -> Environment {
    let environment = tree.environment().rooted(tree.path("")).with("HOME", tree.path("home"));
    if path.is_empty() { environment } else { environment.with("PATH", tree.path(path)) }
}

pub fn none(environment: Environment) -> (Search, Environment) {
    (Search::default(), environment)
}

/// A portable build, as python-build-standalone packs it: its variables name `/install`.
pub fn portable(tree: &Tree, prefix: &str, version: &str) {
    tree.installation(prefix, version);
    let minor = version.rsplit_once('.').expect("three numbers").0;
    tree.sysconfigdata(
        &format!("{prefix}/lib/python{minor}/_sysconfigdata__linux_x86_64-linux-gnu.py"),
        &[
            ("prefix", "/install"),
            ("LIBDIR", "/install/lib"),
            ("INSTSONAME", &format!("libpython{minor}.so.1.0")),
            ("Py_ENABLE_SHARED", "1"),
            ("Py_DEBUG", "0"),
        ],
    );
}

/// Python 3.14 with the description of its build.
pub fn described(tree: &Tree, prefix: &str, flags: &str) {
    let name = format!("3.14{flags}");
    tree.stdlib(prefix, &name);
    tree.library(&format!("{prefix}/lib/libpython{name}.so.1.0"));
    let listed = if flags.is_empty() { String::new() } else { format!("\"{flags}\"") };
    let details = format!(
        r#"{{"language": {{"version_info": {{"major": 3, "minor": 14, "micro": 2}}}},
        "implementation": {{"name": "cpython"}}, "abi": {{"flags": [{listed}]}},
        "libpython": {{"dynamic": "../libpython{name}.so.1.0"}}}}"#
    );
    tree.file(&format!("{prefix}/lib/python{name}/build-details.json"), &details);
    tree.interpreter(&format!("{prefix}/bin/python{name}"));
    tree.link(&format!("{prefix}/bin/python3"), format!("python{name}"));
}

const ROWS: &[Row] = &[
    ("a system without any", |tree| none(user(tree, "")), "none"),
    (
        "/usr of a distribution with a shared library",
        |tree| {
            tree.installation("usr", "3.11.7");
            none(user(tree, "usr/bin"))
        },
        "PATH: usr/bin/python3 usr/lib/libpython3.11.so.1.0",
    ),
    (
        "/usr/local built by hand",
        |tree| {
            tree.installation("usr/local", "3.12.1");
            none(user(tree, "usr/local/bin"))
        },
        "PATH: usr/local/bin/python3 usr/local/lib/libpython3.12.so.1.0",
    ),
    (
        "only the name python",
        |tree| {
            tree.installation("usr", "3.11.7");
            tree.link("bin/python", tree.path("usr/bin/python3.11"));
            none(user(tree, "bin"))
        },
        "PATH: bin/python usr/lib/libpython3.11.so.1.0",
    ),
    (
        "/bin that is a link to usr/bin",
        |tree| {
            tree.installation("usr", "3.11.7");
            tree.link("bin", "usr/bin");
            none(user(tree, "bin"))
        },
        "PATH: bin/python3 usr/lib/libpython3.11.so.1.0",
    ),
    (
        "/lib64 of Fedora and SUSE",
        |tree| {
            tree.installation("usr", "3.11.7");
            std::fs::rename(tree.path("usr/lib"), tree.path("usr/lib64")).expect("a rename");
            none(user(tree, "usr/bin"))
        },
        "PATH: usr/bin/python3 usr/lib64/libpython3.11.so.1.0",
    ),
    (
        "Debian multiarch",
        |tree| {
            tree.installation("usr", "3.11.7");
            tree.directory("usr/lib/python3/dist-packages");
            std::fs::remove_file(tree.path("usr/lib/libpython3.11.so.1.0")).expect("it is there");
            let libdir = tree.path("usr/lib/x86_64-linux-gnu").display().to_string();
            tree.sysconfigdata(
                "usr/lib/python3.11/_sysconfigdata__linux_x86_64-linux-gnu.py",
                &[
                    ("LIBDIR", &libdir),
                    ("MULTIARCH", "x86_64-linux-gnu"),
                    ("INSTSONAME", "libpython3.11.so.1.0"),
                ],
            );
            tree.library("usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0");
            none(user(tree, "usr/bin"))
        },
        "PATH: usr/bin/python3 usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
    ),
    (
        "conda, active",
        |tree| {
            tree.installation("conda/envs/work", "3.11.7");
            tree.directory("conda/envs/work/conda-meta");
            none(user(tree, "").with("CONDA_PREFIX", tree.path("conda/envs/work")))
        },
        "CONDA_PREFIX: conda/envs/work/bin/python3 conda/envs/work/lib/libpython3.11.so.1.0",
    ),
    (
        "conda before PATH",
        |tree| {
            tree.installation("usr", "3.12.1");
            tree.installation("conda", "3.11.7");
            none(user(tree, "usr/bin").with("CONDA_PREFIX", tree.path("conda")))
        },
        "CONDA_PREFIX: conda/bin/python3 conda/lib/libpython3.11.so.1.0",
    ),
    (
        "an active conda environment without Python",
        |tree| {
            tree.directory("conda/envs/data/bin");
            tree.installation("usr", "3.12.1");
            none(user(tree, "usr/bin").with("CONDA_PREFIX", tree.path("conda/envs/data")))
        },
        "PATH: usr/bin/python3 usr/lib/libpython3.12.so.1.0",
    ),
    (
        "python-build-standalone, unpacked",
        |tree| {
            portable(tree, "opt/python/install", "3.12.7");
            none(user(tree, "opt/python/install/bin"))
        },
        "PATH: opt/python/install/bin/python3 opt/python/install/lib/libpython3.12.so.1.0",
    ),
    (
        "3.14 with the description of its build",
        |tree| {
            described(tree, "usr", "");
            none(user(tree, "usr/bin"))
        },
        "PATH: usr/bin/python3 usr/lib/libpython3.14.so.1.0",
    ),
    (
        "3.14 without the GIL",
        |tree| {
            described(tree, "usr", "t");
            none(user(tree, "usr/bin"))
        },
        "PATH: usr/bin/python3 usr/lib/libpython3.14t.so.1.0",
    ),
    (
        "an active venv",
        |tree| {
            let base = tree.installation("usr", "3.11.7");
            tree.venv("work/venv", &base, "3.11.7");
            none(user(tree, "usr/bin").with("VIRTUAL_ENV", tree.path("work/venv")))
        },
        "VIRTUAL_ENV: work/venv/bin/python usr/lib/libpython3.11.so.1.0",
    ),
    (
        "a venv of a venv",
        |tree| {
            let base = tree.installation("usr", "3.11.7");
            let outer = tree.venv("outer", &base, "3.11.7");
            // venv writes the home of the base, whatever it is run from.
            tree.venv("inner", &base, "3.11.7");
            std::fs::remove_file(tree.path("inner/bin/python")).expect("it is there");
            tree.link("inner/bin/python", outer);
            none(user(tree, "").with("VIRTUAL_ENV", tree.path("inner")))
        },
        "VIRTUAL_ENV: inner/bin/python usr/lib/libpython3.11.so.1.0",
    ),
    (
        "a venv that uv made",
        |tree| {
            portable(tree, "uv/cpython-3.12.7-linux-x86_64-gnu", "3.12.7");
            let base = tree.path("uv/cpython-3.12.7-linux-x86_64-gnu/bin/python3.12");
            tree.venv("venv", &base, "3.12.7");
            let home = base.parent().expect("bin").display().to_string();
            let text =
                format!("home = {home}\nimplementation = CPython\nuv = 0.5.1\nversion_info = 3.12.7\n");
            tree.file("venv/pyvenv.cfg", &text);
            none(user(tree, "").with("VIRTUAL_ENV", tree.path("venv")))
        },
        "VIRTUAL_ENV: venv/bin/python uv/cpython-3.12.7-linux-x86_64-gnu/lib/libpython3.12.so.1.0",
    ),
    (
        "a venv on PATH that nothing says is active",
        |tree| {
            let base = tree.installation("usr", "3.11.7");
            tree.venv("venv", &base, "3.11.7");
            tree.link("venv/bin/python3", "python");
            tree.mode(&tree.path("venv/bin"), 0o755);
            none(user(tree, "venv/bin"))
        },
        "PATH: venv/bin/python3 usr/lib/libpython3.11.so.1.0",
    ),
    (
        "a venv whose Python is gone gives way",
        |tree| {
            tree.venv("venv", &tree.path("gone/bin/python3.11"), "3.11.7");
            tree.installation("usr", "3.12.1");
            none(user(tree, "usr/bin").with("VIRTUAL_ENV", tree.path("venv")))
        },
        "PATH: usr/bin/python3 usr/lib/libpython3.12.so.1.0",
    ),
    (
        "a venv that is asked for",
        |tree| {
            let base = tree.installation("usr", "3.11.7");
            tree.venv("venv", &base, "3.11.7");
            let search = Search { venv: Some(tree.path("venv")), ..Search::default() };
            (search, user(tree, "usr/bin"))
        },
        "asked for: venv/bin/python usr/lib/libpython3.11.so.1.0",
    ),
    (
        "a store path of Nix on PATH",
        |tree| {
            tree.installation("nix/store/0c9x-python3-3.11.7", "3.11.7");
            none(user(tree, "nix/store/0c9x-python3-3.11.7/bin"))
        },
        "PATH: nix/store/0c9x-python3-3.11.7/bin/python3 nix/store/0c9x-python3-3.11.7/lib/libpython3.11.so.1.0",
    ),
    (
        "an environment of Nix: everything in it is a link",
        |tree| {
            tree.installation("nix/store/0c9x-python3-3.11.7", "3.11.7");
            let env = "nix/store/7qk2-python3-3.11.7-env";
            tree.interpreter(&format!("{env}/bin/python3.11"));
            tree.link(&format!("{env}/bin/python3"), "python3.11");
            for part in ["lib/python3.11", "lib/libpython3.11.so.1.0"] {
                tree.link(&format!("{env}/{part}"), tree.path("nix/store/0c9x-python3-3.11.7").join(part));
            }
            none(user(tree, "nix/store/7qk2-python3-3.11.7-env/bin"))
        },
        "PATH: nix/store/7qk2-python3-3.11.7-env/bin/python3 \
         nix/store/7qk2-python3-3.11.7-env/lib/libpython3.11.so.1.0",
    ),
    (
        "spaces and other letters",
        |tree| {
            tree.installation("große Ordner/日本", "3.11.7");
            none(user(tree, "große Ordner/日本/bin"))
        },
        "PATH: große Ordner/日本/bin/python3 große Ordner/日本/lib/libpython3.11.so.1.0",
    ),
    (
        "a library in a directory that every user can fill",
        |tree| {
            tree.installation("usr", "3.11.7");
            tree.mode(&tree.path("usr/lib"), 0o777);
            none(user(tree, "usr/bin"))
        },
        "none",
    ),
    (
        "a Python and a library in the working directory",
        |tree| {
            tree.interpreter("python3");
            tree.library("libpython3.11.so.1.0");
            none(user(tree, ""))
        },
        "none",
    ),
];

#[test]
fn each_installation_gives_the_expected_candidate() {
    let rows = || ROWS.iter().chain(managers::ROWS);
    assert!(rows().count() >= 40, "the table has {} rows", rows().count());
    for (name, build, expected) in rows() {
        let tree = Tree::new();
        let (search, environment) = build(&tree);
        let root = format!("{}/", tree.path("").display().to_string().trim_end_matches('/'));
        let found = match find(&search, &environment) {
            Ok(python) => {
                let (executable, library) = (python.executable.display(), python.libpython.display());
                format!("{}: {executable} {library}", python.source).replace(&root, "")
            }
            Err(_) => "none".to_owned(),
        };
        // A library that `build-details.json` names is written from its directory.
        let found = found.replace("lib/python3.14/../", "lib/").replace("lib/python3.14t/../", "lib/");
        assert_eq!(&found, expected, "{name}");
    }
}
