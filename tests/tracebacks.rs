//! What tracebacks show of code that came as text: its lines, and no line of this library's.

use py4rs::Result;
use py4rs::prelude::*;

/// The exception that it fails with, as Python would print it.
#[track_caller]
fn shown<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Python(error)) => error.to_string(),
        other => panic!("no exception: {other:?}"),
    }
}

/// Whether the lines of a text that contains `word` are kept.
fn is_kept(word: &str) -> Result<bool> {
    import_module("gc")?;
    import_module("linecache")?;
    chain!(gc.collect() => ())?;
    // An entry that has not been read yet is shorter.
    pyeval!("any(" {word} " in line for entry in list(linecache.cache.values()) if len(entry) > 2 for line in entry[2])")
}

#[test]
fn code_shows_its_lines() -> Result<()> {
    let code = "first = 1\nsecond = first / 0";
    let namespace = Namespace::new()?;
    let errors = [
        raw_pyexec(code),
        namespace.exec(code),
        compile(code)?.run(),
        compile(code)?.run_in(&namespace),
        pyexec!("first = 1\nsecond = first / 0"),
    ];
    for error in errors {
        let error = shown(error);
        assert!(error.contains("line 2, in <module>\n    second = first / 0\n"), "{error}");
    }
    for error in [pycall!("lambda x: 1 / x", 0 => f64), namespace.call("lambda x: 1 / x", args![x = 0])] {
        let error = shown(error);
        assert!(error.contains("line 1, in <lambda>\n    lambda x: 1 / x\n"), "{error}");
    }
    for error in [raw_pyeval::<f64>(" 1 /  0"), namespace.eval("\t1 /  0"), call("\n1 /  0", ())] {
        let error = shown(error);
        assert!(error.contains("line 1, in <module>\n    1 /  0\n"), "{error}");
    }
    // Where Python itself prints them, too.
    raw_pyexec("import traceback\ntry: no_such_function()\nexcept NameError: told = traceback.format_exc()")?;
    let told: String = pyvalue("told")?;
    assert!(told.contains("line 2, in <module>\n    try: no_such_function()\n"), "{told}");
    namespace.exec("try: first = 1 / 0\nexcept ZeroDivisionError as error: kept = error")?;
    let kept: PyObject = namespace.get("kept")?;
    let told: String = pycall!(
        "''.join",
        pycall!("traceback.format_tb", chain!({ &kept }.__traceback__ => PyObject)? => PyObject)?
    )?;
    assert!(told.contains("line 1, in <module>\n    try: first = 1 / 0\n"), "{told}");
    raw_pyexec(
        "def fails():\n    try: no_such_function()\n    except NameError: return traceback.format_exc()",
    )?;
    assert!(pycall!("fails" => String)?.contains("try: no_such_function()"));
    Ok(())
}

#[test]
fn marks_stand_below_what_they_mark() -> Result<()> {
    // Python marks from 3.11 on.
    if raw_pyeval::<bool>("__import__('sys').version_info >= (3, 11)")? {
        for error in [shown(raw_pyexec("x = 1 / 0")), shown(pyexec!("x = 1 / " {0}))] {
            let lines: Vec<&str> = error.lines().collect();
            assert!(lines[2].starts_with("    x = 1 / ") && lines[3].starts_with("        ~~^~"), "{error}");
        }
    }
    Ok(())
}

#[test]
fn syntax_errors_show_their_line() -> Result<()> {
    for wrong in
        ["x = 1\nreturn x # here", "x = 1\nx = = # here", "x = 1\nfrom __future__ import division # here"]
    {
        let (plain, compiled) = (shown(raw_pyexec(wrong)), shown(compile(wrong)));
        assert!(plain.contains(" # here\n") && plain.contains("line 2\n"), "{plain}");
        assert!(compiled.contains(" # here\n"), "{compiled}");
    }
    let error = shown(pyexec!("x = 1\nreturn " {1} " # here"));
    assert!(error.contains("return {1} # here\n"), "{error}");
    Ok(())
}

