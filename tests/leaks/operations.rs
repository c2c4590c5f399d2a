//! The table of the operations: the verbs that each uses, what it does, and the operation.

use py4rs::prelude::*;
use py4rs::{Result, VersionInfo, call, gc, intern};
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

/// The verbs, what is done, and how.
pub type Operation = (&'static str, &'static str, fn());

static OPERANDS: OnceLock<Vec<PyObject>> = OnceLock::new();

/// The objects that the operations use again and again.
pub fn operands() -> &'static [PyObject] {
    OPERANDS.get().expect("it was prepared")
}

/// Makes the operands and what the operations call.
pub fn prepare() -> Result<()> {
    raw_pyexec(
        "import math, types
class Strange:
    def __getattr__(self, name): raise AttributeError(name)
    def __setattr__(self, name, value): raise ValueError(name)
    def __len__(self): raise RuntimeError('no length')
    def __iter__(self): raise RuntimeError('no items')
    def __index__(self): raise RuntimeError('no number')
    def __repr__(self): raise RuntimeError('no text')
def same(value, *more, **named): return value
def fail(*more, **named): raise KeyError('cause') from ValueError('inner')
space = types.SimpleNamespace(x=1.5, f=same)",
    )?;
    let codes = ["object()", "[1, 2.5, 'three', None]", "{'a': 1}", "space", "Strange()", "same", "fail"];
    let operands = codes.iter().map(|code| raw_pyeval(code)).collect::<Result<Vec<PyObject>>>()?;
    OPERANDS.set(operands).expect("it is prepared once");
    Ok(())
}

pub fn object() -> &'static PyObject {
    &operands()[0]
}

pub fn list() -> &'static PyObject {
    &operands()[1]
}

fn space() -> &'static PyObject {
    &operands()[3]
}

pub fn strange() -> &'static PyObject {
    &operands()[4]
}

pub fn same() -> &'static PyObject {
    &operands()[5]
}

pub fn fail() -> &'static PyObject {
    &operands()[6]
}

