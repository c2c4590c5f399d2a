//! The loader of the raw table, with symbol lookups that are made up: no Python is opened, nothing is called.

#[path = "../src/sys/table.rs"]
#[macro_use]
mod table;

use py4rs::sys::{Api, MissingSymbols};
use std::ffi::{CStr, c_void};
use std::ptr::{null_mut, without_provenance_mut};

macro_rules! names {
    (
        functions { $(fn $name:ident $_arguments:tt -> $_result:ty;)* }
        later { $([$_since:literal] fn $later:ident $_later_arguments:tt -> $_later_result:ty;)* }
        data { $(static $data:ident: $_data_type:ty;)* }
    ) => {
        const FUNCTIONS: &[&str] = &[$(stringify!($name)),*];
        const LATER: &[&str] = &[$(stringify!($later)),*];
        const DATA: &[&str] = &[$(stringify!($data)),*];
    };
}

python_api!(names);

/// Loads the table from a library that has the symbols for which `has` says so, each at an address of its own.
/// Gives the names that were asked for as well.
#[expect(unsafe_code, reason = "what is tested")]
fn load(has: impl Fn(&str) -> bool) -> (Result<Api, MissingSymbols>, Vec<String>) {
    let mut asked = Vec::new();
    let lookup = |name: &CStr| -> *mut c_void {
        let name = name.to_str().expect("C's names are ASCII");
        asked.push(name.to_owned());
        if has(name) { address(asked.len()) } else { null_mut() }
    };
    // SAFETY: the addresses are not what they should be, but a function pointer need only not be null as long as
    // it is not called, and nothing here calls one.
    let api = unsafe { Api::load(lookup) };
    (api, asked)
}

/// Where the library has the symbol that is asked for as the `number`th.
fn address(number: usize) -> *mut c_void {
    without_provenance_mut(number * 16)
}

fn missing(result: Result<Api, MissingSymbols>) -> Vec<&'static str> {
    result.err().map(|missing| missing.names).unwrap_or_default()
}

#[test]
fn a_library_with_all_symbols_is_loaded() {
    let (api, asked) = load(|_| true);
    let api = api.expect("nothing is missing");
    assert_eq!(asked, [FUNCTIONS, LATER, DATA].concat(), "each is asked for once");
    let place = |name: &str| 1 + asked.iter().position(|asked| asked == name).expect("it is in the table");
    assert_eq!(api.PyFloat_Type().cast(), address(place("PyFloat_Type")));
    assert_eq!(api.PyExc_ValueError().cast(), address(place("PyExc_ValueError")));
}

#[test]
fn what_is_no_python_lacks_everything_at_once() {
    let (api, _) = load(|_| false);
    assert_eq!(missing(api), [FUNCTIONS, DATA].concat());
}

#[test]
fn what_is_missing_is_named_alone() {
    for one in [FUNCTIONS[0], "PyList_New", DATA[0], "PyExc_ZeroDivisionError"] {
        let (api, _) = load(|name| name != one);
        let error = api.err().expect("it is missing");
        assert_eq!(error.to_string(), format!("no symbol {one}"));
        assert_eq!(error.names, [one]);
    }
    let two = ["PyExc_KeyError", "PyDict_New"];
    let (api, _) = load(|name| !two.contains(&name));
    assert_eq!(missing(api), ["PyDict_New", "PyExc_KeyError"], "in the order of the table");
}

#[test]
fn what_came_later_may_be_missing() {
    let (api, _) = load(|name| !LATER.contains(&name));
    assert_eq!(missing(api), [""; 0]);
}
