//! Virtual environments.

use py4rs::config::{Origin, PythonConfig, Reason, Search};

use crate::tree::Tree;

fn in_venv(tree: &Tree, directory: &str) -> Result<PythonConfig, Reason> {
    let search = Search { venv: Some(directory.into()), ..Search::default() };
    tree.outcome(&search, &tree.environment())
}

#[test]
fn a_venv_keeps_its_interpreter_and_takes_the_library_of_its_base() {
    let tree = Tree::new();
    let base = tree.installation("base", "3.11.7");
    let executable = tree.venv("venv", &base, "3.11.7");
    tree.directory("venv/lib/python3.11/site-packages/numpy-2.1.0.dist-info");
    for python in [tree.ask(&executable), in_venv(&tree, "venv")] {
        let python = python.expect("it works");
        assert_eq!(python.executable, executable);
        assert_eq!(python.prefix, tree.path("venv"));
        assert_eq!(python.base_prefix, tree.path("base"));
        assert_eq!(python.venv, Some(tree.path("venv")));
        assert_eq!(python.libpython, tree.path("base/lib/libpython3.11.so.1.0"));
        assert_eq!(python.site_packages, tree.path("venv/lib/python3.11/site-packages"));
        assert_eq!(python.numpy().as_deref(), Some("2.1.0"));
        assert_eq!(python.origins.prefix, Origin::PyvenvCfg);
    }
}

#[test]
fn a_venv_of_copies_is_led_by_its_file() {
    let tree = Tree::new();
    tree.installation("base", "3.11.7");
    tree.interpreter("venv/bin/python");
    let home = tree.path("base/bin");
    for text in [
        format!("home = {}\nversion_info = 3.11.7.final.0\n", home.display()),
        format!("home={0}\nexecutable = {0}/python3.11\n", home.display()),
    ] {
        tree.file("venv/pyvenv.cfg", &text);
        let python = in_venv(&tree, "venv").expect("it works");
        assert_eq!(python.libpython, tree.path("base/lib/libpython3.11.so.1.0"));
    }
}

#[test]
fn packages_of_the_system_are_seen_where_the_venv_sees_them() {
    let tree = Tree::new();
    let base = tree.installation("base", "3.11.7");
    let venv = tree.venv("venv", &base, "3.11.7");
    tree.directory("base/lib/python3.11/site-packages/numpy-1.26.4.dist-info");
    assert_eq!(tree.ask(&venv).expect("it works").numpy(), None);
    let home = tree.path("base/bin");
    tree.file(
        "venv/pyvenv.cfg",
        &format!("home = {}\ninclude-system-site-packages = true\n", home.display()),
    );
    assert_eq!(tree.ask(&venv).expect("it works").numpy().as_deref(), Some("1.26.4"));
}

#[test]
fn a_venv_whose_python_was_replaced_is_refused() {
    let tree = Tree::new();
    let base = tree.installation("base", "3.12.1");
    let venv = tree.venv("venv", &base, "3.11.7");
    let reason = tree.ask(&venv).expect_err("the versions differ");
    assert_eq!(reason.to_string(), "the venv was made for Python 3.11, but its Python is 3.12 now");
}

#[test]
fn a_venv_whose_python_is_gone_says_where_it_was() {
    let tree = Tree::new();
    let venv = tree.venv("venv", &tree.path("gone/bin/python3"), "3.11.7");
    assert_eq!(tree.ask(&venv).expect_err("gone"), Reason::Dangling(tree.path("gone/bin/python3")));
}

#[test]
fn a_directory_that_is_no_venv_is_refused() {
    let tree = Tree::new();
    tree.installation("base", "3.11.7");
    assert_eq!(in_venv(&tree, "base").expect_err("no pyvenv.cfg"), Reason::NoVenv);
    assert_eq!(in_venv(&tree, "gone").expect_err("no directory"), Reason::Missing);

    let file = tree.file("nohome/pyvenv.cfg", "version = 3.11.7\n");
    assert_eq!(in_venv(&tree, "nohome").expect_err("no home"), Reason::NoHome(file));

    let file = tree.directory("odd/pyvenv.cfg");
    let reason = in_venv(&tree, "odd").expect_err("a directory is no file");
    assert!(matches!(&reason, Reason::Unreadable(path, _) if *path == file), "{reason}");
}

#[test]
fn a_venv_and_an_interpreter_cannot_both_decide() {
    let tree = Tree::new();
    let python = tree.installation("base", "3.11.7");
    tree.venv("venv", &python, "3.11.7");
    let search = Search { python: Some(python), venv: Some(tree.path("venv")), ..Search::default() };
    assert_eq!(tree.outcome(&search, &tree.environment()).expect_err("both"), Reason::BothGiven);
}

#[test]
fn a_venv_of_pypy_is_refused() {
    let tree = Tree::new();
    let pypy = tree.interpreter("pypy/bin/pypy3");
    let venv = tree.venv("venv", &pypy, "3.10.14");
    let expected = Reason::OtherImplementation("PyPy".to_owned());
    assert_eq!(tree.ask(&venv).expect_err("PyPy"), expected);
    tree.file("venv/pyvenv.cfg", "home = /nowhere\nimplementation = PyPy\n");
    assert_eq!(tree.ask(&venv).expect_err("PyPy"), expected);
    assert_eq!(tree.ask(&pypy).expect_err("PyPy").to_string(), "it is PyPy; py4rs works with CPython only");
}
