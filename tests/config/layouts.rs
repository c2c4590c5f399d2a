//! Installations of many kinds.

use std::fs;

use py4rs::config::{Origin, Os, PythonConfig, Reason, Search};

use crate::tree::Tree;

#[test]
fn a_usual_installation_is_read() {
    let tree = Tree::new();
    let executable = tree.installation("usr", "3.11.7");
    let python = tree.ask(&executable).expect("it works");
    assert_eq!((python.executable.as_path(), python.venv.as_ref()), (executable.as_path(), None));
    assert_eq!((python.prefix.clone(), python.base_prefix.clone()), (tree.path("usr"), tree.path("usr")));
    assert_eq!((python.release().as_str(), python.origins.version), ("3.11.7", Origin::Headers));
    assert_eq!(python.site_packages, tree.path("usr/lib/python3.11/site-packages"));
    assert!(!python.abi.free_threaded && !python.abi.debug);
    let libdir = tree.path("usr/lib").display().to_string();
    assert_eq!(python.ldflags(), [format!("-L{libdir}").as_str(), "-lpython3.11", "-ldl", "-lm"]);
    assert_eq!(python.includes(), [format!("-I{}", tree.path("usr/include/python3.11").display())]);
    assert_eq!(python.build_flags().origin, Origin::Sysconfigdata);
    let text = python.to_string();
    assert!(text.contains("3.11.7  [patchlevel.h]") && text.contains("GIL  [_sysconfigdata]"), "{text}");
}

#[test]
fn without_headers_only_the_minor_version_is_told() {
    let tree = Tree::new();
    let executable = tree.installation("usr", "3.11.7");
    fs::remove_dir_all(tree.path("usr/include")).expect("it is there");
    assert_eq!(tree.ask(&executable).expect("it works").release(), "3.11");
    let venv = tree.venv("venv", &executable, "3.11.7");
    let python = tree.ask(&venv).expect("it works");
    assert_eq!((python.release().as_str(), python.origins.version), ("3.11.7", Origin::PyvenvCfg));
}

#[test]
fn flags_come_from_the_program_that_belongs_to_the_python() {
    let tree = Tree::new();
    let executable = tree.installation("usr", "3.11.7");
    let config = |prefix: &str| {
        format!("#!/bin/sh\ncase $1 in --prefix) echo {prefix};; *) echo -lfrom{prefix} \"$@\";; esac\n")
    };
    let ours = tree.path("usr").display().to_string();
    tree.program("usr/bin/python3.11-config", &config(&ours));
    let flags = tree.ask(&executable).expect("it works").build_flags();
    assert_eq!(flags.ldflags, [format!("-lfrom{ours}").as_str(), "--ldflags", "--embed"]);
    assert_eq!(flags.origin, Origin::PythonConfigProgram);
    tree.program("usr/bin/python3.11-config", &config("/other"));
    assert_eq!(tree.ask(&executable).expect("it works").build_flags().origin, Origin::Sysconfigdata);
}

#[test]
fn an_installation_that_moved_is_found_where_it_is() {
    let tree = Tree::new();
    let executable = tree.installation("built", "3.12.1");
    fs::rename(tree.path("built"), tree.path("moved")).expect("a rename");
    let executable =
        tree.path("moved").join(executable.strip_prefix(tree.path("built")).expect("it is below"));
    let python = tree.ask(&executable).expect("it works");
    assert_eq!(python.libpython, tree.path("moved/lib/libpython3.12.so.1.0"));
    assert_eq!(python.includes(), [format!("-I{}", tree.path("moved/include/python3.12").display())]);
}

#[test]
fn build_details_name_library_and_flags() {
    let tree = Tree::new();
    tree.stdlib("usr", "3.14t");
    tree.library("usr/lib/libpython3.14t.so.1.0");
    let details = r#"{"schema_version": "1.0",
        "language": {"version": "3.14", "version_info": {"major": 3, "minor": 14, "micro": 2}},
        "implementation": {"name": "cpython"}, "abi": {"flags": ["t"]},
        "libpython": {"dynamic": "../libpython3.14t.so.1.0"}}"#;
    tree.file("usr/lib/python3.14t/build-details.json", details);
    for name in ["python3.14t", "python3.14"] {
        let python = tree.ask(&tree.interpreter(&format!("usr/bin/{name}"))).expect("it works");
        assert_eq!((python.release().as_str(), python.origins.version), ("3.14.2", Origin::BuildDetails));
        assert_eq!(python.abi.to_string(), "free-threaded");
        assert_eq!(python.origins.abi, Origin::BuildDetails);
        assert_eq!(python.libpython.canonicalize().ok(), Some(tree.path("usr/lib/libpython3.14t.so.1.0")));
        assert_eq!(python.site_packages, tree.path("usr/lib/python3.14t/site-packages"));
    }
    // Wherever the file says that it is, a library is not taken from where every user can put one.
    tree.library("open/libpython3.14t.so.1.0");
    tree.mode(&tree.path("open"), 0o777);
    tree.file("usr/lib/python3.14t/build-details.json", &details.replace("../lib", "../../../open/lib"));
    let reason = tree.ask(&tree.path("usr/bin/python3.14t")).expect_err("it is not trusted");
    assert!(matches!(reason, Reason::WorldWritable(_)), "{reason}");
    tree.file("usr/lib/python3.14t/build-details.json", &details.replace("\"cpython\"", "\"graalpy\""));
    let reason = tree.ask(&tree.path("usr/bin/python3.14t")).expect_err("not CPython");
    assert_eq!(reason, Reason::OtherImplementation("graalpy".to_owned()));
}

