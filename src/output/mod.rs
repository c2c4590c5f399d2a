//! What Python prints: captured, or sent elsewhere.
//!
//! `stream` is the Python object that stands in for `sys.stdout` or `sys.stderr` while something is captured; `capture`
//! has the verbs that put it there, and `captured` says what their closures may give. `process` captures what everybody writes
//! to a file descriptor; `turn` keeps threads from doing that at the same time. `redirect` sends it elsewhere
//! for good. `display` and `repl` show what there is to people.

mod capture;
mod captured;
mod display;
mod process;
#[cfg(any(feature = "log", feature = "tracing"))]
mod records;
mod redirect;
mod repl;
mod stream;
mod turn;

pub use capture::{with_python_error_output, with_python_output, with_python_outputs};
pub use captured::Captured;
pub use display::{Displayed, display};
pub use process::{with_process_error_output, with_process_output};
pub(crate) use redirect::{finish, redirect_at_start};
pub use repl::repl;
