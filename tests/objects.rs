//! Python objects in Rust's hands: cloned, shown, compared, and released wherever they are dropped.

mod child;
mod one_thread;
mod soon;

use one_thread::one_thread;
use py4rs::Result;
use py4rs::prelude::*;
use soon::soon;
use std::thread;

/// A Python object that adds `name` to the list `gone` when it is freed.
fn tracked(name: &str) -> Result<PyObject> {
    raw_pyexec(
        "if 'Tracked' not in globals():
    gone = []
    class Tracked:
        def __init__(self, name): self.name = name
        def __del__(self): gone.append(self.name)",
    )?;
    pycall!("Tracked", name)
}

/// Whether the object of that name has been freed.
fn is_gone(name: &str) -> Result<bool> {
    pymethod!(pyvalue::<PyObject>("gone")?, "__contains__", name)
}

/// How many references there are to an object.
fn references(object: &PyObject) -> Result<i64> {
    pycall!("__import__('sys').getrefcount", object)
}

#[test]
fn a_clone_is_the_same_object() -> Result<()> {
    let object: PyObject = raw_pyeval("[1]")?;
    let clone = object.clone();
    assert!(clone.is(&object));
    assert!(!object.is(&raw_pyeval("[1]")?));
    pymethod!(clone, "append", 2 => ())?;
    assert_eq!(object.to_string(), "[1, 2]");
    Ok(())
}

#[test]
fn an_object_lives_as_long_as_its_last_clone() -> Result<()> {
    let object = tracked("cloned")?;
    let clone = object.clone();
    attach(|_| -> Result<()> {
        drop(object);
        assert!(!is_gone("cloned")?);
        drop(clone);
        assert!(is_gone("cloned")?);
        Ok(())
    })?
}

#[test]
fn dropping_on_an_attached_thread_frees_at_once() -> Result<()> {
    attach(|_| -> Result<()> {
        drop(tracked("attached")?);
        assert!(is_gone("attached")?);
        Ok(())
    })?
}

#[test]
fn dropping_on_a_detached_thread_frees_soon() -> Result<()> {
    drop(tracked("detached")?);
    soon(|| is_gone("detached"));
    let object = tracked("inside detach")?;
    attach(|_| detach(|| drop(object)))?;
    soon(|| is_gone("inside detach"));
    let object = tracked("another thread")?;
    thread::spawn(|| drop(object)).join().expect("no panic");
    soon(|| is_gone("another thread"));
    Ok(())
}

#[test]
fn dropping_on_a_detached_thread_waits_for_nobody() -> Result<()> {
    let object = tracked("no waiting")?;
    let dropped = attach(|_| thread::spawn(|| drop(object)).join())?;
    dropped.expect("no panic");
    soon(|| is_gone("no waiting"));
    Ok(())
}

#[test]
fn cloning_on_a_detached_thread_counts() -> Result<()> {
    let object = tracked("clones")?;
    let before = references(&object)?;
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let object = object.clone();
            thread::spawn(move || {
                let clones: Vec<PyObject> = (0..100).map(|_| object.clone()).collect();
                clones.iter().all(|clone| clone.is(&object))
            })
        })
        .collect();
    assert!(threads.into_iter().all(|thread| thread.join().expect("no panic")));
    assert!(!is_gone("clones")?);
    soon(|| Ok(references(&object)? == before));
    drop(object);
    soon(|| is_gone("clones"));
    Ok(())
}

#[test]
fn many_objects_dropped_by_many_threads_leave_nothing() -> Result<()> {
    raw_pyexec("import weakref\nclass Light: pass\nlights = weakref.WeakSet()")?;
    let new: PyObject = raw_pyeval("lambda: [lights.add(light) or light for light in (Light(),)][0]")?;
    let shared: PyObject = raw_pyeval("object()")?;
    let before = references(&shared)?;
    let work = || -> Result<()> {
        for _ in 0..20 {
            let objects = attach(|_| (0..50).map(|_| pycall!(new)).collect::<Result<Vec<PyObject>>>())??;
            drop(objects);
            let clones: Vec<PyObject> = attach(|_| (0..1200).map(|_| shared.clone()).collect())?;
            drop(clones);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
    })?;
    soon(|| raw_pyeval::<bool>("len(lights) == 0"));
    soon(|| Ok(references(&shared)? == before));
    Ok(())
}

