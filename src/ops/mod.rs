//! What one does with Python: names, imports, calls, attributes, code.
//!
//! Every verb goes through the runtime's door: it starts Python where it is not alive, and attaches.

mod arguments;
mod attach;
mod call;
mod code;
mod import;
mod keywords;
mod name;
mod path;
mod sealed;
mod slot;
mod value;

pub use arguments::{Arguments, More};
pub use attach::attach;
pub use call::{Callable, call, call_at, method_at};
pub use code::{raw_pyeval, raw_pyexec};
pub use import::{import_function, import_function_as, import_module, import_module_as};
pub use keywords::Keywords;
pub use name::{Interned, Name};
pub use path::Path;
pub use slot::{pyslot_value, set_pyslot_value};
pub use value::{py_empty_tuple, py_none, pyvalue, set_pyvalue};
