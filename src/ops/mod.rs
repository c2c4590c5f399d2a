//! What one does with Python: names, imports, calls, attributes, code.
//!
//! Every verb goes through the runtime's door: it starts Python where it is not alive, and attaches.

mod arguments;
mod attach;
mod call;
mod chain;
mod code;
mod import;
mod item;
mod keywords;
pub mod link;
mod name;
mod path;
mod sealed;
mod slot;
mod spread;
mod value;

pub use arguments::{Arguments, Keyed, More};
pub use attach::attach;
pub use call::{Callable, call, call_at, method_at};
pub use chain::{Chain, chain};
pub use code::{raw_pyeval, raw_pyexec};
pub use import::{import_function, import_function_as, import_module, import_module_as};
pub use item::{item_at, set_item_at};
pub use keywords::Keywords;
pub use name::{Interned, Name, Text};
pub use path::Path;
pub use slot::{pyslot_value, set_pyslot_value};
pub use spread::{Part, Spread};
pub use value::{py_empty_tuple, py_none, pyvalue, set_pyvalue};
