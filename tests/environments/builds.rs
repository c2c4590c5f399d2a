//! What is installed, with what, and what is refused.

use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

use py4rs::config::{Config, Environment};

use crate::directory::Directory;
use crate::{calls, child, config, found, refused, wheels, with_uv};

#[test]
fn uv_makes_it_once() {
    let directory = Directory::new("once");
    let environment = with_uv(&directory);
    let first = config(&directory).requires(["one", "two"]).resolve_in(&environment).expect("it is made");
    assert_eq!(calls(&directory), ["venv --quiet", "pip install"]);
    assert!(first.prefix.starts_with(directory.path("environments")), "{}", first.prefix.display());
    assert!(first.site_packages.join("one.py").is_file() && first.site_packages.join("two.py").is_file());
    // The order says nothing, and neither does a repetition.
    let again = config(&directory).requires(["two"]).requires(["one", " one "]).resolve_in(&environment);
    assert_eq!(again.expect("it is there").prefix, first.prefix);
    // Found again without uv, which is as good as without a network.
    let without = environment.clone().with("PATH", "");
    let again = config(&directory).requires(["one", "two"]).resolve_in(&without).expect("it is there");
    assert_eq!((again.prefix, calls(&directory).len()), (first.prefix.clone(), 2));
    let other = config(&directory).requires(["one"]).resolve_in(&environment).expect("it is made");
    assert_ne!(other.prefix, first.prefix);
    assert!(!other.site_packages.join("two.py").exists());
}

#[test]
fn nothing_is_made_where_nothing_is_required() {
    let directory = Directory::new("nothing");
    let environment = with_uv(&directory);
    let python = config(&directory).resolve_in(&environment).expect("a Python");
    assert_eq!(python.executable, crate::found().executable);
    assert!(!directory.path("environments").exists());
}

#[test]
fn files_say_what_is_required() {
    let directory = Directory::new("files");
    let environment = with_uv(&directory);
    directory.file("more/inner.txt", "two\n");
    let list = directory.file("list.txt", "# a comment\n\none # another\n-r more/inner.txt\n");
    let project = directory.file(
        "pyproject.toml",
        "[project]\nname = 'x'\ndependencies = [\n  'one', # here too\n  \"two\",\n]\n",
    );
    let of_list = config(&directory).requires_file(&list).resolve_in(&environment).expect("it is made");
    let of_project =
        config(&directory).requires_file(&project).resolve_in(&environment).expect("it is there");
    assert_eq!(of_list.prefix, of_project.prefix);
    assert_eq!(calls(&directory).len(), 2);
    // A changed file is another set.
    fs::write(&list, "one\n").expect("a file");
    let changed = config(&directory).requires_file(&list).resolve_in(&environment).expect("it is made");
    assert_ne!(changed.prefix, of_list.prefix);
}

#[test]
fn files_may_hold_all_that_pip_knows() {
    let prepare = |command: &mut Command| {
        let directory = Directory::new("mit Leerzeichen");
        wheels::make(&directory, &["one", "two", "three", "four"]);
        directory.file(
            "lists/first.txt",
            "\u{feff}--no-index\n--find-links ../wheels\n-rmore/second.txt\r\none\t# tab\n",
        );
        directory
            .file("lists/more/second.txt", "-c limits.txt\n\\\ntwo \\\n  >= 0.1\n  # nothing\n\n../three\n");
        directory.file("lists/more/limits.txt", "-r deeper.txt\n");
        directory.file("lists/more/deeper.txt", "two <= 1.0\nnothing-of-this-name == 7\n");
        directory
            .file("lists/three/setup.py", "from setuptools import setup; setup(name='three', version='9')");
        // Whoever runs the program may have set these for another purpose.
        command.env("PIP_TARGET", directory.path("elsewhere")).env("PIP_USER", "1").env("PIP_DRY_RUN", "1");
        command.env("VIRTUAL_ENV", "/nowhere").env("PATH", "/usr/bin:/bin").env("AT", directory.path(""));
        command.env("PYTHON_EXECUTABLE", found().executable);
        directory
    };
    let outcome = child::run_in(prepare, || {
        let at = PathBuf::from(env::var_os("AT").expect("it was set"));
        let ask = || {
            let config = Config::new().environments_in(at.join("environments"));
            config.requires_file(at.join("lists/first.txt")).resolve()
        };
        // A wheel in the place of what would have to be built.
        fs::remove_dir_all(at.join("lists/three")).expect("it was made");
        let list = at.join("lists/more/second.txt");
        let text = fs::read_to_string(&list).expect("it was made");
        let wheels = "../../wheels/three-1.0-py3-none-any.whl\n./../../wheels/four-1.0-py3-none-any.whl";
        fs::write(&list, text.replace("../three", wheels)).expect("a file");
        let python = ask().expect("it is made");
        for name in ["one.py", "two.py", "three.py", "four.py"] {
            assert!(python.site_packages.join(name).is_file(), "{name}");
        }
        assert_eq!(ask().expect("it is there").prefix, python.prefix);
        // Other limits are another environment.
        fs::write(at.join("lists/more/deeper.txt"), "two < 1.0").expect("a file");
        let message = ask().expect_err("there is no such version").to_string();
        assert!(message.contains("two"), "{message}");
    });
    outcome.printed();
}

