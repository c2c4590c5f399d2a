//! Expressions as `chain!` reads them, and as Python's own `eval` does: they give the same.
//!
//! Where both have one syntax the text is written once; where Rust's differs, in slices and with Rust values, Python's
//! stands beside it.

use py4rs::Result;
use py4rs::prelude::*;

const PRELUDE: &str = "
import math, os
from operator import neg
text = 'hello world'
numbers = [1, 4, 2, 8]
table = {'a': 1, 'b': {'c': [5, 6]}, (1, 2): 'tuple', True: 'true', None: 'none', 2.5: 'float'}
class Nested:
    class Inner:
        def __init__(self, value=0): self.value = value
        def double(self): return Nested.Inner(2 * self.value)
        def __repr__(self): return f'Inner({self.value})'
    def __init__(self, depth): vars(self).update(zip('abc', 3 * [depth and Nested(depth - 1)]))
    def method(self, *args, **kwargs): return args, kwargs
    def me(self): return self
    def __getitem__(self, key): return ('item', key)
    def __call__(self, *args, **kwargs): return ('call', args, kwargs)
    def __repr__(self): return 'Nested'
    functions = [lambda x: x + 1, lambda x, y: (x, y)]
nested = Nested(4)
nested.type, nested.match = 'type', Nested(0)
nested.match.self = 'self'
";

/// Evaluates each expression in both ways; the text of those that differ.
macro_rules! differences {
    ($values:ident: $([$($chain:tt)*] $(as $python:literal)?;)*) => {{
        let mut all = Vec::new();
        $({
            let texts = [$($python,)? stringify!($($chain)*)];
            all.push((texts[0], $values!($($chain)*)));
        })*
        all
    }};
}

