//! Code in which Rust values stand, compiled code, namespaces and scripts.

mod child;

use py4rs::Result;
use py4rs::prelude::*;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// The exception that it fails with, as Python would print it.
#[track_caller]
fn shown<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Python(error)) => error.to_string(),
        other => panic!("no exception: {other:?}"),
    }
}

#[test]
fn values_stand_in_code() -> Result<()> {
    let (a, b) = (4, 7);
    assert_eq!(pyeval!({a} " + " {b} => i64)?, 11);
    let text = "it's \"quoted\"\n";
    assert_eq!(pyeval!("len(" {text} ")" => usize)?, text.len());
    assert_eq!(pyeval!({text} => String)?, text);
    assert_eq!(pyeval!("1 + 2 * 3" => i64)?, 7);
    assert_eq!(pyeval!("  " {a} => i64)?, 4);
    assert_eq!(pyeval!({a}"if"{b > a}"else"{b} => i64)?, 4);
    assert_eq!(pyeval!({vec![vec![1, 2], vec![3, 4]]} "[1][0]" => i64)?, 3);
    let halves: Vec<f64> = pyeval!("[x / " {2} " for x in " {[1, 2, 3]} "]")?;
    assert_eq!(halves, [0.5, 1.0, 1.5]);
    pyexec!("x_set_here = " {a} "\ny_set_here = x_set_here + " {b})?;
    assert_eq!(raw_pyeval::<(i64, i64)>("(x_set_here, y_set_here)")?, (4, 11));
    Ok(())
}

#[test]
fn a_value_is_the_object_itself() -> Result<()> {
    let list: PyObject = raw_pyeval("[]")?;
    pyexec!({list} ".append(" {list} ")")?;
    assert!(list.item::<PyObject>(0)?.is(&list));
    list.del_item(0)?;
    assert!(pyeval!({list} " is " {&list} => bool)?);
    Ok(())
}

#[test]
fn inner_scopes_see_values_and_keep_them() -> Result<()> {
    let factor = 3;
    assert_eq!(pyeval!("[x * " {factor} " for x in range(3)]" => Vec<i64>)?, [0, 3, 6]);
    let lambda: PyObject = pyeval!("lambda x: [x + " {factor} " for _ in range(2)]")?;
    assert_eq!(pycall!(lambda, 1 => Vec<i64>)?, [4, 4]);
    let make = |n: i64| -> Result<PyObject> {
        pyexec!("class Kept:\n    value = " {n} "\n    def get(self): return self.value + " {n})?;
        pyvalue("Kept")
    };
    let (one, two) = (make(1)?, make(2)?);
    assert_eq!(chain!({one}().get() => i64)?, 2);
    assert_eq!(chain!({two}().get() => i64)?, 4);
    assert_eq!(pyslot_value::<String>(&one, "__qualname__")?, "Kept");
    assert_eq!(pyslot_value::<String>(&one, "__module__")?, "__main__");
    Ok(())
}

#[test]
fn values_without_letters_stand_in_classes() -> Result<()> {
    pyexec!("class Signs:\n    minus = " {"-"} "\n    plus = " {"+"} "\n    all = minus + plus + " {"*"})?;
    assert_eq!(pyvalue::<String>("Signs.all")?, "-+*");
    Ok(())
}

#[test]
fn nothing_is_left_behind() -> Result<()> {
    let hidden =
        "[name for name in globals() if name.startswith('_') and not name.startswith('__') or '<' in name]";
    pyexec!("left = " {2} "\nfor left in [" {3} "]: pass")?;
    assert_eq!(pyeval!("left + " {1} => i64)?, 4);
    assert!(pyeval!({1} " / " {0} => f64).is_err());
    assert_eq!(raw_pyeval::<Vec<String>>(hidden)?, [""; 0]);
    Ok(())
}

#[test]
fn statements_mean_what_they_mean_at_the_top() -> Result<()> {
    let n = 4;
    pyexec!("gone = 1\nfrom math import *\nroot_of_n = sqrt(" {n} ")\ntyped_name: int = " {n} "\ndel gone")?;
    assert_eq!(raw_pyeval::<(f64, i64)>("(root_of_n, typed_name)")?, (2.0, 4));
    assert!(pyvalue::<PyObject>("gone").is_err());
    assert!(pyvalue::<PyObject>("cosh").is_ok());
    assert_eq!(pyeval!("(walrus := " {n} ")" => i64)?, 4);
    assert_eq!(pyvalue::<i64>("walrus")?, 4);
    for wrong in [pyexec!("return " {n}), pyexec!("yield " {n}), pyexec!("x = " {n} "\nnonlocal x")] {
        assert!(shown(wrong).contains("SyntaxError"));
    }
    Ok(())
}

