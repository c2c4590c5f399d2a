//! The operations that give Python something of Rust's.

use super::operations::{Operation, err, ok, operands};
use py4rs::Result;
use py4rs::prelude::*;
use std::panic::catch_unwind;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    ("export_function pyfunction shared", "functions that are called and released", || {
        ok(attach(|_| -> Result<()> {
            export_function("leak_f", |x: i64, rest: Args, named: Kwargs| {
                x + (rest.len() + named.len()) as i64
            })?;
            raw_pyexec("leak_f(1, 2, a=3)\ntry: leak_f()\nexcept TypeError: pass\ndel leak_f")?;
            let held = operands()[0].clone();
            pycall!("map", pyfunction(shared(move |_: i64| held.clone())), [1] => ())
        }));
    }),
    ("pyfunction", "an argument that does not fit", || err(pycall!(|x: i64| x, "a" => ()))),
    ("pyfunction", "a Python exception that passes", || err(pycall!(|| raw_pyeval::<i64>("1 / 0") => ()))),
    ("downcast_ref", "an error of Rust's", || {
        let error = pycall!(|| "x".parse::<f64>() => ()).expect_err("x is no number");
        assert!(error.downcast_ref::<std::num::ParseFloatError>().is_some());
    }),
    ("downcast_ref", "an error with a class of its choice", || {
        let error = pycall!(|| -> Result<()> { Err(Chosen("json.JSONDecodeError").into()) } => ())
            .expect_err("it fails");
        assert!(error.downcast_ref::<Chosen>().is_some());
        drop(Error::from(Chosen("ValueError")));
        let error = Error::from(Chosen("no_module.Nothing"));
        assert!(error.downcast_ref::<Chosen>().is_some());
    }),
    #[cfg(feature = "serde")]
    ("define_picklable", "a value there and back", || {
        ok(py4rs::define_picklable("Leaked", RustObject::new::<Vec<String>>));
        let object = PyObject::new(RustObject::new(vec!["x".to_owned()])).expect("an object");
        drop(object.pickle().and_then(|bytes| PyObject::unpickle(&bytes)).expect("a copy"));
        err(PyObject::new(RustObject::new(5_u8)).and_then(|object| object.pickle()));
    }),
    ("pyfunction", "a panic", || {
        std::panic::set_hook(Box::new(|_| ()));
        let panic = catch_unwind(|| pycall!(|| -> () { std::panic::panic_any(7) } => ()));
        assert!(panic.is_err());
        let _ = std::panic::take_hook();
    }),
    ("new downcast", "a value that comes back", || {
        let value = RustObject::new(operands()[0].clone());
        ok(set_pyvalue("leak_o", &value));
        ok(pyvalue::<RustObject>("leak_o"));
        ok(raw_pyexec("del leak_o"));
        assert!(value.downcast::<PyObject>().is_ok());
    }),
    ("with_attributes", "a value that Python uses in all ways", || {
        ok(set_pyvalue("leak_o", RustObject::with_attributes(Mirror(operands()[0].clone()))));
        ok(raw_pyexec(
            "leak_o.x, leak_o(1, a=2), dir(leak_o), repr(leak_o), bool(leak_o), leak_o == 1, hash(leak_o)
for f in (len, iter, lambda o: o[0], lambda o: o.no, lambda o: o.__enter__(), lambda o: setattr(o, 'x', 1),
          lambda o: delattr(o, 'x'), lambda o: o.__setitem__(0, 1), lambda o: o.__exit__(None, None, None)):
    try: f(leak_o)
    except (TypeError, AttributeError): pass
del leak_o, f",
        ));
    }),
    (
        "with_ref with_mut methods derive_python_attributes give has_method own",
        "a value that Python changes, and does not",
        || {
            let value = RustObject::with_attributes(Cell { held: operands()[0].clone() });
            ok(set_pyvalue("leak_o", &value));
            ok(raw_pyexec(
            "leak_o.held = [leak_o.held]\nleak_o.put(leak_o.held, again=[1])\nrepr(leak_o), leak_o == leak_o, leak_o == 5
for f in (lambda: leak_o.put(), lambda: leak_o.put(1, again=2), lambda: leak_o.call(lambda: leak_o.put(1)),
          lambda: setattr(leak_o, 'no', 1), lambda: delattr(leak_o, 'held'), lambda: type(leak_o)()):
    try: f()
    except (TypeError, AttributeError, RuntimeError): pass
del leak_o, f",
        ));
            ok(set_pyvalue("leak_o", &value));
            ok(raw_pyexec(
                "leak_p = leak_o.twin()
assert leak_o.itself() is leak_o and leak_o.meet(leak_p) and leak_o.meet(None) is False
for f in (lambda: leak_o.meet(5), lambda: leak_o.mix(leak_o), lambda: leak_o.mix(1), lambda: leak_o.itself(fail=True)):
    try: f()
    except (TypeError, RuntimeError, KeyError): pass
leak_o.mix(leak_p)
del leak_o, leak_p, f",
            ));
            ok(value.with_ref(|cell: &Cell| cell.held.clone()));
            ok(value.with_mut(|cell: &mut Cell| cell.held = operands()[1].clone()));
            err(value.with_ref(|_: &Mirror| ()));
            assert!(value.downcast_ref::<Cell>().is_some());
            assert!(value.downcast::<Cell>().is_ok());
        },
    ),
    ("pyerror", "an exception, and none", || {
        err(pycall!(|| -> Result<()> { Err(pyerror("ValueError", ("text",))) } => ()));
        drop(pyerror("int", ("5",)));
    }),
    ("spawn_this_program", "said again", || ok(py4rs::spawn_this_program())),
    ("no_attribute", "an error that is not raised", || drop(no_attribute(&1, "x"))),
    ("pygenerator pyiter", "ended, broken off, and failed", || {
        ok(attach(|_| -> Result<()> {
            pycall!("list", pyiter(0..3)? => ())?;
            pycall!("next", pygenerator(|| operands()[1].clone(), 0)? => ())?;
            err(pycall!("next", pygenerator(|| "x".parse::<i64>(), 0)? => ()));
            Ok(())
        }));
    }),
    ("export_module doc function value submodule", "a module over itself", || {
        ok(export_module("leak_m", |m| {
            m.doc("A module.")
                .function("f", |x: i64| x)
                .value("v", 1.5)
                .submodule("inner", |m| m.value("list", vec![1, 2]))
        }));
        ok(raw_pyexec("import leak_m\nleak_m.f(leak_m.inner.list[0])\ndel leak_m"));
    }),
];

