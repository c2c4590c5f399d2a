//! Which candidate is taken, and what is said when none is.

use std::error::Error;

use py4rs::config::{Baked, Reason, Search, Source, find, passed_over, survey};

use crate::tree::Tree;

#[test]
fn candidates_stand_in_order() {
    let tree = Tree::new();
    let base = tree.installation("base", "3.11.7");
    tree.venv("active", &base, "3.11.7");
    tree.venv(".venv", &base, "3.11.7");
    tree.installation("conda", "3.12.1");
    tree.installation("usr", "3.10.1");
    let environment = tree
        .environment()
        .with("PYTHON_EXECUTABLE", &base)
        .with("VIRTUAL_ENV", tree.path("active"))
        .with("CONDA_PREFIX", tree.path("conda"))
        .with("PATH", tree.path("usr/bin"));
    let search =
        Search { python: Some(tree.path("usr/bin/python3.10")), project_venv: true, ..Search::default() };
    let seen: Vec<_> =
        survey(&search, &environment).into_iter().map(|it| (it.source, it.outcome.is_ok())).collect();
    assert_eq!(
        seen,
        [
            (Source::Given, true),
            (Source::PythonExecutable, true),
            (Source::ProjectVenv, true),
            (Source::VirtualEnv, true),
            (Source::CondaPrefix, true),
            // The same as the one that is asked for.
            (Source::Path, false),
            (Source::Build, false),
        ]
    );
    assert_eq!(find(&search, &environment).expect("all work").source, Source::Given);
    let python = find(&Search::default(), &environment).expect("all work");
    assert_eq!((python.source, python.executable), (Source::PythonExecutable, base));
}

#[test]
fn an_explicit_choice_is_never_replaced() {
    let tree = Tree::new();
    tree.installation("usr", "3.10.1");
    let environment = tree.environment().with("PATH", tree.path("usr/bin"));
    let chosen = environment.clone().with("PYTHON_EXECUTABLE", "/nowhere/python3");
    let error = find(&Search::default(), &chosen).expect_err("there is no such file");
    assert_eq!(
        error.to_string(),
        "the Python that was chosen cannot be used, and no other takes its place\n  \
         PYTHON_EXECUTABLE: /nowhere/python3: it does not exist\n\
         what to do:\n  - correct PYTHON_EXECUTABLE, or unset it: then others are tried"
    );
    for search in [
        Search { python: Some("/nowhere".into()), ..Search::default() },
        Search { venv: Some("/nowhere".into()), ..Search::default() },
        Search { libpython: Some("/nowhere/libpython3.11.so".into()), ..Search::default() },
    ] {
        let error = find(&search, &environment).expect_err("there is no such file");
        assert_eq!(error.candidates.len(), 1);
        assert_eq!(error.candidates[0].source, Source::Given);
    }
    assert!(find(&Search::default(), &environment).is_ok());
}

