//! Starts the Python that `PYTHON_EXECUTABLE` (else `python3`) names, in child processes with an empty
//! environment: this test executable again, told by variables which part to play.

use std::env;
use std::ffi::{CString, c_char};
use std::mem;
use std::process::{Command, Output};

use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};

use super::*;
use crate::sys::shim::built_layout;

/// The facts of the Python under test, as the children get them.
const NAMES: [&str; 4] = ["LIBRARY", "EXECUTABLE", "VERSION", "FLAGS"];
const FACTS: &str = "
import os, sys, sysconfig
print(os.path.join(sysconfig.get_config_var('LIBDIR'), sysconfig.get_config_var('INSTSONAME')))
print(sys.executable)
print('%d.%d.%d' % sys.version_info[:3])
print('abi' + sys.abiflags)
";

/// What a child prints once Python has started.
const REPORT: &str = "
import sys
print('utf-8 mode', sys.flags.utf8_mode, sys.stdout.encoding)
print('executable', sys.executable)
sys.stdout.flush()
";

struct Facts(Vec<String>);

impl Facts {
    fn of_the_python_under_test() -> Self {
        let python = env::var_os("PYTHON_EXECUTABLE").unwrap_or("python3".into());
        let output = Command::new(python).args(["-c", FACTS]).output();
        Facts(printed(output.expect("a Python to test with")).lines().map(str::to_owned).collect())
    }

    fn of_the_parent() -> Self {
        Facts(NAMES.map(|name| env::var(name).unwrap()).into())
    }

    fn get(&self, name: &str) -> &str {
        &self.0[NAMES.iter().position(|known| *known == name).unwrap()]
    }

    /// `None` from 3.14 on, and only there: such a Python is started in another way.
    fn offsets(&self) -> Option<ConfigOffsets> {
        let version = Version::parse(self.get("VERSION")).unwrap();
        let flags = AbiFlags::parse(self.get("FLAGS").trim_start_matches("abi"));
        let offsets = offsets_for(version, flags, built_layout());
        assert_eq!(offsets.is_none(), version.at_least(14));
        assert_eq!(offsets, offsets_for(version, flags, None), "the shim and the known offsets differ");
        offsets
    }

    /// What a child prints that plays this part.
    fn child(&self, part: &str) -> String {
        let test = format!("{}::child", module_path!().split_once("::").unwrap().1);
        let mut command = Command::new(env::current_exe().unwrap());
        command.env_clear().args(["--exact", &test, "--ignored", "--nocapture"]).env("PART", part);
        printed(command.envs(NAMES.iter().zip(&self.0)).output().unwrap())
    }
}

fn printed(output: Output) -> String {
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
    printed
}

#[test]
fn starts_in_an_empty_environment_as_told() {
    let facts = Facts::of_the_python_under_test();
    if facts.offsets().is_none() {
        return;
    }
    let printed = facts.child("start");
    let executable = format!("executable {}", facts.get("EXECUTABLE"));
    for line in ["utf-8 mode 1 utf-8", &executable] {
        assert!(printed.lines().any(|printed| printed == line), "{line:?} is not in\n{printed}");
    }
}

#[test]
fn a_bad_home_is_an_error_in_a_living_process() {
    let facts = Facts::of_the_python_under_test();
    if facts.offsets().is_some() {
        let printed = facts.child("bad home");
        assert!(printed.contains("alive after: ") && printed.contains("encoding"), "{printed}");
    }
}

#[test]
fn offsets_of_another_python_are_refused() {
    let facts = Facts::of_the_python_under_test();
    if let Some(offsets) = facts.offsets() {
        let others = KNOWN.iter().filter(|row| row.2 != offsets).count();
        let printed = facts.child("other offsets");
        assert_eq!(printed.matches("refused: ").count(), others, "{printed}");
    }
}

#[test]
#[ignore = "the part of a child process"]
fn child() {
    let facts = Facts::of_the_parent();
    let offsets = facts.offsets().unwrap();
    let library = open(facts.get("LIBRARY"));
    let api = api(&library);

    // SAFETY: the library is a CPython from 3.8 to 3.13.
    let mut pre = unsafe { PreConfig::new(&api, &offsets) }.unwrap();
    pre.set(PreFlag::UTF8_MODE, 1);
    pre.set(PreFlag::PARSE_ARGV, 0);
    // SAFETY: the other threads of this process, the test harness's, neither call Python nor change the locale.
    unsafe { pre.pre_initialize() }.unwrap();

    if env::var("PART").unwrap() == "other offsets" {
        for (_, _, other) in KNOWN.iter().filter(|row| row.2 != offsets) {
            // SAFETY: the library is such a CPython, pre-initialised, and this thread is alone with it.
            let Err(mismatch) = (unsafe { Config::new(&api, *other) }) else {
                panic!("{other:?} is accepted")
            };
            println!("refused: {mismatch}");
        }
        return;
    }

    // SAFETY: the library is such a CPython, pre-initialised, and this thread is alone with it.
    let mut config = unsafe { Config::new(&api, offsets) }.unwrap();
    config.set(ConfigFlag::PARSE_ARGV, 0);
    config.set(ConfigFlag::INSTALL_SIGNAL_HANDLERS, 0);
    config.set_text(Text::PROGRAM_NAME, facts.get("EXECUTABLE").as_ref()).unwrap();

    if env::var("PART").unwrap() == "bad home" {
        config.set_text(Text::HOME, "/no/such/home".as_ref()).unwrap();
        config.set(ConfigFlag::PATHCONFIG_WARNINGS, 0);
        // SAFETY: Python is not started, and this thread is alone with it.
        let failure = unsafe { config.initialize() }.unwrap_err();
        return println!("alive after: {failure}");
    }
    // SAFETY: Python is not started, and this thread is alone with it.
    unsafe { config.initialize() }.unwrap();
    let report = CString::new(REPORT).unwrap();
    // SAFETY: this is the function's signature; Python has started and this thread is attached.
    let failed = unsafe {
        let run = library.get::<unsafe extern "C" fn(*const c_char) -> c_int>(b"PyRun_SimpleString").unwrap();
        run(report.as_ptr())
    };
    assert_eq!(failed, 0);
}

/// Opens libpython for the life of the process.
fn open(path: &str) -> mem::ManuallyDrop<Library> {
    // SAFETY: a CPython's library does nothing when it is opened.
    mem::ManuallyDrop::new(unsafe { Library::open(Some(path), RTLD_NOW | RTLD_GLOBAL) }.unwrap())
}

fn api(library: &Library) -> ConfigApi {
    macro_rules! functions {
        ($($field:ident: $name:literal),* $(,)?) => {
            // SAFETY: the fields of ConfigApi have the signatures that these functions have in every CPython.
            unsafe { ConfigApi { $($field: *library.get($name).unwrap()),* } }
        };
    }
    functions! {
        pre_init_python: b"PyPreConfig_InitPythonConfig",
        pre_init_isolated: b"PyPreConfig_InitIsolatedConfig",
        pre_initialize: b"Py_PreInitialize",
        init_python: b"PyConfig_InitPythonConfig",
        init_isolated: b"PyConfig_InitIsolatedConfig",
        set_string: b"PyConfig_SetString",
        append: b"PyWideStringList_Append",
        clear: b"PyConfig_Clear",
        initialize: b"Py_InitializeFromConfig",
    }
}
