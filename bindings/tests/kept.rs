//! Python is asked again when something has changed, and not before.

use std::env;
use std::fs;
use std::path::Path;

use py4rs_build::{Bindings, module};

/// A module that notes each import, and takes its function from another.
const MODULE: &str = "from _kept_part import first, second
open(__file__ + '.log', 'a').write('imported ')";

fn parameters(bindings: &Bindings) -> Vec<String> {
    let description = bindings.describe().unwrap_or_else(|error| panic!("{error}"));
    description.module.functions.iter().flat_map(|one| &one.parameters).map(|one| one.name.clone()).collect()
}

fn imports(folder: &Path) -> usize {
    fs::read_to_string(folder.join("kept_module.py.log"))
        .expect("it notes imports")
        .split_whitespace()
        .count()
}

#[test]
#[allow(unsafe_code, reason = "the cache of this process is its own")]
fn python_is_asked_again_when_something_has_changed() {
    let folder = env::temp_dir().join(format!("py4rs-kept-{}", std::process::id()));
    let cache = folder.join("cache");
    fs::create_dir_all(&cache).expect("a folder");
    // SAFETY: the only test of this process; no other thread looks at its variables.
    unsafe {
        env::set_var(if cfg!(windows) { "LOCALAPPDATA" } else { "XDG_CACHE_HOME" }, &cache);
        // What Python compiles would else change the folder that the module is in.
        env::set_var("PYTHONDONTWRITEBYTECODE", "1");
    }
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
    write("kept_module.py", MODULE);
    write("kept_module.py.log", "");
    write("_kept_part.py", "def first(a): pass\ndef second(b): pass");
    // What is on `PATH` may be a script that chooses one each time.
    let python = module("sys").describe().expect("there is a Python").executable;
    let bindings = module("kept_module").python(python).path(&folder);

    assert_eq!(parameters(&bindings), ["a", "b"]);
    assert_eq!(parameters(&bindings), ["a", "b"]);
    assert_eq!(imports(&folder), 1, "the second time it was known");

    assert_eq!(parameters(&bindings.clone().only(["first"])), ["a"]);
    assert_eq!(imports(&folder), 2, "another question");

    write("_kept_part.py", "def first(a, longer): pass\ndef second(b): pass");
    assert_eq!(parameters(&bindings), ["a", "longer", "b"]);
    assert_eq!(imports(&folder), 3, "a part of the module was changed");

    write("kept_module.pyi", "def first(a: int, longer: str): ...");
    assert_eq!(parameters(&bindings), ["a", "longer", "b"]);
    assert_eq!(imports(&folder), 4, "stubs came beside it");

    for entry in fs::read_dir(cache.join("py4rs/bindings")).expect("answers are kept") {
        fs::write(entry.expect("a file").path(), "{").expect("a damaged file");
    }
    assert_eq!(parameters(&bindings), ["a", "longer", "b"]);
    assert_eq!(imports(&folder), 5, "what was kept was damaged");

    write("_kept_part.py", "raise ValueError('no more')");
    let error = bindings.describe().expect_err("the module raises").to_string();
    assert!(error.starts_with("cannot import kept_module: ValueError: no more"), "{error}");
    fs::remove_dir_all(&folder).expect("the folder is there");
}
