//! The procedural macros of py4rs. Use them through the `py4rs` crate, whose documentation shows them at work.

mod call;
mod derive;

use call::{Call, Method};
use derive::{Direction, expand};
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Calls a Python callable: `pycall!(callable, argument, name = argument => Type)`.
///
/// The callable is a name (`"math.hypot"`: looked up at every call), an expression (`"lambda x: x * x"`) or a
/// `PyObject`; arguments are any values that implement `ToPython`, taken by reference. Keyword arguments follow
/// the positional ones; a name that is a Rust word is written raw, `r#type = 1`. `=> Type` names the type of the
/// result where it is not inferred; `=> ()` drops the result, whatever it is.
///
/// The value is a `py4rs::Result<Type>`.
///
/// ```
/// # fn main() -> py4rs::Result<()> {
/// use py4rs::prelude::*;
///
/// let sorted: Vec<i64> = pycall!("sorted", [3, 1, 2], reverse = true)?;
/// assert_eq!(sorted, [3, 2, 1]);
/// assert_eq!(pycall!("lambda x: x * x", 7 => i64)?, 49);
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
