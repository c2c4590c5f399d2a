//! What descriptions hold, and what is said where there is none.

use py4rs_build::{Bindings, Description, Function, Kind, OnError, Submodules, function, module};
use std::path::PathBuf;

fn describe(bindings: &Bindings) -> Description {
    bindings.describe().unwrap_or_else(|error| panic!("{error}"))
}

fn complaint(bindings: &Bindings) -> String {
    bindings.describe().expect_err("there is nothing to describe").to_string()
}

#[test]
fn what_is_not_there_is_named() {
    assert!(
        complaint(&module("no_such_module")).starts_with("cannot import no_such_module: ModuleNotFoundError")
    );
    assert_eq!(complaint(&module("math").only(["hypott"])), "`math` has no `hypott`; did you mean `hypot`?");
    assert!(complaint(&module("json").submodules(["nothing"])).starts_with("cannot import json.nothing: "));
    assert!(complaint(&module("math").file("no_such.json")).starts_with("no_such.json: "));
    assert!(
        complaint(&module("math").python("/no/such/python")).starts_with("/no/such/python does not answer (")
    );
    assert_eq!(describe(&module("math").only(["hypott"]).on_error(OnError::Skip)).skipped.len(), 1);
}

#[test]
fn members_and_submodules_are_chosen() {
    let few = describe(&module("math").only(["hypot", "pi"])).module;
    assert_eq!(few.functions.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["hypot"]);
    assert_eq!(few.attributes.iter().map(|one| &*one.name).collect::<Vec<_>>(), ["pi"]);
    let names = |submodules: Submodules| -> Vec<String> {
        let inner = describe(&module("concurrent").submodules(submodules)).module.modules;
        inner
            .into_iter()
            .flat_map(|one| std::iter::once(one.name).chain(one.modules.into_iter().map(|two| two.name)))
            .collect()
    };
    assert_eq!(
        names(Submodules::named(["futures.thread"])),
        ["concurrent.futures", "concurrent.futures.thread"]
    );
    assert!(names(Submodules::All).contains(&"concurrent.futures.process".to_owned()));
    assert!(!names(Submodules::All).contains(&"concurrent.futures._base".to_owned()));
    assert!(names(Submodules::Hidden).contains(&"concurrent.futures._base".to_owned()));
}

#[test]
fn parameters_have_their_kinds() {
    let sum = &describe(&function("sum", Some(""))).module.functions[0];
    let kinds: Vec<_> = sum.parameters.iter().map(|one| (&*one.name, one.kind, one.optional)).collect();
    assert_eq!(kinds, [("iterable", Kind::Place, false), ("start", Kind::Either, true)]);
    assert_eq!(sum.parameters[1].default.as_deref(), Some("0"));
}

/// A folder for the files of one test.
fn folder_with(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("py4rs-build-{name}-{}", std::process::id()));
    for (file, text) in files {
        let file = folder.join(file);
        std::fs::create_dir_all(file.parent().expect("it is in the folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    }
    folder
}

/// The annotations of a function's parameters, and of its result.
fn annotations(function: &Function) -> Vec<&str> {
    let parameters = function.parameters.iter().map(|one| &one.annotation);
    parameters.chain([&function.result]).map(|one| one.as_deref().unwrap_or("-")).collect()
}

#[test]
fn stubs_tell_what_python_does_not_know() {
    let module_text = "
from _stubbed_part import moved
def plain(a, b=1, *rest, c: bytes, d=None): pass
def several(a): pass
class Thing:
    def __init__(self, size): pass
    def method(self, a): pass
import math
unknown = math.hypot";
    let stub = "
import sys
from typing import overload
from ._stubbed_part import moved as moved
from _elsewhere import *
if sys.version_info >= (3,):
    def plain(a: int, b: str = ..., *rest: int, c: str, d: float | None = None) -> list[int]: ...
else:
    def plain(a: str) -> None: ...
if WHO_KNOWS:
    def plain(a: str) -> None: ...
@overload
def several(a: int) -> int: ...
@overload
def several(a: str) -> str: ...
class Thing:
    def __init__(self, size: int) -> None: ...
    def method(self, a: 'float') -> bool: ...
def unknown(__x: float, /, *, base: int = 2) -> float: ...";
    let folder = folder_with(
        "stubs",
        &[
            ("stubbed.py", module_text),
            ("stubbed.pyi", stub),
            ("_stubbed_part.py", "def moved(a): pass"),
            ("_stubbed_part-stubs/__init__.pyi", "def moved(a: bool) -> int: ..."),
        ],
    );
    let names = ["plain", "several", "Thing", "moved", "unknown"];
    let described = describe(&module("stubbed").path(&folder).only(names)).module;
    let function = |name: &str| {
        described.functions.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no {name}"))
    };
    // What Python knows comes first.
    assert_eq!(annotations(function("plain")), ["int", "str", "int", "bytes", "float | None", "list[int]"]);
    assert_eq!(annotations(function("several")), ["-", "-"]);
    assert_eq!(annotations(function("moved")), ["bool", "int"]);
    let thing = &described.classes[0];
    assert_eq!(annotations(&thing.constructor), ["int", "None"]);
    assert_eq!(annotations(&thing.methods[0]), ["float", "bool"]);
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}

#[test]
fn a_typeshed_is_asked_on_demand() {
    let stub = "
def typed(__x: float, /, *, base: int = 2) -> float: ...
class date:
    def isoformat(self) -> str: ...";
    let folder = folder_with(
        "typeshed",
        &[
            ("mypy/__init__.py", ""),
            ("mypy/typeshed/stdlib/untyped.pyi", stub),
            // Nobody knows its parameters.
            (
                "untyped.py",
                "class Call:\n    __signature__ = 1\n    def __call__(self): pass\ntyped = Call()",
            ),
        ],
    );
    let untyped = module("untyped").path(&folder).only(["typed"]);
    assert!(!describe(&untyped).module.functions[0].known);
    let typed = &describe(&untyped.clone().typeshed(true)).module.functions[0];
    assert!(typed.known);
    assert_eq!(annotations(typed), ["float", "int", "float"]);
    let kinds: Vec<_> = typed.parameters.iter().map(|one| (&*one.name, one.kind, one.optional)).collect();
    assert_eq!(kinds, [("x", Kind::Place, false), ("base", Kind::Keyword, true)]);
    std::fs::remove_dir_all(&folder).expect("the folder is there");

    let folder = folder_with("no-typeshed", &[("mypy/__init__.py", ""), ("jedi/__init__.py", "")]);
    let error = complaint(&module("math").path(&folder).typeshed(true));
    assert_eq!(error, "there is no typeshed in this Python's environment: install mypy or jedi into it");
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}

#[test]
fn what_was_recorded_is_read_and_compared() {
    let folder = std::env::temp_dir().join(format!("py4rs-build-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("json.py4rs.json");
    let json = module("json").submodules(["decoder"]);
    json.record(&file).expect("a file");
    let mut recorded = Bindings::read(&file).expect("what was recorded");
    assert_eq!(describe(&module("json").file(&file)), recorded);
    assert_eq!(json.check(&recorded).expect("a module"), [""; 0]);
    recorded.python = "3.7.0".to_owned();
    recorded.module.functions[0].parameters[0].name = "elsewhere".to_owned();
    let drift = json.check(&recorded).expect("a module");
    assert_eq!(drift.len(), 1, "{drift:?}");
    assert!(
        drift[0].starts_with("json.dump: parameter `elsewhere` is gone (recorded with Python 3.7.0, "),
        "{drift:?}"
    );
    std::fs::remove_dir_all(&folder).expect("the folder is there");
}
