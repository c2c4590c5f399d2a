//! The bindings of the standard library compile without a warning, whichever Python described it.
//!
//! `PY4RS_GENERATED=numpy,pandas` has it look at these modules instead, of the Python of the build alone, with the
//! submodules that [`SUBMODULES`] names; `PY4RS_TYPESHED=1` at the standard library as a typeshed tells it.

use py4rs_build::{Bindings, Submodules, module};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const MODULES: &[&str] = &[
    "math",
    "statistics",
    "re",
    "json",
    "datetime",
    "collections",
    "pathlib",
    "fractions",
    "decimal",
    "random",
    "itertools",
    "os.path",
    "builtins",
    "asyncio",
    "typing",
    "logging",
    "argparse",
];

const SUBMODULES: &[(&str, &[&str])] = &[("numpy", &["linalg", "random", "fft"])];

/// What is to be compiled: of which Pythons, and what of each.
fn cases() -> (Vec<(String, PathBuf)>, Vec<Bindings>) {
    let of_build = || vec![("build".to_owned(), py4rs_build::interpreter())];
    let with_submodules = |name: &str| {
        let known = SUBMODULES.iter().find(|(module, _)| *module == name);
        module(name).submodules(Submodules::named(known.map_or(&[][..], |known| known.1).iter().copied()))
    };
    match (env::var("PY4RS_GENERATED"), env::var_os("PY4RS_TYPESHED")) {
        (Ok(names), _) => (of_build(), names.split(',').map(with_submodules).collect()),
        (_, Some(_)) => (of_build(), MODULES.iter().map(|name| module(*name).typeshed(true)).collect()),
        _ => (pythons(), MODULES.iter().map(|name| module(*name)).collect()),
    }
}

/// The oldest and the newest Python of pyenv's, and that of the build.
fn pythons() -> Vec<(String, PathBuf)> {
    let home = env::var_os("HOME").map(|home| Path::new(&home).join(".pyenv"));
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from).or(home).unwrap_or_default();
    let mut pythons = vec![("build".to_owned(), py4rs_build::interpreter())];
    for version in ["3.8", "3.13"] {
        let folders = fs::read_dir(root.join("versions")).into_iter().flatten().flatten();
        let of_version = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{version}.")))
        };
        match folders.map(|folder| folder.path()).find(of_version) {
            Some(folder) => pythons.push((version.replace('.', "_"), folder.join("bin/python3"))),
            // Past the test harness, which keeps the output of a test that passes.
            None => {
                _ = writeln!(io::stderr(), "left out: the bindings of Python {version}, which is not here")
            }
        }
    }
    pythons
}

#[test]
fn they_compile_without_a_warning() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated");
    let tests = trybuild::TestCases::new();
    let (pythons, modules) = cases();
    for (label, python) in pythons {
        let inside = folder.join(&label);
        fs::create_dir_all(&inside).expect("a folder");
        let mut source = "#![deny(warnings, missing_docs)]\n//! Generated modules.\n".to_owned();
        for (number, bindings) in modules.iter().enumerate() {
            let file = inside.join(format!("{number}.py4rs.json"));
            bindings.clone().python(&python).record(&file).unwrap_or_else(|error| panic!("{error}"));
            let file = file.display().to_string();
            writeln!(source, "py4rs::defpymodule!(file = {file:?}, as py_{number});").expect("text");
        }
        source += "fn main() {}\n";
        let main = folder.join(format!("{label}.rs"));
        fs::write(&main, source).expect("a file");
        tests.pass(main);
    }
}
