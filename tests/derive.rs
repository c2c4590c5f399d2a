//! Derived conversions of structs and enums.

use py4rs::prelude::*;
use py4rs::{Error, Result};
use std::collections::HashMap;
use std::fmt::Debug;

/// Asserts that Python shows a value so, and gives it back, also by way of a `Value`.
#[track_caller]
fn both_ways<T: ToPython + FromPython + PartialEq + Debug>(value: T, shown: &str) {
    assert_eq!(pycall!("repr", &value => String).expect("it is shown"), shown);
    assert_eq!(pycall!("lambda x: x", &value => T).expect("it comes back"), value);
    let untyped: Value = pycall!("lambda x: x", &value).expect("it comes back");
    assert_eq!(untyped.extract::<T>().expect("it comes back"), value);
}

#[track_caller]
fn refused<T: FromPython>(code: &str) -> String {
    match raw_pyeval::<T>(code) {
        Ok(_) => panic!("{code} is refused"),
        Err(error) => error.to_string(),
    }
}

#[derive(ToPython, FromPython, Clone, Debug, PartialEq)]
struct Point {
    x: f64,
    y: f64,
}

#[derive(ToPython, FromPython, Debug, PartialEq)]
struct Line {
    ends: (Point, Point),
    name: Option<String>,
}

#[test]
fn structs_are_dicts() -> Result<()> {
    both_ways(Point { x: 1.0, y: 2.5 }, "{'x': 1.0, 'y': 2.5}");
    let ends = (Point { x: 0.0, y: 0.0 }, Point { x: 1.0, y: 1.0 });
    both_ways(
        Line { ends, name: None },
        "{'ends': ({'x': 0.0, 'y': 0.0}, {'x': 1.0, 'y': 1.0}), 'name': None}",
    );
    // From attributes, from other mappings, from objects that are both.
    raw_pyexec(
        "import types, collections
Named = collections.namedtuple('Named', 'x y')
class Mapping(collections.UserDict): pass
class Computed:
    x = 1
    @property
    def y(self): return self.x * 2
class Raises:
    x = 1
    @property
    def y(self): raise ValueError('no y today')",
    )?;
    for code in [
        "types.SimpleNamespace(x=1, y=2)",
        "Named(1, 2)",
        "Mapping(x=1, y=2)",
        "Computed()",
        "collections.OrderedDict(x=1, y=2)",
    ] {
        assert_eq!(raw_pyeval::<Point>(code)?, Point { x: 1.0, y: 2.0 }, "{code}");
    }
    let Err(Error::Python(error)) = raw_pyeval::<Point>("Raises()") else { panic!("it raises") };
    assert_eq!(error.message(), "no y today");
    Ok(())
}

#[test]
fn errors_name_the_field() {
    assert_eq!(refused::<Point>("{'x': 1}"), "expected Point with a field `y`, got dict {'x': 1}");
    assert_eq!(refused::<Point>("[1, 2]"), "expected Point with a field `x`, got list [1, 2]");
    assert_eq!(refused::<Point>("'text'"), "expected Point with a field `x`, got str 'text'");
    assert_eq!(refused::<Point>("{'x': 1, 'y': None}"), "expected float, got None, at Point.y");
    assert_eq!(
        refused::<Vec<Line>>("[{'name': None, 'ends': ({'x': 1, 'y': 2}, {'x': 1, 'y': 'a'})}]"),
        "expected float, got str 'a', at list[0].ends[1].y"
    );
    assert_eq!(refused::<Pair>("(1, 'a')"), "expected i64, got str 'a', at Pair.1");
    assert_eq!(refused::<Pair>("(1,)"), "expected tuple of 2 items, got tuple (1,)");
    assert_eq!(refused::<Pair>("[1, 2]"), "expected tuple of 2 items, got list [1, 2]");
}

#[derive(ToPython, FromPython, Debug, PartialEq)]
struct Pair(i64, i64);

#[derive(ToPython, FromPython, Debug, PartialEq)]
struct Metres(f64);

#[derive(ToPython, FromPython, Debug, PartialEq)]
struct Nothing;

#[derive(ToPython, FromPython, Debug, PartialEq)]
struct Empty {}

#[derive(ToPython, FromPython, Debug, PartialEq)]
struct Wrapper<T, const N: usize> {
    held: [T; N],
}

#[derive(ToPython)]
struct Borrowed<'a> {
    text: &'a str,
    r#type: &'a [i64],
}

