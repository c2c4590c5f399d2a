//! Modules of Rust's that Python imports.

use py4rs::Result;
use py4rs::prelude::*;

fn export() -> Result<()> {
    export_module("myapp", |m| {
        m.doc("What the program can do.")
            .function("double", |x: i64| 2 * x)
            .value("VERSION", "1.0")
            .submodule("words", |m| {
                m.function("length", |word: String| word.len())
                    .submodule("deep", |m| m.value("n", vec![1, 2]))
            })
    })
}

#[test]
fn a_script_imports_them() -> Result<()> {
    assert!(!is_alive());
    export()?;
    assert!(!is_alive(), "exporting a module does not start Python");
    Config::new().init_code("import myapp; at_start = myapp.double(4)").start()?;
    assert_eq!(pyvalue::<i64>("at_start")?, 8);
    raw_pyexec(
        "import myapp, importlib, inspect, pickle, pydoc, sys
from myapp.words import length
import myapp.words.deep as deep
seen = (myapp.double(4), myapp.VERSION, length('abc'), deep.n, myapp.words.deep is deep)
myapp.VERSION = myapp.double = None
same = importlib.reload(myapp) is myapp
reloaded = (same, myapp.VERSION, myapp.double(1), myapp.double.__module__)
pickled = pickle.loads(pickle.dumps(myapp.double)) is myapp.double
helped = pydoc.plain(pydoc.render_doc(myapp))
listed = sorted(n for n, _ in inspect.getmembers(myapp, inspect.isbuiltin))
del sys.modules['myapp']
fresh = __import__('myapp').VERSION",
    )?;
    let seen: (i64, String, usize, Vec<i64>, bool) = pyvalue("seen")?;
    assert_eq!(seen, (8, "1.0".to_owned(), 3, vec![1, 2], true));
    let reloaded: (bool, String, i64, String) = pyvalue("reloaded")?;
    assert_eq!(reloaded, (true, "1.0".to_owned(), 2, "myapp".to_owned()));
    assert!(pyvalue::<bool>("pickled")?);
    let helped: String = pyvalue("helped")?;
    assert!(helped.contains("What the program can do.") && helped.contains("double"), "{helped}");
    assert_eq!(pyvalue::<Vec<String>>("listed")?, ["double"]);
    assert_eq!(pyvalue::<String>("fresh")?, "1.0");
    // After the start, over what is there, and after a stop.
    export_module("myapp", |m| m.value("VERSION", "2.0").function("double", |x: i64| 3 * x))?;
    assert_eq!(
        raw_pyeval::<(String, i64)>("__import__('myapp').VERSION, __import__('myapp').double(1)")?,
        ("2.0".to_owned(), 3)
    );
    stop()?;
    raw_pyexec("import myapp")?;
    assert_eq!(raw_pyeval::<String>("myapp.VERSION")?, "2.0");
    export_function("named", |x: i64| x)?;
    assert!(raw_pyeval::<bool>("(lambda p: p.loads(p.dumps(named)) is named)(__import__('pickle'))")?);
    raw_pyexec(
        "import multiprocessing
with multiprocessing.get_context('fork').Pool(2) as pool: tripled = pool.map(myapp.double, range(4))",
    )?;
    assert_eq!(pyvalue::<Vec<i64>>("tripled")?, [0, 3, 6, 9]);
    raw_pyexec("import pickle\ndef pickle_it(f): return pickle.dumps(f)")?;
    let error = pycall!("pickle_it", |x: i64| x => PyObject).expect_err("it has no name");
    assert!(error.to_string().contains("export it as a function"), "{error}");
    Ok(())
}