/// An error with a class of its choice.
#[derive(Debug)]
struct Chosen(&'static str);

impl std::fmt::Display for Chosen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("chosen")
    }
}

impl std::error::Error for Chosen {}

impl PythonException for Chosen {
    fn class(&self) -> &str {
        self.0
    }
}

/// A value of a class of its own.
#[derive(PythonAttributes)]
struct Cell {
    held: PyObject,
}

#[py4rs::methods]
impl Cell {
    fn put(&mut self, value: PyObject, #[keyword] again: Option<Vec<i64>>) -> usize {
        self.held = value;
        again.map_or(0, |again| again.len())
    }

    fn twin(&self) -> Self {
        Cell { held: self.held.clone() }
    }

    fn itself(&self, #[keyword] fail: Option<bool>) -> Result<&Self> {
        if fail.is_some() { Err(pyerror("KeyError", (1,))) } else { Ok(self) }
    }

    fn meet(&self, other: Option<&Cell>) -> bool {
        other.is_some()
    }

    fn mix(&mut self, other: &mut Cell) {
        std::mem::swap(self, other);
    }

    fn call(&self, function: PyObject) -> Result<PyObject> {
        pycall!(function)
    }

    fn __eq__(&self, other: RustObject) -> bool {
        other.downcast_ref::<Cell>().is_some()
    }
}

/// A value whose attributes are one object.
struct Mirror(PyObject);

impl PythonAttributes for Mirror {
    fn getattr(&self, name: &str) -> Result<PyObject> {
        if name == "x" { Ok(self.0.clone()) } else { Err(no_attribute(self, name)) }
    }

    fn call(&self, args: Args, kwargs: Kwargs) -> Result<PyObject> {
        PyObject::new((args, kwargs))
    }
}