#[test]
fn other_shapes_of_structs() -> Result<()> {
    both_ways(Pair(1, 2), "(1, 2)");
    both_ways(Metres(2.5), "2.5");
    both_ways(Nothing, "None");
    both_ways(Empty {}, "{}");
    both_ways(Wrapper { held: [Metres(1.0), Metres(2.0)] }, "{'held': [1.0, 2.0]}");
    assert_eq!(
        pycall!("repr", Borrowed { text: "a", r#type: &[1] } => String)?,
        "{'text': 'a', 'type': [1]}"
    );
    Ok(())
}

#[derive(ToPython, FromPython, Debug, PartialEq)]
#[py(class = "__main__.Person")]
struct Person {
    name: String,
    #[py(rename = "years")]
    age: u8,
}

#[test]
fn structs_as_instances_of_a_class() -> Result<()> {
    raw_pyexec(
        "import dataclasses
@dataclasses.dataclass
class Person:
    name: str
    years: int = 0",
    )?;
    both_ways(Person { name: "Ada".into(), age: 36 }, "Person(name='Ada', years=36)");
    assert_eq!(raw_pyeval::<Person>("{'name': 'Ada', 'years': 36}")?.age, 36);

    #[derive(ToPython)]
    #[py(class = "fractions.Fraction")]
    struct Fraction {
        numerator: i64,
        denominator: i64,
    }
    // The module is imported when it is needed.
    let half = pycall!("repr", Fraction { numerator: 2, denominator: 4 } => String)?;
    assert_eq!(half, "Fraction(1, 2)");

    #[derive(ToPython)]
    #[py(class = "nowhere.Class")]
    struct Nowhere {
        x: i64,
    }
    let error = pycall!("repr", Nowhere { x: 1 } => String).expect_err("there is no such module");
    assert_eq!(error.as_python().expect("it was raised").type_name(), "ModuleNotFoundError");
    Ok(())
}

mod hex {
    use py4rs::prelude::*;

    pub fn to_python(number: &u64, py: Python<'_>) -> py4rs::Result<PyObject> {
        format!("{number:x}").to_python(py)
    }

    pub fn from_python(object: &PyObject, py: Python<'_>) -> py4rs::Result<u64> {
        let text = String::from_python(object, py)?;
        u64::from_str_radix(&text, 16)
            .map_err(|_| py4rs::ConversionError::new("hexadecimal digits", object).into())
    }
}

fn seven() -> i64 {
    7
}

#[derive(ToPython, FromPython, Debug, PartialEq)]
#[py(rename_all = "camelCase")]
struct Options {
    first_name: String,
    #[py(rename = "ID", with = hex)]
    number: u64,
    #[py(default)]
    more_words: Vec<String>,
    #[py(default = seven)]
    seven: i64,
    #[py(skip)]
    cache: Option<HashMap<u8, u8>>,
    #[py(skip, default = seven)]
    skipped: i64,
}

#[test]
fn names_defaults_skips_and_conversions_of_ones_own() -> Result<()> {
    let options: Options = raw_pyeval("{'firstName': 'Ada', 'ID': 'ff', 'cache': 5}")?;
    let expected = Options {
        first_name: "Ada".into(),
        number: 255,
        more_words: vec![],
        seven: 7,
        cache: None,
        skipped: 7,
    };
    assert_eq!(options, expected);
    both_ways(options, "{'firstName': 'Ada', 'ID': 'ff', 'moreWords': [], 'seven': 7}");
    assert_eq!(
        refused::<Options>("{'firstName': 'Ada', 'ID': 'xyz'}"),
        "expected hexadecimal digits, got str 'xyz', at Options.ID"
    );
    assert_eq!(
        refused::<Options>("{'firstName': 'Ada', 'ID': '1', 'seven': 'x'}"),
        "expected i64, got str 'x', at Options.seven"
    );
    Ok(())
}

#[derive(ToPython, FromPython, Clone, Copy, Debug, PartialEq)]
#[py(rename_all = "kebab-case")]
enum Level {
    VeryLow,
    #[py(rename = "up")]
    High,
}

#[derive(ToPython, FromPython, Debug, PartialEq)]
#[py(enum = "__main__.Color", rename_all = "SCREAMING_SNAKE_CASE")]
enum Color {
    DarkRed,
    Green,
}

#[test]
fn variants_without_data() -> Result<()> {
    both_ways(Level::VeryLow, "'very-low'");
    both_ways(vec![Level::High], "['up']");
    assert_eq!(refused::<Level>("'High'"), "expected Level, one of `very-low`, `up`, got str 'High'");
    assert_eq!(
        refused::<Level>("5"),
        "expected Level: the name of a variant, or a dict of one name and what the variant holds, got int 5"
    );
    raw_pyexec(
        "import enum\nColor = enum.Enum('Color', 'DARK_RED GREEN BLUE')\nOther = enum.Enum('Other', 'GREEN')",
    )?;
    both_ways(Color::DarkRed, "<Color.DARK_RED: 1>");
    assert_eq!(raw_pyeval::<Color>("Color.GREEN")?, Color::Green);
    assert_eq!(
        refused::<Color>("Other.GREEN"),
        "expected member of __main__.Color, got Other <Other.GREEN: 1>"
    );
    assert_eq!(refused::<Color>("'GREEN'"), "expected member of __main__.Color, got str 'GREEN'");
    assert_eq!(
        refused::<Color>("Color.BLUE"),
        "expected Color, one of `DARK_RED`, `GREEN`, got Color <Color.BLUE: 3>"
    );
    Ok(())
}

#[derive(ToPython, FromPython, Debug, PartialEq)]
enum Shape {
    Dot,
    Circle {
        centre: Point,
        radius: f64,
    },
    Square(f64),
    Box(f64, f64),
    #[py(rename = "group")]
    Group(Vec<Shape>),
}

#[derive(ToPython, FromPython, Debug, PartialEq)]
#[py(tag = "kind", rename_all = "lowercase")]
enum Event {
    Quit,
    Key {
        #[py(rename = "code")]
        key: u32,
        #[py(default)]
        shift: bool,
    },
}

#[test]
fn variants_with_data() -> Result<()> {
    both_ways(Shape::Dot, "'Dot'");
    let centre = Point { x: 0.0, y: 1.0 };
    both_ways(
        Shape::Circle { centre, radius: 2.0 },
        "{'Circle': {'centre': {'x': 0.0, 'y': 1.0}, 'radius': 2.0}}",
    );
    both_ways(Shape::Square(1.0), "{'Square': 1.0}");
    both_ways(Shape::Box(1.0, 2.0), "{'Box': (1.0, 2.0)}");
    both_ways(Shape::Group(vec![Shape::Dot, Shape::Group(vec![])]), "{'group': ['Dot', {'group': []}]}");
    both_ways(Event::Quit, "{'kind': 'quit'}");
    both_ways(Event::Key { key: 65, shift: true }, "{'kind': 'key', 'code': 65, 'shift': True}");
    assert_eq!(raw_pyeval::<Event>("{'kind': 'key', 'code': 1}")?, Event::Key { key: 1, shift: false });
    assert_eq!(
        refused::<Shape>("{'Circle': {'centre': {'x': 'a', 'y': 1}, 'radius': 2}}"),
        "expected float, got str 'a', at Shape.Circle.centre.x"
    );
    assert_eq!(refused::<Shape>("{'Square': 'x'}"), "expected float, got str 'x', at Shape.Square");
    assert_eq!(
        refused::<Shape>("'Square'"),
        "expected Shape, one of `Dot`, `Circle`, `Square`, `Box`, `group`, got str 'Square'"
    );
    assert_eq!(refused::<Event>("{'code': 1}"), "expected Event with a field `kind`, got dict {'code': 1}");
    assert_eq!(
        refused::<Event>("{'kind': 'key'}"),
        "expected Event with a field `code`, got dict {'kind': 'key'}"
    );
    assert_eq!(
        refused::<Event>("{'kind': 'x'}"),
        "expected Event, one of `quit`, `key`, got dict {'kind': 'x'}"
    );
    Ok(())
}

#[test]
fn rules_reach_derived_types() -> Result<()> {
    let sum = pythonizer(|point: Point| pycall!("sum", (point.x, point.y)));
    let shown: String = with_pythonizers([sum], || pycall!("repr", vec![Point { x: 1.0, y: 2.0 }]))?;
    assert_eq!(shown, "[3.0]");
    let text = pythonizer(|number: f64| pycall!("str", number));
    let shown: String = with_pythonizers([text], || pycall!("repr", Point { x: 1.0, y: 2.0 }))?;
    assert_eq!(shown, "{'x': '1.0', 'y': '2.0'}");
    Ok(())
}

#[test]
fn nesting_without_end_is_an_error() -> Result<()> {
    raw_pyexec("endless = {}\nendless['group'] = [endless]")?;
    assert!(refused::<Shape>("endless").contains("levels of nesting"));
    Ok(())
}
