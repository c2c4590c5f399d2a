//! Values of every kind, from Rust to Python and back: what arrives is what Python has, to the last bit.

mod values;

use py4rs::prelude::*;
use py4rs::{Result, ToPython};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;
use values::{both_ways, shows};

#[test]
fn nothing_and_options() {
    both_ways((), "None");
    both_ways(None::<i64>, "None");
    both_ways(Some(5), "5");
    both_ways(Some(vec![Some(1), None]), "[1, None]");
    assert_eq!(raw_pyeval::<Option<Option<i64>>>("None").expect("it converts"), None);
}

#[test]
fn booleans() {
    both_ways(true, "True");
    both_ways(false, "False");
}

/// Both ends of an integer type, and what lies between.
macro_rules! ends {
    ($($type:ident)*) => {$({
        for value in [$type::MIN, $type::MIN + 1, 0, 1, 100, $type::MAX / 2, $type::MAX - 1, $type::MAX] {
            both_ways(value, &value.to_string());
        }
    })*};
}

#[test]
fn integers_to_both_ends() {
    ends!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
    for value in [-1i128 << 64, (1 << 64) - 1, 1 << 64, -(1 << 63), -(1 << 63) - 1, -(1 << 64) - 1, -1] {
        both_ways(value, &value.to_string());
    }
    both_ways(-1i8, "-1");
}

#[test]
fn a_bool_is_an_int_as_in_python() -> Result<()> {
    assert_eq!(raw_pyeval::<i64>("True")?, 1);
    assert_eq!(raw_pyeval::<u8>("False")?, 0);
    assert_eq!(raw_pyeval::<i128>("True")?, 1);
    assert_eq!(raw_pyeval::<f64>("True")?, 1.0);
    Ok(())
}

#[test]
fn subclasses_are_what_they_extend() -> Result<()> {
    raw_pyexec(
        "import collections, enum
class Int(int): pass
class Float(float): pass
class Str(str): pass
class List(list): pass
Color = enum.IntEnum('Color', 'RED GREEN')
Point = collections.namedtuple('Point', 'x y')",
    )?;
    assert_eq!(raw_pyeval::<i64>("Int(7)")?, 7);
    assert_eq!(raw_pyeval::<u128>("Int(2 ** 100)")?, 1 << 100);
    assert_eq!(raw_pyeval::<u64>("Color.GREEN")?, 2);
    assert_eq!(raw_pyeval::<f64>("Float(2.5)")?, 2.5);
    assert_eq!(raw_pyeval::<String>("Str('x')")?, "x");
    assert_eq!(raw_pyeval::<Vec<i64>>("List([1])")?, [1]);
    assert_eq!(raw_pyeval::<(i64, i64)>("Point(1, 2)")?, (1, 2));
    assert_eq!(raw_pyeval::<HashMap<String, i64>>("collections.OrderedDict(a=1)")?["a"], 1);
    assert_eq!(raw_pyeval::<HashMap<String, i64>>("collections.Counter('aa')")?["a"], 2);
    Ok(())
}

#[test]
fn objects_with_index_and_float_are_numbers() -> Result<()> {
    raw_pyexec(
        "class Index:
    def __index__(self): return 42
class Floating:
    def __float__(self): return 2.5",
    )?;
    assert_eq!(raw_pyeval::<i8>("Index()")?, 42);
    assert_eq!(raw_pyeval::<u64>("Index()")?, 42);
    assert_eq!(raw_pyeval::<u128>("Index()")?, 42);
    assert_eq!(raw_pyeval::<f64>("Index()")?, 42.0);
    assert_eq!(raw_pyeval::<f64>("Floating()")?, 2.5);
    assert_eq!(raw_pyeval::<f32>("Floating()")?, 2.5);
    assert_eq!(raw_pyeval::<f64>("7")?, 7.0);
    assert_eq!(raw_pyeval::<f64>("2 ** 1023")?, 2f64.powi(1023));
    Ok(())
}

