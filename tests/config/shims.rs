//! pyenv's shims and other scripts.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use py4rs::config::{Origin, Reason, Search, find};

use crate::tree::Tree;

/// A pyenv root with two versions.
fn pyenv(tree: &Tree) -> PathBuf {
    tree.installation("pyenv/versions/3.11.7", "3.11.7");
    tree.installation("pyenv/versions/3.11.10", "3.11.10");
    tree.installation("pyenv/versions/3.12.1", "3.12.1");
    let root = tree.path("pyenv");
    let shim = format!(
        "#!/usr/bin/env bash\nexport PYENV_ROOT=\"{0}\"\nexec \"{0}/libexec/pyenv\" exec\n",
        root.display()
    );
    tree.program("pyenv/shims/python3", &shim);
    tree.program("pyenv/shims/python3.12", &shim)
}

#[test]
fn a_shim_is_looked_through() {
    let tree = Tree::new();
    pyenv(&tree);
    let environment = tree.environment().with("PATH", tree.path("pyenv/shims"));
    let found = |environment| find(&Search::default(), &environment).expect("it works").executable;
    let version = |name: &str| tree.path(&format!("pyenv/versions/{name}/bin/python3"));

    tree.file("pyenv/version", "3.11.7\n");
    assert_eq!(found(environment.clone()), version("3.11.7"));
    tree.file(".python-version", "# mine\n  3.12 \n");
    assert_eq!(found(environment.clone()), version("3.12.1"));
    assert_eq!(found(environment.clone().with("PYENV_VERSION", "3.11")), version("3.11.10"));
    assert_eq!(
        found(environment.clone().with("PYENV_VERSION", "gone:system:python-3.11.7")),
        version("3.11.7")
    );
}

#[test]
fn the_first_version_that_has_the_program_is_taken() {
    let tree = Tree::new();
    let shim = pyenv(&tree);
    tree.file("pyenv/version", "3.11.7\n3.12.1\n");
    let python = tree.ask(&shim).expect("3.12.1 has it");
    assert_eq!(python.executable, tree.path("pyenv/versions/3.12.1/bin/python3.12"));
}

#[test]
fn a_shim_that_leads_nowhere_says_why() {
    let tree = Tree::new();
    let shim = pyenv(&tree);
    let search = Search { python: Some(shim), ..Search::default() };
    let reason = |version| {
        let environment = tree.environment().with("PYENV_VERSION", version);
        tree.outcome(&search, &environment).expect_err("it leads nowhere").to_string()
    };
    assert_eq!(reason("3.9"), "a shim of pyenv, whose version 3.9 is not installed (PYENV_VERSION)");
    assert_eq!(reason("../.."), "a shim of pyenv, whose version ../.. is not installed (PYENV_VERSION)");
    assert_eq!(reason("3.11.7"), "a shim of pyenv, whose version 3.11.7 has no such program (PYENV_VERSION)");
    let expected =
        "a shim of pyenv, which leaves the choice to a system without such a program (PYENV_VERSION)";
    assert_eq!(reason("system"), expected);
}

#[test]
fn system_means_the_next_one_on_path_and_stands_at_the_end() {
    let tree = Tree::new();
    pyenv(&tree);
    let system = tree.installation("usr", "3.10.1");
    let path = format!("{}:{}", tree.path("pyenv/shims").display(), tree.path("usr/bin").display());
    let environment = tree.environment().with("PATH", path);
    let found = |names| {
        let environment = environment.clone().with("PYENV_VERSION", names);
        find(&Search::default(), &environment).expect("the system has one").executable
    };
    for names in ["", "system", "system:3.11.7", "gone"] {
        assert_eq!(found(names), system, "{names}");
    }
    assert_eq!(found("gone:3.11.7:system"), tree.path("pyenv/versions/3.11.7/bin/python3"));
}

#[test]
fn a_file_in_a_foreign_directory_cannot_lead_out_of_the_root() {
    let tree = Tree::new();
    pyenv(&tree);
    tree.installation("evil", "3.12.1");
    tree.file("pyenv/version", "3.11.7\n");
    tree.file(".python-version", "../../evil\n");
    let environment = tree.environment().with("PATH", tree.path("pyenv/shims"));
    let python = find(&Search::default(), &environment).expect("the file is not followed");
    assert_eq!(python.prefix, tree.path("pyenv/versions/3.11.7"));
}

#[test]
fn another_script_is_run_and_asked() {
    let tree = Tree::new();
    tree.installation("usr", "3.12.1");
    let prefix = tree.path("usr").display().to_string();
    let script = format!(
        "#!/bin/sh\nprintf '%s\\0' implementation=cpython version=3.12.1 abiflags= base_prefix={prefix} \
         stdlib={prefix}/lib/python3.12 executable={prefix}/bin/python3 purelib={prefix}/packages\n"
    );
    let python = tree.ask(&tree.program("wrapper/python3", &script)).expect("it answers");
    assert_eq!(python.executable, tree.path("usr/bin/python3"));
    assert_eq!(python.libpython, tree.path("usr/lib/libpython3.12.so.1.0"));
    assert_eq!(python.site_packages, tree.path("usr/packages"));
    assert_eq!(python.origins.version, Origin::Interpreter);
}

#[test]
fn a_script_that_is_no_python_says_what_it_said() {
    let tree = Tree::new();
    let fails = tree.program("bin/python3", "#!/bin/sh\necho 'no such version' >&2\nexit 3\n");
    let expected = "it was run to learn about it, and failed: exit status: 3: no such version";
    assert_eq!(tree.ask(&fails).expect_err("it fails").to_string(), expected);

    let chatters = tree.program("bin/python", "#!/bin/sh\necho hello\n");
    let reason = tree.ask(&chatters).expect_err("it is no Python");
    assert!(matches!(reason, Reason::NotRunnable(_)), "{reason}");
}

#[test]
fn a_script_that_never_stops_talking_is_cut_short() {
    let tree = Tree::new();
    for script in
        ["exec cat /dev/zero", "exec yes", "exec cat /dev/zero >&2", "cat /dev/zero & exec cat /dev/zero >&2"]
    {
        let begin = Instant::now();
        let reason =
            tree.ask(&tree.program("bin/python3", &format!("#!/bin/sh\n{script}\n"))).expect_err(script);
        assert!(matches!(reason, Reason::NotRunnable(_)), "{script}: {reason}");
        assert!(begin.elapsed() < Duration::from_secs(8), "{script}: {:?}", begin.elapsed());
    }
}

#[test]
fn scripts_that_start_each_other_end_with_the_time() {
    let tree = Tree::new();
    let other = tree.path("other/python3").display().to_string();
    let one = tree.program("one/python3", &format!("#!/bin/sh\nexec {other} \"$@\"\n"));
    tree.program("other/python3", &format!("#!/bin/sh\nexec {} \"$@\"\n", one.display()));
    let reason = tree.ask(&one).expect_err("they have no end").to_string();
    assert!(reason.contains("it did not end within "), "{reason}");
}
