//! Data that is nested without end is an error, on a small stack too, and never the end of the process.

use py4rs::prelude::*;
use py4rs::{ConversionError, FromPython, Result, ToPython};
use std::collections::BTreeMap;
use std::thread;

/// A list of lists, as deep as the data.
#[derive(Debug, PartialEq)]
struct Tree(Vec<Tree>);

impl ToPython for Tree {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.0.to_python(py)
    }
}

impl FromPython for Tree {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Tree> {
        Vec::from_python(object, py).map(Tree)
    }
}

/// A chain of pairs.
#[derive(Debug)]
struct Chain(Option<Box<(Chain, i64)>>);

impl ToPython for Chain {
    fn to_python(&self, py: Python<'_>) -> Result<PyObject> {
        self.0.to_python(py)
    }
}

impl FromPython for Chain {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Chain> {
        FromPython::from_python(object, py).map(Chain)
    }
}

/// Dicts in dicts.
#[derive(Debug)]
struct Nested(#[allow(dead_code, reason = "it is only made")] BTreeMap<String, Nested>);

impl FromPython for Nested {
    fn from_python(object: &PyObject, py: Python<'_>) -> Result<Nested> {
        FromPython::from_python(object, py).map(Nested)
    }
}

/// Runs `f` on a thread with a stack of so many KiB.
fn on_stack<R: Send + 'static>(kib: usize, f: impl FnOnce() -> R + Send + 'static) -> R {
    thread::Builder::new().stack_size(kib << 10).spawn(f).expect("a thread").join().expect("no panic")
}

#[track_caller]
fn too_deep<T>(result: Result<T>) -> ConversionError {
    match result {
        Err(Error::Conversion(error)) => {
            assert!(error.expected().ends_with("levels of nesting"), "{error}");
            *error
        }
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("it converts"),
    }
}

/// Makes `deep`, nested 100,000 times, of what a level makes of the one inside it.
fn define(name: &str, start: &str, level: &str) -> Result<()> {
    raw_pyexec(&format!("{name} = {start}\nfor _ in range(100_000): {name} = {}", level.replace('?', name)))
}

#[test]
fn deep_data_from_python() -> Result<()> {
    define("deep_list", "[]", "[?]")?;
    define("deep_chain", "None", "(?, 1)")?;
    define("deep_dict", "{}", "{'a': ?}")?;
    for stack in [512, 2048] {
        on_stack(stack, || {
            let error = too_deep(pyvalue::<Tree>("deep_list"));
            assert!(error.location().starts_with("list[0][0][0]"), "{error}");
            assert!(error.location().len() < 300, "{error}");
            too_deep(pyvalue::<Chain>("deep_chain"));
            too_deep(pyvalue::<Nested>("deep_dict"));
        });
    }
    // Python frees a deep list in its own way; what is left to the exit of the process would be freed there.
    raw_pyexec("del deep_list, deep_chain, deep_dict")
}

#[test]
fn data_that_contains_itself() -> Result<()> {
    raw_pyexec(
        "own = []; own.append(own)\nmine = {}; mine['me'] = mine\nlong = [[], [[]]]; long[1].append(long)",
    )?;
    let error = too_deep(pyvalue::<Tree>("own"));
    assert!(error.location().starts_with("list[0][0][0]"), "{error}");
    assert!(too_deep(pyvalue::<Nested>("mine")).location().starts_with("dict['me']['me']"));
    assert!(too_deep(pyvalue::<Tree>("long")).location().starts_with("list[1][1][1]"));
    raw_pyexec("del own[:], mine['me'], long[:]")
}

#[test]
fn deep_data_to_python() {
    let mut chain = Chain(None);
    for _ in 0..100_000 {
        chain = Chain(Some(Box::new((chain, 1))));
    }
    let chain = on_stack(512, move || {
        too_deep(set_pyvalue("chain", &chain));
        chain
    });
    // Dropping it level by level would need a large stack: that is the type's own matter.
    let mut next = chain.0;
    while let Some(mut inner) = next {
        next = inner.0.0.take();
    }
}

#[test]
fn nesting_that_is_not_deep_converts() -> Result<()> {
    for stack in [512, 2048] {
        on_stack(stack, || -> Result<()> {
            let tree: Tree = raw_pyeval(&format!("{}{}", "[".repeat(60), "]".repeat(60)))?;
            let back: Tree = pycall!("lambda x: x", &tree)?;
            assert_eq!(back, tree);
            Ok(())
        })?;
    }
    // A failure, or a success, leaves no level behind.
    for _ in 0..2000 {
        assert!(raw_pyeval::<Vec<Vec<u8>>>("[[1], ['x']]").is_err());
        assert_eq!(raw_pyeval::<Vec<Vec<u16>>>("[[1], [2]]")?, [[1], [2]]);
    }
    Ok(())
}

#[test]
fn a_panic_leaves_no_level_behind() -> Result<()> {
    struct Panics;
    impl ToPython for Panics {
        fn to_python(&self, _py: Python<'_>) -> Result<PyObject> {
            panic!("a user's own")
        }
    }
    for _ in 0..1000 {
        let caught =
            std::panic::catch_unwind(|| set_pyvalue("x", vec![vec![1.5]]).and(set_pyvalue("x", [[Panics]])));
        assert!(caught.is_err());
    }
    set_pyvalue("x", [[1.5]])
}