#[test]
fn floats_to_the_last_bit() -> Result<()> {
    let least = f64::from_bits(1);
    for value in [0.0, -0.0, 0.1, -1.0, 1e308, f64::MAX, f64::MIN, f64::MIN_POSITIVE, least, f64::EPSILON] {
        let back: f64 = pycall!("float", value)?;
        assert_eq!(back.to_bits(), value.to_bits(), "{value}");
        assert_eq!(raw_pyeval::<f64>(&format!("{value:?}"))?.to_bits(), value.to_bits(), "{value}");
    }
    Ok(())
}

#[test]
fn what_is_no_finite_float() -> Result<()> {
    assert_eq!(raw_pyeval::<f64>("float('inf')")?, f64::INFINITY);
    assert_eq!(raw_pyeval::<f64>("float('-inf')")?, f64::NEG_INFINITY);
    assert!(raw_pyeval::<f64>("float('nan')")?.is_nan());
    assert_eq!(raw_pyeval::<f32>("float('-inf')")?, f32::NEG_INFINITY);
    assert!(raw_pyeval::<f32>("float('nan')")?.is_nan());
    for (value, shown) in
        [(f64::INFINITY, "inf"), (f64::NEG_INFINITY, "-inf"), (f64::NAN, "nan"), (-0.0, "-0.0")]
    {
        shows(value, shown);
        shows(value as f32, shown);
    }
    Ok(())
}

#[test]
fn single_floats() -> Result<()> {
    for value in [0.0f32, -0.0, 0.1, 1.5, f32::MAX, f32::MIN, f32::MIN_POSITIVE, f32::from_bits(1)] {
        let back: f32 = pycall!("float", value)?;
        assert_eq!(back.to_bits(), value.to_bits(), "{value}");
    }
    shows(0.1f32, "0.10000000149011612");
    assert_eq!(raw_pyeval::<f32>("0.1")?, 0.1);
    assert_eq!(raw_pyeval::<f32>("1e-60")?, 0.0);
    assert_eq!(raw_pyeval::<f32>("3.4028235e38")?, f32::MAX);
    Ok(())
}

