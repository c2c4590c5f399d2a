//! The Pythons of this machine: what their files say is what they say themselves.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use py4rs::config::{Environment, PythonConfig, Reason, Search, survey};

use crate::tree::Tree;

const QUESTION: &str = "import sys, sysconfig
print('%d.%d.%d' % sys.version_info[:3])
print(sys.prefix)
print(getattr(sys, 'base_prefix', ''))
print(sysconfig.get_paths()['purelib'])
print(sys.executable)
print(getattr(sys, 'abiflags', ''))
print(int(bool(sysconfig.get_config_var('Py_GIL_DISABLED'))))";

/// Every interpreter that pyenv and the system have.
fn interpreters() -> Vec<PathBuf> {
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from);
    let root = root.or_else(|| Some(env::home_dir()?.join(".pyenv")));
    let versions = root.and_then(|root| fs::read_dir(root.join("versions")).ok());
    let pyenv =
        versions.into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path().join("bin/python3")));
    pyenv.chain([PathBuf::from("/usr/bin/python3")]).filter(|path| path.exists()).collect()
}

fn read(python: &Path) -> Result<PythonConfig, Reason> {
    let search = Search { python: Some(python.to_owned()), ..Search::default() };
    survey(&search, &Environment::empty("/")).swap_remove(0).outcome
}

/// Compares what the files say with what the interpreter says.
fn compare(python: &PythonConfig) {
    let output = Command::new(&python.executable).args(["-I", "-c", QUESTION]).output().expect("it runs");
    let output = String::from_utf8(output.stdout).expect("paths here are text");
    let said: Vec<&str> = output.lines().collect();
    let shown = |path: &Path| path.display().to_string();
    assert!(said[0].starts_with(&python.release()), "{} {}", said[0], python.release());
    assert_eq!(said[1], shown(&python.prefix));
    assert_eq!(said[2], shown(&python.base_prefix));
    assert_eq!(said[3], shown(&python.site_packages));
    assert_eq!(said[4], shown(&python.executable));
    assert_eq!(said[5].contains('d'), python.abi.debug);
    assert_eq!(said[6] == "1", python.abi.free_threaded);
    assert!(python.libpython.is_file());
}

#[test]
fn files_say_what_the_interpreters_say() {
    for path in interpreters() {
        match read(&path) {
            Ok(python) => {
                compare(&python);
                println!("{}: as it says itself", path.display());
            }
            // These are right to refuse; the tests on made trees cover the sentences.
            Err(reason @ (Reason::TooOld(_) | Reason::NoLibrary { .. })) => {
                println!("{}: {reason}", path.display());
            }
            Err(reason) => panic!("{}: {reason}", path.display()),
        }
    }
}

#[test]
fn files_of_a_venv_say_what_its_interpreter_says() {
    let tree = Tree::new();
    for (number, path) in interpreters().into_iter().filter(|path| read(path).is_ok()).enumerate() {
        for copies in [false, true] {
            let venv = tree.path(&format!("venv{number}-{copies}"));
            let mut command = Command::new(&path);
            command.args(["-I", "-m", "venv", "--without-pip"]).args(copies.then_some("--copies"));
            let made = command.arg(&venv).output().expect("it runs");
            if !made.status.success() {
                println!("{}: it makes no venv", path.display());
                continue;
            }
            let python = read(&venv.join("bin/python")).expect("the venv works");
            assert_eq!(python.venv, Some(venv));
            compare(&python);
        }
    }
}