/// Debian: the variables are those of the shared build, whose library stands in a package of its own.
fn debian(tree: &Tree) -> Result<PythonConfig, Reason> {
    tree.stdlib("usr", "3.11");
    tree.directory("usr/lib/python3/dist-packages/numpy-1.24.2.egg-info");
    let prefix = tree.path("usr").display().to_string();
    tree.sysconfigdata(
        "usr/lib/python3.11/_sysconfigdata__x86_64-linux-gnu.py",
        &[
            ("prefix", &prefix),
            ("LIBDIR", &format!("{prefix}/lib/x86_64-linux-gnu")),
            ("MULTIARCH", "x86_64-linux-gnu"),
            ("INSTSONAME", "libpython3.11.so.1.0"),
            ("Py_ENABLE_SHARED", "1"),
            ("Py_DEBUG", "0"),
        ],
    );
    tree.ask(&tree.interpreter("usr/bin/python3.11"))
}

#[test]
fn a_static_debian_python_names_the_package_to_install() {
    let tree = Tree::new();
    let reason = debian(&tree).expect_err("there is no library");
    assert_eq!(reason.to_string(), "it is a static build: it has no libpython3.11.so that could be loaded");
    assert_eq!(reason.remedy().as_deref(), Some("install its shared library: apt install libpython3.11"));
}

#[test]
fn a_debian_python_with_that_package_works() {
    let tree = Tree::new();
    let library = tree.library("usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0");
    let python = debian(&tree).expect("it works");
    assert_eq!(python.libpython, library);
    assert_eq!(python.site_packages, tree.path("usr/local/lib/python3.11/dist-packages"));
    assert_eq!(python.numpy().as_deref(), Some("1.24.2"));
}

#[test]
fn a_static_pyenv_python_says_how_to_build_it_again() {
    let tree = Tree::new();
    let executable = tree.installation("versions/3.12.1", "3.12.1");
    fs::remove_file(tree.path("versions/3.12.1/lib/libpython3.12.so.1.0")).expect("it is there");
    let variables = [("LDLIBRARY", "libpython3.12.a"), ("Py_ENABLE_SHARED", "0"), ("Py_DEBUG", "0")];
    tree.sysconfigdata(
        "versions/3.12.1/lib/python3.12/_sysconfigdata__linux_x86_64-linux-gnu.py",
        &variables,
    );
    let reason = tree.ask(&executable).expect_err("there is no library");
    assert!(matches!(reason, Reason::NoLibrary { is_static: true, .. }), "{reason}");
    let remedy = reason.remedy().expect("it can be mended");
    assert!(
        remedy.ends_with("PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force 3.12.1"),
        "{remedy}"
    );
}

#[test]
fn a_library_that_was_lost_is_not_called_static() {
    let tree = Tree::new();
    let executable = tree.installation("usr", "3.12.1");
    fs::remove_file(tree.path("usr/lib/libpython3.12.so.1.0")).expect("it is there");
    let reason = tree.ask(&executable).expect_err("there is no library");
    assert_eq!(reason.to_string(), "its shared library libpython3.12.so is missing");
}

#[test]
fn a_debug_build_is_told_from_the_other_in_the_same_place() {
    let tree = Tree::new();
    tree.installation("usr", "3.11.7");
    tree.library("usr/lib/libpython3.11d.so.1.0");
    tree.sysconfigdata(
        "usr/lib/python3.11/_sysconfigdata_d_linux_x86_64-linux-gnu.py",
        &[("INSTSONAME", "libpython3.11d.so.1.0"), ("Py_DEBUG", "1")],
    );
    let python = tree.ask(&tree.interpreter("usr/bin/python3.11d")).expect("it works");
    assert_eq!(python.abi.to_string(), "GIL, debug");
    assert_eq!(python.libpython, tree.path("usr/lib/libpython3.11d.so.1.0"));
    assert!(!tree.ask(&tree.path("usr/bin/python3")).expect("it works").abi.debug);
}

