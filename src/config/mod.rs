//! Which Python, which libpython, and why not the others.
//!
//! [`find`] gives the Python that a program will use; [`survey`] all that it might use, each with its facts
//! or the reason why not. Both read files only: an interpreter is run just where no file tells, behind an
//! unknown wrapper for instance. Nothing here loads Python.

mod baked;
mod build_details;
mod builder;
mod candidate;
mod environment;
mod flags;
mod installation;
mod interpreter;
mod json;
mod layout;
mod library;
mod mode;
mod not_found;
mod origin;
mod os;
mod output;
mod path;
mod process;
mod program;
mod pyenv;
mod python_config;
mod reason;
mod search;
mod site;
mod sysconfigdata;
mod venv;

pub use baked::Baked;
pub use builder::Config;
pub use candidate::{Candidate, Source};
pub use environment::Environment;
pub use flags::BuildFlags;
pub use mode::Mode;
pub use not_found::NotFound;
pub use origin::{Origin, Origins};
pub use os::{IGNORED_LDFLAGS, Os, shared_library_from_ldflag};
pub use output::Output;
pub use python_config::PythonConfig;
pub use reason::Reason;
pub use search::{Search, find, passed_over, survey};
