//! Rust values in Python's hands: as themselves, with attributes, and as iterators.

mod child;
mod soon;

use py4rs::Result;
use py4rs::prelude::*;
use soon::soon;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

#[derive(Debug, PartialEq)]
struct Point(i64, i64);

#[test]
fn a_value_comes_back_as_itself() -> Result<()> {
    let object = RustObject::new(Point(1, 2));
    set_pyvalue("points", (&object, &object))?;
    assert!(raw_pyeval::<bool>("points[0] is points[1]")?);
    let back: RustObject = raw_pyeval("points[1]")?;
    assert_eq!(back.downcast_ref(), Some(&Point(1, 2)));
    assert!(back.downcast_ref::<i64>().is_none());
    let back = back.downcast::<String>().expect_err("it is no text");
    let back = back.downcast::<Point>().expect_err("others refer to it");
    set_pyvalue("again", &back)?;
    assert!(raw_pyeval::<bool>("again is points[0]")?);
    raw_pyexec("del again, points")?;
    drop(object);
    assert_eq!(back.downcast::<Point>().ok(), Some(Point(1, 2)));
    assert_eq!(RustObject::new(Cell::new(3)).downcast::<Cell<i32>>().ok(), Some(Cell::new(3)));
    assert!(raw_pyeval::<RustObject>("object()").is_err());
    Ok(())
}

#[test]
fn its_end_comes_with_the_last_reference() -> Result<()> {
    let alive = Arc::new(());
    set_pyvalue("held", RustObject::new(alive.clone()))?;
    let back: RustObject = pyvalue("held")?;
    raw_pyexec("del held")?;
    assert_eq!(Arc::strong_count(&alive), 2);
    thread::spawn(move || drop(back)).join().expect("no panic");
    soon(|| Ok(Arc::strong_count(&alive) == 1));
    Ok(())
}

#[test]
fn classes_are_counted_exactly() {
    struct Nothing;
    impl PythonAttributes for Nothing {}
    // In a process where nobody else has any.
    let outcome = child::run(|| -> Result<()> {
        let kinds: [fn() -> Result<PyObject>; 4] = [
            || PyObject::new(RustObject::new(1)),
            || PyObject::new(RustObject::with_attributes(Nothing)),
            || pyiter(0..3),
            || pyslot_value(pyfunction(|x: i64| x), "__self__"),
        ];
        raw_pyexec("import sys")?;
        for make in kinds {
            attach(|_| -> Result<()> {
                let class: PyObject = pycall!("type", make()?)?;
                let count = || class.refcount();
                let before = count();
                let some = (0..100).map(|_| make()).collect::<Result<Vec<_>>>()?;
                assert!(count() == before + 100 || before > 1 << 30, "{before} {}", count());
                drop(some);
                assert_eq!(count(), before);
                Ok(())
            })??;
        }
        Ok(())
    });
    outcome.printed();
}

#[test]
fn python_can_neither_make_nor_carry_one_away() -> Result<()> {
    set_pyvalue("lone", RustObject::new(Point(1, 2)))?;
    for code in [
        "type(lone)()",
        "object.__new__(type(lone))",
        "type('Sub', (type(lone),), {})",
        "setattr(lone, '__class__', type((i for i in ())))",
        "__import__('copy').copy(lone)",
        "__import__('pickle').dumps(lone)",
        "lone.x",
    ] {
        let error = raw_pyeval::<PyObject>(code).expect_err(code);
        let name = error.as_python().expect("an exception").type_name();
        assert!(["TypeError", "AttributeError"].contains(&name.as_str()), "{code}: {error}");
    }
    Ok(())
}

#[test]
fn a_class_that_was_changed_harms_nobody() {
    let outcome = child::run(|| -> Result<()> {
        // Possible before 3.10, refused from then on.
        let code = "def remade(o):
    try:
        type(o).__new__ = lambda c: object.__new__(c)
        return type(o)()
    except TypeError: return o";
        raw_pyexec(code)?;
        let live: PyObject = pycall!("remade", RustObject::with_attributes(Base))?;
        let _ = (pyslot_value::<PyObject>(&live, "kind"), live.to_string());
        let iterator: PyObject = pycall!("remade", pyiter(0..3)?)?;
        let _ = pycall!("list", iterator => PyObject);
        let plain: PyObject = pycall!("remade", RustObject::new(1))?;
        let _ = plain.extract::<RustObject>();
        Ok(())
    });
    outcome.printed();
}

/// A struct with everything.
struct Table {
    cells: RefCell<BTreeMap<String, i64>>,
    base: Base,
}

struct Base;

impl PythonAttributes for Base {
    fn getattr(&self, name: &str) -> Result<PyObject> {
        match name {
            "kind" => PyObject::new("base"),
            _ => Err(no_attribute(self, name)),
        }
    }
}

