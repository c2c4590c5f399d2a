//! Objects as bytes.

use py4rs::Result;
use py4rs::prelude::*;

#[test]
fn what_can_be_pickled_comes_back() -> Result<()> {
    import_module("decimal")?;
    for code in
        ["None", "[1, (2.5, 'x'), {b'y': {1}}]", "decimal.Decimal('1.10')", "len", "2 ** 100", "range(3)"]
    {
        let object: PyObject = raw_pyeval(code)?;
        let back = PyObject::unpickle(&object.pickle()?)?;
        assert!(pycall!("lambda a, b: a == b and type(a) is type(b)", &object, &back => bool)?, "{code}");
    }
    // An object that holds itself.
    raw_pyexec("endless = []; endless.append(endless)")?;
    let back = PyObject::unpickle(&pyvalue::<PyObject>("endless")?.pickle()?)?;
    assert!(pycall!("lambda a: a[0] is a", back => bool)?);
    // Another Python reads it.
    let bytes = raw_pyeval::<PyObject>("[1]")?.pickle()?;
    assert_eq!(pycall!("lambda b: __import__('pickle').loads(b)", py4rs::Bytes(bytes) => Vec<i64>)?, [1]);
    Ok(())
}

#[test]
fn what_cannot_says_why() -> Result<()> {
    raw_pyexec(
        "import sys, types
def local():
    def inner(): return 42
    return inner
class Raises:
    def __reduce__(self): raise ValueError('not today')
fake = types.ModuleType('cloudpickle')
fake.dumps = lambda x: b'\\x80\\x04K\\x07.'
def with_module(module):
    saved = sys.modules.get('cloudpickle', 'none')
    sys.modules['cloudpickle'] = module
    return saved
def restore(saved):
    if saved == 'none': sys.modules.pop('cloudpickle')
    else: sys.modules['cloudpickle'] = saved",
    )?;
    let local: PyObject = raw_pyeval("local()")?;
    // Not installed.
    let saved: PyObject = pycall!("with_module", ())?;
    let error = local.pickle().expect_err("it has no name").to_string();
    let generator = raw_pyeval::<PyObject>("(x for x in [])")?.pickle().expect_err("it runs").to_string();
    // Installed, as a module of ours; asked only for what pickle refuses.
    pycall!("with_module", pyvalue::<PyObject>("fake")? => ())?;
    let through_cloudpickle = PyObject::unpickle(&local.pickle()?)?.to_string();
    let through_pickle = PyObject::unpickle(&raw_pyeval::<PyObject>("5")?.pickle()?)?.to_string();
    // Installed, and of no help either.
    raw_pyexec("def refuse(x): raise TypeError('no, really')\nfake.dumps = refuse")?;
    let still = local.pickle().expect_err("it has no name").to_string();
    let raised = raw_pyeval::<PyObject>("Raises()")?.pickle().expect_err("it raises");
    pycall!("restore", saved => ())?;

    assert!(error.starts_with("expected an object that can be pickled ("), "{error}");
    assert!(
        error.contains("local") && error.contains("cloudpickle, which can pickle more, is not installed"),
        "{error}"
    );
    assert!(error.contains("got function <function local.<locals>.inner at"), "{error}");
    assert!(generator.contains("generator"), "{generator}");
    assert_eq!((&*through_cloudpickle, &*through_pickle), ("7", "5"));
    assert!(still.contains("(no, really), got function"), "{still}");
    assert_eq!(raised.as_python().expect("its own exception").message(), "not today");
    Ok(())
}

#[test]
fn bytes_that_are_no_pickle() {
    for bytes in [&b""[..], b"nonsense", b"\x80\x04\x95"] {
        let error = PyObject::unpickle(bytes).expect_err("that is none");
        assert!(error.as_python().is_some(), "{error}");
    }
}
