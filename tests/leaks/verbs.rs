//! The public verbs, read from the sources: every `pub fn` of the floors that count references, by its name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Those that have no operation of their own: why, and their names.
const LEFT_OUT: &[(&str, &str)] = &[
    ("lends what is there", "as_object as_ptr as_python exception expected got into_object is_null"),
    ("holds no object", "described location null schema"),
    ("uses no object", "running_python"),
    (
        "behind a feature, as their twins",
        "as_pyo3_ffi define_picklable from_pyo3_ffi_borrowed from_pyo3_ffi_new into_pyo3_ffi",
    ),
    ("lends what is there, too", "code dict main"),
    ("a configuration's, in Rust", "log tracing"),
    ("reads the standard input to its end", "repl"),
    ("the first thing that a program does, once", "run_on_main_thread"),
    ("what `pycall!` and its like expand to", "call_at evaluate execute item_at method_at set_item_at"),
    (
        "what `chain!` expands to",
        "attribute callable del_attribute del_name keep list method_called name negative",
    ),
    (
        "what `chain!` expands to, too",
        "run_statement set_attribute set_name slice_of slice_through then tuple",
    ),
    (
        "what the derives expand to",
        "enum_member enum_name in_field into_dict into_instance set get_or tagged",
    ),
    ("what the derives expand to, too", "tuple_items tuple_of unknown_variant variant"),
    (
        "what `#[function]` and `#[methods]` expand to",
        "bind class clear each is_missing keyword lend lend_mut not_implemented of operand optional slots",
    ),
    (
        "what `defpyfun!` and `defpymodule!` expand to",
        "__class call_member check_class more set_value_of value_of",
    ),
    ("a value's, in Rust", "contains_key get get_mut insert is_empty iter keys len remove values"),
    ("the derive of a type without objects", "derive_element"),
    ("a number's, in Rust", "denom digits from_digits into_parts is_negative numer"),
];

/// The names of those that have no operation of their own.
pub fn left_out() -> impl Iterator<Item = &'static str> {
    LEFT_OUT.iter().flat_map(|(_, names)| names.split_whitespace())
}

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
