//! Values beyond numbers, text and containers that every program has: bytes, sets, times, paths, ranges, boxes.

mod values;

use py4rs::prelude::*;
use py4rs::{Bytes, Pairs, Result};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::ffi::{OsStr, OsString};
use std::num::{NonZeroI128, NonZeroU8, Saturating, Wrapping};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use values::{both_ways, error, gives, raises, says, shows};

#[test]
fn bytes_are_bytes() {
    both_ways(Bytes(b"a\0\xff".to_vec()), r"b'a\x00\xff'");
    both_ways(Bytes::default(), "b''");
    both_ways(b"a\0\xff".to_vec(), r"b'a\x00\xff'");
    both_ways([vec![1u8, 2], vec![]], r"[b'\x01\x02', b'']");
    both_ways(*b"abc", "b'abc'");
    both_ways(HashMap::from([(Bytes(vec![65]), 1)]), "{b'A': 1}");
    shows(&b"abc"[..], "b'abc'");
    shows(Cow::Borrowed(&b"abc"[..]), "b'abc'");
    for code in ["b'abc'", "bytearray(b'abc')", "memoryview(b'abc')", "memoryview(bytearray(b'xabcx'))[1:4]"]
    {
        gives(code, Bytes::from(&b"abc"[..]));
        gives(code, b"abc".to_vec());
        gives(code, Box::<[u8]>::from(&b"abc"[..]));
    }
}

#[test]
fn what_is_bytes_and_what_is_numbers() {
    gives("[97, 98]", b"ab".to_vec());
    gives("(97, 98)", *b"ab");
    says::<Vec<u8>>("[97, 'b']", "u8", "str 'b'", "list[1]");
    says::<Vec<u8>>("'ab'", "list", "str 'ab'", "");
    says::<Bytes>("[97, 98]", "bytes", "list [97, 98]", "");
    says::<Bytes>("'ab'", "bytes", "str 'ab'", "");
    says::<[u8; 2]>("b'abc'", "sequence of 2 items", "one of 3", "");
    says::<Vec<i64>>("b'ab'", "list", "bytes b'ab'", "");
    says::<VecDeque<i64>>("bytearray(b'ab')", "list", "bytearray bytearray(b'ab')", "");
    assert_eq!(error::<Bytes>("memoryview(b'abcd')[::2]").expected(), "bytes that lie side by side");
    assert_eq!(error::<Bytes>("memoryview(b'abcd').cast('h')").expected(), "bytes of one byte each");
}

#[test]
fn sets() {
    both_ways(HashSet::from([5]), "{5}");
    both_ways(BTreeSet::from(["x".to_owned()]), "{'x'}");
    both_ways(HashSet::<String>::new(), "set()");
    gives("frozenset([1, 2])", BTreeSet::from([1, 2]));
    gives("{(1, 'a'), (2, 'b')}", HashSet::from([(1, 'a'), (2, 'b')]));
    says::<HashSet<i64>>("[1]", "set", "list [1]", "");
    says::<BTreeSet<i64>>("{1: 2}", "set", "dict {1: 2}", "");
    says::<BTreeSet<u8>>("{300}", "u8 (0 to 255)", "int 300", "set, member 300");
    says::<Vec<BTreeSet<u8>>>("[{300}]", "u8 (0 to 255)", "int 300", "list[0], member 300");
    let unhashable = pycall!("len", BTreeSet::from([vec![1]]) => usize);
    assert!(matches!(unhashable, Err(Error::Python(raised)) if raised.type_name() == "TypeError"));
}

#[test]
fn dicts_in_their_order() {
    let pairs = |entries: &[(&str, i64)]| -> Pairs<String, i64> {
        entries.iter().map(|(key, value)| (key.to_string(), *value)).collect()
    };
    both_ways(pairs(&[("z", 1), ("a", 2), ("é", 3)]), r"{'z': 1, 'a': 2, '\xe9': 3}");
    both_ways(pairs(&[]), "{}");
    raw_pyexec("import collections\nod = collections.OrderedDict(a=1, b=2); od.move_to_end('a')")
        .expect("runs");
    gives("od", pairs(&[("b", 2), ("a", 1)]));
    both_ways(Pairs(vec![((1, "x".to_owned()), vec![1.5])]), "{(1, 'x'): [1.5]}");
}

