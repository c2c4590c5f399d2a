//! Executables with py4rs in them are not linked with Python: no libpython is needed to load one.
#![cfg(target_os = "linux")]

mod elf;

use elf::asks_of_python;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn this_executable_asks_for_no_python() {
    // Brings in the library.
    std::hint::black_box(py4rs::raw_pyeval::<i64> as fn(&str) -> _);
    assert_eq!(asks_of_python(&env::current_exe().expect("a path")), [""; 0]);
}

#[test]
fn nor_do_the_programs_that_are_built_beside_it() {
    let exe = env::current_exe().expect("a path");
    let profile = exe.ancestors().nth(2).expect("target/debug/deps/linkage-0123");
    for program in ["config-probe", "examples/tour"].map(|name| profile.join(name)) {
        if program.exists() {
            assert_eq!(asks_of_python(&program), [""; 0], "{}", program.display());
        }
    }
}

#[test]
fn one_that_is_linked_is_seen() {
    let folder = env::temp_dir().join(format!("py4rs-linkage-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a directory");
    let compile = |source: &str, output: &str, rest: &[&str]| {
        fs::write(folder.join("source.c"), source).expect("a file");
        let mut command = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()));
        command.current_dir(&folder).args(["-shared", "-fPIC", "-o", output, "source.c"]).args(rest);
        assert!(command.status().expect("a C compiler").success(), "{command:?}");
    };
    compile("int Py_Here;", "libpython3.so", &["-Wl,-soname,libpython3.so"]);
    let user = "extern int Py_Here; int _Py_Gone(void); int f(void) { return Py_Here + _Py_Gone(); }";
    compile(user, "user.so", &["-Wl,--no-as-needed", "./libpython3.so"]);
    let mut asks = asks_of_python(&Path::new(&folder).join("user.so"));
    asks.sort();
    // A directory that stays behind is not worth a failing test.
    let _ = fs::remove_dir_all(&folder);
    assert_eq!(asks, ["Py_Here", "_Py_Gone", "libpython3.so"]);
}
