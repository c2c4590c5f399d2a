//! The bindings of the standard library compile without a warning, whichever Python described it.

use py4rs_build::module;
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
    let cases = trybuild::TestCases::new();
    for (label, python) in pythons() {
        let inside = folder.join(&label);
        fs::create_dir_all(&inside).expect("a folder");
        let mut source = "#![deny(warnings, missing_docs)]\n//! Generated modules.\n".to_owned();
        for name in MODULES {
            let file = inside.join(format!("{name}.py4rs.json"));
            module(*name).python(&python).record(&file).unwrap_or_else(|error| panic!("{error}"));
            let (file, name) = (file.display().to_string(), name.replace('.', "_"));
            writeln!(source, "py4rs::defpymodule!(file = {file:?}, as py_{name});").expect("text");
        }
        source += "fn main() {}\n";
        let main = folder.join(format!("{label}.rs"));
        fs::write(&main, source).expect("a file");
        cases.pass(main);
    }
}
