//! The floors of the library: a module imports from itself and from those below it, never from those above.
//!
//! The files are read as tokens, so that comments, documentation and strings do not count, and a path inside a
//! macro does.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `src/lib.rs` from the ground up. Those of one floor do not import from each other.
const FLOORS: &[&[&str]] = &[
    &["version", "dtype"],
    &["config"],
    &["sys"],
    &["runtime"],
    &["gc"],
    &["object"],
    &["error"],
    &["convert"],
    &["ops"],
    &["export"],
    &["array"],
    &["output"],
    &["lifecycle"],
    &["prelude"],
];

const MOST_LINES: usize = 400;

#[test]
fn no_module_imports_from_above() {
    let files = rust_files(&["src"]);
    let mut names = root_names(&read("src/lib.rs"));
    for path in &files {
        let module = module_path(path).swap_remove(0);
        names.extend(exported_macros(&read(path)).into_iter().map(|name| (name, module.clone())));
    }
    let climbs: Vec<String> = files
        .iter()
        .filter(|path| !path.ends_with("src/lib.rs"))
        .flat_map(|path| climbs(path, &read(path), &names))
        .collect();
    assert!(climbs.is_empty(), "imports that climb:\n{}", climbs.join("\n"));
}

#[test]
fn the_library_lists_its_modules_from_the_ground_up() {
    let modules = modules(&read("src/lib.rs"));
    for module in &modules {
        assert!(floor(module).is_some(), "src/lib.rs: `mod {module}` stands on no floor of {}", file!());
    }
    let order: Vec<&str> =
        FLOORS.concat().into_iter().filter(|name| modules.iter().any(|module| module == name)).collect();
    assert_eq!(modules, order, "the order of the modules in src/lib.rs");
}

