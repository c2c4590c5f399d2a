//! Objects whose own code works against their conversion: no crash, no stale length, no reference lost.

mod child;
mod values;

use py4rs::prelude::*;
use py4rs::{Bytes, FromPython, Pairs, Result, ToPython};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use values::{error, gives, raises, says};

/// Classes that change what they are in, whatever they are asked.
const CLASSES: &str = "
class Meddler:
    def __init__(self, owner, action): self.owner, self.action = owner, action
    def meddle(self):
        if self.action == 'clear': self.owner.clear()
        elif len(self.owner) < 200: self.grow()
    def grow(self):
        if isinstance(self.owner, list): self.owner.append(self)
        elif isinstance(self.owner, set): self.owner.add(len(self.owner))
        else: self.owner[len(self.owner)] = self
    def __index__(self):
        self.meddle()
        return 1
    def __float__(self): return float(self.__index__())
    def __repr__(self):
        self.meddle()
        return 'Meddler'
    def __hash__(self): return 1
    def __eq__(self, other):
        self.meddle()
        return self is other
def meddled(owner, action):
    for n in range(50):
        item = Meddler(owner, action)
        if isinstance(owner, list): owner.append(item)
        elif isinstance(owner, set): owner.add((n, item))
        else: owner[n] = item
    return owner
";

#[test]
fn containers_that_their_items_change() -> Result<()> {
    raw_pyexec(CLASSES)?;
    gives("meddled([], 'clear')", vec![1]);
    gives("meddled([], 'clear')", vec![1.0]);
    assert_eq!(raw_pyeval::<Vec<i64>>("meddled([], 'grow')")?.len(), 200);
    assert_eq!(raw_pyeval::<HashMap<i64, i64>>("meddled({}, 'clear')")?.len(), 50);
    assert_eq!(raw_pyeval::<BTreeMap<i64, f64>>("meddled({}, 'grow')")?.len(), 50);
    assert_eq!(raw_pyeval::<Pairs<i64, i64>>("meddled({}, 'grow')")?.0.len(), 50);
    assert_eq!(raw_pyeval::<HashSet<(i64, i64)>>("meddled(set(), 'clear')")?.len(), 50);
    assert_eq!(raw_pyeval::<BTreeSet<(i64, i64)>>("meddled(set(), 'grow')")?.len(), 50);
    // The same while an error is being described.
    for action in ["clear", "grow"] {
        says::<Vec<String>>(&format!("meddled([], '{action}')"), "str", "Meddler Meddler", "list[0]");
        says::<HashMap<i64, bool>>(
            &format!("meddled({{}}, '{action}')"),
            "bool",
            "Meddler Meddler",
            "dict[0]",
        );
    }
    raw_pyexec("import gc; gc.collect()")
}

#[test]
fn classes_that_lie_about_what_they_hold() -> Result<()> {
    raw_pyexec(
        "class Long(list):
    def __len__(self): return 10 ** 6
    def __iter__(self): raise OSError('iter')
    def __getitem__(self, index): raise OSError('item')
class Negative:
    def __len__(self): return -5
    def __getitem__(self, index): raise IndexError
class Odd(dict):
    def items(self): return [1, 2]
    def __len__(self): return 10 ** 6
class Short(dict):
    def items(self): return [('a',)]
class Shouting(str):
    def __str__(self): return self.upper()
    def __len__(self): return 10 ** 6
class Other(int):
    def __index__(self): return 5
    def __int__(self): return 6
class Sub(bytes):
    def __bytes__(self): return b'other'
    def __len__(self): return 10 ** 6",
    )?;
    gives("Long([1, 2])", vec![1, 2]);
    assert_eq!(raises::<Vec<i64>>("Negative()"), "ValueError");
    assert_eq!(error::<HashMap<String, i64>>("Odd(a=1)").expected(), "tuple of 2 items");
    assert_eq!(error::<HashMap<String, i64>>("Short(a=1)").got(), "tuple ('a',)");
    gives("Shouting('quiet')", "quiet".to_owned());
    gives("Shouting('quiet')", OsString::from("quiet"));
    gives("[Shouting('quiet')]", vec!["quiet".to_owned()]);
    gives("Other(4)", 4);
    gives("[Other(4)]", vec![4]);
    gives("Sub(b'ab')", Bytes::from(&b"ab"[..]));
    Ok(())
}

