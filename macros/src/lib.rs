//! The procedural macros of py4rs. Use them through the `py4rs` crate, whose documentation shows them at work.

mod arguments;
mod call;
mod chain;
mod code;
mod derive;
mod function;
mod item;
mod module;
mod names;

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

/// Attributes, items and calls one after the other: Rust syntax, Python's meaning.
///
/// A chain begins with a name of Python's (`numpy`), a literal, a tuple, a list, or a Rust value in braces (`{x}`).
/// `.name`, `.name(arguments)`, `(arguments)` and `[index]` follow, in any number. Arguments and indices are chains
/// again; arguments may have names (`key = 1`) and be spread (`*{list}`, `**{map}`). A range in brackets is a slice,
/// and `[5..=-1]` runs through the last element; several indices are a tuple. `=> Type` names the type of the result.
///
/// `chain!(place = value)` sets a name, an attribute or an item, and `chain!(del place)` deletes it; they give
/// `Result<()>`.
///
/// Rust values are taken by reference and evaluated first, in their order; Python's part runs without a detour:
/// names have their Python strings in the call site, and nothing but the last result is converted.
///
/// The value is a `py4rs::Result<Type>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let hello: String = chain!("hello {0}".format("world").capitalize())?;
/// assert_eq!(hello, "Hello world");
/// let list = vec![3, 1, 2];
/// assert_eq!(chain!(sorted({list}, reverse = true)[..2] => Vec<i64>)?, [3, 2]);
///
/// let object: PyObject = raw_pyeval("[{'a': 1}]")?;
/// chain!({object}[0]["b"] = {list.len()})?;
/// chain!(del {object}[0]["a"])?;
/// assert_eq!(object.to_string(), "[{'b': 3}]");
/// # Ok(())
/// # }
/// ```
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

fn derive(input: &DeriveInput, direction: Direction) -> TokenStream {
    expand(input, direction).unwrap_or_else(|error| error.into_compile_error()).into()
}

/// Gives a Rust function names, defaults and a docstring for Python, so that `inspect.signature` and `help` show them.
///
/// `export_function` and the other verbs take it like a closure, and Rust calls it as before. Before a parameter may
/// stand `#[default(value)]`, and `#[keyword]` where it can only be given by its name; an `Option` may be left out, `Args`
/// and `Kwargs` take the rest.
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

/// A Python function as a Rust function: `defpyfun!("math.hypot")`.
///
/// The function is looked at when the program is compiled, by the Python of the build (`PYTHON_EXECUTABLE`, the active
/// venv or conda environment, `python3`), in a process of its own. The Rust function has its docstring, and its
/// parameters:
///
/// | Python | Rust |
/// |---|---|
/// | a parameter without a default | an argument |
/// | `*args` | one argument: a tuple, an array, a slice or a `Vec` |
/// | parameters with defaults | methods of the builder that the function gives, which ends in `.call::<T>()`; what is not set is not sent |
/// | `**kwargs` | `.kwargs([("name", value)])` of the builder |
///
/// A function without the last two has no builder: calling it is the call, and gives `py4rs::Result<T>`. So `*args` is one
/// argument: with it `hypot((3, 4))` needs neither a builder nor a macro, and the number of the arguments may be known at
/// run time alone. Annotations that are plain types (`int`, `float`, `str`, `bool`, `bytes`) are checked by the compiler, and
/// are the type of the result; everything else takes any `ToPython` and gives any `FromPython`.
///
/// `"name" as rust_name` names the Rust function, which is otherwise the Python name in snake case; `from = "module"` tells
/// the module apart, `from = ""` is that of the builtins. The other options are those of [`defpymodule!`].
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// py4rs::defpyfun!("math.copysign");
/// py4rs::defpyfun!("sorted", from = "", as sorted_list);
///
/// assert_eq!(copysign::<f64>(3, -1.0)?, -3.0);
/// assert_eq!(sorted_list([3, 1, 2]).reverse(true).call::<Vec<i64>>()?, [3, 2, 1]);
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn defpyfun(input: TokenStream) -> TokenStream {
    let definition = parse_macro_input!(input as Definition);
    definition.function().unwrap_or_else(|error| error.to_compile_error()).into()
}

/// A Python module as a Rust module: `defpymodule!("numpy", submodules = ["linalg", "random"], as np)`.
///
/// What is callable is a function, as [`defpyfun!`] makes it; a class is also a type, with `new`, methods, properties and
/// values of its own; any other attribute is a function without parameters. Names are in snake case, types in camel case;
/// of names that become the same the one that needs no change keeps it, and the others, by the alphabet, get underscores
/// behind them.
///
/// | option | meaning |
/// |---|---|
/// | `as name` | the name of the Rust module; else the last part of the Python name |
/// | `submodules = none`, `all`, `hidden`, `["a", "b.c", "d" = ["e"], "f" = all]` | which submodules belong to it; `hidden` are all, and those with an underscore before their names |
/// | `only = ["a"]`, `except = ["b"]` | which members; else those in `__all__`, or all without an underscore before their names |
/// | `on_error = skip`, `fail` | what cannot be described is left out, or an error; else what is asked for by its name is an error |
/// | `silent = true` | no notes about what is left out, or takes long |
/// | `file = "name.py4rs.json"` | no Python is asked: `config-probe bindings` recorded the description. Relative to the package |
/// | `path = "folder"` | where modules are looked for first, when compiling. Relative to the package |
/// | `recompile_on_change = true` | a change of the modules' files compiles it again |
/// | `cache = true` | a member is looked up only once, until Python is stopped; else at every call, so that a rebinding in Python is seen |
/// | `reload = false` | the first use after a `stop` takes the module as it is; else it is read again, so that it has no longer what a script has put into it |
/// | `safety = false` | the module is imported at the first use alone, and signatures are not compared; else it is found again after a `stop`, and a parameter that is gone or has become required is an error at the first call |
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// py4rs::defpymodule!("fractions", only = ["Fraction"]);
/// py4rs::defpymodule!("textwrap", as wrap);
/// use fractions::Fraction;
///
/// let third: Fraction = Fraction::new().numerator(1).denominator(3).call()?;
/// assert_eq!(third.denominator::<i64>()?, 3);
/// assert_eq!(wrap::indent("a\nb", "> ").call::<String>()?, "> a\n> b");
/// # Ok(())
/// # }
/// ```
#[proc_macro]
pub fn defpymodule(input: TokenStream) -> TokenStream {
    let definition = parse_macro_input!(input as Definition);
    definition.module().unwrap_or_else(|error| error.to_compile_error()).into()
}