#[test]
fn what_is_no_usable_interpreter_is_refused() {
    let tree = Tree::new();
    let old = tree.installation("old", "3.7.16");
    let expected = "Python 3.7.16 is older than 3.8, the oldest that py4rs works with";
    assert_eq!(tree.ask(&old).expect_err("too old").to_string(), expected);

    let bare = tree.installation("bare", "3.11.7");
    fs::remove_dir_all(tree.path("bare/lib/python3.11/encodings")).expect("it is there");
    let missing = tree.ask(&bare).expect_err("no library").to_string();
    assert!(missing.starts_with("its standard library is missing: there is no encodings in "), "{missing}");

    assert_eq!(tree.ask(&tree.file("data", "")).expect_err("a file"), Reason::NotExecutable);
    assert_eq!(tree.ask(&tree.path("old/bin")).expect_err("a directory"), Reason::IsDirectory);
}

#[test]
fn a_library_can_be_given_with_or_without_its_interpreter() {
    let tree = Tree::new();
    let python = tree.installation("usr", "3.11.7");
    let library = tree.library("usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0");
    let ask = |search| tree.outcome(&search, &tree.environment());
    let alone =
        ask(Search { libpython: Some(library.clone()), ..Search::default() }).expect("its place tells");
    assert_eq!((alone.executable, alone.libpython), (tree.path("usr/bin/python3.11"), library.clone()));
    assert_eq!(alone.origins.libpython, Origin::Given);

    let both = Search { libpython: Some(library.clone()), python: Some(python.clone()), ..Search::default() };
    assert_eq!(ask(both).expect("they fit").libpython, library);

    let other = tree.library("lib/libpython3.12.so");
    let reason = ask(Search { libpython: Some(other), python: Some(python), ..Search::default() });
    let expected = "the library is of Python 3.12, but the interpreter is 3.11";
    assert_eq!(reason.expect_err("they differ").to_string(), expected);

    let stable = tree.library("usr/lib/libpython3.so");
    let reason = ask(Search { libpython: Some(stable.clone()), ..Search::default() });
    assert_eq!(reason.expect_err("no version"), Reason::LibraryUnknown(stable));
}

#[test]
fn windows_has_the_library_beside_the_interpreter() {
    let tree = Tree::new();
    let windows = tree.environment().on(Os::Windows);
    tree.interpreter("Python313/python.exe");
    let library = tree.library("Python313/python313.dll");
    for other in ["python3.dll", "python313_d.dll", "python313t.dll", "vcruntime140.dll"] {
        tree.file(&format!("Python313/{other}"), "");
    }
    tree.file("Python313/Lib/encodings/__init__.py", "");
    tree.file("Python313/include/patchlevel.h", "#define PY_VERSION \"3.13.1\"\n");
    let home = tree.path("Python313").display().to_string();
    tree.file(
        "venv/pyvenv.cfg",
        &format!("home = {home}\nversion = 3.13.1\nexecutable = {home}/python.exe\n"),
    );
    tree.interpreter("venv/Scripts/python.exe");
    let python = Search { python: Some(tree.path("Python313/python.exe")), ..Search::default() };
    let python = tree.outcome(&python, &windows).expect("it works");
    assert_eq!((python.release().as_str(), &python.libpython), ("3.13.1", &library));
    assert_eq!(python.site_packages, tree.path("Python313/Lib/site-packages"));
    let venv = Search { venv: Some(tree.path("venv")), ..Search::default() };
    let python = tree.outcome(&venv, &windows).expect("it works");
    assert_eq!((python.base_prefix, python.libpython), (tree.path("Python313"), library));
    assert_eq!(python.executable, tree.path("venv/Scripts/python.exe"));
    assert_eq!(python.site_packages, tree.path("venv/Lib/site-packages"));
}

#[test]
fn macos_has_a_dylib_or_a_framework() {
    let tree = Tree::new();
    let macos = tree.environment().on(Os::MacOs);
    let ask = |python| {
        let search = Search { python: Some(python), ..Search::default() };
        tree.outcome(&search, &macos).map(|python| python.libpython)
    };
    let python = tree.installation("brew", "3.12.1");
    let dylib = tree.library("brew/lib/libpython3.12.dylib");
    tree.sysconfigdata(
        "brew/lib/python3.12/_sysconfigdata__linux_x86_64-linux-gnu.py",
        &[("LDLIBRARY", "libpython3.12.dylib"), ("Py_DEBUG", "0")],
    );
    assert_eq!(ask(python), Ok(dylib));
    let framework = "Python.framework/Versions/3.12";
    let python = tree.installation(framework, "3.12.1");
    tree.sysconfigdata(
        &format!("{framework}/lib/python3.12/_sysconfigdata__linux_x86_64-linux-gnu.py"),
        &[("LDLIBRARY", "Python.framework/Versions/3.12/Python"), ("Py_DEBUG", "0")],
    );
    let library = tree.library(&format!("{framework}/Python"));
    assert_eq!(ask(python), Ok(library));
}
