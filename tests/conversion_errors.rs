//! Values that cannot cross: the error says what was expected, what came and where.

mod values;

use py4rs::prelude::*;
use py4rs::{ConversionError, FromPython, Result};
use std::collections::{BTreeMap, HashMap};
use values::{error, raises, says};

#[test]
fn integers_out_of_range() {
    says::<u8>("256", "u8 (0 to 255)", "int 256", "");
    says::<u8>("-1", "u8 (0 to 255)", "int -1", "");
    says::<i8>("-129", "i8 (-128 to 127)", "int -129", "");
    says::<i16>("32768", "i16 (-32768 to 32767)", "int 32768", "");
    says::<u16>("65536", "u16 (0 to 65535)", "int 65536", "");
    says::<i32>("2 ** 31", "i32 (-2147483648 to 2147483647)", "int 2147483648", "");
    says::<u32>("-5", "u32 (0 to 4294967295)", "int -5", "");
    let signed = "i64 (-9223372036854775808 to 9223372036854775807)";
    says::<i64>("2 ** 63", signed, "int 9223372036854775808", "");
    says::<i64>("-2 ** 63 - 1", signed, "int -9223372036854775809", "");
    let unsigned = "u64 (0 to 18446744073709551615)";
    says::<u64>("2 ** 64", unsigned, "int 18446744073709551616", "");
    says::<u64>("-1", unsigned, "int -1", "");
    says::<usize>("-1", "usize (0 to 18446744073709551615)", "int -1", "");
    let wide = format!("i128 ({} to {})", i128::MIN, i128::MAX);
    says::<i128>("2 ** 127", &wide, "int 170141183460469231731687303715884105728", "");
    says::<i128>("-2 ** 127 - 1", &wide, "int -170141183460469231731687303715884105729", "");
    let wide = format!("u128 (0 to {})", u128::MAX);
    says::<u128>("2 ** 128", &wide, "int 340282366920938463463374607431768211456", "");
    says::<u128>("-1", &wide, "int -1", "");
}

#[test]
fn floats_out_of_range() {
    says::<f32>("1e39", "f32 (-3.4028235e38 to 3.4028235e38)", "float 1e+39", "");
    let error = error::<f64>("10 ** 400");
    assert!(error.expected().starts_with("f64") && error.got().starts_with("int 1000"), "{error}");
}

#[test]
fn values_of_the_wrong_kind() {
    says::<Vec<()>>("[0]", "None", "int 0", "list[0]");
    says::<bool>("1", "bool", "int 1", "");
    says::<bool>("None", "bool", "None", "");
    says::<i64>("2.0", "i64", "float 2.0", "");
    says::<u128>("2.0", "u128", "float 2.0", "");
    says::<i64>("'5'", "i64", "str '5'", "");
    says::<i64>("None", "i64", "None", "");
    says::<f64>("'5'", "float", "str '5'", "");
    says::<f64>("1j", "float", "complex 1j", "");
    says::<Option<i64>>("''", "i64", "str ''", "");
    says::<String>("5", "str", "int 5", "");
    says::<String>("b'x'", "str", "bytes b'x'", "");
    says::<char>("'ab'", "str of one character", "str 'ab'", "");
    says::<char>("''", "str of one character", "str ''", "");
    says::<char>("5", "str of one character", "int 5", "");
    says::<Vec<i64>>("5", "list", "int 5", "");
    says::<HashMap<String, i64>>("[]", "dict", "list []", "");
    says::<BTreeMap<String, i64>>("5", "dict", "int 5", "");
}

#[test]
fn text_bytes_sets_and_dicts_are_no_lists() {
    says::<Vec<String>>("'abc'", "list", "str 'abc'", "");
    says::<Vec<i8>>("b'abc'", "list", "bytes b'abc'", "");
    says::<Vec<i64>>("bytearray(b'abc')", "list", "bytearray bytearray(b'abc')", "");
    says::<Vec<i64>>("{1}", "list", "set {1}", "");
    says::<Vec<String>>("{'a': 1}", "list", "dict {'a': 1}", "");
    says::<HashMap<i64, i64>>("'abc'", "dict", "str 'abc'", "");
}

#[test]
fn sequences_of_the_wrong_length() {
    says::<(i64, i64)>("(1, 2, 3)", "tuple of 2 items", "tuple (1, 2, 3)", "");
    says::<(i64,)>("()", "tuple of 1 item", "tuple ()", "");
    says::<(i64, i64)>("[1, 2]", "tuple of 2 items", "list [1, 2]", "");
    says::<[i64; 2]>("[1, 2, 3]", "sequence of 2 items", "one of 3", "");
}

#[test]
fn surrogates_that_stand_alone() {
    let got = "a lone surrogate, U+D800, at index 2";
    says::<String>(r"'ab\ud800c'", "str that is Unicode text", got, "");
    says::<String>(
        r"'\U0001f40d\udfff'",
        "str that is Unicode text",
        "a lone surrogate, U+DFFF, at index 1",
        "",
    );
    says::<char>(
        r"'\ud83d'",
        "str of one character that is Unicode text",
        "a lone surrogate, U+D83D, at index 0",
        "",
    );
    says::<Vec<String>>(r"['a', 'ab\ud800c']", "str that is Unicode text", got, "list[1]");
}

