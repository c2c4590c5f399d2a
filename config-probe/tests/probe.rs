//! `config-probe` as a user runs it.
#![cfg(unix)]

use std::{
    collections::BTreeSet,
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use serde_json::Value;

/// What looks like an installation, in a directory that is removed at the end of its test.
struct Installation {
    root: PathBuf,
}

impl Installation {
    fn new(test: &str) -> Self {
        let root = env::temp_dir().join(format!("py4rs-probe-{test}-{}", std::process::id()));
        let installation = Installation { root };
        installation.file("lib/python3.11/os.py", "");
        installation.file("lib/python3.11/encodings/__init__.py", "");
        installation.file(
            "lib/python3.11/_sysconfigdata__linux_x86_64-linux-gnu.py",
            "build_time_vars = {'Py_DEBUG': 0, 'LDVERSION': '3.11', 'INCLUDEPY': '/include'}",
        );
        // The program itself begins as a library of this system does.
        let library =
            format!("libpython3.11{}", if cfg!(target_os = "macos") { ".dylib" } else { ".so.1.0" });
        fs::copy(env!("CARGO_BIN_EXE_config-probe"), installation.root.join("lib").join(library))
            .expect("a copy");
        installation.file("lib/python3.11/site-packages/numpy-2.1.0.dist-info/METADATA", "");
        installation.file("bin/python3.11", "\x7fELF");
        let executable = fs::Permissions::from_mode(0o755);
        fs::set_permissions(installation.python(), executable).expect("permissions");
        installation
    }

    fn file(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("it is below the root")).expect("directories");
        fs::write(path, text).expect("a file");
    }

    fn python(&self) -> PathBuf {
        self.root.join("bin/python3.11")
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        // A directory that stays behind is not worth a failing test.
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// The program with an empty environment.
fn probe(directory: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_config-probe"));
    command.args(arguments).current_dir(directory).env_clear();
    command
}

fn run(command: &mut Command) -> (String, String, Option<i32>) {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    (text(stdout), text(stderr), status.code())
}

#[test]
fn prints_the_configuration_and_where_it_came_from() {
    let python = Installation::new("text");
    let (stdout, stderr, code) = run(probe(&python.root, &[]).env("PYTHON_EXECUTABLE", python.python()));
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let names: Vec<&str> = stdout.lines().map(|line| line[..14].trim()).collect();
    let expected =
        "executable version abi libpython prefix base-prefix venv site-packages numpy ldflags includes shim";
    assert_eq!(names.join(" ").replace("base prefix", "base-prefix"), expected);
    assert!(stdout.contains("bin/python3.11  [PYTHON_EXECUTABLE]\n"), "{stdout}");
    assert!(stdout.contains("GIL  [_sysconfigdata]\n"), "{stdout}");
    assert!(!stdout.contains("passed over"), "{stdout}");
}

#[test]
fn prints_json_with_the_keys_that_help_names() {
    let python = Installation::new("json");
    let path = python.python().display().to_string();
    let (stdout, _, code) = run(&mut probe(&python.root, &["--json", "--python", &path]));
    assert_eq!(code, Some(0));
    let json: Value = serde_json::from_str(&stdout).expect("it is JSON");
    assert_eq!(json["executable"], path.as_str());
    assert_eq!(json["version"], "3.11");
    assert_eq!(json["free_threaded"], false);
    assert_eq!(json["numpy"], "2.1.0");
    assert_eq!(json["venv"], Value::Null);
    assert_eq!(json["includes"][0], "-I/include");
    assert_eq!(json["origins"]["abi"], "_sysconfigdata");
    let (help, _, _) = run(&mut probe(&python.root, &["--help"]));
    for key in json.as_object().expect("it is an object").keys() {
        assert!(help.contains(key), "--help does not name {key}");
    }
}

#[test]
fn lists_all_candidates() {
    let python = Installation::new("all");
    let path = format!("--python={}", python.python().display());
    let (stdout, _, code) = run(probe(&python.root, &["--all", &path]).env("VIRTUAL_ENV", "/nowhere"));
    assert_eq!(code, Some(0));
    assert!(stdout.contains("asked for: ") && stdout.contains("works: Python 3.11, GIL"), "{stdout}");
    assert!(stdout.contains("VIRTUAL_ENV: /nowhere: it does not exist\n"), "{stdout}");
    let (stdout, _, _) = run(&mut probe(&python.root, &["--all", "--json", &path]));
    let json: Value = serde_json::from_str(&stdout).expect("it is JSON");
    assert_eq!((&json[0]["works"], &json[0]["version"]), (&Value::Bool(true), &Value::from("3.11")));
    assert_eq!((&json[1]["source"], &json[1]["reason"]), (&"PYTHON_EXECUTABLE".into(), &"not set".into()));
}

#[test]
fn mentions_a_venv_that_was_passed_over() {
    let python = Installation::new("venv");
    fs::create_dir(python.root.join(".venv")).expect("a directory");
    let path = python.python().display().to_string();
    let (stdout, _, _) = run(&mut probe(&python.root, &["--python", &path]));
    assert!(stdout.contains("/.venv was passed over: Config::project_venv(true) allows it"), "{stdout}");
}

#[test]
fn says_on_standard_error_why_there_is_none() {
    for format in [&[][..], &["--json"]] {
        let (stdout, stderr, code) =
            run(probe(Path::new("/"), format).env("PYTHON_EXECUTABLE", "/nowhere/python3"));
        assert_eq!((code, stdout.as_str()), (Some(1), ""));
        assert!(stderr.contains("PYTHON_EXECUTABLE: /nowhere/python3: it does not exist"), "{stderr}");
    }
}

#[test]
fn a_wrong_option_is_an_error_of_its_own() {
    for (arguments, complaint) in [
        (&["--jason"][..], "there is no option --jason"),
        (&["--python"], "--python needs a path"),
        (&["--python="], "--python needs a path"),
        (&["extra"], "there is no option extra"),
    ] {
        let (stdout, stderr, code) = run(&mut probe(Path::new("/"), arguments));
        assert_eq!((code, stdout.as_str()), (Some(2), ""));
        assert!(stderr.starts_with(&format!("config-probe: {complaint}\n")), "{stderr}");
    }
}

#[test]
fn help_and_version_need_no_python() {
    let (help, _, code) = run(&mut probe(Path::new("/"), &["--help"]));
    assert!(code == Some(0) && help.contains("Usage: config-probe"), "{help}");
    let (version, _, code) = run(&mut probe(Path::new("/"), &["--version"]));
    assert_eq!((code, version), (Some(0), format!("config-probe {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = probe(Path::new("/"), &["--help"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let Output { status, stderr, .. } = child.wait_with_output().expect("it ends");
    assert!(status.success() && stderr.is_empty(), "{status} {}", String::from_utf8_lossy(&stderr));
}

/// The program with the Python of this machine.
fn with_python(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_config-probe"));
    command.args(arguments);
    command
}

#[test]
fn a_check_tries_a_few_things_and_times_each() {
    let (stdout, stderr, code) = run(&mut with_python(&["--check", "--json", "--package", "json"]));
    assert_eq!(code, Some(0), "{stdout}{stderr}");
    let json: Value = serde_json::from_str(&stdout).expect("it is JSON");
    let steps = json["check"].as_array().expect("a list");
    let names: Vec<_> = steps.iter().map(|step| step["step"].as_str().expect("a name")).collect();
    assert_eq!(names, ["start", "import json", "call", "array", "callback"]);
    for step in steps {
        assert!(step["ok"] == true && step["said"].is_string() && step["milliseconds"].is_number(), "{step}");
    }
    let (stdout, _, code) = run(&mut with_python(&["--package", "no_such_package"]));
    assert_eq!(code, Some(1));
    assert!(
        stdout.contains("import no_such_package failed: ") && stdout.contains("ModuleNotFoundError"),
        "{stdout}"
    );
    assert!(stdout.contains("Python called Rust, which gave [0, 2, 4]"), "{stdout}");
    assert!(!stdout.contains('\x1b'), "colours are for terminals");
}

#[test]
fn a_package_that_crashes_or_talks_is_a_step_like_any_other() {
    let python = Installation::new("crash");
    python.file("modules/crashes.py", "import ctypes; ctypes.string_at(0)");
    python.file("modules/leaves.py", "import os; os._exit(3)");
    python.file("modules/talks.py", "print('much'); import sys; sys.stdout.write('and no end')");
    python.file("modules/ends_badly.py", "import atexit, os; atexit.register(os.abort)");
    let check = |packages: &[&str]| {
        let mut command = with_python(&["--json"]);
        command.args(packages.iter().flat_map(|name| ["--package", name]));
        let (stdout, stderr, code) = run(command.env("PYTHONPATH", python.root.join("modules")));
        let json: Value = serde_json::from_str(&stdout).expect("it is JSON");
        let steps = json["check"].as_array().expect("a list").iter();
        let shown = steps.map(|step| match step["ok"].as_bool() {
            Some(true) => format!("{}\n", step["step"].as_str().expect("a name")),
            _ => format!(
                "{} {}\n",
                step["step"].as_str().expect("a name"),
                step["said"].as_str().expect("why")
            ),
        });
        (shown.collect::<String>(), stderr, code)
    };
    for (name, status) in [("crashes", "signal: 11"), ("leaves", "exit status: 3")] {
        let (steps, _, code) = check(&["json", name, "math"]);
        assert!(
            steps.starts_with(&format!("start\nimport json\nimport {name} it ended the process: {status}")),
            "{steps}"
        );
        assert_eq!((steps.lines().count(), code), (3, Some(1)), "{steps}");
    }
    let (steps, stderr, code) = check(&["talks"]);
    assert_eq!((steps.as_str(), code), ("start\nimport talks\ncall\narray\ncallback\n", Some(0)));
    assert!(stderr.contains("much\nand no end"), "{stderr}");
    let (steps, _, code) = check(&["ends_badly"]);
    assert!(steps.contains("callback\nend it ended the process: signal: 6") && code == Some(1), "{steps}");
}

#[test]
fn the_search_order_is_told() {
    let (stdout, _, code) = run(probe(Path::new("/"), &["--explain"]).env("VIRTUAL_ENV", "/some/venv"));
    assert_eq!(code, Some(0));
    let place = |text: &str| stdout.find(text).unwrap_or_else(|| panic!("no {text:?} in {stdout}"));
    let order =
        ["1. asked for", "PYTHON_EXECUTABLE", "VIRTUAL_ENV: ", "/some/venv\n", "PATH: ", "uv: ", "pyenv: "];
    assert!(order.windows(2).all(|pair| place(pair[0]) < place(pair[1])), "{stdout}");
}

#[test]
fn the_document_names_every_key_and_no_other() {
    let document = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/config-probe.md"));
    let document = document.expect("it is there");
    let (one, all) = document.split_once("## `config-probe --all --json`").expect("two parts");
    let documented = |part: &str| -> BTreeSet<String> {
        let rows = part.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
        rows.map(|(key, _)| key.to_owned()).collect()
    };
    let python = Installation::new("document");
    let path = format!("--python={}", python.python().display());
    let printed = |arguments: &[&str]| -> BTreeSet<String> {
        let (stdout, _, _) = run(probe(&python.root, arguments).arg(&path));
        let json: Value = serde_json::from_str(&stdout).expect("it is JSON");
        let objects = json.as_array().cloned().unwrap_or_else(|| vec![json]);
        let keys = objects.iter().flat_map(|object| object.as_object().expect("an object").keys().cloned());
        keys.collect()
    };
    assert_eq!(printed(&["--json"]), documented(one));
    assert_eq!(printed(&["--json", "--all"]), documented(all));
    // The parts of the parts, too.
    let (stdout, _, _) = run(&mut with_python(&["--check", "--json"]));
    let json: Value = serde_json::from_str(&stdout).expect("it is JSON");
    for object in [&json["origins"], &json["check"][0]] {
        for key in object.as_object().expect("an object").keys() {
            assert!(one.contains(&format!("`{key}`")), "docs/config-probe.md does not name {key}");
        }
    }
}

#[test]
fn environments_are_made_listed_and_pruned() {
    let python = Installation::new("env");
    let directory = python.root.join("environments").display().to_string();
    let arguments = |words: &[&str]| {
        [words, &["--directory", &directory]].concat().iter().map(|it| it.to_string()).collect::<Vec<_>>()
    };
    let ask = |words: &[&str]| {
        let words = arguments(words);
        run(&mut with_python(&words.iter().map(String::as_str).collect::<Vec<_>>()))
    };
    assert_eq!(ask(&["env", "list"]), (String::new(), String::new(), Some(0)));
    fs::create_dir_all(python.root.join("environments/0123456789abcdef0123-7")).expect("a directory");
    let (stdout, _, code) = ask(&["env", "prune"]);
    assert!(code == Some(0) && stdout.ends_with("0123456789abcdef0123-7\n"), "{stdout}");
    let (_, stderr, code) = ask(&["env", "--requires", "--index-url=x"]);
    assert!(code == Some(1) && stderr.contains("it is an option"), "{stderr}");
    for (words, complaint) in [
        (&["env", "--require", "x"][..], "env: there is no option --require"),
        (&["env", "prune", "--unused-days", "many"], "env: --unused-days needs a number"),
    ] {
        let (_, stderr, code) = ask(words);
        assert!(code == Some(2) && stderr.contains(complaint), "{stderr}");
    }
    let (_, stderr, code) = run(&mut with_python(&["env", "--requires"]));
    assert!(code == Some(2) && stderr.contains("env: --requires needs a value"), "{stderr}");
}
