//! The procedural macros of py4rs. Use them through the `py4rs` crate, whose documentation shows them at work.

mod arguments;
mod attributes;
mod braces;
mod call;
mod chain;
mod code;
mod derive;
mod function;
mod item;
mod methods;
mod module;
mod names;
mod outcome;
mod parameter;

use call::{Args, Call, Method};
use chain::Statement;
use code::Code;
use derive::{Direction, expand};
use item::{Item, SetItem};
use module::Definition;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Calls a Python callable: `pycall!(callable, argument, *arguments, name = argument, **named => Type)`.
///
/// The callable is a name (`"math.hypot"`: looked up at every call), an expression (`"lambda x: x * x"`) or a
/// `PyObject`; arguments are any values that implement `ToPython`, taken by reference. `*` takes the arguments from
/// anything that Python can iterate over, `**` those with names from a mapping. Keyword arguments follow
/// the positional ones; a name that is a Rust word is written raw, `r#type = 1`. `=> Type` names the type of the
/// result where it is not inferred; `=> ()` drops the result, whatever it is.
///
/// The value is a `py4rs::Result<Type>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
/// use std::collections::HashMap;
///
/// let sorted: Vec<i64> = pycall!("sorted", [3, 1, 2], reverse = true)?;
/// assert_eq!(sorted, [3, 2, 1]);
/// assert_eq!(pycall!("lambda x: x * x", 7 => i64)?, 49);
/// let (numbers, options) = (vec![2, 10], HashMap::from([("base", 2)]));
/// assert_eq!(pycall!("pow", *numbers => i64)?, 1024);
/// assert_eq!(pycall!("int", "101", **options => i64)?, 5);
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn pycall(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Call).expand().into()
}

/// Calls a method: `pymethod!(object, "name", argument, name = argument => Type)`.
///
/// The object is a `PyObject`, or any value that Python can be given; the rest is as for [`pycall!`].
///
/// The value is a `py4rs::Result<Type>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// assert_eq!(pymethod!("hello {0}", "format", "world" => String)?, "hello world");
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn pymethod(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Method).expand().into()
}

/// The arguments of a call, for the functions that take them: `args![1, *more, key = 3, **others]`.
///
/// The syntax is that of [`pycall!`]. The values are taken by reference.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let name = String::from("int");
/// assert_eq!(call::<i64>(name, args!["ff", base = 16])?, 255);
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn args(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Args).expand().into()
}

#[doc = include_str!("../docs/chain.md")]
#[proc_macro]
pub fn chain(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Statement).expand().into()
}

/// An item of an object: `pyref!(object, index, index => Type)`, Python's `object[index, index]`.
///
/// Rust ranges are slices: `0..2`, `..`, `1..=-1`; so is what `slice(start, stop, step)` gives. Several indices are a
/// tuple.
///
/// The value is a `py4rs::Result<Type>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let list: PyObject = raw_pyeval("[10, 11, 12, 13]")?;
/// assert_eq!(pyref!(list, -1 => i64)?, 13);
/// assert_eq!(pyref!(list, 1..3 => Vec<i64>)?, [11, 12]);
/// let table: PyObject = raw_pyeval("{(1, 2): 'both'}")?;
/// assert_eq!(pyref!(table, 1, 2 => String)?, "both");
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn pyref(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Item).expand().into()
}

/// Sets an item of an object: `set_pyref!(object, index, index => value)`, Python's `object[index, index] = value`.
///
/// The indices are as for [`pyref!`]. The value of the macro is a `py4rs::Result<()>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let list: PyObject = raw_pyeval("[1, 2, 3]")?;
/// set_pyref!(list, 0 => 4)?;
/// set_pyref!(list, 1.. => ["a", "b", "c"])?;
/// assert_eq!(list.to_string(), "[4, 'a', 'b', 'c']");
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn set_pyref(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as SetItem).expand().into()
}