#[test]
fn other_sequences() {
    both_ways(VecDeque::from([1, 2, 3]), "[1, 2, 3]");
    both_ways(Box::<[i64]>::from([1, 2]), "[1, 2]");
    both_ways(Rc::<[String]>::from(["x".to_owned()]), "['x']");
    both_ways(Vec::<[u16; 2]>::new(), "[]");
}

#[test]
fn boxes_are_what_they_hold() {
    both_ways(Box::new(5), "5");
    both_ways(Rc::new(vec![1]), "[1]");
    both_ways(Arc::new(None::<i64>), "None");
    both_ways(Box::<str>::from("x"), "'x'");
    both_ways(Arc::<str>::from("x"), "'x'");
    both_ways(Cow::<str>::Owned("x".to_owned()), "'x'");
    both_ways(Cow::<[i64]>::Owned(vec![1]), "[1]");
    both_ways(Wrapping(5u8), "5");
    both_ways(Saturating(-5i64), "-5");
    says::<Wrapping<u8>>("256", "u8 (0 to 255)", "int 256", "");
    both_ways(NonZeroU8::MAX, "255");
    both_ways(NonZeroI128::MIN, &i128::MIN.to_string());
    says::<NonZeroU8>("0", "u8 that is not 0", "int 0", "");
}

#[test]
fn ranges() {
    both_ways(0..10, "range(0, 10)");
    both_ways(-5i8..5, "range(-5, 5)");
    both_ways(0..=10, "range(0, 11)");
    both_ways(u64::MAX - 1..=u64::MAX, "range(18446744073709551614, 18446744073709551616)");
    assert_eq!(pycall!("sum", 0..5 => i64).expect("it converts"), 10);
    gives("range(5)", vec![0, 1, 2, 3, 4]);
    says::<std::ops::Range<i64>>("range(0, 10, 2)", "range of step 1", "range range(0, 10, 2)", "");
    says::<std::ops::Range<i64>>("slice(0, 10)", "range of step 1", "slice slice(0, 10, None)", "");
    says::<std::ops::Range<u8>>("range(0, 256)", "u8 (0 to 255)", "int 256", "");
}

#[test]
fn durations() {
    both_ways(
        Duration::new(90_061, 500_000_000),
        dated("datetime.timedelta(days=1, seconds=3661, microseconds=500000)"),
    );
    gives(dated("datetime.timedelta(microseconds=1)"), Duration::from_micros(1));
    gives(dated("datetime.timedelta.max"), Duration::new(86_399_999_999_999, 999_999_000));
    shows(Duration::from_nanos(1_999), "datetime.timedelta(microseconds=1)");
    says::<Duration>(
        dated("datetime.timedelta(-1)"),
        "timedelta of 0 or more",
        "timedelta datetime.timedelta(days=-1)",
        "",
    );
    says::<Duration>("5", "timedelta", "int 5", "");
    let far = pycall!("str", Duration::MAX => String);
    assert!(
        matches!(far, Err(Error::Conversion(error)) if error.expected() == "timedelta of at most 999999999 days")
    );
}

/// Code that needs `datetime`.
fn dated(code: &str) -> &str {
    import_module("datetime").expect("it is there");
    code
}

#[test]
fn moments() {
    let utc = dated("tzinfo=datetime.timezone.utc");
    both_ways(UNIX_EPOCH, &format!("datetime.datetime(1970, 1, 1, 0, 0, {utc})"));
    let later = UNIX_EPOCH + Duration::new(1_700_000_000, 123_456_000);
    both_ways(later, &format!("datetime.datetime(2023, 11, 14, 22, 13, 20, 123456, {utc})"));
    both_ways(
        UNIX_EPOCH - Duration::from_micros(1),
        &format!("datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, {utc})"),
    );
    shows(
        UNIX_EPOCH - Duration::from_nanos(100),
        &format!("datetime.datetime(1969, 12, 31, 23, 59, 59, 999999, {utc})"),
    );
    let east = "tzinfo=datetime.timezone(datetime.timedelta(hours=5, minutes=30))";
    gives(&format!("datetime.datetime(1970, 1, 1, 5, 30, {east})"), UNIX_EPOCH);
    says::<SystemTime>(
        "datetime.datetime(1970, 1, 1)",
        "datetime with a time zone",
        "datetime datetime.datetime(1970, 1, 1, 0, 0)",
        "",
    );
    says::<SystemTime>("datetime.date(1970, 1, 1)", "datetime", "date datetime.date(1970, 1, 1)", "");
    gives(&format!("datetime.datetime(1, 1, 1, {utc})"), UNIX_EPOCH - Duration::from_secs(62_135_596_800));
}