#[test]
fn a_value_may_be_a_block() -> Result<()> {
    let n = 3;
    assert_eq!(pyeval!({ let m = n + 1; m * 2 } " + 1" => i64)?, 9);
    #[rustfmt::skip]
    let block = pyexec!("from_a_block = " { let mut text = String::from("a"); text.push('b'); text });
    block?;
    assert_eq!(pyvalue::<String>("from_a_block")?, "ab");
    #[rustfmt::skip]
    let error = shown(pyeval!("1 / " {let two = 2; two - 2} => f64));
    assert!(error.contains("1 / {let two = 2; two - 2}"), "{error}");
    Ok(())
}

#[test]
fn names_around_the_code_are_those_of_main() -> Result<()> {
    let n = 4;
    let same: bool = pyeval!("locals() is globals() is vars() and " {n} " == 4")?;
    assert!(same);
    let names: Vec<String> = pyeval!("[name for name in [*dir(), *locals()] if " {n} " and name == '_n_']")?;
    assert_eq!(names, [""; 0]);
    pyexec!("exec('set_by_exec = ' + str(" {n} "))\nread_by_eval = eval('set_by_exec + 1')")?;
    assert_eq!(raw_pyeval::<(i64, i64)>("(set_by_exec, read_by_eval)")?, (4, 5));
    let inner: Vec<String> = pyeval!("(lambda x: list(locals()))(" {n} ")")?;
    assert_eq!(inner, ["x"]);
    pyexec!("def eval(x): return x, " {n})?;
    assert_eq!(pyeval!("eval('1')" => (String, i64))?, ("1".to_owned(), 4));
    raw_pyexec("del eval")?;
    let hidden = "[name for name in [*globals(), *locals()] if name in ('_n_', '_1_')]";
    assert_eq!(raw_pyeval::<Vec<String>>(hidden)?, [""; 0]);
    Ok(())
}

#[test]
fn code_may_begin_with_imports_from_the_future() -> Result<()> {
    let n = 1;
    pyexec!(
        "'''Says what.'''\nfrom __future__ import annotations as later, division\n"
        "def typed(x: no_such_name): return x + " {n}
    )?;
    assert_eq!(pycall!("typed", 1 => i64)?, 2);
    assert_eq!(pyeval!("typed.__annotations__['x']" => String)?, "no_such_name");
    assert_eq!(pyeval!("(later.compiler_flag > 0, division is not None)" => (bool, bool))?, (true, true));
    assert!(shown(pyexec!("x = 1\nfrom __future__ import annotations\n" {n})).contains("SyntaxError"));
    // It is for that code alone.
    assert!(
        shown(pyexec!("def typed(x: no_such_name()) -> 1: return " {n} "\ntyped.__annotations__"))
            .contains("NameError")
    );
    Ok(())
}

#[test]
fn errors_show_the_code_as_it_is_written() -> Result<()> {
    let (zero, list) = (0, vec![1, 2]);
    let line = line!() + 1;
    let error = shown(pyeval!("len(" {list} ") / " {zero} => f64));
    assert!(error.contains(&format!("File \"<tests/code.rs:{line}>\", line 1, in <module>")), "{error}");
    assert!(error.contains("len({list}) / {zero}"), "{error}");
    let error = shown(pyexec!("x = 1\nif x ==" {zero}));
    assert!(error.contains("if x =={zero}") && error.contains("SyntaxError"), "{error}");
    assert!(!error.contains("in bind"), "{error}");
    let error = shown(pyexec!("def fails():\n    return 1 / " {zero} "\nfails()"));
    assert!(error.contains("line 3, in <module>") && error.contains("return 1 / {zero}"), "{error}");
    Ok(())
}

#[test]
fn tracebacks_tell_code_of_the_same_line_apart() {
    #[rustfmt::skip]
    let fail = || [shown(pyeval!("1 / " {0} => f64)), shown(pyeval!("2 / " {0} => f64)), shown(pyexec!("1 / " {0}))];
    for _ in 0..2 {
        let [first, second, third] = fail();
        assert!(first.contains("1 / {0}") && !first.contains('#'), "{first}");
        assert!(second.contains("2 / {0}") && second.contains(" #2>\""), "{second}");
        assert!(third.contains("1 / {0}") && !third.contains('#'), "{third}");
    }
}