#[test]
fn chains_mean_what_python_means() -> Result<()> {
    raw_pyexec(PRELUDE)?;
    let (i, numbers) = (1, vec![1, 4, 2, 8]);
    macro_rules! value {
        ($($chain:tt)*) => { chain!($($chain)* => PyObject) };
    }
    let all = differences! { value:
        ["hello world".upper()];
        ["hello world".title().swapcase()];
        ["hello {0}".format("world").capitalize()];
        ["{0}-{1}-{a}".format(1, 2.5, a = "x")];
        ["a,b,,c".split(",")];
        ["a,b,,c".split(",", 1)];
        ["a,b,,c".split(sep = ",", maxsplit = 2)];
        ["a,b,,c".rsplit(",", maxsplit = 1)[0]];
        [" padded ".strip().center(20, "*")];
        ["abc"[0]];
        ["abc"[-1]];
        ["abc"[1].upper()];
        ["abc".join(["x", "y", "z"])];
        [",".join(("x", "y"))];
        ["".join([])];
        ["x".zfill(5).replace("0", "ab", 3)];
        ["Hello".encode()];
        ["Hello".encode("utf-16-le").hex()];
        ["naïve größe 日本 🐍".upper()];
        ["naïve größe 日本 🐍"[-1]];
        ["naïve größe 日本 🐍".encode()];
        ["quote \" and ' and \\ back"];
        ["tab\tand\nline".splitlines()];
        ["tab\tand\nline".expandtabs(4)];
        ["abcabc".count("b")];
        ["abcabc".find("c", 3)];
        ["abcabc".index("c")];
        ["abc".isalpha()];
        ["abc".startswith(("x", "a"))];
        ["abc".partition("b")];
        ["%s and %d".__mod__(("one", 2))];
        ["abc".__add__("def").__len__()];
        ["abc".__class__.__name__];
        ["abc".__contains__("b")];
        ["abc".translate(dict.fromkeys([97]))];
        ['x'];
        ['x'.upper()];
        [b"bytes"];
        [b"bytes".decode().upper()];
        [b"\x00\xff"[1]];
        [b"a-b".split(b"-")];
        [1];
        [-1];
        [0];
        [255];
        [1_000_000];
        [10000000000];
        [-10000000000];
        [170141183460469231731687303715884105727];
        [340282366920938463463374607431768211455];
        [-170141183460469231731687303715884105727];
        [1.5];
        [-1.5];
        [1e10];
        [2.5e-3];
        [1.0.is_integer()];
        [2.5.hex()];
        [1.5.as_integer_ratio()];
        [5.bit_length()] as "(5).bit_length()";
        [5.real] as "(5).real";
        [5.numerator.bit_length()] as "(5).numerator.bit_length()";
        [-5.bit_length()] as "-(5).bit_length()";
        [(-5).bit_length()];
        [-(5)];
        [-numbers[0]];
        [-text.count("o")];
        [(5)];
        [(5,)];
        [()];
        [(1, 2, 3)];
        [(1, 2, 3)[0]];
        [(1, 2, 3)[-1]];
        [(1, 2, 3).index(2)];
        [(1, 2, 3).count(4)];
        [(1, (2, 3))[1][0]];
        [(1, "two", 3.5, None, True, [4], (5,))];
        [(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)];
        [(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)];
        [(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)[13]];
        [[]];
        [[1]];
        [[1, 2, 3]];
        [[1, 2, 3,]];
        [[[1, 2], [3, 4]][1][0]];
        [[3, 1, 2].index(1)];
        [[3, 1, 2].__len__()];
        [[(1, "a"), (2, "b")][1][1]];
        [[1, [2, [3, [4]]]][1][1][1][0]];
        [[text.upper(), numbers[0], -numbers[1]]];
        [(text, numbers[0], [numbers[1]])];
        [None];
        [True];
        [False];
        [Ellipsis];
        [...];
        [NotImplemented];
        [None.__class__];
        [True.real];
        [text];
        [text.upper()];
        [text[0]];
        [text[-1].upper().lower()];
        [text.split()[1][0]];
        [text.split()[0].join(["1", "2"])];
        [numbers];
        [numbers[1]];
        [numbers.index(4)];
        [numbers.copy().__len__()];
        [table];
        [table["a"]];
        [table["b"]["c"]];
        [table["b"]["c"][1]];
        [table.get("x")];
        [table.get("x", 5)];
        [table.get("b").get("c")[0]];
        [table[1, 2]];
        [table[(1, 2)]];
        [table[True]];
        [table[None]];
        [table[2.5]];
        [table.keys().__len__()];
        [nested.a];
        [nested.a.b];
        [nested.a.b.c];
        [nested.method()];
        [nested.method(1)];
        [nested.method(1, 2)];
        [nested.method(1, key = 2)];
        [nested.method(key = 2)];
        [nested.method(*[1, 2])];
        [nested.method(*numbers)];
        [nested.method(*numbers, key = 3)];
        [nested.method(1, *(2, 3), **table["b"])];
        [nested.method(**dict.fromkeys(["key"], 4))];
        [nested.method(1, **dict(key = 5))];
        [nested.method(0, *[], *"ab")];
        [nested.method(nested.method(1), nested.a.b.c)];
        [nested.method(nested.method(nested.method()))];
        [nested.method("a", 'b', 1.5, -2, None, (1,), [2])];
        [nested.me().me().me().a.b.c];
        [nested.me().method(1)[0]];
        [nested.functions[0](5)];
        [nested.functions[1](5, y = 6)];
        [nested.functions[0](nested.functions[0](5))];
        [nested["x"]];
        [nested[1]];
        [nested[1, 2]];
        [nested[1,]];
        [nested[...]];
        [nested[..., 1]];
        [nested[1, ..., 2]];
        [nested[()]];
        [nested["x"][0]];
        [nested[nested[1]]];
        [nested[text.index("w")]];
        [nested[text, numbers[0]]];
        [nested[-1, -2.5]];
        [nested[slice(1, 2, 3)]];
        [nested[slice(None)]];
        [nested[slice(None, 5), 1]];
        [nested(1)];
        [nested(1, key = 2)];
        [nested()];
        [nested().__len__()];
        [nested.Inner];
        [nested.Inner()];
        [nested.Inner(5).value];
        [nested.Inner(value = 6).value];
        [nested.Inner(5).double().double().value];
        [nested.type];
        [nested.match.self];
        [len("abc")];
        [len([1, 2, 3])];
        [len(text.split())];
        [max(1, 5, 3)];
        [max(numbers)];
        [max([1, 5, 3], key = neg)];
        [max(*numbers)];
        [min(numbers, default = 0)];
        [min([], default = None)];
        [sum([1, 2, 3], 10)];
        [sum(numbers)];
        [sorted([3, 1, 2])];
        [sorted([3, 1, 2], reverse = True)];
        [sorted(numbers, key = neg)[0]];
        [sorted(text.split(), key = len, reverse = True)[0].upper()];
        [list("abc")];
        [list(range(5))];
        [list(range(1, 10, 3))];
        [list(reversed([1, 2, 3]))];
        [list(zip([1, 2], "ab"))];
        [list(map(str, numbers))];
        [list(map(len, text.split()))];
        [list(filter(None, [0, 1, "", "x"]))];
        [list(enumerate("ab", start = 1))];
        [tuple(numbers)];
        [set([1, 1, 1])];
        [frozenset([2])];
        [dict(a = 1, b = [2])];
        [dict([("a", 1), ("b", 2)])["b"]];
        [dict(zip("ab", [1, 2]))];
        [str(5)];
        [str(1.5).split(".")];
        [repr("it's")];
        [int("42")];
        [int("ff", 16)];
        [int("ff", base = 16).bit_length()];
        [float("1.5")];
        [complex(1, -2)];
        [complex(1, -2).conjugate().imag];
        [bool([])];
        [abs(-5)];
        [abs(-2.5)];
        [round(2.567, 2)];
        [round(number = 7.5)];
        [divmod(17, 5)];
        [divmod(17, 5)[1]];
        [pow(2, 10)];
        [pow(2, 10, 1000)];
        [chr(97).upper()];
        [ord("a")];
        [hex(255)];
        [type(5)];
        [type(5).__name__];
        [type("T", (), dict(x = 1)).x];
        [isinstance(5, int)];
        [isinstance(5, (str, int))];
        [issubclass(bool, int)];
        [getattr(nested, "a").b.c];
        [getattr(nested, "missing", 7)];
        [hasattr(nested, "a")];
        [callable(len)];
        [iter([1, 2]).__next__()];
        [math.pi];
        [math.hypot(3, 4)];
        [math.gcd(12, 18).bit_length()];
        [math.floor(-2.5)];
        [os.path.join("a", "b")];
        [os.path.split("a/b")[1]];
        ["abcdef"[1..3]] as r#""abcdef"[1:3]"#;
        ["abcdef"[1..]] as r#""abcdef"[1:]"#;
        ["abcdef"[..3]] as r#""abcdef"[:3]"#;
        ["abcdef"[..]] as r#""abcdef"[:]"#;
        ["abcdef"[..-1]] as r#""abcdef"[:-1]"#;
        ["abcdef"[-3..-1]] as r#""abcdef"[-3:-1]"#;
        ["abcdef"[1..=3]] as r#""abcdef"[1:4]"#;
        ["abcdef"[..=0]] as r#""abcdef"[:1]"#;
        ["abcdef"[2..=-1]] as r#""abcdef"[2:]"#;
        ["abcdef"[2..=-2]] as r#""abcdef"[2:-1]"#;
        ["abcdef"[..=-1]] as r#""abcdef"[:]"#;
        ["abcdef"[5..2]] as r#""abcdef"[5:2]"#;
        ["abcdef"[0..100]] as r#""abcdef"[0:100]"#;
        ["abcdef"[slice(0, 6, 2)]] as r#""abcdef"[0:6:2]"#;
        ["abcdef"[slice(None, None, -1)]] as r#""abcdef"[::-1]"#;
        ["abcdef"[1..][1..][0]] as r#""abcdef"[1:][1:][0]"#;
        [numbers[1..]] as r#"numbers[1:]"#;
        [numbers[numbers[0]..]] as r#"numbers[numbers[0]:]"#;
        [numbers[..len(numbers)]] as r#"numbers[:len(numbers)]"#;
        [numbers[-len("ab")..]] as r#"numbers[-len("ab"):]"#;
        [text[text.index("w")..]] as r#"text[text.index("w"):]"#;
        [text[text.index("w")..=-1].upper()] as r#"text[text.index("w"):].upper()"#;
        [text.split()[0][1..3]] as r#"text.split()[0][1:3]"#;
        [[1, 2, 3, 4][1..3]] as r#"[1, 2, 3, 4][1:3]"#;
        [(1, 2, 3, 4)[..2]] as r#"(1, 2, 3, 4)[:2]"#;
        [nested[.., 0]] as r#"nested[:, 0]"#;
        [nested[1..2, ..]] as r#"nested[1:2, :]"#;
        [nested[1..2, ..3, 4..]] as r#"nested[1:2, :3, 4:]"#;
        [nested[..=3, 0]] as r#"nested[:4, 0]"#;
        [nested[..,]] as r#"nested[:,]"#;
        [nested[..., ..]] as r#"nested[..., :]"#;
        [nested[1.., ...]] as r#"nested[1:, ...]"#;
        [nested["a".."b"]] as r#"nested["a":"b"]"#;
        [nested[1.5..2.5]] as r#"nested[1.5:2.5]"#;
        [nested[None..5]] as r#"nested[None:5]"#;
        [nested[nested.a.b.c..nested.a.b.c]] as r#"nested[nested.a.b.c:nested.a.b.c]"#;
        [nested[(1..2, 3)]] as r#"nested[1:2, 3]"#;
        [nested.method(1..2)] as r#"nested.method(slice(1, 2))"#;
        [nested.method(.., key = 1..)] as r#"nested.method(slice(None), key=slice(1, None))"#;
        [[1..2, ..]] as r#"[slice(1, 2), slice(None)]"#;
        [{"rust"}.upper()] as r#""rust".upper()"#;
        [{numbers}[{i}]] as r#"numbers[1]"#;
        [{numbers}[{i}..{i + 2}]] as r#"numbers[1:3]"#;
        [{numbers}[{i}..={i}]] as r#"numbers[1:2]"#;
        [nested[{i}, {i as f64}, ..{i}]] as r#"nested[1, 1.0, :1]"#;
        [nested.method({i}, *{[1, 2]}, key = {Some("x")})] as r#"nested.method(1, *[1, 2], key="x")"#;
        [nested[{(i, "two")}]] as r#"nested[1, "two"]"#;
        [nested[{..i}]] as r#"nested[:1]"#;
        [len({[1.5, 2.5]})] as r#"len([1.5, 2.5])"#;
        [[{i}, {true}, {()}, {'c'}, {vec![1, 2]}]] as r#"[1, True, None, "c", [1, 2]]"#;
        [true] as r#"True"#;
        [[false, true]] as r#"[False, True]"#;
        ["math.hypot"(3, 4)] as r#"math.hypot(3, 4)"#;
        ["lambda x: x * 2"(21)] as r#"(lambda x: x * 2)(21)"#;
        [r#type(5)] as r#"type(5)"#;
        [nested.r#match.self] as r#"nested.match.self"#;
        ["a".upper().lower().upper().lower().upper().lower()] as r#""a".upper().lower().upper().lower().upper().lower()"#;
    };
    assert!(all.len() >= 200, "{}", all.len());
    for (text, chained) in all {
        let shown = |value: &PyObject| pycall!("lambda x: f'{type(x).__name__} {x!r}'", value => String);
        let expected = raw_pyeval::<PyObject>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let chained = chained.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(shown(&chained)?, shown(&expected)?, "{text}");
    }
    Ok(())
}