/// The value of Python code in which Rust values stand: `pyeval!({a} " + " {b} => Type)`.
///
/// Texts are code, `{expression}` is a value, in any sequence. A value is handed over as it is, by reference, not
/// printed into the code: `pyeval!("len(" {text} ")")` gives the length of the text. So it stands where an expression
/// can stand: in quotes, before `=` or as a name it is a `SyntaxError`. The code is evaluated in `__main__`, and
/// compiled once for the call site.
///
/// The value is a `py4rs::Result<Type>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let (a, b) = (4, 7);
/// assert_eq!(pyeval!({a} " + " {b} => i64)?, 11);
/// let limit = 2;
/// let list: Vec<i64> = pyeval!("[x for x in " {vec![1, 2, 3]} " if x >= " {limit} "]")?;
/// assert_eq!(list, [2, 3]);
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn pyeval(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Code).evaluate().into()
}

/// Runs Python statements in which Rust values stand: `pyexec!("x = " {value})`.
///
/// Texts and values are as for [`pyeval!`]. The statements run in `__main__`; what they define keeps the values that
/// it uses. The value of the macro is a `py4rs::Result<()>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let step = 3;
/// pyexec!("def advance(x):\n    return x + " {step})?;
/// assert_eq!(pycall!("advance", 4 => i64)?, 7);
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn pyexec(input: TokenStream) -> TokenStream {
    parse_macro_input!(input as Code).execute().unwrap_or_else(|error| error.to_compile_error()).into()
}

/// Derives [`ToPython`](https://docs.rs/py4rs/latest/py4rs/trait.ToPython.html).
///
/// | Rust | Python |
/// |---|---|
/// | a struct with named fields | a dict; with `#[py(class = "module.Class")]` what that class, called with the fields as keywords, gives: a dataclass, say |
/// | a struct with one field without a name | what the field is |
/// | a struct with more of them | a tuple |
/// | a struct without fields | `None` |
/// | an enum whose variants hold nothing | the name of the variant; with `#[py(enum = "module.Class")]` the member of that `Enum` |
/// | a variant that holds something | a dict of its name and what it holds, as a struct would: `{"Circle": {"radius": 1.0}}`; with `#[py(tag = "kind")]` on the enum a dict of its fields with its name among them: `{"kind": "Circle", "radius": 1.0}` |
///
/// On a type: `#[py(rename_all = "camelCase")]` writes the names of a struct's fields, or of an enum's variants,
/// otherwise, as serde's does. On a variant or a field: `#[py(rename = "name")]`. On a field: `#[py(skip)]` leaves it
/// out, `#[py(with = module)]` converts it by the functions `to_python(&T, Python<'_>) -> Result<PyObject>` and
/// `from_python(&PyObject, Python<'_>) -> Result<T>` of that module or type, `#[py(default)]` or
/// `#[py(default = function)]` stands in where Python does not have it.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// #[derive(ToPython, FromPython, Debug, PartialEq)]
/// #[py(rename_all = "camelCase")]
/// struct Reading {
///     sensor_name: String,
///     value: f64,
///     #[py(default)]
///     tags: Vec<String>,
/// }
///
/// let reading: Reading = raw_pyeval("{'sensorName': 'a', 'value': 2.5}")?;
/// assert_eq!(reading, Reading { sensor_name: "a".into(), value: 2.5, tags: vec![] });
/// assert_eq!(pycall!("repr", reading => String)?, "{'sensorName': 'a', 'value': 2.5, 'tags': []}");
/// # Ok(())
/// # }
/// ```
#[proc_macro_derive(ToPython, attributes(py))]
pub fn derive_to_python(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Direction::ToPython)
}

/// Derives [`FromPython`](https://docs.rs/py4rs/latest/py4rs/trait.FromPython.html): from what the derived
/// [`ToPython`](macro@ToPython), where the attributes are described, makes. A struct with named fields comes from any
/// dict or mapping that has them as keys, and from any object that has them as attributes; a tuple has as many items
/// as there are fields. Errors name the field.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// #[derive(FromPython)]
/// struct Version {
///     major: u8,
///     minor: u8,
/// }
///
/// import_module("sys")?;
/// let version: Version = pyvalue("sys.version_info")?;
/// assert!(version.major == 3 && version.minor >= 8);
/// let Err(error) = raw_pyeval::<Version>("{'major': 3, 'minor': 'x'}") else { panic!("that is no number") };
/// assert_eq!(error.to_string(), "expected u8, got str 'x', at Version.minor");
/// # Ok(())
/// # }
/// ```
#[proc_macro_derive(FromPython, attributes(py))]
pub fn derive_from_python(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput), Direction::FromPython)
}