#[test]
fn lines_are_counted_as_python_counts_them() -> Result<()> {
    let error = shown(raw_pyexec("a = '\u{2028}\u{c}'\r\nb = 1\r1 / 0 # here\n"));
    assert!(error.contains("line 3, in <module>\n    1 / 0 # here\n"), "{error}");
    Ok(())
}

#[test]
fn functions_show_their_lines_as_long_as_they_live() -> Result<()> {
    // What is dropped attached goes at once.
    attach(|_| functions_that_live())?
}

fn functions_that_live() -> Result<()> {
    let namespace = Namespace::new()?;
    namespace.exec("def outer():\n    return lambda: [x / 0 for x in range(3)] # lives\nclass C:\n    def m(self): 1 / 0")?;
    compile("def compiled():\n    return 1 / 0 # lives, compiled")?.run_in::<()>(&namespace)?;
    let lambda: PyObject = namespace.call("outer", ())?;
    let called: PyObject = namespace.eval("lambda x: x / 0 # lives, called")?;
    for _ in 0..3 {
        Namespace::new()?.exec("def forgotten():\n    return 1\nforgotten()")?;
        compile("def forgotten(): return forgotten")?.run_in::<()>(&Namespace::new()?)?;
        let error = raw_pyexec("1 / 0 # forgotten").expect_err("a division by zero");
        assert!(is_kept("1 / 0 # forgotten")? && error.to_string().contains("1 / 0 # forgotten"));
    }
    assert!(!is_kept("forgotten")?);
    assert!(shown(call::<()>(&lambda, ())).contains("return lambda: [x / 0 for x in range(3)]"));
    assert!(shown(namespace.call::<()>("compiled", ())).contains("return 1 / 0 # lives, compiled"));
    assert!(shown(namespace.call::<()>("C().m", ())).contains("def m(self): 1 / 0"));
    assert!(shown(call::<()>(&called, (1,))).contains("lambda x: x / 0 # lives, called"));
    assert!(is_kept("# lives")?);
    drop((namespace, called));
    assert!(shown(call::<()>(&lambda, ())).contains("return lambda: [x / 0 for x in range(3)]"));
    drop(lambda);
    assert!(!is_kept("# lives")?);
    Ok(())
}

#[test]
fn tracebacks_have_no_line_of_this_library() -> Result<()> {
    raw_pyexec(
        "class Bad:\n    @property\n    def x(self): raise ValueError('bad')\n    def __dir__(self): return ['x']\nbad = Bad()",
    )?;
    let bad = || pyvalue::<PyObject>("bad");
    let errors = [
        shown(run_module("no_such_module")),
        shown(signature("1")),
        shown(pymethod_list(bad()?)),
        shown(run_module("no_such_package.module")),
        shown(run_module("sys")),
        shown(pyslot_list(bad()?)),
        shown(pyexec!("from no_such_module import *")),
        shown(pyexec!("from __future__ import no_such_feature\n1 / 0")),
        shown(compile("x = =")),
        shown(pyexec!("exec('1 / 0')")),
    ];
    for error in &errors {
        let own = ["slots", "methods", "signature", "module_code", "bind", "body_of", "hide_frames"];
        assert!(!own.iter().any(|own| error.contains(&format!("File \"<string>\", line {own}"))), "{error}");
        assert!(!error.contains("in module_code") && !error.contains("in bind"), "{error}");
    }
    assert_eq!(errors[0], "ModuleNotFoundError: No module named 'no_such_module'");
    assert!(!errors[1].contains("<string>") && errors[1].contains("not a callable object"), "{}", errors[1]);
    assert!(
        !errors[2].contains("<string>") && errors[2].contains("raise ValueError('bad')"),
        "{}",
        errors[2]
    );
    Ok(())
}
