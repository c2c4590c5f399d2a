//! What descriptions hold, and what is said where there is none.

use py4rs_build::{Bindings, Description, Kind, OnError, Submodules, function, module};

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
