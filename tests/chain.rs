//! `chain!`, its function form, items and slices: Python's meaning in Rust's syntax.

use py4rs::Result;
use py4rs::prelude::*;
use std::collections::BTreeMap;

/// The class of the exception that it fails with.
#[track_caller]
fn raised<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(Error::Python(error)) => error.type_name(),
        other => panic!("no exception: {other:?}"),
    }
}

#[test]
fn strings_are_formatted() -> Result<()> {
    assert_eq!(chain!("hello {0}".format("world").capitalize() => String)?, "Hello world");
    let (format, argument) = ("hello {0}", "world");
    assert_eq!(chain!({format}.format({argument}) => String)?, "hello world");
    assert_eq!(chain!("result: {0}".format({1 + 2}) => String)?, "result: 3");
    assert_eq!(chain!(slice(3).stop => i64)?, 3);
    assert_eq!(chain!("hello {0}".format("world").capitalize()[1] => String)?, "e");
    Ok(())
}

#[test]
fn items_are_reached_by_index_slice_and_key() -> Result<()> {
    assert_eq!(chain!("hello"[4] => String)?, "o");
    assert_eq!(chain!("hello"[-2..] => String)?, "lo");
    let table = vec![vec![1, 2, 3], vec![4, 5, 6]];
    assert_eq!(chain!({table}[1][0..2] => Vec<i64>)?, [4, 5]);
    let dict: PyObject = raw_pyeval("{'hello': 'world', 'ping': 'pong', (1, 2): 'both'}")?;
    assert_eq!(chain!({dict}["ping"] => String)?, "pong");
    assert_eq!(chain!({dict}[1, 2] => String)?, "both");
    let (i, j) = (1, 3);
    assert_eq!(chain!("abcdef"[{i}..{j}] => String)?, "bc");
    assert_eq!(chain!("abcdef"[{i}..={j}] => String)?, "bcd");
    assert_eq!(chain!("abcdef"[{i..j}] => String)?, "bc");
    assert_eq!(chain!("abcdef"[4..=-1] => String)?, "ef");
    assert_eq!(chain!("abcdef"[..=-2] => String)?, "abcde");
    assert_eq!(chain!("abcdef"[slice(None, None, -2)] => String)?, "fdb");
    assert_eq!(chain!("abcdef"[{slice(None, None, -2)}] => String)?, "fdb");
    assert_eq!(chain!("abcdef"[len("ab")..len("abcd")] => String)?, "cd");
    Ok(())
}

#[test]
fn several_indices_are_a_tuple_of_slices() -> Result<()> {
    raw_pyexec("class Shows:\n    def __getitem__(self, key): return repr(key)")?;
    let shows: PyObject = pycall!("Shows")?;
    assert_eq!(chain!({shows}[.., 0] => String)?, "(slice(None, None, None), 0)");
    assert_eq!(chain!({shows}[..., 1..2,] => String)?, "(Ellipsis, slice(1, 2, None))");
    assert_eq!(chain!({shows}[0,] => String)?, "(0,)");
    assert_eq!(chain!({shows}[()] => String)?, "()");
    assert_eq!(pyref!(shows, .., 0 => String)?, "(slice(None, None, None), 0)");
    assert_eq!(pyref!(shows, Ellipsis, ..=2 => String)?, "(Ellipsis, slice(None, 3, None))");
    assert_eq!(pyref!(shows, slice(1, (), 2) => String)?, "slice(1, None, 2)");
    assert_eq!(pyref!(shows, 0, => String)?, "(0,)");
    assert_eq!(
        shows.item::<String>((1.., "x", slice(Some(1), None, None)))?,
        "(slice(1, None, None), 'x', slice(1, None, None))"
    );
    let object: PyObject = raw_pyeval("'key'")?;
    assert_eq!(pyref!(shows, object.clone()..object => String)?, "slice('key', 'key', None)");
    // Outside of brackets a range of Rust's is a range of Python's.
    assert_eq!(pycall!("repr", 1..3 => String)?, "range(1, 3)");
    Ok(())
}