#[test]
fn every_form_of_text_in_a_list() {
    let forms = [
        "",
        "a",
        "ascii",
        "nul \0 inside",
        "\u{7f}",
        "\u{80}",
        "\u{ff}",
        "latin ÿ",
        "\u{100}",
        "日本語",
        "\u{ffff}",
        "🐍",
        "mixed aé日🐍\0",
        "\u{10ffff}",
    ];
    let texts: Vec<String> = forms.map(str::to_owned).to_vec();
    for _ in 0..3 {
        assert_eq!(
            pycall!("lambda l: [s + '' for s in l] + [s[:1] for s in l if s]", &texts => Vec<String>)
                .expect("text")[..forms.len()],
            texts
        );
    }
    let map: BTreeMap<String, String> = texts.iter().map(|text| (text.clone(), text.clone())).collect();
    assert_eq!(pycall!("dict", &map => BTreeMap<String, String>).expect("text"), map);
    says::<Vec<String>>(
        r"['ok', 'x\udc80']",
        "str that is Unicode text",
        "a lone surrogate, U+DC80, at index 1",
        "list[1]",
    );
    // An interned name, a slice, and what has been encoded before.
    gives("['name', 'abc'[1:], (lambda s: (s.encode(), s)[1])('é')]", ["name", "bc", "é"].map(str::to_owned));
}

#[test]
fn ints_at_the_edges_of_their_digits() {
    let mut edges = vec![0, 1, -1, i64::MAX, i64::MIN];
    for bits in [15, 29, 30, 31, 45, 59, 60, 61, 62] {
        let power = 1i64 << bits;
        edges.extend([power - 1, power, power + 1, -power + 1, -power, -power - 1]);
    }
    assert_eq!(pycall!("lambda l: [n + 0 for n in l]", &edges => Vec<i64>).expect("ints"), edges);
    let shown: Vec<String> = edges.iter().map(i64::to_string).collect();
    assert_eq!(pycall!("lambda l: [str(n) for n in l]", &edges => Vec<String>).expect("text"), shown);
    let unsigned: Vec<u64> = edges.iter().map(|edge| *edge as u64).collect();
    assert_eq!(pycall!("lambda l: [n + 0 for n in l]", &unsigned => Vec<u64>).expect("ints"), unsigned);
    says::<Vec<u32>>("[1, -1]", "u32 (0 to 4294967295)", "int -1", "list[1]");
}

/// How many references Python counts for an object.
fn count(name: &str) -> Result<i64> {
    raw_pyeval(&format!("sys.getrefcount({name})"))
}

/// Converts what an expression gives, with or without success, and says how many references to `one` are left over.
fn left_over<T: FromPython>(code: &str) -> Result<i64> {
    // Attached, so that what is dropped is released at once.
    attach(|_| {
        let before = count("one")?;
        for _ in 0..10 {
            drop(raw_pyeval::<T>(code));
        }
        Ok(count("one")? - before)
    })?
}

#[test]
fn no_reference_is_lost() -> Result<()> {
    raw_pyexec("import sys\none = 'a text of its own: ' + str(sys.argv)\nmany = [one] * 5")?;
    assert_eq!(left_over::<Vec<String>>("many")?, 0);
    assert_eq!(left_over::<Vec<PyObject>>("many")?, 0);
    assert_eq!(left_over::<Vec<i64>>("many")?, 0);
    assert_eq!(left_over::<Vec<PyObject>>("tuple(many)")?, 0);
    assert_eq!(left_over::<(PyObject, String, String)>("(one, one, one)")?, 0);
    assert_eq!(left_over::<(String, i64)>("(one, one)")?, 0);
    assert_eq!(left_over::<HashMap<String, PyObject>>("{one: one, 1: one}")?, 0);
    assert_eq!(left_over::<HashMap<String, PyObject>>("{one: one}")?, 0);
    assert_eq!(left_over::<HashMap<String, i64>>("{one: one}")?, 0);
    assert_eq!(left_over::<HashSet<String>>("{one}")?, 0);
    assert_eq!(left_over::<BTreeSet<i64>>("{one}")?, 0);
    assert_eq!(left_over::<Option<Box<String>>>("one")?, 0);
    assert_eq!(left_over::<Vec<Vec<String>>>("[many, [one, 1]]")?, 0);
    Ok(())
}

