//! The procedural macros of py4rs. Use them through the `py4rs` crate, whose documentation shows them at work.

mod call;

use call::{Call, Method};
use proc_macro::TokenStream;
use syn::parse_macro_input;

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