#[test]
fn a_value_stands_only_for_an_expression() -> Result<()> {
    let n = 3;
    let wrong = [
        pyeval!("'" {n} "'" => PyObject).map(drop),
        pyeval!("b'''\n" {n} "'''" => PyObject).map(drop),
        pyeval!("dict(" {n} "=1)" => PyObject).map(drop),
        pyeval!("int." {n} => PyObject).map(drop),
        pyeval!("[0 for " {n} " in 'a']" => PyObject).map(drop),
        pyeval!("lambda " {n} ": 1" => PyObject).map(drop),
        pyexec!({n} " = 3"),
        pyexec!({n} " += 3"),
        pyexec!("x = 1\ndel " {n}),
        pyexec!("def " {n} "(): pass"),
        pyexec!("import " {n}),
        pyexec!("global " {n}),
        pyexec!("x = 1 # " {n}),
    ];
    for (which, wrong) in wrong.into_iter().enumerate() {
        let error = shown(wrong);
        let said = error.contains("SyntaxError: a Rust value stands for an expression");
        assert!(said && error.contains("{n}"), "{which}: {error}");
    }
    let error = shown(pyexec!("x = 1\nx.y = 'a' + '" {n} "'"));
    assert!(error.contains("line 2") && error.contains("x.y = 'a' + '{n}'"), "{error}");
    assert_eq!(pyeval!("f'{" {n} "}{1:>{" {n} "}}'" => String)?, "3  1");
    let list: PyObject = raw_pyeval("[0]")?;
    pyexec!({list} "[0] = " {n} "\ndel " {list} "[0]")?;
    Ok(())
}

#[test]
fn values_that_cannot_be_converted_say_which() {
    struct Refused;
    impl ToPython for Refused {
        fn to_python(&self, _py: Python<'_>) -> Result<PyObject> {
            Err(py4rs::ConversionError::described("something better", "this").into())
        }
    }
    let error = pyeval!("f(" {1} ", " {Refused} ")" => ()).expect_err("it is refused").to_string();
    assert!(error.contains("argument 2"), "{error}");
}

#[test]
fn code_serves_many_threads() -> Result<()> {
    let work = |n: i64| -> Result<()> {
        for i in 0..300 {
            assert_eq!(pyeval!("sum([x * " {n} " for x in [" {i} "]])" => i64)?, n * i);
        }
        Ok(())
    };
    let threads: Vec<_> = (0..6).map(|n| thread::spawn(move || work(n))).collect();
    threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
}

#[test]
fn code_is_compiled_once_and_run_many_times() -> Result<()> {
    let namespace = Namespace::new()?;
    namespace.set("total", 0)?;
    let step = compile("for i in range(10):\n    total += i")?;
    (0..3).try_for_each(|_| step.run_in(&namespace))?;
    assert_eq!(namespace.get::<i64>("total")?, 135);
    assert_eq!(compile(" total * 2")?.run_in::<i64>(&namespace)?, 270);
    let error = shown(compile("1 +\nx = ="));
    assert!(error.contains("SyntaxError") && !error.contains("in compiled"), "{error}");
    let error = shown(compile("first = 1\nsecond = first / 0")?.run::<()>());
    assert!(error.contains("line 2, in <module>") && error.contains("second = first / 0"), "{error}");
    assert!(compile("nul\0").is_err());
    Ok(())
}

#[test]
fn namespaces_are_kept_apart() -> Result<()> {
    let (one, two) = (Namespace::new()?, Namespace::new()?);
    one.exec("import math\nclass Box: pass\nbox = Box()\ndef get(): return name")?;
    one.set("name", "one")?;
    one.set("box.size", 3)?;
    two.set("name", 2)?;
    assert_eq!(one.get::<i64>("box.size")?, 3);
    assert_eq!(one.call::<String>("get", ())?, "one");
    assert_eq!(one.call::<f64>("math.hypot", (3, 4))?, 5.0);
    assert_eq!(one.call::<i64>("len", args![[1, 2]])?, 2);
    assert_eq!(two.eval::<i64>(" name + len([name])")?, 3);
    assert_eq!(two.call::<i64>("lambda x: x * name", (4,))?, 8);
    assert_eq!(one.call::<i64>("box.size.__add__", (4,))?, 7);
    assert!(two.get::<PyObject>("get").is_err());
    assert!(pyvalue::<PyObject>("get").is_err());
    assert!(shown(two.exec("x = (")).contains("SyntaxError"));
    assert!(shown(two.set("nothing.x", 1)).contains("NameError"));
    assert!(one.clone().dict().contains("box")?);
    assert!(one.eval::<bool>("__doc__ is __package__ is __spec__ is __loader__ is None")?);
    assert!(shown(one.exec("from . import box")).contains("no known parent package"));
    Ok(())
}

/// A directory of a test's own, with these files.
/// `sys.argv` is the process's: a test that runs a program does so alone.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn directory(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("py4rs_{name}_{}", std::process::id()));
    for (file, text) in files {
        let path = directory.join(file);
        fs::create_dir_all(path.parent().expect("it has one")).expect("a directory can be made");
        fs::write(path, text).expect("a file can be written");
    }
    directory
}