#[test]
fn no_reference_is_lost_on_the_way_to_python() -> Result<()> {
    struct Refuses;
    impl ToPython for Refuses {
        fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
            i64::from_python(&"no number".to_python(py)?, py).and_then(|number| number.to_python(py))
        }
    }
    raw_pyexec("import sys\nthis = 'a text of its own: ' + str(sys.argv)")?;
    attach(|_| {
        let this: PyObject = pyvalue("this")?;
        let before = count("this")?;
        for _ in 0..10 {
            set_pyvalue("x", vec![&this; 5])?;
            set_pyvalue("x", (&this, [(&this, &this)]))?;
            set_pyvalue("x", BTreeMap::from([(1, &this)]))?;
            set_pyvalue("x", 0)?;
            let refused: [&dyn ToPython; 3] = [&this, &this, &Refuses];
            assert!(set_pyvalue("x", &refused[..]).is_err());
            assert!(set_pyvalue("x", (&this, Refuses)).is_err());
            assert!(set_pyvalue("x", Pairs(vec![(&this, &Refuses)])).is_err());
        }
        assert_eq!(count("this")?, before);
        Ok(())
    })?
}

#[test]
fn collecting_garbage_meanwhile_does_no_harm() {
    /// Runs the collector when it is converted, and holds a new container.
    struct Collects(i64);
    impl ToPython for Collects {
        fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
            // Lists of other tests may be too deep to be shown.
            raw_pyexec(
                "import gc, contextlib
gc.collect()
held = [x for x in gc.get_objects() if type(x) is list]
with contextlib.suppress(RecursionError): repr(held)",
            )?;
            vec![self.0].to_python(py)
        }
    }
    // In a process that has no lists of others, whose items it would ask.
    let outcome = child::run(|| -> Result<()> {
        let lists: Vec<Vec<i64>> = pycall!("lambda l: l", [Collects(1), Collects(2), Collects(3)])?;
        assert_eq!(lists, [[1], [2], [3]]);
        assert!(pycall!("lambda l: gc.is_tracked(l)", [1, 2] => bool)?);
        Ok(())
    });
    outcome.printed();
}

#[test]
fn a_class_that_is_replaced_while_it_is_asked_is_kept() -> Result<()> {
    raw_pyexec(
        "import gc
class Plain: pass
class Meta(type):
    @property
    def __module__(cls):
        held = holder[0]
        if type(held) is not Plain: held.__class__ = Plain
        del cls, held
        gc.collect()
        return 'x'
def make():
    class Victim(metaclass=Meta): pass
    return Victim()
holder = []",
    )?;
    for _ in 0..10 {
        raw_pyexec("holder[:] = [make()]; gc.collect()")?;
        let value: Value = raw_pyeval("holder[0]")?;
        assert!(matches!(value, Value::Object(_)));
    }
    Ok(())
}

#[test]
fn deep_data_in_a_message_is_named_and_not_shown() -> Result<()> {
    raw_pyexec(
        "def nest(kind, depth):
    inner = kind()
    for _ in range(depth): inner = {1: inner} if kind is dict else kind([inner])
    return inner
deep = {kind.__name__: nest(kind, 100_000) for kind in (list, tuple, dict, frozenset)}",
    )?;
    let small = std::thread::Builder::new().stack_size(512 << 10);
    let errors = small.spawn(|| {
        ["list", "tuple", "dict", "frozenset"].map(|kind| {
            let deep: PyObject = pycall!("lambda kind: deep[kind]", kind).expect("it is there");
            i64::from_python_object(&deep)
        })
    });
    let errors = errors.expect("there are threads").join().expect("no panic");
    assert_eq!(errors[0], "expected i64, got list <list object>");
    assert_eq!(errors[3], "expected i64, got frozenset <frozenset object>");
    Ok(())
}

/// What converting an object says.
trait Said: FromPython + std::fmt::Debug {
    fn from_python_object(object: &PyObject) -> String {
        attach(|py| Self::from_python(object, py))
            .expect("Python is alive")
            .expect_err("it is none")
            .to_string()
    }
}

impl Said for i64 {}