#[test]
fn what_fails_but_was_not_chosen_gives_way() {
    let tree = Tree::new();
    let python = tree.installation("usr", "3.10.1");
    let environment = tree
        .environment()
        .with("PYTHON_EXECUTABLE", "")
        .with("VIRTUAL_ENV", tree.path("gone"))
        .with("CONDA_PREFIX", tree.directory("empty"))
        .with("PATH", tree.path("usr/bin"));
    assert_eq!(find(&Search::default(), &environment).expect("PATH has one").executable, python);
    let reasons: Vec<_> =
        survey(&Search::default(), &environment).into_iter().map(|it| it.outcome.err()).collect();
    let expected = [
        Some(Reason::NotSet),
        Some(Reason::Missing),
        Some(Reason::NoPython(tree.path("empty/bin"))),
        None,
        Some(Reason::NotSet),
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn a_venv_of_the_directory_is_taken_only_when_asked() {
    let tree = Tree::new();
    let base = tree.installation("usr", "3.11.7");
    tree.venv(".venv", &base, "3.11.7");
    let environment = tree.environment().with("PATH", tree.path("usr/bin"));
    let mut search = Search::default();
    assert_eq!(find(&search, &environment).expect("PATH has one").executable, base);
    assert_eq!(passed_over(&search, &environment), Some(tree.path(".venv")));
    let alone = find(&search, &tree.environment()).expect_err("it was not asked for");
    assert!(alone.to_string().contains("Config::project_venv(true)"), "{alone}");

    search.project_venv = true;
    let python = find(&search, &environment).expect("the venv works");
    assert_eq!((python.source, python.prefix), (Source::ProjectVenv, tree.path(".venv")));
    assert_eq!(passed_over(&search, &environment), None);
}

#[test]
fn a_bare_name_is_looked_up_on_path() {
    let tree = Tree::new();
    tree.installation("usr", "3.11.7");
    let path = tree.environment().with("PATH", tree.path("usr/bin"));
    let named = path.clone().with("PYTHON_EXECUTABLE", "python3.11");
    let python = find(&Search::default(), &named).expect("it is on PATH");
    assert_eq!(python.executable, tree.path("usr/bin/python3.11"));
    let named = path.with("PYTHON_EXECUTABLE", "python3.12");
    let error = find(&Search::default(), &named).expect_err("it is not on PATH");
    assert!(error.to_string().contains("there is no python3.12 on PATH"), "{error}");
}

#[test]
fn a_relative_path_is_seen_from_the_directory() {
    let tree = Tree::new();
    let python = tree.installation("usr", "3.11.7");
    assert_eq!(tree.ask("usr/bin/python3".as_ref()).expect("it is there").executable, python);
}

#[test]
fn entries_of_path_that_anyone_can_fill_are_skipped() {
    let tree = Tree::new();
    tree.interpreter("open/python3");
    tree.mode(&tree.path("open"), 0o1777);
    tree.interpreter("here/python3");
    tree.interpreter("python3");
    let good = tree.installation("usr", "3.11.7");
    let path = format!("{}:here::{}", tree.path("open").display(), tree.path("usr/bin").display());
    let environment = tree.environment().with("PATH", path);
    assert_eq!(find(&Search::default(), &environment).expect("the last one is good").executable, good);
    let reasons: Vec<_> = survey(&Search::default(), &environment)
        .into_iter()
        .filter(|candidate| candidate.source == Source::Path)
        .map(|candidate| candidate.outcome.err())
        .collect();
    let open = Reason::WorldWritable(tree.path("open"));
    assert_eq!(reasons, [Some(open), Some(Reason::RelativePath), Some(Reason::RelativePath), None]);
}

#[test]
fn the_same_python_is_examined_once() {
    let tree = Tree::new();
    let python = tree.installation("usr", "3.11.7");
    tree.link("usr/bin/python", "python3");
    let venv = tree.venv("venv", &python, "3.11.7");
    let path = format!("{}:{}", tree.path("usr/bin").display(), tree.path("venv/bin").display());
    let environment = tree.environment().with("PATH", path);
    let outcomes: Vec<_> = survey(&Search::default(), &environment)
        .into_iter()
        .filter(|candidate| candidate.source == Source::Path)
        .map(|candidate| candidate.outcome.map(|python| python.executable))
        .collect();
    // A venv is another Python, although its interpreter is a link to the same file.
    assert_eq!(outcomes, [Ok(python.clone()), Err(Reason::SameAs(python)), Ok(venv)]);
}

#[test]
fn the_python_of_the_build_comes_last() {
    let tree = Tree::new();
    let python = tree.installation("usr", "3.11.7");
    let executable: &'static str = Box::leak(python.display().to_string().into_boxed_str());
    let environment =
        tree.environment().built_with(Baked { executable: Some(executable), ..Baked::default() });
    let found = find(&Search::default(), &environment).expect("the build's is there");
    assert_eq!((found.source, found.executable), (Source::Build, python));
}

#[test]
fn the_error_lists_everything_and_what_to_do() {
    let tree = Tree::new();
    let old = tree.installation("old", "3.7.16");
    tree.directory(".venv");
    let environment =
        tree.environment().with("PATH", tree.path("old/bin")).with("VIRTUAL_ENV", tree.path(".venv"));
    let error = find(&Search::default(), &environment).expect_err("nothing works");
    let root = tree.path("");
    let expected = format!(
        "no Python was found that can be embedded; these were looked at:\n  \
         PYTHON_EXECUTABLE: not set\n  \
         .venv: {root}.venv: passed over: it was not asked for\n  \
         VIRTUAL_ENV: {root}.venv: it is not a venv: it has no pyvenv.cfg\n  \
         CONDA_PREFIX: not set\n  \
         PATH: {old}: Python 3.7.16 is older than 3.8, the oldest that py4rs works with\n  \
         the build: not set\n\
         what to do:\n  \
         - allow the .venv of the working directory with `Config::project_venv(true)`\n  \
         - install a newer one, for instance: uv python install 3.13\n  - install a Python that has a shared library, for instance: uv python install 3.13; or set PYTHON_EXECUTABLE to one",
        root = root.display(),
        old = old.display()
    );
    assert_eq!(error.to_string(), expected);
    assert!(error.clone().source().is_none());
}