#[test]
fn calls_take_keywords_and_spread_arguments() -> Result<()> {
    raw_pyexec(
        "def test_fn(arg, key=1): return arg * key\nclass TestClass:\n    def doThing(self, dummy=1, value=42): return value\n    def all(self, *args, **kwargs): return args, kwargs",
    )?;
    assert_eq!(chain!(test_fn(3) => i64)?, 3);
    assert_eq!(chain!(test_fn(3, key = 2) => i64)?, 6);
    assert_eq!(chain!(TestClass().doThing() => i64)?, 42);
    assert_eq!(chain!(TestClass().doThing(value = 31) => i64)?, 31);
    assert_eq!(chain!("TestClass"().doThing(value = 31) => i64)?, 31);
    assert_eq!(chain!("lambda x: [x]"(5)[0] => i64)?, 5);
    let (list, map) = (vec![1, 2], BTreeMap::from([("a", 1), ("b", 2)]));
    type Got = (Vec<i64>, BTreeMap<String, i64>);
    let (args, kwargs): (PyObject, PyObject) =
        chain!(TestClass().all(0, *{ list }, *(3, 4), z = 9, **{ map }))?;
    assert_eq!(pycall!("list", args => Vec<i64>)?, [0, 1, 2, 3, 4]);
    assert_eq!(kwargs.to_string(), "{'z': 9, 'a': 1, 'b': 2}");
    let got: Got =
        pycall!("lambda *a, **k: (list(a), k)", *list, 3, *"".split_whitespace().collect::<Vec<_>>(), **map)?;
    assert_eq!(got, (vec![1, 2, 3], map.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect()));
    let got: Got = call(
        "lambda *a, **k: (list(a), k)",
        args![0, *list, y = 1, **{ raw_pyeval::<PyObject>("{'x': 2}")? }],
    )?;
    assert_eq!(got.0, [0, 1, 2]);
    assert_eq!(pymethod!("{}-{}-{c}", "format", *[1, 2], c = 3 => String)?, "1-2-3");
    assert_eq!(call::<i64>("max", args![*vec![1, 5, 3]])?, 5);
    assert_eq!(call::<Vec<i64>>("list", args![])?, []);
    let kept = args![3, key = list.len()];
    assert_eq!(call::<i64>("test_fn", kept)?, 6);
    assert_eq!(raised(pycall!("max", *5 => ())), "TypeError");
    for (value, class) in [(raw_pyeval::<PyObject>("5")?, "int"), (pycall!("list", [1])?, "list")] {
        let error = pycall!("dict", **value => ()).expect_err("no mapping").to_string();
        let words = format!("TypeError: argument after ** must be a mapping, not {class}");
        assert!(error.ends_with(&words), "{error}");
    }
    let doubled = raised(pycall!("dict", a = 1, **{ raw_pyeval::<PyObject>("{'a': 2}")? } => ()));
    assert_eq!(doubled, "TypeError");
    assert_eq!(raised(pycall!("dict", **{ raw_pyeval::<PyObject>("{1: 2}")? } => ())), "TypeError");
    Ok(())
}

#[test]
fn a_method_is_looked_up_before_its_arguments() -> Result<()> {
    raw_pyexec(
        "seen = []\nclass Sees:\n    def __getattr__(self, name):\n        seen.append(name)\n        return lambda *a, **k: a",
    )?;
    chain!(Sees().m(seen.append("argument")) => ())?;
    chain!(Sees().n(*iter(Sees().items), key = seen.append("key")) => PyObject).expect_err("no iterator");
    chain!({pycall!("Sees" => PyObject)?}.o(seen.append("one"), [seen.append("two")]) => ())?;
    let generator: PyObject = raw_pyeval("(seen.append(x) for x in ['spread'])")?;
    chain!(Sees().p(*{generator}) => ())?;
    let seen: Vec<String> = pyvalue("seen")?;
    assert_eq!(seen, ["m", "argument", "n", "items", "o", "one", "two", "p", "spread"]);
    // Where both are missing, Python complains of the method.
    assert_eq!(raised(chain!("text".no_such_method(no_such_name) => ())), "AttributeError");
    assert_eq!(raised(chain!("text".upper(no_such_name) => ())), "NameError");
    assert_eq!(raised(raw_pyeval::<()>("'text'.no_such_method(no_such_name)")), "AttributeError");
    Ok(())
}

#[test]
fn integers_may_have_128_bits() -> Result<()> {
    let text = |object: PyObject| object.to_string();
    assert_eq!(chain!(-170141183460469231731687303715884105728 => i128)?, i128::MIN);
    assert_eq!(
        text(chain!(-170141183460469231731687303715884105729)?),
        "-170141183460469231731687303715884105729"
    );
    assert_eq!(chain!(-9223372036854775808 => i64)?, i64::MIN);
    assert_eq!(text(chain!([-340282366920938463463374607431768211455][0])?), format!("-{}", u128::MAX));
    Ok(())
}