#[test]
fn every_file_says_what_it_is_and_is_short() {
    let mut faults = Vec::new();
    for path in
        rust_files(&["src", "macros", "config-probe", "tests", "benches", "examples", "bindings", "build"])
    {
        let text = read(&path);
        if path.starts_with("src") && !text.starts_with("//! ") {
            faults.push(format!("{}:1: no module documentation", path.display()));
        }
        let lines = text.lines().count();
        if lines > MOST_LINES {
            faults.push(format!("{}:{lines}: more than {MOST_LINES} lines", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Files with functions that C calls and that cannot unwind: each is a few lines that call nothing that panics.
const CALLED_BY_C: &[&str] = &[
    "src/gc/finalizer.rs",
    "src/runtime/ended.rs",
    "src/runtime/exit.rs",
    "src/runtime/signals.rs",
    "src/runtime/worker.rs",
    "src/sys/api/elsewhere.rs",
    "src/sys/compat.rs",
    "src/sys/loader/unix.rs",
];

/// The panic boundary.
const BOUNDARY: &[&str] = &["src/export/boundary.rs", "src/export/boundary/memory.rs"];

#[test]
fn one_place_is_the_panic_boundary() {
    let defines = |line: &str| {
        line.contains("extern \"C\" fn ") && !line.starts_with("//") && line.ends_with(['{', '('])
    };
    let files = rust_files(&["src"]);
    let mut found: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    found.retain(|path| read(path).lines().any(|line| defines(line.trim())));
    found.sort();
    let mut known: Vec<&Path> = CALLED_BY_C.iter().chain(BOUNDARY).map(Path::new).collect();
    known.sort();
    assert_eq!(found, known, "these define functions that C calls");
}

#[test]
fn a_climb_is_seen_wherever_it_hides() {
    let names = root_names("pub use error::{Error, Result as Outcome};\npub use other::pycall;");
    let seen = |path: &str, text: &str| climbs(Path::new(path), text, &names);
    for text in [
        "use crate::ops;",
        "use crate::{sys,\n    ops::call};",
        "fn f() -> crate::Outcome { todo!() }",
        "macro_rules! m { () => { $crate::ops::call() } }",
        "use super::super::ops;",
        "mod inner { use super::super::super::ops; }",
        "use crate::*;",
        "use crate as all;",
    ] {
        assert_eq!(seen("src/sys/api.rs", text).len(), 1, "{text}");
    }
    assert_eq!(
        seen("src/sys/mod.rs", "\nuse crate::Error;"),
        ["src/sys/mod.rs:2: `sys` imports `Error` from `error`"]
    );
    assert_eq!(seen("src/array.rs", "use crate::output;").len(), 1);
    let macros =
        "#[macro_export]\n/// Documentation.\nmacro_rules! out { () => {} }\nmacro_rules! here { () => {} }";
    assert_eq!(exported_macros(macros), ["out"]);
    for text in [
        "use crate::{config, pycall, version::Version};",
        "// use crate::ops;\n/// [`ops`](crate::ops)\nconst A: &str = \"crate::ops\";",
        "use super::super::version;",
        "mod inner { use super::super::pointer; }",
        "pub(crate) fn f() {}",
    ] {
        assert_eq!(seen("src/sys/api.rs", text), [""; 0], "{text}");
    }
}

/// Every import of a file that climbs, as `file:line: what is wrong`.
fn climbs(path: &Path, text: &str, names: &HashMap<String, String>) -> Vec<String> {
    let home = module_path(path);
    let own = floor(&home[0]).unwrap_or_else(|| panic!("{} stands on no floor", path.display()));
    let mut imports = Vec::new();
    find_imports(tokens(path, text), home.len(), &mut imports);
    let fault = |(line, name): (usize, String)| {
        let module = names.get(&name).unwrap_or(&name);
        // What the library exports from no floor of its own comes from another crate.
        let allowed = *module == home[0] || floor(module).map_or(*module != name, |floor| floor < own);
        let from = if *module == name { String::new() } else { format!(" from `{module}`") };
        (!allowed).then(|| format!("{}:{line}: `{}` imports `{name}`{from}", path.display(), home[0]))
    };
    imports.into_iter().filter_map(fault).collect()
}

/// Collects the names that the tokens take from the crate's root, with their lines. `depth` is how many modules
/// stand around the tokens.
fn find_imports(tokens: TokenStream, depth: usize, imports: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if word == "crate" && !is_visibility(&tokens) => {
                take_names(&tokens, at + 1, word.span().start().line, imports);
            }
            TokenTree::Ident(word) if word == "super" => {
                let line = word.span().start().line;
                let supers = tokens[at..].chunks(3).take_while(|chunk| is_word(&chunk[0], "super")).count();
                at += 3 * (supers - 1);
                if supers >= depth {
                    take_names(&tokens, at + 1, line, imports);
                }
            }
            TokenTree::Group(group) => {
                find_imports(group.stream(), depth + usize::from(is_module(&tokens[..at], group)), imports);
            }
            _ => (),
        }
        at += 1;
    }
}

/// The names behind `crate` or the last `super`, whose `::` is at `at`.
fn take_names(tokens: &[TokenTree], at: usize, line: usize, imports: &mut Vec<(usize, String)>) {
    match tokens.get(at + 2).filter(|_| is_colons(tokens, at)) {
        Some(TokenTree::Group(group)) => {
            let items: Vec<TokenTree> = group.stream().into_iter().collect();
            for item in items.split(|token| is_punct(token, ',')).filter_map(|item| item.first()) {
                imports.push((item.span().start().line, item.to_string()));
            }
        }
        Some(name) => imports.push((line, name.to_string())),
        None => imports.push((line, "crate".to_owned())),
    }
}

/// What `src/lib.rs` exports by another module's name: each name, and the module it comes from.
fn root_names(library: &str) -> HashMap<String, String> {
    let tokens: Vec<TokenTree> = tokens(Path::new("src/lib.rs"), library).into_iter().collect();
    let mut names = HashMap::new();
    for at in 0..tokens.len() {
        let (true, Some(TokenTree::Ident(module))) = (is_word(&tokens[at], "use"), tokens.get(at + 1)) else {
            continue;
        };
        let items: Vec<TokenTree> = match tokens.get(at + 4) {
            Some(TokenTree::Group(group)) => group.stream().into_iter().collect(),
            _ => tokens[at + 4..].iter().take_while(|token| !is_punct(token, ';')).cloned().collect(),
        };
        for item in items.split(|token| is_punct(token, ',')).filter_map(|item| item.last()) {
            names.insert(item.to_string(), module.to_string());
        }
    }
    names
}

/// The macros that a file defines at the crate's root.
fn exported_macros(text: &str) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens(Path::new("macros"), text).into_iter().collect();
    let is_exported = |at: usize| {
        let attributes = tokens[..at].rchunks_exact(2).take_while(|pair| is_punct(&pair[0], '#'));
        attributes.into_iter().any(|pair| pair[1].to_string() == "[macro_export]")
    };
    let macros = (0..tokens.len()).filter(|at| is_word(&tokens[*at], "macro_rules") && is_exported(*at));
    macros.filter_map(|at| tokens.get(at + 2)).map(TokenTree::to_string).collect()
}

/// The modules of `src/lib.rs` that are files, in their order.
fn modules(library: &str) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens(Path::new("src/lib.rs"), library).into_iter().collect();
    tokens
        .windows(3)
        .filter(|window| is_word(&window[0], "mod") && is_punct(&window[2], ';'))
        .map(|window| window[1].to_string())
        .collect()
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// `src/sys/api.rs` is `sys::api`, `src/sys/mod.rs` is `sys`.
fn module_path(path: &Path) -> Vec<String> {
    let inside = path.strip_prefix("src").expect("a file of the library").with_extension("");
    let parts = inside.iter().map(|part| part.to_str().expect("a plain name").to_owned());
    parts.filter(|part| part != "mod").collect()
}

/// Whether the group is the body of a module that is written in line.
fn is_module(before: &[TokenTree], group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace && before.len() >= 2 && is_word(&before[before.len() - 2], "mod")
}

/// Whether these are the tokens inside of `pub(crate)`.
fn is_visibility(tokens: &[TokenTree]) -> bool {
    tokens.len() == 1
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    matches!(&tokens[at..], [a, b, _, ..] if is_punct(a, ':') && is_punct(b, ':'))
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn tokens(path: &Path, text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a file, from the root of the repository.
fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All Rust files in these folders and below; a folder that does not exist has none.
fn rust_files(folders: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("a file that can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    assert!(!files.is_empty(), "no files: is this the root of the repository?");
    files.sort();
    files
}