#[test]
fn a_path_is_another_package_in_another_directory() {
    let directory = Directory::new("paths");
    with_uv(&directory);
    let python = found().executable;
    let ask = |place: &str| {
        let environment = Environment::empty(directory.path(place)).with("PATH", directory.path("uv"));
        let environment = environment.with("PYTHON_EXECUTABLE", &python);
        refused(
            config(&directory).requires(["./package[extra] ; python_version > '3'"]).resolve_in(&environment),
        )
    };
    for place in ["here", "there"] {
        let message = ask(place);
        let expected = format!("{}/./package[extra]", directory.path(place).display());
        let list = message.split("-r ").nth(1).expect("a list").split(' ').next().expect("a path");
        assert!(!PathBuf::from(list).exists(), "what failed is removed");
        assert!(message.contains("exit status: 3"), "{message}");
        let log = fs::read_to_string(directory.path("lists")).expect("the lists");
        assert!(log.contains(&expected), "no {expected} in {log}");
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let directory = Directory::new("unread");
    let environment = with_uv(&directory);
    let ask = |name: &str, text: &str| {
        let file = directory.file(name, text);
        refused(config(&directory).requires_file(file).resolve_in(&environment))
    };
    assert!(ask("a.toml", "[project\n").contains("a.toml: "));
    assert!(ask("b.toml", "[project]\ndependencies = 'one'").contains("project.dependencies is no list"));
    assert!(ask("c.toml", "[project]\ndependencies = [1]").contains("holds what is no text"));
    assert!(ask("loop.txt", "-r loop.txt").contains("it includes itself"));
    let missing = refused(config(&directory).requires_file("/nowhere/list.txt").resolve_in(&environment));
    assert!(missing.contains("/nowhere/list.txt: No such file"), "{missing}");
    for (package, why) in
        [("", "it is empty"), ("--index-url=x", "it is an option"), ("a\nb", "more than one line")]
    {
        let message = refused(config(&directory).requires([package]).resolve_in(&environment));
        assert!(message.contains(why), "{message}");
    }
    assert!(calls(&directory).is_empty());
}

#[test]
fn a_failure_says_what_was_run_and_what_it_said() {
    let directory = Directory::new("failure");
    let environment = with_uv(&directory);
    let ask = || refused(config(&directory).requires(["nothing-of-this-name"]).resolve_in(&environment));
    let message = ask();
    for part in [
        "could not be installed",
        "uv pip install",
        "FileNotFoundError",
        "exit status: 3",
        "needs no network",
    ] {
        assert!(message.contains(part), "no {part:?} in {message}");
    }
    assert_eq!(ask(), message.clone(), "it can be tried again");
    let killed = refused(config(&directory).requires(["killed"]).resolve_in(&environment));
    assert!(killed.contains("signal: 9"), "{killed}");
    // They left nothing but their locks.
    let left: Vec<_> = fs::read_dir(directory.path("environments")).expect("it was made").collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn a_lock_file_pins_what_is_installed() {
    let directory = Directory::new("locked");
    let environment = with_uv(&directory);
    let lock = directory.path("py4rs.lock");
    let ask = || config(&directory).requires(["one", "two"]).locked(&lock).resolve_in(&environment);
    let first = ask().expect("it is made");
    let text = fs::read_to_string(&lock).expect("it was written");
    assert!(text.starts_with("# py4rs lock of ") && text.ends_with("\none==1.0\ntwo==1.0\n"), "{text}");
    assert_eq!(calls(&directory), ["venv --quiet", "pip install", "pip freeze"]);
    assert_eq!(ask().expect("it is there").prefix, first.prefix);
    assert_eq!(calls(&directory).len(), 3);
    // Elsewhere exactly these are installed.
    let elsewhere =
        Config::new().environments_in(directory.path("elsewhere")).requires(["one", "two"]).locked(&lock);
    elsewhere.resolve_in(&environment).expect("it is made");
    let log = fs::read_to_string(directory.path("calls")).expect("the calls");
    assert!(log.lines().last().expect("a call").contains("--no-deps"), "{log}");
    let other = refused(config(&directory).requires(["one"]).locked(&lock).resolve_in(&environment));
    assert!(other.contains("was made for other requirements"), "{other}");
}

#[test]
fn uv_provides_a_python_where_there_is_none() {
    let directory = Directory::new("provided");
    with_uv(&directory);
    let environment = Environment::empty(directory.path("")).with("PATH", directory.path("uv"));
    let python = Config::new().provide_python("3.13").resolve_in(&environment).expect("uv brings one");
    assert_eq!(python.executable, crate::found().executable);
    assert_eq!(calls(&directory), ["python install", "python find"]);
    let message = refused(Config::new().provide_python("3.99").resolve_in(&environment));
    assert!(message.contains("error: no such version"), "{message}");
    let message = refused(Config::new().provide_python("--evil").resolve_in(&environment));
    assert!(message.contains("it is no version of Python"), "{message}");
    // An explicit choice is replaced by none.
    let chosen = Config::new().python("/nowhere/python3").provide_python("3.13").resolve_in(&environment);
    assert!(refused(chosen).contains("no other takes its place"));
    let nothing = Environment::empty(directory.path(""));
    assert!(refused(Config::new().provide_python("3.13").resolve_in(&nothing)).contains("uv is not on PATH"));
    assert!(refused(Config::new().resolve_in(&environment)).contains("no Python was found"));
}

#[test]
fn a_uv_that_every_user_can_replace_is_not_run() {
    use std::os::unix::fs::PermissionsExt;

    let directory = Directory::new("untrusted");
    with_uv(&directory);
    fs::set_permissions(directory.path("uv"), fs::Permissions::from_mode(0o777)).expect("permissions");
    let environment = Environment::empty(directory.path("")).with("PATH", directory.path("uv"));
    assert!(
        refused(Config::new().provide_python("3.13").resolve_in(&environment)).contains("uv is not on PATH")
    );
    assert!(calls(&directory).is_empty());
}
