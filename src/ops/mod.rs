//! What one does with Python: names, imports, calls, attributes, code.
//!
//! Every verb goes through the runtime's door: it starts Python where it is not alive, and attaches.

mod arguments;
mod attach;
mod call;
mod chain;
mod code;
mod compiled;
mod extract;
pub mod generated;
mod import;
mod inspect;
mod item;
mod iter;
mod keywords;
pub mod link;
mod name;
mod namespace;
mod operator;
mod path;
mod root;
mod script;
mod sealed;
mod slot;
mod snippet;
mod source;
mod spread;
mod support;
mod value;
mod with;

pub use arguments::{Arguments, Keyed, More};
pub use attach::attach;
pub use call::{Callable, call, call_at, method_at};
pub use chain::{Chain, chain};
pub use code::{raw_pyeval, raw_pyexec};
pub use compiled::{Compiled, compile};
pub(crate) use import::import;
pub use import::{import_function, import_function_as, import_module, import_module_as};
pub use inspect::{dir, help_text, pyhelp, pymethod_list, pyslot_list, signature};
pub use item::{item_at, set_item_at};
pub use iter::Iter;
pub use keywords::Keywords;
pub use name::{Interned, Name, Text};
pub use namespace::Namespace;
pub use path::Path;
pub use script::{reload_module, run_file, run_file_with, run_module, run_module_with};
pub(crate) use sealed::Sealed;
pub use slot::{pyslot_value, set_pyslot_value};
pub use snippet::{Snippet, evaluate, execute};
pub use spread::{Part, Spread};
pub(crate) use support::{Support, error_of};
pub use value::{py_empty_tuple, py_none, pyvalue, set_pyvalue};
