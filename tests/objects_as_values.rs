//! Operators, comparisons, iteration, context managers, and what is said of objects.

use py4rs::Result;
use py4rs::prelude::*;

/// The class of the exception that it fails with.
#[track_caller]
fn raised<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Python(error)) => error.type_name(),
        other => panic!("no exception: {other:?}"),
    }
}

#[test]
fn operators_are_pythons() -> Result<()> {
    let (a, b): (PyObject, PyObject) = raw_pyeval("(13, 5)")?;
    let all = [
        &a + &b,
        &a - &b,
        &a * &b,
        &a / &b,
        &a % &b,
        &a & &b,
        &a | &b,
        &a ^ &b,
        &a << &b,
        &a >> 1,
        -&a,
        !&a,
        a.floor_div(&b),
        a.pow(2),
        a.clone() + 1,
        b.clone() - &a,
        -b.clone(),
        !b.clone(),
    ];
    let shown: Vec<String> =
        all.into_iter().map(|result| result.map(|it| it.to_string())).collect::<Result<_>>()?;
    let expected = [
        "18", "8", "65", "2.6", "3", "5", "13", "8", "416", "6", "-13", "-14", "2", "169", "14", "-8", "-5",
        "-6",
    ];
    assert_eq!(shown, expected);
    assert_eq!(raised(&a + "x"), "TypeError");
    assert_eq!(raised(&a / 0), "ZeroDivisionError");
    assert_eq!(raised(a.matmul(&b)), "TypeError");
    assert_eq!((raw_pyeval::<PyObject>("'ab'")? * 2)?.to_string(), "abab");
    Ok(())
}

#[test]
fn comparisons_are_pythons() -> Result<()> {
    let (one, nan): (PyObject, PyObject) = raw_pyeval("(1, float('nan'))")?;
    assert!(one.lt(2)? && one.le(1)? && one.eq(1.0)? && one.ne("1")? && one.gt(0)? && one.ge(&one)?);
    assert!(!nan.eq(&nan)? && nan.ne(&nan)?);
    assert_eq!(raised(one.lt("x")), "TypeError");
    raw_pyexec(
        "class Torn:\n    def __eq__(self, other): return self\n    def __bool__(self): raise ValueError('torn')\n    __hash__ = None",
    )?;
    let torn: PyObject = pycall!("Torn")?;
    assert_eq!(raised(torn.eq(1)), "ValueError");
    assert_eq!(raised(torn.bool()), "ValueError");
    assert_eq!(raised(torn.hash()), "TypeError");
    assert!(!raw_pyeval::<PyObject>("[]")?.bool()?);
    raw_pyexec("class Mute:\n    def __str__(self): raise KeyError\n    __repr__ = __str__")?;
    let mute: PyObject = pycall!("Mute")?;
    assert_eq!((raised(mute.str()), raised(mute.repr())), ("KeyError".to_owned(), "KeyError".to_owned()));
    assert_eq!(mute.to_string(), "<unprintable Mute object>");
    assert!(raw_pyeval::<PyObject>("'\\ud800'")?.str().is_err());
    assert_eq!(raw_pyeval::<PyObject>("-1")?.hash()?, -2);
    Ok(())
}

#[test]
fn objects_are_iterated() -> Result<()> {
    let items = |code: &str| raw_pyeval::<PyObject>(code)?.iter::<i64>()?.collect::<Result<Vec<_>>>();
    for code in [
        "[1, 2, 3]",
        "(1, 2, 3)",
        "range(1, 4)",
        "(x for x in [1, 2, 3])",
        "iter({1: 0, 2: 0, 3: 0})",
        "map(int, '123')",
    ] {
        assert_eq!(items(code)?, [1, 2, 3], "{code}");
    }
    raw_pyexec(
        "class Own:\n    def __init__(self): self.n = 0\n    def __iter__(self): return self\n    def __next__(self):\n        self.n += 1\n        if self.n > 3: raise StopIteration('end')\n        return self.n\nclass ByIndex:\n    def __getitem__(self, i): return [1, 2, 3][i]\ndef fails():\n    yield 1\n    raise KeyError('in the middle')",
    )?;
    assert_eq!(items("Own()")?, [1, 2, 3]);
    assert_eq!(items("ByIndex()")?, [1, 2, 3]);
    assert_eq!(raised(items("fails()")), "KeyError");
    assert_eq!(raised(items("5")), "TypeError");
    let mut iterator = raw_pyeval::<PyObject>("fails()")?.iter::<i64>()?;
    assert!(iterator.next().is_some_and(|item| item.is_ok_and(|item| item == 1)));
    assert!(iterator.next().is_some_and(|item| item.is_err()));
    assert!(iterator.next().is_none());
    let mut mixed = raw_pyeval::<PyObject>("['x', 2]")?.iter::<i64>()?;
    assert!(mixed.next().is_some_and(|item| item.is_err()));
    assert!(mixed.next().is_some_and(|item| item.is_ok()), "what is no number does not end it");
    // An iterator crosses threads, and runs on one that is not attached.
    let sum = std::thread::spawn(move || mixed.count()).join().expect("no panic");
    assert_eq!(sum, 0);
    Ok(())
}