#[test]
fn text_with_every_kind_of_character() {
    both_ways(String::new(), "''");
    both_ways(String::from("nul \0 inside"), r"'nul \x00 inside'");
    both_ways(String::from("é ß 日本 🐍"), r"'\xe9 \xdf \u65e5\u672c \U0001f40d'");
    both_ways(String::from("'single' \"double\" \\"), r#"'\'single\' "double" \\'"#);
    both_ways(String::from("one\r\ntwo\nthree\rfour\t"), r"'one\r\ntwo\nthree\rfour\t'");
    both_ways(String::from("\u{10ffff}\u{ffff}\u{7f}\u{80}\u{feff}"), r"'\U0010ffff\uffff\x7f\x80\ufeff'");
    both_ways("x".repeat(100_000), &format!("'{}'", "x".repeat(100_000)));
    shows("borrowed", "'borrowed'");
    shows(Cow::Borrowed("cow"), "'cow'");
}

#[test]
fn characters() {
    for (character, shown) in [('a', "'a'"), ('\0', r"'\x00'"), ('ß', r"'\xdf'"), ('🐍', r"'\U0001f40d'")]
    {
        both_ways(character, shown);
    }
}

#[test]
fn lists() {
    both_ways(Vec::<i64>::new(), "[]");
    both_ways(vec![vec![1u16], vec![], vec![2, 3]], "[[1], [], [2, 3]]");
    both_ways([1.5, 2.5], "[1.5, 2.5]");
    both_ways([(); 0], "[]");
    shows(&[1, 2][..], "[1, 2]");
    shows(vec![(1, "a"), (2, "b")], "[(1, 'a'), (2, 'b')]");
    both_ways((0..100_000).collect::<Vec<i64>>(), &format!("{:?}", (0..100_000).collect::<Vec<i64>>()));
}

#[test]
fn every_sequence_becomes_a_vec() -> Result<()> {
    raw_pyexec(
        "import array, collections
class Squares:
    def __len__(self): return 3
    def __getitem__(self, index):
        if index >= 3: raise IndexError
        return index * index",
    )?;
    assert_eq!(raw_pyeval::<Vec<i64>>("(1, 2)")?, [1, 2]);
    assert_eq!(raw_pyeval::<Vec<i64>>("range(3)")?, [0, 1, 2]);
    assert_eq!(raw_pyeval::<Vec<i64>>("array.array('i', [1, 2])")?, [1, 2]);
    assert_eq!(raw_pyeval::<Vec<i64>>("collections.deque([1, 2])")?, [1, 2]);
    assert_eq!(raw_pyeval::<Vec<i64>>("Squares()")?, [0, 1, 4]);
    assert_eq!(raw_pyeval::<[i64; 2]>("(1, 2)")?, [1, 2]);
    Ok(())
}

#[test]
fn tuples() {
    both_ways((1,), "(1,)");
    both_ways((1, 2.5), "(1, 2.5)");
    both_ways((1, (2, ("x".to_owned(),))), "(1, (2, ('x',)))");
    both_ways((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), "(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)");
}

#[test]
fn maps() {
    let map = BTreeMap::from([("a".to_owned(), vec![1]), ("b".to_owned(), vec![])]);
    both_ways(map, "{'a': [1], 'b': []}");
    both_ways(BTreeMap::from([((1, 2), Some(true)), ((3, 4), None)]), "{(1, 2): True, (3, 4): None}");
    both_ways(HashMap::from([(1, 2)]), "{1: 2}");
    both_ways(HashMap::<String, i64>::new(), "{}");
    let many: HashMap<i64, String> = (0..1000).map(|number| (number, number.to_string())).collect();
    let back: HashMap<i64, String> = pycall!("dict", many).expect("it converts");
    assert_eq!(back, many);
}

#[test]
fn every_mapping_becomes_a_map() -> Result<()> {
    raw_pyexec("import collections, types")?;
    let map = BTreeMap::from([("a".to_owned(), 1)]);
    assert_eq!(raw_pyeval::<BTreeMap<String, i64>>("types.MappingProxyType({'a': 1})")?, map);
    assert_eq!(raw_pyeval::<BTreeMap<String, i64>>("collections.ChainMap({'a': 1})")?, map);
    assert_eq!(raw_pyeval::<BTreeMap<String, i64>>("collections.UserDict(a=1)")?, map);
    Ok(())
}

#[test]
fn pointers_are_what_they_hold() {
    let (number, mut text) = (5, String::from("x"));
    let twice = &&number;
    shows(twice, "5");
    shows(&mut text, "'x'");
    shows(Box::new(number), "5");
    shows(Rc::new(vec![1]), "[1]");
    shows(Arc::<str>::from("x"), "'x'");
    shows(&number as &dyn ToPython, "5");
}

#[test]
fn objects_are_themselves() -> Result<()> {
    let object: PyObject = raw_pyeval("object()")?;
    let back: PyObject = pycall!("lambda x: x", object)?;
    assert!(back.is(&object));
    let (same, none): (PyObject, Option<PyObject>) = pycall!("lambda x: (x, None)", object)?;
    assert!(same.is(&object) && none.is_none());
    assert!(pycall!("lambda x, y: x is y", object, &object => bool)?);
    Ok(())
}

/// A value that shows its makers all containers that Python knows, when it is converted.
struct Curious(i64);

impl ToPython for Curious {
    fn to_python(&self, py: Python<'_>) -> py4rs::Result<PyObject> {
        raw_pyexec("import gc; seen.append([x for x in gc.get_objects() if type(x) in (list, tuple)])")?;
        self.0.to_python(py)
    }
}

#[test]
fn code_that_looks_for_unfinished_containers_finds_none() -> py4rs::Result<()> {
    raw_pyexec("seen = []")?;
    let tuple: (i64, i64) = pycall!("lambda t: t", (Curious(1), Curious(2)))?;
    let list: Vec<i64> = pycall!("lambda l: l", [Curious(3), Curious(4)])?;
    assert_eq!((tuple, list), ((1, 2), vec![3, 4]));
    // A container with a hole in it could not be hashed, shown or compared.
    assert!(raw_pyeval::<bool>("all(x == x for found in seen for x in found)")?);
    raw_pyexec("del seen")
}