#[test]
fn the_place_in_a_container() {
    let byte = "u8 (0 to 255)";
    says::<Vec<u8>>("[1, 2, 3, 300]", byte, "int 300", "list[3]");
    says::<Vec<Vec<u8>>>("[[], [300]]", byte, "int 300", "list[1][0]");
    says::<[u8; 2]>("[1, 300]", byte, "int 300", "list[1]");
    says::<Vec<u8>>("(1, 300)", byte, "int 300", "tuple[1]");
    says::<Vec<u8>>("range(255, 257)", byte, "int 256", "sequence[1]");
    says::<(u8, u8)>("(1, 300)", byte, "int 300", "tuple[1]");
    says::<(u8, (u8, u8))>("(1, (2, 'x'))", "u8", "str 'x'", "tuple[1][1]");
    says::<HashMap<String, u8>>("{'a': 300}", byte, "int 300", "dict['a']");
    says::<BTreeMap<i64, Vec<u8>>>("{5: [1, 300]}", byte, "int 300", "dict[5][1]");
    says::<HashMap<u8, i64>>("{300: 1}", byte, "int 300", "dict, key 300");
    says::<Vec<HashMap<u8, i64>>>("[{300: 1}]", byte, "int 300", "list[0], key 300");
    says::<Vec<(String, Option<u8>)>>("[('a', None), ('b', 256)]", byte, "int 256", "list[1][1]");
}

#[test]
fn what_came_is_shortened_and_never_fails() -> Result<()> {
    raw_pyexec("class Silent:\n    def __repr__(self): raise ValueError('no')")?;
    assert_eq!(error::<i64>("Silent()").got(), "Silent <unprintable Silent object>");
    assert_eq!(error::<i64>("'x' * 1000").got(), format!("str '{}...", "x".repeat(59)));
    assert_eq!(error::<i64>("'é' * 1000").got(), format!("str '{}...", "é".repeat(59)));
    assert_eq!(error::<i64>(r"'\ud800'").got(), r"str '\ud800'");
    Ok(())
}

#[test]
fn an_exception_of_the_values_own_code_comes_through() -> Result<()> {
    raw_pyexec(
        "class Broken:
    def __index__(self): raise KeyError('index')
    def __float__(self): raise LookupError('float')
class Liar:
    def __index__(self): return 'five'
    def __float__(self): return 'five'
class Sequence:
    def __len__(self): return 2
    def __getitem__(self, index): raise OSError('item')
class Mapping(dict.__base__):
    def __getitem__(self, key): raise OSError('item')
    def keys(self): return ['a']
    def items(self): raise OSError('items')",
    )?;
    assert_eq!(raises::<i64>("Broken()"), "KeyError");
    assert_eq!(raises::<u64>("Broken()"), "KeyError");
    assert_eq!(raises::<i128>("Broken()"), "KeyError");
    assert_eq!(raises::<f64>("Broken()"), "LookupError");
    assert_eq!(raises::<Vec<i64>>("[Broken()]"), "KeyError");
    assert_eq!(raises::<i64>("Liar()"), "TypeError");
    assert_eq!(raises::<Vec<i64>>("Sequence()"), "OSError");
    assert_eq!(raises::<HashMap<String, i64>>("Mapping()"), "OSError");
    Ok(())
}

#[test]
fn a_container_that_changes_meanwhile_does_no_harm() -> Result<()> {
    raw_pyexec(
        "class Clear:
    def __init__(self, owner): self.owner = owner
    def __index__(self):
        self.owner.clear()
        return 1
class Grow(Clear):
    def __index__(self):
        if len(self.owner) < 100: self.owner.append(self)
        return 1
shrinking = []; shrinking += [Clear(shrinking) for _ in range(1000)]
growing = []; growing.append(Grow(growing))
clearing = {}; clearing.update((n, Clear(clearing)) for n in range(1000))
nested = []; nested += [[Clear(nested), 2], [3]]",
    )?;
    assert_eq!(pyvalue::<Vec<i64>>("shrinking")?, [1]);
    assert_eq!(pyvalue::<Vec<i64>>("growing")?.len(), 100);
    assert_eq!(pyvalue::<HashMap<i64, i64>>("clearing")?.len(), 1000);
    assert_eq!(pyvalue::<Vec<Vec<i64>>>("nested")?, [[1, 2]]);
    Ok(())
}

#[test]
fn keys_that_cannot_be_keys_are_pythons_own_error() {
    let map = BTreeMap::from([(vec![1], 2)]);
    match pycall!("dict", map => PyObject) {
        Err(Error::Python(error)) => assert!(error.message().contains("unhashable"), "{error}"),
        other => panic!("no exception: {other:?}"),
    }
}

#[test]
fn the_place_of_what_python_cannot_get() {
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    struct Refused;
    impl ToPython for Refused {
        fn to_python(&self, _py: Python<'_>) -> Result<PyObject> {
            Err(ConversionError::described("something better", "this").into())
        }
    }
    let location = |result: Result<()>| match result {
        Err(Error::Conversion(error)) => error.location(),
        other => panic!("no conversion error: {other:?}"),
    };
    assert_eq!(location(set_pyvalue("x", Refused)), "");
    assert_eq!(location(set_pyvalue("x", (1, Refused))), "tuple[1]");
    assert_eq!(location(set_pyvalue("x", [vec![Refused]])), "list[0][0]");
    assert_eq!(location(pycall!("len", 1, (1, [Refused]))), "argument 2, tuple[1][0]");
    assert_eq!(location(pycall!("len", key = HashMap::from([("a", Refused)]))), "argument key, dict['a']");
    assert_eq!(location(pycall!("len", BTreeMap::from([(Refused, 1)]))), "argument 1");
}

#[test]
fn a_types_own_conversion_may_refuse() {
    #[derive(Debug)]
    struct Even;
    impl FromPython for Even {
        fn from_python(object: &PyObject, py: Python<'_>) -> Result<Even> {
            match i64::from_python(object, py)? % 2 {
                0 => Ok(Even),
                _ => Err(ConversionError::new("an even number", object).into()),
            }
        }
    }
    says::<Vec<Even>>("[2, 3]", "an even number", "int 3", "list[1]");
    says::<Even>("'x'", "i64", "str 'x'", "");
}