#[test]
fn what_is_no_name_is_not_set() -> Result<()> {
    for name in ["None", "True", "False", "__debug__"] {
        let error = set_pyvalue(name, 3).expect_err("it is a constant").to_string();
        assert!(error.contains(name), "{error}");
        assert!(Namespace::new()?.set(name, 3).is_err());
        assert!(import_module_as("math", name).is_err());
    }
    for name in ["a b", "1a", "a-b", "x.a b", "f()", "a\n"] {
        let error = Namespace::new()?.set(name, 3).expect_err("it is no name").to_string();
        assert!(error.contains(&format!("{name:?}")), "{error}");
    }
    for name in ["\u{e9}t\u{e9}", "e\u{301}", "_1", "\u{540d}"] {
        let namespace = Namespace::new()?;
        namespace.set(name, 3)?;
        assert_eq!(namespace.get::<i64>(name)?, 3);
    }
    assert_eq!(raw_pyeval::<(bool, ())>("(True, None)")?, (true, ()));
    Ok(())
}

#[test]
fn chains_stand_inside_of_chains() -> Result<()> {
    raw_pyexec(
        "class Pair:\n    def __init__(self, value): self.value = value\n    def func(self, x): return 2 * x\npair = Pair(21)",
    )?;
    let pair: PyObject = pyvalue("pair")?;
    assert_eq!(chain!({pair}.func({pair}.value) => i64)?, 42);
    assert_eq!(chain!(pair.func(pair.func(pair.value)) => i64)?, 84);
    assert_eq!(chain!(sorted([len("abc"), (1), -pair.value, -2.5], key = abs)[0] => i64)?, 1);
    assert_eq!(chain!((-pair.value).bit_length() => i64)?, 5);
    assert_eq!(chain!(-pair.value => i64)?, -21);
    assert!(chain!([].append => PyObject)?.to_string().contains("append"));
    Ok(())
}

#[test]
fn places_are_set_and_deleted() -> Result<()> {
    raw_pyexec("class testclass: pass")?;
    let object: PyObject = chain!(testclass())?;
    chain!({ object }.data_attrib = 21)?;
    assert_eq!(chain!({object}.data_attrib => i64)?, 21);
    chain!({ object }.inner = testclass())?;
    chain!({ object }.inner.deep = { object }.data_attrib)?;
    assert_eq!(chain!({object}.inner.deep => i64)?, 21);
    chain!(del { object }.inner.deep)?;
    assert_eq!(raised(chain!({object}.inner.deep => i64)), "AttributeError");
    let list: PyObject = raw_pyeval("[{'a': 1}, 2, 3, 4]")?;
    chain!({ list }[0]["a"] = 3)?;
    chain!({ list }[1..3] = ["x"])?;
    chain!({ list }[-1] = { vec![5] })?;
    assert_eq!(list.to_string(), "[{'a': 3}, 'x', [5]]");
    chain!(del { list }[0]["a"])?;
    chain!(del { list }[1..])?;
    assert_eq!(list.to_string(), "[{}]");
    set_pyref!(list, 0, => "tuple key").expect_err("a list takes none");
    set_pyref!(list, 0 => 4)?;
    assert_eq!(pyref!(list, 0 => i64)?, 4);
    chain!(chain_name = [1, 2])?;
    assert_eq!(pyvalue::<Vec<i64>>("chain_name")?, [1, 2]);
    chain!(del chain_name)?;
    assert_eq!(raised(chain!(del chain_name)), "NameError");
    assert_eq!(raised(chain!(chain_name => ())), "NameError");
    Ok(())
}