impl PythonAttributes for Table {
    fn getattr(&self, name: &str) -> Result<PyObject> {
        match name {
            "double" => PyObject::new(pyfunction(|x: i64| 2 * x)),
            "fails" => raw_pyeval("1 / 0"),
            "again" => raw_pyeval("table.kind"),
            _ => match self.cells.borrow().get(name) {
                Some(value) => PyObject::new(value),
                None => self.base.getattr(name),
            },
        }
    }

    fn setattr(&self, name: &str, value: PyObject) -> Result<()> {
        self.cells.borrow_mut().insert(name.to_owned(), value.extract()?);
        Ok(())
    }

    fn delattr(&self, name: &str) -> Result<()> {
        self.cells.borrow_mut().remove(name).map(drop).ok_or_else(|| no_attribute(self, name))
    }

    fn dir(&self) -> Result<Vec<String>> {
        Ok(self.cells.borrow().keys().cloned().collect())
    }

    fn repr(&self) -> Result<String> {
        Ok(format!("Table({})", self.cells.borrow().len()))
    }

    fn call(&self, args: Args, kwargs: Kwargs) -> Result<PyObject> {
        PyObject::new((args.len(), kwargs.get::<i64>("k")?))
    }

    fn len(&self) -> Result<usize> {
        Ok(self.cells.borrow().len())
    }

    fn item(&self, key: PyObject) -> Result<PyObject> {
        self.getattr(&key.extract::<String>()?)
    }

    fn set_item(&self, key: PyObject, value: Option<PyObject>) -> Result<()> {
        let key: String = key.extract()?;
        match value {
            Some(value) => self.setattr(&key, value),
            None => self.delattr(&key),
        }
    }

    fn iter(&self) -> Result<PyObject> {
        pyiter(self.dir()?)
    }

    fn eq(&self, other: &PyObject) -> Result<Option<bool>> {
        Ok(other.extract::<i64>().ok().map(|other| other == self.cells.borrow().len() as i64))
    }

    fn hash(&self) -> Result<Option<i64>> {
        Ok(Some(-1))
    }

    fn enter(&self) -> Result<Option<PyObject>> {
        PyObject::new("entered").map(Some)
    }

    fn exit(&self, exception: Option<PyObject>) -> Result<bool> {
        Ok(exception.is_some())
    }
}

#[test]
fn attributes_are_alive() -> Result<()> {
    let table = RustObject::with_attributes(Table { cells: RefCell::default(), base: Base });
    set_pyvalue("table", &table)?;
    raw_pyexec("table.x = 1\ntable.y = table.x + 1\ntable['z'] = 3\ndel table.z\ntable.x += 10")?;
    for (code, wanted) in [
        ("table.x", "11"),
        ("table['y']", "2"),
        ("table.double(4)", "8"),
        ("table.kind, table.again", "('base', 'base')"),
        ("getattr(table, 'none', None)", "None"),
        ("[n for n in dir(table) if n[0] != '_']", "['x', 'y']"),
        ("table", "Table(2)"),
        ("table(1, 2, k=5), table()", "((2, 5), (0, None))"),
        ("len(table), bool(table), list(table)", "(2, True, ['x', 'y'])"),
        (
            "table == 2, table != 2, table == 3, table == 'a', table == table",
            "(True, False, False, False, True)",
        ),
        ("hash(table)", "-2"),
        ("table.__class__.__name__, callable(table)", "('LiveRustObject', True)"),
    ] {
        assert_eq!(raw_pyeval::<String>(&format!("repr(({code}))"))?, wanted, "{code}");
    }
    raw_pyexec("with table as entered: 1 / 0")?;
    assert_eq!(pyvalue::<String>("entered")?, "entered");
    for (code, class, text) in [
        ("table.none", "AttributeError", "'Base' object has no attribute 'none'"),
        ("table.fails", "ZeroDivisionError", "division by zero"),
        ("table < 1", "TypeError", "'<' not supported"),
    ] {
        let error = raw_pyeval::<PyObject>(code).expect_err(code);
        let error = error.as_python().expect("an exception");
        assert_eq!(error.type_name(), class);
        assert!(error.message().starts_with(text), "{}", error.message());
    }
    Ok(())
}