#[test]
fn a_destructor_that_raises_breaks_nothing() -> Result<()> {
    raw_pyexec(
        "import sys
class Fragile:
    def __del__(self): raise ValueError('in the destructor')
noticed = []
sys.unraisablehook = lambda what: noticed.append(type(what.exc_value).__name__)",
    )?;
    attach(|_| pycall!("Fragile" => PyObject).map(drop))??;
    assert_eq!(pyvalue::<Vec<String>>("noticed")?, ["ValueError"]);
    drop(pycall!("Fragile" => PyObject)?);
    soon(|| raw_pyeval("len(noticed) == 2"));
    assert_eq!(pycall!("abs", -1 => i64)?, 1);
    Ok(())
}

#[test]
fn a_destructor_may_use_threads_and_drop_others() -> Result<()> {
    tracked("unused")?;
    raw_pyexec(
        "import threading
class Chain:
    def __init__(self, next): self.next = next
    def __del__(self):
        thread = threading.Thread(target=gone.append, args=['chained'])
        thread.start(); thread.join()",
    )?;
    let chain: PyObject = raw_pyeval("Chain(Chain(Chain(None)))")?;
    drop(chain);
    soon(|| raw_pyeval("gone.count('chained') == 3"));
    Ok(())
}

#[test]
fn objects_are_shown_as_python_shows_them() -> Result<()> {
    let text: PyObject = raw_pyeval("'größe 🐍'")?;
    assert_eq!(text.to_string(), "größe 🐍");
    assert_eq!(format!("{text:>10}|{text:<9}|{text:.3}"), "   größe 🐍|größe 🐍  |grö");
    let shown = format!("{text:?}");
    assert!(shown.starts_with("<PyObject <class 'str'> 'größe 🐍' @0x") && shown.ends_with('>'), "{shown}");
    let module = import_module("sys")?;
    assert!(format!("{module:?}").contains("<class 'module'> <module 'sys' (built-in)>"), "{module:?}");
    Ok(())
}

#[test]
fn objects_that_cannot_be_shown_are_shown_all_the_same() -> Result<()> {
    raw_pyexec(
        "class Meta(type):
    def __repr__(self): raise ValueError('no')
class Hidden(metaclass=Meta):
    def __repr__(self): raise KeyboardInterrupt
    def __str__(self): return 5",
    )?;
    let object: PyObject = pycall!("Hidden")?;
    assert_eq!(object.to_string(), "<unprintable Hidden object>");
    assert!(format!("{object:?}").starts_with("<PyObject Hidden <unprintable Hidden object>"), "{object:?}");
    let lone: PyObject = raw_pyeval(r"'a\ud800b'")?;
    assert_eq!(lone.to_string(), r"a\ud800b");
    assert!(format!("{lone:?}").contains(r"'a\ud800b'"), "{lone:?}");
    assert_eq!(
        raw_pyeval::<PyObject>(r"type('R', (), {'__repr__': lambda s: '\udfff'})()")?.to_string(),
        r"\udfff"
    );
    assert_eq!(pycall!("abs", -1 => i64)?, 1, "no exception is left");
    Ok(())
}

#[test]
fn showing_works_on_any_thread() -> Result<()> {
    let object: PyObject = raw_pyeval("[1, 2]")?;
    let shown = thread::spawn(move || format!("{object} {object:?}")).join().expect("no panic");
    assert!(shown.starts_with("[1, 2] <PyObject <class 'list'> [1, 2]"), "{shown}");
    Ok(())
}

#[test]
fn objects_are_shared_between_threads() -> Result<()> {
    let list: PyObject = raw_pyeval("[]")?;
    thread::scope(|scope| {
        let add = |number: i64| pymethod!(list, "append", number => ());
        let threads: Vec<_> = (0..8).map(|number| scope.spawn(move || add(number))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("no panic"))
    })?;
    assert_eq!(pycall!("sorted", list => Vec<i64>)?, (0..8).collect::<Vec<_>>());
    Ok(())
}

#[test]
fn what_a_forked_child_drops_is_released() {
    /// Drops an object on this detached thread, and waits for its end.
    fn released() -> Result<bool> {
        raw_pyexec("import time\ngone = []\nclass Last:\n    def __del__(self): gone.append(1)")?;
        drop(pycall!("Last" => PyObject)?);
        raw_pyexec("for _ in range(500):\n    if gone: break\n    time.sleep(0.01)")?;
        raw_pyeval("bool(gone)")
    }
    if one_thread("a process that Python code forks has only the thread of that code") {
        return;
    }
    let outcome = child::run(|| -> Result<()> {
        assert!(released()?);
        import_module("os")?;
        let fork: i64 = pycall!("os.fork")?;
        if fork == 0 {
            pycall!("os._exit", i64::from(!released().unwrap_or(false)) => ())?;
        }
        assert_eq!(pycall!("lambda fork: os.waitpid(fork, 0)[1]", fork => i64)?, 0);
        Ok(())
    });
    outcome.printed();
}
