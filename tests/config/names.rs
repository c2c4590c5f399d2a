//! Names of libraries, and the builder.

use py4rs::config::{Config, IGNORED_LDFLAGS, Os, shared_library_from_ldflag};

#[test]
fn a_linker_flag_names_a_library_on_each_system() {
    let cases = [
        ("-lpython3.10", Os::Linux, "libpython3.10.so"),
        ("-lpython3.10", Os::MacOs, "libpython3.10.dylib"),
        ("-lpython3.10", Os::Windows, "python310.dll"),
        ("-lpython3.14t", Os::Linux, "libpython3.14t.so"),
        ("-lpython3.14t", Os::Windows, "python314t.dll"),
        ("-lssl-1.1", Os::Windows, "ssl-1.1.dll"),
        ("python3.10", Os::Linux, "libpython3.10.so"),
    ];
    for (flag, os, name) in cases {
        assert_eq!(shared_library_from_ldflag(flag, os), name);
    }
}

#[test]
fn system_libraries_are_ignored() {
    assert_eq!(IGNORED_LDFLAGS, ["-lpthread", "-ldl", "-lutil", "-lanl", "-lm", "-lrt"]);
}

#[test]
fn the_builder_keeps_what_it_is_told() {
    let config = Config::new()
        .python("/p")
        .libpython("/l")
        .venv("/v")
        .project_venv(true)
        .init_code("a = 1")
        .init_code(String::from("b = 2"))
        .argv(["x", "y"])
        .disable_stop(true);
    let search = config.search();
    assert_eq!(search.python.as_deref(), Some("/p".as_ref()));
    assert_eq!(search.libpython.as_deref(), Some("/l".as_ref()));
    assert_eq!(search.venv.as_deref(), Some("/v".as_ref()));
    assert!(search.project_venv && config.is_stop_disabled());
    assert_eq!(config.init_codes(), ["a = 1", "b = 2"]);
    assert_eq!(config.arguments(), ["x", "y"]);
}
