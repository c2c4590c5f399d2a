//! Which Python, which libpython, and why not the others.
//!
//! [`find`] gives the Python that a program will use; [`survey`] all that it might use, each with its facts
//! or the reason why not. Both read files only: an interpreter is run just where no file tells, behind an
//! unknown wrapper for instance. Nothing here loads Python.

mod baked;
mod binary;
mod build_details;
mod builder;
mod cache;
mod candidate;
mod distribution;
mod environment;
#[cfg(feature = "environments")]
pub mod environments;
mod explain;
mod flags;
mod installation;
mod installed;
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
mod registry;
mod search;
mod site;
mod startup;
mod sysconfigdata;
mod text;
mod venv;

pub use baked::Baked;
pub use builder::Config;
pub use candidate::{Candidate, Source};
pub use environment::Environment;
pub use explain::explain;
pub use flags::BuildFlags;
pub use mode::Mode;
pub use not_found::NotFound;
pub use origin::{Origin, Origins};
pub use os::{IGNORED_LDFLAGS, Os, shared_library_from_ldflag};
pub use output::Output;
pub use python_config::PythonConfig;
pub use reason::Reason;
pub use search::{Search, find, passed_over, survey};
pub(crate) use startup::Startup;
pub use startup::{EnvPolicy, Signals};
