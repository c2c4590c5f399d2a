//! The public verbs, read from the sources: every `pub fn` of the floors that count references, by its name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Those that have no operation of their own, and why.
pub const LEFT_OUT: &[(&str, &str)] = &[
    ("as_object", "lends what is there"),
    ("as_ptr", "lends what is there"),
    ("as_pyo3_ffi", "behind a feature; as `as_ptr`"),
    ("as_python", "lends what is there"),
    ("call_at", "what `pycall!` expands to"),
    ("contains_key", "holds no object of its own"),
    ("denom", "holds no object of its own"),
    ("described", "holds no object"),
    ("digits", "holds no object of its own"),
    ("exception", "lends what is there"),
    ("expected", "lends what is there"),
    ("from_digits", "holds no object of its own"),
    ("from_pyo3_ffi_borrowed", "behind a feature; as `from_borrowed`"),
    ("from_pyo3_ffi_new", "behind a feature; as `from_new`"),
    ("get_mut", "holds no object of its own"),
    ("got", "lends what is there"),
    ("insert", "holds no object of its own"),
    ("into_parts", "holds no object of its own"),
    ("into_pyo3_ffi", "behind a feature; as `into_new`"),
    ("is_empty", "holds no object of its own"),
    ("is_negative", "holds no object of its own"),
    ("is_null", "lends what is there"),
    ("iter", "holds no object of its own"),
    ("keys", "holds no object of its own"),
    ("len", "holds no object of its own"),
    ("location", "holds no object"),
    ("method_at", "what `pymethod!` expands to"),
    ("null", "holds no object"),
    ("numer", "holds no object of its own"),
    ("remove", "holds no object of its own"),
    ("running_python", "uses no object"),
    ("values", "holds no object of its own"),
];

/// What is no `pub fn` of these floors: the door, and the methods of traits.
const OF_ELSEWHERE: &[&str] =
    &["as_object", "clone", "detach", "drop", "fmt", "from_python", "from_result", "to_python"];

/// The names of all public functions and macros.
pub fn public() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for floor in ["gc", "object", "error", "convert", "ops", "export", "array", "output", "lifecycle"] {
        let mut folders = vec![PathBuf::from("src").join(floor)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.expect("a file that can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    names.extend(functions(&path));
                }
            }
        }
    }
    names.extend(functions(Path::new("macros/src/lib.rs")));
    names.extend(OF_ELSEWHERE.iter().map(|name| (*name).to_owned()));
    assert!(names.len() > 30, "is this the root of the repository?");
    names
}

/// The public functions and macros of a file.
fn functions(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let starts = ["pub fn ", "pub unsafe fn ", "pub const fn ", "macro_rules! "];
    // A macro of the file's own has no attribute before it.
    let exported =
        |(before, line): &(&str, &str)| !line.starts_with("macro_rules!") || *before == "#[macro_export]";
    let lines = text.lines().map(str::trim_start);
    let lines = std::iter::once("").chain(lines.clone()).zip(lines).filter(exported).map(|(_, line)| line);
    let functions = lines.filter_map(|line| starts.iter().find_map(|start| line.strip_prefix(start)));
    functions
        .map(|rest| rest.chars().take_while(|c| *c == '_' || c.is_alphanumeric()).collect())
        .filter(|name: &String| !name.is_empty())
        .collect()
}