#[test]
fn context_managers_are_entered_and_left() -> Result<()> {
    raw_pyexec(
        "class Manager:\n    def __init__(self, takes): self.takes, self.seen = takes, []\n    def __enter__(self): self.seen.append('enter'); return 7\n    def __exit__(self, kind, error, traceback):\n        self.seen.append((kind and kind.__name__, str(error), traceback is not None))\n        return self.takes",
    )?;
    let manager: PyObject = pycall!("Manager", false)?;
    assert_eq!(manager.with(|entered| (entered + 1)?.hash())?, Some(8));
    let failed = manager.with(|_| raw_pyeval::<i64>("1 / 0"));
    assert_eq!(raised(failed), "ZeroDivisionError");
    let failed = manager.with(|_| raw_pyeval::<i64>("'text'"));
    assert!(matches!(failed, Err(Error::Conversion(_))));
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        manager.with(|_| -> Result<()> { panic!("on purpose") })
    }));
    assert!(panicked.is_err());
    assert_eq!(
        pyslot_value::<PyObject>(&manager, "seen")?.to_string(),
        "['enter', (None, 'None', False), 'enter', ('ZeroDivisionError', 'division by zero', True), 'enter', \
         ('RuntimeError', \"expected i64, got str 'text'\", False), \
         'enter', ('RuntimeError', 'the body of a `with` panicked', False)]"
    );
    let takes: PyObject = pycall!("Manager", true)?;
    assert_eq!(takes.with(|_| raw_pyeval::<i64>("1 / 0"))?, None);
    assert_eq!(raised(raw_pyeval::<PyObject>("1")?.with(|_| Ok(()))), "AttributeError");
    Ok(())
}

#[test]
fn context_managers_are_what_their_class_says() -> Result<()> {
    raw_pyexec(
        "class Torn:\n    entered = False\n    def __enter__(self): self.entered = True\ntorn = Torn()\ntorn.__exit__ = print\nclass Whole(Torn):\n    def __exit__(self, kind, error, traceback):\n        if kind is KeyError: raise error\n        try: {}[1]\n        except KeyError: raise ValueError\nwhole = Whole()\nwhole.__enter__ = whole.__exit__ = None",
    )?;
    let torn: PyObject = pyvalue("torn")?;
    let left = torn.with(|_| -> Result<()> { panic!("it cannot be left") });
    assert_eq!(raised(left), "AttributeError");
    assert!(!pyslot_value::<bool>(&torn, "entered")?);
    let whole: PyObject = pyvalue("whole")?;
    let Err(Error::Python(error)) = whole.with(|_| raw_pyeval::<i64>("1 / 0")) else {
        panic!("leaving it raises");
    };
    let contexts: Vec<bool> = pyeval!(
        "[isinstance(" {error.exception()} ", ValueError), isinstance(" {error.exception()} ".__context__, KeyError), "
        "isinstance(" {error.exception()} ".__context__.__context__, ZeroDivisionError)]"
    )?;
    assert_eq!(contexts, [true; 3]);
    let Err(Error::Python(error)) = whole.with(|_| raw_pyeval::<i64>("{}[1]")) else {
        panic!("leaving it raises");
    };
    assert!(pyeval!({error.exception()} ".__context__ is None" => bool)?);
    Ok(())
}

#[test]
fn objects_tell_what_they_have() -> Result<()> {
    raw_pyexec(
        "class Foo:\n    'Documented.'\n    def __init__(self): self.a = 5\n    @property\n    def c(self): return 1\n    def run(self, x, *, fast=False): 'Runs.'\n",
    )?;
    let foo: PyObject = pycall!("Foo")?;
    let has = |names: Vec<String>| ["a", "c", "run"].map(|name| names.contains(&name.to_owned()));
    assert_eq!(has(dir(&foo)?), [true, true, true]);
    assert_eq!(has(pyslot_list(&foo)?), [true, true, false]);
    assert_eq!(has(pymethod_list(&foo)?), [false, false, true]);
    assert_eq!(signature("Foo.run")?, "(self, x, *, fast=False)");
    assert_eq!(signature(chain!({foo}.run => PyObject)?)?, "(x, *, fast=False)");
    let help = help_text("Foo")?;
    assert!(help.contains("Documented.") && help.contains("Runs.") && !help.contains('\u{8}'), "{help}");
    pyhelp(&foo)?;
    assert_eq!(raised(signature("1")), "TypeError");
    assert_eq!(raised(help_text("nobody_set_this")), "NameError");
    Ok(())
}