#[test]
fn what_is_not_handled_is_what_python_says() -> Result<()> {
    set_pyvalue("bare", RustObject::with_attributes(Base))?;
    assert!(raw_pyeval::<bool>("bool(bare) and bare == bare and bare != 1 and hash(bare) == hash(bare)")?);
    for (code, wanted) in [
        ("bare.x", "AttributeError: 'Base' object has no attribute 'x'"),
        ("setattr(bare, 'x', 1)", "AttributeError: 'Base' object has no attribute 'x'"),
        ("delattr(bare, 'x')", "AttributeError: 'Base' object has no attribute 'x'"),
        ("bare.__nothing__", "AttributeError: 'Base' object has no attribute '__nothing__'"),
        ("bare()", "TypeError: 'Base' object is not callable"),
        ("len(bare)", "TypeError: 'Base' object has no len()"),
        ("bare[0]", "TypeError: 'Base' object is not subscriptable"),
        ("list(bare)", "TypeError: 'Base' object is not iterable"),
    ] {
        let error = raw_pyeval::<PyObject>(code).expect_err(code);
        let error = error.as_python().expect("an exception");
        assert_eq!(format!("{}: {}", error.type_name(), error.message()), wanted);
    }
    Ok(())
}

#[test]
fn one_thread_at_a_time_has_the_attributes() -> Result<()> {
    struct Slow(Cell<u32>);
    impl PythonAttributes for Slow {
        fn getattr(&self, _: &str) -> Result<PyObject> {
            self.0.set(self.0.get() + 1);
            let now = self.0.get();
            raw_pyexec("import time; time.sleep(0.002)")?;
            assert_eq!(self.0.get(), now);
            PyObject::new(now)
        }
    }
    set_pyvalue("slow", RustObject::with_attributes(Slow(Cell::new(0))))?;
    let code = "import concurrent.futures as cf
with cf.ThreadPoolExecutor(8) as pool: seen = sorted(pool.map(lambda _: slow.x, range(40)))";
    raw_pyexec(code)?;
    assert_eq!(pyvalue::<Vec<u32>>("seen")?, (1..=40).collect::<Vec<u32>>());
    Ok(())
}

#[test]
fn generators_stop_at_their_value() -> Result<()> {
    let count = |stop: i64| {
        let mut count = 0;
        pygenerator(
            move || {
                count += 1;
                count
            },
            stop,
        )
    };
    assert_eq!(pycall!("list", count(4)? => Vec<i64>)?, [1, 2, 3]);
    let mut words = vec![None, Some("b"), Some("a")];
    let generator = pygenerator(move || words.pop().flatten(), py_none()?)?;
    assert_eq!(pycall!("list", &generator => Vec<String>)?, ["a", "b"]);
    set_pyvalue("g", count(10)?)?;
    let code = "import types\nassert isinstance(g, types.GeneratorType)\nassert next(g) == 1 and g.send(5) == 2\ng.close()";
    raw_pyexec(code)?;
    assert_eq!(raw_pyeval::<Vec<i64>>("list(g)")?, [0; 0]);
    let failing = pygenerator(|| "x".parse::<i64>(), 0)?;
    let error = pycall!("next", failing => i64).expect_err("x is no number");
    assert!(error.downcast_ref::<std::num::ParseIntError>().is_some());
    Ok(())
}

#[test]
fn iterators_are_lazy_and_end() -> Result<()> {
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = asked.clone();
    let items = (0..5i64).inspect(move |_| {
        counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    });
    set_pyvalue("items", pyiter(items)?)?;
    assert_eq!(
        raw_pyeval::<(i64, i64, usize)>("next(items), next(items), items.__length_hint__()")?,
        (0, 1, 3)
    );
    assert_eq!(Arc::strong_count(&asked), 2);
    assert_eq!(raw_pyeval::<Vec<i64>>("list(items) + list(items)")?, [2, 3, 4]);
    assert_eq!(Arc::strong_count(&asked), 1);
    let items = pyiter(vec!["1", "x", "3"].into_iter().map(|text| text.parse::<i64>()))?;
    set_pyvalue("items", items)?;
    let code =
        "import py4rs\nassert next(items) == 1\ntry: next(items); assert False\nexcept py4rs.RustError: pass
assert list(items) == []";
    raw_pyexec(code)?;
    // One without an end has no length either.
    set_pyvalue("endless", pyiter(1i64..)?)?;
    assert!(raw_pyeval::<bool>("endless.__length_hint__() is NotImplemented and next(endless) == 1")?);
    assert_eq!(raw_pyeval::<usize>("__import__('operator').length_hint(endless, 7)")?, 7);
    let again = std::iter::from_fn(|| Some(raw_pyeval::<i64>("next(again)")));
    set_pyvalue("again", pyiter(again)?)?;
    let error = raw_pyeval::<i64>("next(again)").expect_err("it asks itself");
    let error = error.as_python().expect("an exception");
    assert_eq!(
        (error.type_name(), error.message()),
        (
            "RuntimeError".to_owned(),
            "the iterator is running already: what it gives cannot ask it for more".to_owned()
        )
    );
    let back: Vec<i64> = pyiter(0..3)?.iter::<i64>()?.collect::<Result<_>>()?;
    assert_eq!(back, [0, 1, 2]);
    Ok(())
}
