//! Cycles that go through Rust's values: those that derive their attributes are found by Python's collector.

use py4rs::Result;
use py4rs::prelude::*;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

#[derive(PythonAttributes)]
struct Node {
    #[py4rs(skip)]
    alive: Arc<()>,
    plain: PyObject,
    maybe: Option<PyObject>,
    list: Vec<PyObject>,
    map: HashMap<String, Option<PyObject>>,
    #[py4rs(skip)]
    hidden: VecDeque<BTreeMap<i64, Box<PyObject>>>,
    #[py4rs(skip)]
    opaque: Arc<Mutex<Option<PyObject>>>,
}

#[py4rs::methods]
impl Node {
    fn hide(&mut self, object: PyObject) {
        self.hidden.push_back(BTreeMap::from([(1, Box::new(object))]));
    }

    fn bury(&self, object: PyObject) {
        *self.opaque.lock().expect("no panic") = Some(object);
    }

    fn during(&mut self, function: PyObject) -> Result<PyObject> {
        pycall!(function)
    }
}

#[derive(PythonAttributes)]
struct Numbers {
    x: f64,
    texts: Vec<String>,
}

fn node(alive: &Arc<()>) -> Result<RustObject> {
    Ok(RustObject::with_attributes(Node {
        alive: alive.clone(),
        plain: py_none()?,
        maybe: None,
        list: Vec::new(),
        map: HashMap::new(),
        hidden: VecDeque::default(),
        opaque: Arc::default(),
    }))
}

/// How many nodes there are after `code` has made a cycle of `a` and `b`, and let go.
fn left(code: &str) -> Result<usize> {
    let alive = Arc::new(());
    let namespace = Namespace::new()?;
    namespace.set("a", node(&alive)?)?;
    namespace.set("b", node(&alive)?)?;
    namespace.exec(&format!("import gc\n{code}\ngc.collect()"))?;
    assert_eq!(Arc::strong_count(&alive), 3, "{code}: they are in use");
    namespace.exec("del a, b\ngc.collect()")?;
    Ok(Arc::strong_count(&alive) - 1)
}

#[test]
fn the_collector_finds_them() -> Result<()> {
    for code in [
        "a.plain = a",
        "a.plain = b; b.plain = a",
        "a.maybe = lambda a=a: a.plain",
        "a.maybe = a.during",
        "a.list = [b, b, a]; b.maybe = [a]",
        "a.map = {'x': b, 'y': None}; b.map = {'x': {'z': a}}",
        "a.hide(b); b.hide(a); b.hide(a)",
        "a.during(lambda: gc.collect()); a.plain = b; b.plain = a",
        "class Last:\n    def __init__(self, x): self.x = x\n    def __del__(self): self.x.plain = self.x\na.maybe = Last(a)",
    ] {
        assert_eq!(left(code)?, 0, "{code}");
    }
    // What is of an unknown type, only its value knows: nothing is guessed.
    assert_eq!(left("a.bury(a)")?, 1);
    Ok(())
}

#[test]
fn what_rust_refers_to_stays_whole() -> Result<()> {
    let alive = Arc::new(());
    let kept = node(&alive)?;
    set_pyvalue("cy_a", &kept)?;
    raw_pyexec("import gc\ncy_a.plain = cy_a; cy_a.list = [cy_a, 5]; del cy_a; gc.collect()")?;
    assert_eq!(kept.with_ref(|node: &Node| node.list.len())?, 2);
    let back: RustObject = kept.with_ref(|node: &Node| node.plain.extract())??;
    drop(kept);
    // Dropped detached, it is on its way to whoever releases it.
    pygc();
    raw_pyexec("gc.collect()")?;
    let node: &Node = back.downcast_ref().expect("it is one");
    assert_eq!((node.list.len(), Arc::strong_count(&alive)), (2, 2));
    attach(|_| drop(back))?;
    raw_pyexec("gc.collect()")?;
    assert_eq!(Arc::strong_count(&alive), 1);
    Ok(())
}

#[test]
fn a_value_without_objects_costs_the_collector_nothing() -> Result<()> {
    set_pyvalue("cy_n", RustObject::with_attributes(Numbers { x: 1.0, texts: Vec::new() }))?;
    set_pyvalue("cy_t", node(&Arc::default())?)?;
    assert!(raw_pyeval::<bool>(
        "not __import__('gc').is_tracked(cy_n) and __import__('gc').is_tracked(cy_t)"
    )?);
    // While it is being changed nothing is said of it, and nothing is lost.
    raw_pyexec("cy_t.plain = [1]\ncy_t.during(lambda: __import__('gc').collect())\nassert cy_t.plain == [1]")
}
