//! Chains, items, iteration, operators, code and scripts.

use super::operations::{Operation, err, fail, list, object, ok, same, strange};
use py4rs::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

defpyfun!("math.sqrt");
defpyfun!("math.isclose");
defpymodule!("fractions");
defpymodule!("textwrap");

/// A new list.
fn fresh() -> PyObject {
    pycall!("list", [1, 2, 3]).expect("a list")
}

/// A script that is run again and again.
fn script() -> PathBuf {
    let path = std::env::temp_dir().join(format!("py4rs_leaks_{}.py", std::process::id()));
    if !path.exists() {
        std::fs::write(&path, "import sys\ndef get(): return sys.argv\n").expect("a file can be written");
    }
    path
}

pub const OPERATIONS: &[Operation] = &[
    // Arguments
    ("args call", "all kinds", || {
        ok(call::<()>(same(), args![1, *list(), k = object(), **BTreeMap::from([("m", 2.5)])]))
    }),
    ("args", "a keyword twice", || {
        err(call::<()>(same(), args![1, k = 2, **BTreeMap::from([("k", object())])]))
    }),
    ("args", "what is no list", || err(call::<()>(same(), args![object(), *object()]))),
    ("args", "what is no mapping", || err(call::<()>(same(), args![object(), **list()]))),
    ("args", "a call that fails", || err(call::<()>(fail(), args![*list(), k = object()]))),
    // Generated functions
    ("defpyfun", "a plain call", || ok(sqrt::<f64>(2.5))),
    ("defpyfun", "a call that fails", || err(sqrt::<f64>(object()))),
    ("defpyfun", "a result of another type", || err(sqrt::<String>(2.5))),
    ("defpyfun", "options", || ok(isclose(1.5, 2.5).rel_tol(0.5).abs_tol(1e300).call::<bool>())),
    ("defpyfun", "an option twice, and never called", || {
        drop(isclose(object(), list()).rel_tol(1.5).rel_tol(2.5))
    }),
    ("defpyfun", "an option that fails", || err(isclose(1.5, 2.5).rel_tol(object()).call::<bool>())),
    ("defpymodule", "a class", || {
        let half: fractions::Fraction =
            fractions::fraction().numerator(1).denominator(2).call().expect("a half");
        ok(half.limit_denominator().call::<fractions::Fraction>());
        ok(half.numerator::<i64>());
        err(fractions::Fraction::from_float::<()>(object()));
        err(half.extract::<fractions::Fraction>().and_then(|_| list().extract::<fractions::Fraction>()));
    }),
    ("defpymodule", "what is given by place", || {
        ok(textwrap::indent("a", "b").predicate(same()).call::<PyObject>())
    }),
    ("defpymodule", "more by name", || {
        ok(textwrap::wrap("a b").width(3).kwargs([("drop_whitespace", false)]).call::<PyObject>());
        err(textwrap::wrap("a b").kwargs([("no_such", list())]).call::<()>());
    }),
    ("defpymodule", "a value", || err(textwrap::TextWrapper::sentence_end_re::<i64>())),
    // Chains
    ("chain", "all links", || {
        ok(chain!({list()}[1..=-1].index({list()}[2], 0).__class__.__name__.join(["a", "b"]) => String))
    }),
    ("chain", "spread", || {
        ok(chain!({same()}(*{list()}, *(1, 2.5), k = [{object()}], **{BTreeMap::from([("m", 1)])}) => ()))
    }),
    ("chain", "names", || {
        ok(chain!(leak_chain = [len("abc"), -1.5, (), ("x", 1)]).and(chain!(del leak_chain)))
    }),
    ("chain", "places", || {
        let list = fresh();
        ok(chain!({ list }[0] = [{ list }[1], "x"])
            .and(chain!(del { list }[0][0]))
            .and(chain!(space.leak = { list })));
        ok(chain!(del space.leak));
    }),
    ("chain", "a link that fails", || err(chain!({list()}[1..][7].real => ()))),
    ("chain", "a call that fails", || err(chain!({list()}[0].__add__({fail()}({object()})) => ()))),
    ("chain", "a place that refuses", || err(chain!({ strange() }.x = [{ object() }]))),
    ("chain", "another type", || err(chain!({list()}[0] => String))),
    ("chain attr item", "at run time", || {
        ok(chain("a,b").attr(String::from("split")).call((",",)).item(1).get::<String>());
        err(chain(list()).item(9).attr("real").get::<()>());
    }),
    ("set_attr del_attr", "at run time", || {
        let space: PyObject = pyvalue("space").expect("it is there");
        ok(chain(&space).set_attr("leak", object()).and_then(|()| chain(&space).del_attr("leak")));
    }),
    // Items
    ("pyref item", "of all kinds", || {
        ok(pyref!(list(), 1.. => PyObject).and_then(|list| list.item::<f64>(0)));
        ok(list().item::<Vec<PyObject>>(slice(None, None, -1)));
        err(pyref!(list(), 1, ..2 => ()));
        err(list().item::<()>("x"));
    }),
    ("set_pyref set_item del_item", "of all kinds", || {
        let list = fresh();
        ok(set_pyref!(list, 1.. => [2.5, 3.5]).and_then(|()| list.set_item(0, object())));
        ok(list.del_item(0));
        err(list.del_item(9));
        err(list.set_item("x", object()));
    }),
    ("slice contains", "and others", || {
        ok(list().contains("three"));
        err(strange().contains(1));
        ok(pycall!(same(), slice(object(), 1, ()) => py4rs::Slice));
        ok(list().len());
        err(strange().len());
    }),
    ("iter", "of all kinds", || {
        ok(list().iter::<PyObject>().map(|items| items.count()));
        ok(raw_pyeval::<PyObject>("(x for x in [object()])")
            .and_then(|it| it.iter::<PyObject>().map(|mut it| it.next())));
        err(list().iter::<i64>().and_then(|items| items.collect::<py4rs::Result<Vec<_>>>()));
        err(strange().iter::<()>());
    }),
    // Operators
    ("floor_div pow matmul", "and Rust's", || {
        let seven: PyObject = pycall!("int", 700).expect("an int");
        ok(seven.floor_div(2).and(seven.pow(2.5)).and(&seven + 1).and(-&seven).and(seven.clone() << 2));
        err(seven.matmul(&seven));
        err(&seven / 0);
    }),
    ("bool hash str repr", "and comparisons", || {
        ok(list().bool().and(object().hash()).and(list().str()).and(list().repr()).and(list().eq([1])));
        err(list().hash());
        err(strange().bool());
        err(strange().repr());
        err(object().lt(1));
    }),
    ("with", "a lock", || {
        let lock: PyObject = raw_pyeval("__import__('threading').Lock()").expect("a lock");
        ok(lock.with(|_| Ok(())));
        err(lock.with(|_| pycall!(fail(), object() => ())));
        err(lock.with(|_| raw_pyeval::<i64>("'x'")));
        err(list().with(|_| Ok(())));
    }),
    ("matches", "a class", || {
        let Err(Error::Python(error)) = pycall!(fail() => ()) else { panic!("it raises") };
        assert!(
            error.matches(&pyvalue("ValueError").or(pyvalue("KeyError")).expect("a class"))
                || error.to_string().len() > 1
        );
    }),
    // What is said of objects
    ("dir pyslot_list pymethod_list", "an object", || {
        ok(dir(object()).and(pyslot_list(object())).and(pymethod_list(object())))
    }),
    ("signature help_text pyhelp", "a function", || {
        ok(signature(same()).and(help_text(same())));
        err(signature(object()));
        err(pyhelp("space.no_such"));
    }),
    // Code
    ("pyeval pyexec", "with values", || {
        ok(pyeval!("[x for x in " {list()} " if x is not " {object()} "]" => PyObject));
        ok(pyexec!("leak_code = lambda: " {object()}));
        err(pyeval!({1} " / " {0} => f64));
        err(pyexec!("leak_code = = " {object()}));
    }),
    ("compile run run_in", "an expression", || {
        let namespace = Namespace::new().expect("a namespace");
        ok(compile("[x for x in (1.5, 2.5)]")
            .and_then(|code| code.run::<()>().and(code.run_in::<PyObject>(&namespace))));
        err(compile("1 +"));
        err(compile("1 / 0").and_then(|code| code.run::<()>()));
    }),
    ("eval exec", "a namespace", || {
        let namespace = Namespace::new().expect("a namespace");
        ok(namespace
            .set("x", object())
            .and(namespace.exec("def f(): return x"))
            .and(namespace.eval::<()>("f()")));
        ok(namespace.call::<PyObject>("f", ()).and(namespace.get::<PyObject>("f.__name__")));
        err(namespace.exec("raise KeyError(x)"));
        err(namespace.eval::<()>("1 +"));
    }),
    ("run_file run_file_with", "a script", || {
        ok(run_file(script()).and(run_file_with(script(), ["a", "b"])));
        err(run_file("/no/such/file.py"));
    }),
    ("run_module run_module_with reload_module", "a module", || {
        ok(run_module("colorsys")
            .and(run_module_with("colorsys", ["a"]))
            .and(reload_module("colorsys").map(drop).and(Namespace::new())));
        err(run_module("no_such_module"));
    }),
];