/// What should go well.
#[track_caller]
pub fn ok<T>(result: Result<T>) {
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// What should fail.
#[track_caller]
pub fn err<T>(result: Result<T>) {
    assert!(result.is_err(), "it goes well");
}

/// A value there and back.
#[track_caller]
pub fn there_and_back<T: ToPython + FromPython + PartialEq>(value: T) {
    let back: T = pycall!(same(), value).unwrap_or_else(|error| panic!("{error}"));
    assert!(back == value, "another value came back");
}

pub const OPERATIONS: &[Operation] = &[
    // Life
    ("start", "again", || ok(start())),
    ("start_if_not_alive is_alive", "again", || ok(start_if_not_alive().map(|()| assert!(is_alive())))),
    ("version_info", "its numbers", || {
        ok(version_info().map(|VersionInfo { major, .. }| assert_eq!(major, 3)))
    }),
    ("interrupt_handle interrupt", "of a thread that runs nothing", || {
        ok(interrupt_handle().map(|handle| assert!(!handle.interrupt())))
    }),
    ("with_timeout", "in time", || ok(with_timeout(Duration::from_secs(60), || raw_pyeval::<i64>("1")))),
    // Names
    ("pyvalue", "a dotted name", || ok(pyvalue::<f64>("math.pi"))),
    ("pyvalue", "an object", || ok(pyvalue::<PyObject>("space.f"))),
    ("pyvalue", "no such name", || err(pyvalue::<i64>("no_such_name"))),
    ("pyvalue", "no such attribute", || err(pyvalue::<i64>("math.no_such"))),
    ("pyvalue", "another type", || err(pyvalue::<i64>("math.pi"))),
    ("pyvalue", "no name", || err(pyvalue::<i64>("a..b"))),
    ("set_pyvalue", "a name", || ok(set_pyvalue("leak_x", [1, 2]))),
    ("set_pyvalue", "an attribute", || ok(set_pyvalue("space.x", 2.5))),
    ("set_pyvalue", "no such owner", || err(set_pyvalue("no_such.x", 1))),
    ("set_pyvalue", "an owner that refuses", || err(set_pyvalue("math.pi.x", 1))),
    ("py_none", "None", || ok(py_none())),
    ("py_empty_tuple", "()", || ok(py_empty_tuple())),
    ("intern", "a name of the call site", || ok(pyslot_value::<f64>(space(), intern!("x")))),
    // Imports
    ("import_module", "a module", || ok(import_module("math"))),
    ("import_module", "no such module", || err(import_module("no_such_module"))),
    ("import_module_as", "a submodule", || ok(import_module_as("os.path", "leak_path"))),
    ("import_module_as", "no such submodule", || err(import_module_as("os.no_such", "leak_path"))),
    ("import_function", "a function", || ok(import_function("hypot", "math"))),
    ("import_function", "no such function", || err(import_function("no_such", "math"))),
    ("import_function_as", "a function", || ok(import_function_as("hypot", "math", "leak_hypot"))),
    // Calls
    ("pycall", "an object", || ok(pycall!(same(), object(), 1, "two" => PyObject))),
    ("pycall", "a dotted name", || ok(pycall!("math.hypot", 3.0, 4.0 => f64))),
    ("pycall", "an expression", || ok(pycall!("lambda x: x * x", 7 => i64))),
    ("pycall", "keywords", || ok(pycall!(same(), list(), 1, a = object(), b = [1] => PyObject))),
    ("pycall", "a result dropped", || ok(pycall!(same(), list() => ()))),
    ("pycall", "more than twelve arguments", || {
        ok(pycall!(same(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, object(), 14 => i64));
    }),
    ("pycall", "an exception", || err(pycall!(fail(), object(), a = object() => PyObject))),
    ("pycall", "a name that is not defined", || err(pycall!("no_such_function", object() => ()))),
    ("pycall", "a bad expression", || err(pycall!("lambda x: (", object() => ()))),
    ("pycall", "what cannot be called", || err(pycall!(list(), object() => ()))),
    ("pycall", "a result of another type", || err(pycall!(same(), object() => i64))),
    ("pycall", "an argument that cannot be converted", || {
        err(pycall!(same(), object(), Unconvertible => ()))
    }),
    ("pycall", "one among many that cannot be converted", || {
        err(pycall!(same(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, object(), 13, Unconvertible => ()));
    }),
    ("call", "a tuple of arguments", || ok(call::<PyObject>(same(), (object(), list())))),
    ("call", "an exception", || err(call::<PyObject>(fail(), (object(), list())))),
    ("pymethod", "a method of an object", || ok(pymethod!(list(), "index", "three" => i64))),
    ("pymethod", "a method of a value", || ok(pymethod!("hello {0}", "format", object() => String))),
    ("pymethod", "no such method", || err(pymethod!(list(), "no_such", object() => ()))),
    ("pymethod", "an exception", || err(pymethod!(list(), "index", object() => ()))),
    ("pymethod", "a receiver that cannot be converted", || {
        err(pymethod!(Unconvertible, "f", object() => ()))
    }),
    // Attributes
    ("pyslot_value", "an attribute", || ok(pyslot_value::<PyObject>(space(), "f"))),
    ("pyslot_value", "none of that name", || err(pyslot_value::<PyObject>(strange(), "f"))),
    ("set_pyslot_value", "an attribute", || ok(set_pyslot_value(space(), "y", object()))),
    ("set_pyslot_value", "an object that refuses", || err(set_pyslot_value(strange(), "y", object()))),
    ("set_pyslot_value", "a value that cannot be converted", || {
        err(set_pyslot_value(space(), "y", Unconvertible))
    }),
    // Code
    ("raw_pyeval", "an expression", || ok(raw_pyeval::<Vec<i64>>("[1, 2, 3]"))),
    ("raw_pyeval", "an exception", || err(raw_pyeval::<i64>("1 / 0"))),
    ("raw_pyeval", "bad syntax", || err(raw_pyeval::<i64>("1 +"))),
    ("raw_pyeval", "a NUL", || err(raw_pyeval::<i64>("1\0"))),
    ("raw_pyexec", "statements", || ok(raw_pyexec("leak_y = [1, 2, 3]"))),
    ("raw_pyexec", "an exception", || err(raw_pyexec("raise SystemExit"))),
    // Values
    ("to_python from_python from_result", "numbers", || {
        there_and_back((
            1i8,
            -2i16,
            3i32,
            -4i64,
            5u8,
            6u16,
            7u32,
            u64::MAX,
            i128::MIN,
            u128::MAX,
            1.5f32,
            2.5f64,
        ));
    }),
    ("to_python from_python", "text", || there_and_back(("größe 🐍".to_owned(), 'ß', String::new()))),
    ("to_python from_python", "nothing", || there_and_back(((), None::<i64>, Some(true)))),
    ("to_python from_python", "sequences", || there_and_back((vec![vec![1.5], vec![]], [1, 2, 3], ()))),
    ("to_python from_python", "maps", || {
        there_and_back((HashMap::from([("a".to_owned(), 1)]), BTreeMap::from([((1, 2), vec![3])])));
    }),
    ("from_python", "items of another type", || err(pycall!(same(), list() => Vec<i64>))),
    ("from_python", "a sequence of another length", || err(pycall!(same(), list() => [PyObject; 3]))),
    ("from_python", "an object that raises as a number", || err(pycall!(same(), strange() => i64))),
    ("from_python", "an object that raises as a list", || err(pycall!(same(), strange() => Vec<i64>))),
    ("from_python", "a number out of range", || err(pycall!(same(), 300 => u8))),
    ("from_python", "a lone surrogate", || err(raw_pyeval::<String>(r"'\ud800'"))),
    ("to_python", "an item that cannot be converted", || {
        err(pycall!(same(), vec![Some(Unconvertible)] => ()))
    }),
    ("to_python", "a key that cannot be hashed", || {
        err(pycall!(same(), BTreeMap::from([(vec![1], 2)]) => ()))
    }),
    // Objects
    ("from_new into_new", "a reference handed on", || {
        ok(attach(|py| {
            let new = object().clone().into_new();
            // SAFETY: it is a clone's, which has given it up.
            unsafe { PyObject::from_new(py, new) }
        }));
    }),
    ("from_borrowed", "one more", || {
        ok(attach(|py| {
            let borrowed = py4rs::sys::Borrowed::from_ptr(list().as_ptr());
            // SAFETY: the operand is alive.
            unsafe { PyObject::from_borrowed(py, borrowed) }
        }));
    }),
    ("is refcount", "an object", || assert!(object().clone().is(object()) && object().refcount() > 0)),
    ("fmt", "an object shown", || {
        drop((format!("{} {:?}", list(), space()), format!("{} {:?}", strange(), strange())))
    }),
    ("new", "an error of a conversion", || drop(py4rs::ConversionError::new("x", strange()).to_string())),
    // Errors
    ("type_name message traceback", "an exception looked at", || {
        let Err(Error::Python(error)) = pycall!(fail() => ()) else { panic!("it fails") };
        drop((error.type_name(), error.message(), error.traceback(), format!("{error:?}")));
        assert!(std::error::Error::source(&error).is_some());
    }),
    // References
    ("attach detach", "in each other", || ok(attach(|_| detach(|| attach(|_| object().clone()))))),
    ("track untrack is_tracked tracked_count take", "one reference", || {
        ok(attach(|py| {
            // SAFETY: the reference is a clone's, which gives it up, and so does the tracker.
            unsafe {
                let tracked = gc::track(py, list().clone().into_new());
                assert!(gc::is_tracked(list().as_ptr()) && gc::tracked_count(list().as_ptr()) == 1);
                assert!(gc::refcount(py, tracked.as_ptr()) > 1);
                let new = gc::untrack(tracked.as_ptr()).expect("it is tracked");
                PyObject::from_new(py, new)
            }
        }));
    }),
    ("sys refcount", "what the raw layer makes and nobody takes", || {
        // SAFETY: the functions take any number, and a list of no items.
        ok(attach(|py| unsafe { (py.sys().PyFloat_FromDouble(1.5), py.sys().PyList_New(0)) }));
    }),
    ("from_tracked", "what the raw layer makes", || {
        // SAFETY: the function takes any number.
        ok(attach(|py| PyObject::from_tracked(py, unsafe { py.sys().PyFloat_FromDouble(1.5) })));
    }),
    ("steal", "an item that a list takes over", || {
        ok(attach(|py| {
            // SAFETY: the list has room for one item.
            unsafe {
                let new = py.sys().PyList_New(1);
                let item = gc::track(py, object().clone().into_new());
                assert_eq!(py.sys().PyList_SetItem(new.as_ptr(), 0, item.steal()), 0);
            }
        }));
    }),
    ("PyDict_GetItemRef", "an item found and one not", || {
        ok(attach(|py| {
            let (key, mut value) = ("a".to_python(py).expect("text"), gc::Tracked::null());
            let dict = operands()[2].as_ptr();
            // SAFETY: the operands are alive.
            unsafe {
                assert_eq!(py.sys().PyDict_GetItemRef(dict, key.as_ptr(), &mut value), 1);
                assert_eq!(py.sys().PyDict_GetItemRef(dict, object().as_ptr(), &mut value), 0);
            }
        }));
    }),
    ("pygc with_pygc", "drops held back", || {
        with_pygc(|| {
            drop(object().clone());
            ok(pycall!(same(), list() => ()));
            pygc();
        });
        pygc();
    }),
    ("enable_pygc disable_pygc pygc_threshold set_pygc_threshold stats", "settings", || {
        disable_pygc();
        set_pygc_threshold(pygc_threshold());
        ok(attach(|py| {
            // SAFETY: the reference is a clone's, which gives it up.
            unsafe { gc::track(py, object().clone().into_new()) }
        }));
        enable_pygc();
        assert!(gc::stats().tracked > 0);
    }),
    ("clone drop", "on another thread, detached", || {
        let clone = object().clone();
        let wait = || thread::spawn(move || drop(clone.clone())).join().expect("no panic");
        detach(wait);
    }),
    // The last: what `__main__` holds is gone then.
    ("stop start", "one after the other", || ok(stop().and_then(|()| start()))),
];

/// What Python cannot be given.
pub struct Unconvertible;

impl ToPython for Unconvertible {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        "x".to_python(py)?;
        Err(py4rs::ConversionError::described("something", "nothing").into())
    }
}