/// Derives [`Element`](https://docs.rs/py4rs/latest/py4rs/array/trait.Element.html) for a `#[repr(C)]` struct of elements: a
/// record of numpy's structured arrays. Fields are found by their names and places; there may be no padding and no
/// `bool`, because Python can put any bytes there.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// # if py4rs::import_module("numpy").is_err() { return Ok(()) }
/// use ndarray::Array1;
/// use py4rs::PyElement;
/// use py4rs::prelude::*;
///
/// #[derive(PyElement, Clone, Copy, Debug, PartialEq)]
/// #[repr(C)]
/// struct Point {
///     x: f64,
///     y: f64,
/// }
///
/// import_module("numpy")?;
/// let points: Array1<Point> = raw_pyeval("numpy.array([(1, 2), (3, 4)], dtype=[('x', 'f8'), ('y', 'f8')])")?;
/// assert_eq!(points[1], Point { x: 3.0, y: 4.0 });
/// assert_eq!(pycall!("lambda p: p['y'].sum()", &points => f64)?, 6.0);
/// # Ok(())
/// # }
/// ```
#[proc_macro_derive(PyElement)]
pub fn derive_element(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    derive::element::expand(&input).unwrap_or_else(|error| error.into_compile_error()).into()
}

fn derive(input: &DeriveInput, direction: Direction) -> TokenStream {
    expand(input, direction).unwrap_or_else(|error| error.into_compile_error()).into()
}

/// Gives a Rust function names, defaults and a docstring for Python, so that `inspect.signature` and `help` show them.
///
/// `export_function` and the other verbs take it like a closure, and Rust calls it as before; it may be called while it
/// runs, and by several threads. Before a parameter may stand `#[default(value)]`, and `#[keyword]` where it can only be
/// given by its name; an `Option` may be left out, `Args` and `Kwargs` take the rest. What [`methods`](macro@methods) take
/// by reference and give goes here as well.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// /// The area of a rectangle.
/// #[py4rs::function]
/// fn area(width: f64, #[default(1.0)] height: f64, #[keyword] #[default(2)] digits: i32) -> f64 {
///     let scale = 10f64.powi(digits);
///     (width * height * scale).round() / scale
/// }
///
/// export_function("area", area)?;
/// assert_eq!(raw_pyeval::<f64>("area(2, height=1.256)")?, 2.51);
/// assert_eq!(area(2.0, 3.0, 0), 6.0);
/// import_module("inspect")?;
/// assert_eq!(raw_pyeval::<String>("str(inspect.signature(area))")?, "(width, height=1.0, *, digits=2)");
/// # Ok(())
/// # }
/// ```
#[proc_macro_attribute]
pub fn function(arguments: TokenStream, function: TokenStream) -> TokenStream {
    let function = parse_macro_input!(function as syn::ItemFn);
    function::expand(arguments.into(), function).unwrap_or_else(|error| error.to_compile_error()).into()
}

#[doc = include_str!("../docs/PythonAttributes.md")]
#[proc_macro_derive(PythonAttributes, attributes(py4rs))]
pub fn derive_python_attributes(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    attributes::expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

#[doc = include_str!("../docs/methods.md")]
#[proc_macro_attribute]
pub fn methods(arguments: TokenStream, block: TokenStream) -> TokenStream {
    let block = parse_macro_input!(block as syn::ItemImpl);
    methods::expand(arguments.into(), block).unwrap_or_else(|error| error.to_compile_error()).into()
}

#[doc = include_str!("../docs/defpyfun.md")]
#[proc_macro]
pub fn defpyfun(input: TokenStream) -> TokenStream {
    let definition = parse_macro_input!(input as Definition);
    definition.function().unwrap_or_else(|error| error.to_compile_error()).into()
}

#[doc = include_str!("../docs/defpymodule.md")]
#[proc_macro]
pub fn defpymodule(input: TokenStream) -> TokenStream {
    let definition = parse_macro_input!(input as Definition);
    definition.module().unwrap_or_else(|error| error.to_compile_error()).into()
}