#[test]
fn names_may_be_words_of_rust() -> Result<()> {
    raw_pyexec("class Words: pass\nwords = Words(); words.type = 1; words.match = 2; words.self = 3")?;
    assert_eq!(chain!(words.type => i64)?, 1);
    assert_eq!(chain!(words.r#match => i64)?, 2);
    assert_eq!(chain!(words.self => i64)?, 3);
    assert_eq!(chain!(type({1.5}).__name__ => String)?, "float");
    assert_eq!(chain!(dict(r#type = 1, fn = 2) => BTreeMap<String, i64>)?["fn"], 2);
    Ok(())
}

#[test]
fn rust_values_are_evaluated_first_and_once_where_they_stand() -> Result<()> {
    fn inner() -> Result<Option<i64>> {
        // `return` and `?` in a value are those of this function.
        let none: Option<i64> = None;
        let sum = chain!(sum([{match none { Some(x) => x, None => return Ok(None) }}]) => i64)?;
        Ok(Some(sum))
    }
    assert_eq!(inner()?, None);
    let mut order = Vec::new();
    let mut next = |n: i64| {
        order.push(n);
        n
    };
    assert_eq!(chain!([{next(1)}, {next(2)}].index({next(2)}) => i64)?, 1);
    assert_eq!(order, [1, 2, 2]);
    let text = String::from("not moved");
    assert_eq!(chain!({text}.upper() => String)?, "NOT MOVED");
    assert_eq!(chain!({ let a = 1; a + 1 }.bit_length() => i64)?, 2);
    // Names of the macro's own do not meet the user's.
    let (py, object, object0, value0, receiver) = (1, 2, 3, 4, 5);
    assert_eq!(chain!([{py}, {object}, {object0}, {value0}, {receiver}].index({value0}) => i64)?, 3);
    const NAME: &str = "upper";
    assert_eq!(pymethod!("x", NAME => String)?, "X");
    Ok(())
}

#[test]
fn links_may_come_at_run_time() -> Result<()> {
    let object: PyObject = raw_pyeval("type('T', (), {'a': [lambda x, y=1: x + y]})")?;
    assert_eq!(chain(&object).attr("a").item(0).call(args![1, y = 3]).get::<i64>()?, 4);
    assert_eq!(chain("a,b").attr(String::from("split")).call((",",)).item(..).item(-1).get::<String>()?, "b");
    chain(&object).set_attr("b", vec![1, 2, 3])?;
    chain(&object).attr("b").set_item(1.., ["x"])?;
    assert_eq!(chain(&object).attr("b").get::<PyObject>()?.to_string(), "[1, 'x']");
    chain(&object).attr("b").del_item(0)?;
    chain(&object).del_attr("a")?;
    assert_eq!(raised(chain(&object).attr("a").item(0).get::<i64>()), "AttributeError");
    assert_eq!(raised(chain(&object).attr("b").item(7).attr("x").set_attr("y", 1)), "IndexError");
    Ok(())
}

#[test]
fn containers_are_asked() -> Result<()> {
    let dict: PyObject = raw_pyeval("{'a': 1}")?;
    assert!(dict.contains("a")? && !dict.contains("b")? && dict.len()? == 1 && !dict.is_empty()?);
    dict.set_item("b", [1, 2])?;
    dict.del_item("a")?;
    assert_eq!(dict.to_string(), "{'b': [1, 2]}");
    assert_eq!(raised(dict.item::<i64>("a")), "KeyError");
    assert_eq!(raised(dict.del_item("a")), "KeyError");
    assert_eq!(raised(raw_pyeval::<PyObject>("1")?.len()), "TypeError");
    assert_eq!(raised(raw_pyeval::<PyObject>("1")?.contains(1)), "TypeError");
    assert_eq!(raised(raw_pyeval::<PyObject>("[]")?.item::<()>("x")), "TypeError");
    Ok(())
}

#[test]
fn slices_come_back() -> Result<()> {
    let slice: py4rs::Slice = raw_pyeval("slice(1, None, 'x')")?;
    assert_eq!(pycall!("repr", slice => String)?, "slice(1, None, 'x')");
    assert!(raw_pyeval::<py4rs::Slice>("range(3)").is_err());
    assert_eq!(
        pycall!("repr", py4rs::slice(u64::MAX, usize::MAX, -1) => String)?,
        format!("slice({0}, {0}, -1)", i64::MAX)
    );
    Ok(())
}

#[test]
fn chains_leave_reference_counts_as_they_were() -> Result<()> {
    raw_pyexec(
        "class Counted:\n    def __init__(self): self.me = [self]\n    def give(self, *a, **k): return self\n    def fail(self, *a, **k): raise ValueError(a)\n    def __getitem__(self, key): return self",
    )?;
    let object: PyObject = pycall!("Counted")?;
    let list = vec![object.clone()];
    let count = || pycall!("__import__('sys').getrefcount", object => i64);
    let round = || -> Result<()> {
        chain!({object}.me[0].give({object}, *{list}, k = {object})[{object}.., {object}].give => ())?;
        chain!({ object }.other = [{ object }, ({ object }, 1)])?;
        chain!(del { object }.other)?;
        assert_eq!(raised(chain!({object}.give().fail({object}, {object}.me[0]) => ())), "ValueError");
        assert_eq!(raised(chain!({object}.give().me[5].x => ())), "IndexError");
        assert_eq!(raised(chain!({object}.me[{object}..{object}] => ())), "TypeError");
        chain(&object).attr("me").item(0).call(args![*list]).get::<()>().expect_err("it cannot be called");
        pyeval!("[" {object} "][0]" => ())?;
        object.with(|_| Ok(())).expect_err("it is no manager");
        Ok(())
    };
    attach(|_| {
        round()?;
        let before = count()?;
        (0..500).try_for_each(|_| round())?;
        assert_eq!(count()?, before);
        Ok(())
    })?
}