#[test]
fn a_file_runs_in_a_namespace_of_its_own() -> Result<()> {
    let _alone = alone();
    let files = [
        (
            "plugin.py",
            "import sys, beside_the_plugin\nstate = 1\nargv = sys.argv\ndef get(): return state\ndef fail():\n    raise ValueError(state)\n",
        ),
        ("beside_the_plugin.py", "value = 5\n"),
        ("latin.py", "# coding: latin-1\ntext = '\u{e9}'\n"),
        ("exits.py", "import sys\nsys.exit(3)\n"),
        ("broken.py", "x = 1\ny = = 2\n"),
    ];
    let directory = directory("files", &files);
    let path = directory.join("plugin.py");
    let plugin = run_file_with(&path, ["--fast", "x"])?;
    assert_eq!(plugin.get::<Vec<String>>("argv")?, [path.to_str().expect("UTF-8"), "--fast", "x"]);
    assert_eq!(plugin.get::<String>("__name__")?, "__main__");
    assert_eq!(plugin.get::<i64>("beside_the_plugin.value")?, 5);
    plugin.set("state", 2)?;
    assert_eq!(plugin.call::<i64>("get", ())?, 2);
    assert!(pyvalue::<PyObject>("state").is_err());
    let error = shown(plugin.call::<()>("fail", ()));
    assert!(
        error.contains("plugin.py\", line 6, in fail") && error.contains("raise ValueError(state)"),
        "{error}"
    );
    assert_eq!(run_file(directory.join("latin.py"))?.eval::<usize>("len(text)")?, 2);
    assert!(shown(run_file(directory.join("exits.py"))).contains("SystemExit: 3"));
    let error = shown(run_file(directory.join("broken.py")));
    assert!(error.contains("broken.py\", line 2") && error.contains("y = = 2"), "{error}");
    assert!(shown(run_file(directory.join("missing.py"))).contains("FileNotFoundError"));
    import_module("sys")?;
    let (argv, path): (Vec<String>, Vec<String>) = raw_pyeval("(sys.argv, sys.path)")?;
    assert!(!argv.contains(&"--fast".to_owned()) && !path.iter().any(|path| path.contains("py4rs_files")));
    fs::remove_dir_all(directory).expect("it is there");
    Ok(())
}

#[test]
fn a_script_may_spoil_the_path() {
    // In a process of its own, as the other tests need the path.
    let outcome = child::run(|| -> Result<()> {
        let spoils = "import sys\nsys.path = None\n";
        let files = [("spoils.py", spoils), ("fails.py", &format!("{spoils}1 / 0\n"))];
        let directory = directory("spoils", &files);
        import_module("sys")?;
        let path: PyObject = pyvalue("sys.path")?;
        let before = path.to_string();
        assert!(shown(run_file(directory.join("fails.py"))).contains("ZeroDivisionError"));
        assert_eq!(path.to_string(), before);
        set_pyvalue("sys.path", &path)?;
        run_file(directory.join("spoils.py"))?;
        assert_eq!(path.to_string(), before);
        fs::remove_dir_all(directory).expect("it is there");
        Ok(())
    });
    assert_eq!(outcome.printed(), "");
}

#[test]
fn a_module_runs_as_a_program() -> Result<()> {
    let _alone = alone();
    let files = [
        ("tool_pkg/__init__.py", "loaded = True\n"),
        ("tool_pkg/__main__.py", "from . import loaded\nimport sys\nargv = sys.argv[1:]\n"),
        ("tool_pkg/tool.py", "from . import loaded\nran = __name__\n"),
        ("tool_pkg/counted.py", "runs = globals().get('runs', 0) + 1\n"),
    ];
    let directory = directory("modules", &files);
    pyexec!("import sys\nsys.path.insert(0, " {directory.to_str()} ")")?;
    assert_eq!(run_module_with("tool_pkg", ["a"])?.get::<Vec<String>>("argv")?, ["a"]);
    assert_eq!(run_module("tool_pkg.tool")?.get::<String>("ran")?, "__main__");
    assert!(shown(run_module("tool_pkg.nothing")).contains("No module named 'tool_pkg.nothing'"));
    assert!(shown(run_module("no_such_package.x")).contains("ModuleNotFoundError"));
    assert!(shown(run_module("sys")).contains("ImportError"));
    fs::write(directory.join("tool_pkg/tool.py"), "ran = 'again, and longer'\n")
        .expect("a file can be written");
    let tool = import_module("tool_pkg.tool")?;
    set_pyslot_value(&tool, "ran", 1)?;
    assert!(reload_module("tool_pkg.tool")?.is(&tool));
    assert_eq!(pyslot_value::<String>(&tool, "ran")?, "again, and longer");
    for runs in [1, 2] {
        assert_eq!(pyslot_value::<i64>(reload_module("tool_pkg.counted")?, "runs")?, runs);
    }
    pyexec!("sys.path.remove(" {directory.to_str()} ")")?;
    fs::remove_dir_all(directory).expect("it is there");
    Ok(())
}