#[test]
fn paths() -> Result<()> {
    import_module("pathlib")?;
    let path = PathBuf::from("a/ü/b.txt");
    assert!(pycall!("lambda p: p == pathlib.Path('a', 'ü', 'b.txt')", &path => bool)?);
    for code in [
        "pathlib.Path('a/ü/b.txt')",
        "'a/ü/b.txt'",
        "'a/ü/b.txt'.encode()",
        "pathlib.PurePosixPath('a/ü/b.txt')",
    ] {
        gives(code, path.clone());
    }
    assert_eq!(pycall!("lambda p: p.name", Path::new("x/y") => String)?, "y");
    raw_pyexec(
        "class Path:\n    def __fspath__(self): return 'of an object'\nclass Bad:\n    def __fspath__(self): return 5",
    )?;
    gives("Path()", PathBuf::from("of an object"));
    assert_eq!(raises::<PathBuf>("Bad()"), "TypeError");
    says::<PathBuf>("5", "path", "int 5", "");
    says::<PathBuf>("Path", "path", "type <class '__main__.Path'>", "");
    Ok(())
}

#[test]
fn text_of_the_system() {
    both_ways(OsString::from("a\0ü🐍"), r"'a\x00\xfc\U0001f40d'");
    says::<OsString>("b'x'", "str", "bytes b'x'", "");
    says::<OsString>("5", "str", "int 5", "");
    shows(OsStr::new("x"), "'x'");
}

#[cfg(unix)]
#[test]
fn bytes_that_are_no_text_survive_in_text_of_the_system() -> Result<()> {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    both_ways(OsString::from_vec(b"caf\xe9 \xff".to_vec()), r"'caf\udce9 \udcff'");
    let path = PathBuf::from(OsString::from_vec(b"dir/caf\xe9".to_vec()));
    let back: PathBuf = pycall!("lambda p: p", &path)?;
    assert_eq!(back, path);
    gives(r"b'dir/caf\xe9'", path.clone());
    import_module("os")?;
    assert_eq!(pycall!("os.fsencode", &path => Bytes)?.0, path.as_os_str().as_bytes());
    says::<OsString>(r"'ab\ud800'", "str that is Unicode text", "a lone surrogate, U+D800, at index 2", "");
    Ok(())
}

#[test]
fn members_of_enums_are_what_they_extend() -> Result<()> {
    raw_pyexec(
        "import enum
class Color(enum.IntEnum): RED = 1
class Flags(enum.IntFlag): A = 1; B = 2
class Name(str, enum.Enum): X = 'x'
class Plain(enum.Enum): X = 1",
    )?;
    gives("Color.RED", 1u8);
    gives("[Color.RED, 2]", vec![1, 2]);
    gives("Flags.A | Flags.B", 3i64);
    gives("Name.X", "x".to_owned());
    gives("{Name.X: Color.RED}", HashMap::from([("x".to_owned(), 1)]));
    says::<i64>("Plain.X", "i64", "Plain <Plain.X: 1>", "");
    Ok(())
}

#[test]
fn containers_of_containers() {
    both_ways(
        BTreeMap::from([((1, "a".to_owned()), vec![Some(Bytes(vec![1])), None])]),
        r"{(1, 'a'): [b'\x01', None]}",
    );
    both_ways(
        vec![(HashSet::from([1]), Box::new(0..2), Duration::ZERO)],
        dated("[({1}, range(0, 2), datetime.timedelta(0))]"),
    );
}

#[test]
fn an_iterator_is_no_list() {
    assert_eq!(error::<Vec<i64>>("iter([])").expected(), "list");
    assert_eq!(error::<Vec<i64>>("{}.keys()").expected(), "list");
}
