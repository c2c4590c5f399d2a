//! Rust bindings of Python modules, for [py4rs](https://docs.rs/py4rs).
//!
//! A module is described by the Python of the build, in a process of its own, and Rust source is made of the description:
//! one function for each callable, documented. `defpymodule!` of py4rs does so where it stands; a build script does it
//! through [`module`], for those who want to read or commit the source:
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), py4rs_build::Error> {
//!     py4rs_build::module("statistics").write("src/statistics.rs")
//! }
//! ```
//!
//! A description can be [recorded](Bindings::record) in a file, from which the bindings are built with no Python at all.

mod class;
mod description;
mod docs;
mod drift;
mod function;
mod kept;
mod names;
mod parameters;
mod python;
mod source;
mod submodules;
mod text;
mod types;

use serde_json::json;
use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

pub use description::{Attribute, Class, Description, Function, Kind, Module, Parameter, Property, Receiver};
pub use drift::drift;
pub use names::{camel, snake};
pub use python::interpreter;
pub use submodules::Submodules;

/// Why there are no bindings, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// What is done where a member or a submodule cannot be described.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnError {
    /// What was asked for by its name is an error, anything else is left out.
    #[default]
    Usual,
    /// It is left out.
    Skip,
    /// It is an error.
    Fail,
}

/// Bindings of a module, or of one function, that are to be made.
#[derive(Clone, Debug)]
pub struct Bindings {
    name: String,
    /// For one function: the module, where it is not part of the name.
    function: Option<Option<String>>,
    python: Option<PathBuf>,
    recorded: Option<PathBuf>,
    submodules: Submodules,
    only: Vec<String>,
    except: Vec<String>,
    path: Vec<PathBuf>,
    on_error: OnError,
    typeshed: bool,
    style: source::Style,
}

/// The bindings of a module, which is named as in an `import`.
pub fn module(name: impl Into<String>) -> Bindings {
    Bindings {
        name: name.into(),
        function: None,
        python: None,
        recorded: None,
        submodules: Submodules::None,
        only: Vec::new(),
        except: Vec::new(),
        path: Vec::new(),
        on_error: OnError::Usual,
        typeshed: false,
        style: source::Style { cache: false, reload: true, safety: true },
    }
}

/// The bindings of one function: `math.hypot`, or `hypot` of the module `from`; an empty one is that of the builtins.
pub fn function(name: impl Into<String>, from: Option<&str>) -> Bindings {
    Bindings { function: Some(from.map(str::to_owned)), ..module(name) }
}

impl Bindings {
    /// Asks this interpreter, not that of the [build](interpreter).
    #[must_use]
    pub fn python(mut self, python: impl Into<PathBuf>) -> Self {
        self.python = Some(python.into());
        self
    }

    /// Asks no interpreter: the description was [recorded](Self::record) in this file.
    #[must_use]
    pub fn file(mut self, file: impl Into<PathBuf>) -> Self {
        self.recorded = Some(file.into());
        self
    }

    /// Which submodules belong to it; none at first.
    #[must_use]
    pub fn submodules(mut self, submodules: impl Into<Submodules>) -> Self {
        self.submodules = submodules.into();
        self
    }

    /// Only these members.
    #[must_use]
    pub fn only<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.only.extend(names.into_iter().map(str::to_owned));
        self
    }

    /// All members but these.
    #[must_use]
    pub fn except<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.except.extend(names.into_iter().map(str::to_owned));
        self
    }

    /// A folder in which modules are looked for first.
    #[must_use]
    pub fn path(mut self, folder: impl Into<PathBuf>) -> Self {
        self.path.push(folder.into());
        self
    }

    /// What is done where something cannot be described.
    #[must_use]
    pub fn on_error(mut self, on_error: OnError) -> Self {
        self.on_error = on_error;
        self
    }

    /// Whether a typeshed is asked for what Python and the module's own stubs do not tell: the one that mypy or jedi
    /// brings, in the environment of the interpreter. `false` at first.
    #[must_use]
    pub fn typeshed(mut self, typeshed: bool) -> Self {
        self.typeshed = typeshed;
        self
    }

    /// Whether a member is looked up only once in each life of Python, not at each call; `false` at first, so that a
    /// rebinding in Python is seen.
    #[must_use]
    pub fn cache(mut self, cache: bool) -> Self {
        self.style.cache = cache;
        self
    }

    /// Whether the first use after a stop reads the module again; `true` at first.
    #[must_use]
    pub fn reload(mut self, reload: bool) -> Self {
        self.style.reload = reload;
        self
    }

    /// Whether the module is found again after a stop, and signatures are compared at first calls; `true` at first.
    #[must_use]
    pub fn safety(mut self, safety: bool) -> Self {
        self.style.safety = safety;
        self
    }

    /// The description of the module.
    ///
    /// # Errors
    /// There is no such module or member, no Python that answers, or no such file.
    pub fn describe(&self) -> Result<Description, Error> {
        if let Some(file) = &self.recorded {
            let text =
                fs::read_to_string(file).map_err(|error| Error(format!("{}: {error}", file.display())))?;
            let mut read =
                python::read(&text).map_err(|reason| Error(format!("{} {reason}", file.display())))?;
            self.select(&mut read.module)?;
            return Ok(read);
        }
        let python = self.python.clone().unwrap_or_else(interpreter);
        let request = json!({
            "what": if self.function.is_some() { "function" } else { "module" },
            "module": self.name,
            "from": self.function.clone().flatten(),
            "only": self.only,
            "except": self.except,
            "submodules": self.submodules.to_json(),
            "typeshed": self.typeshed,
            "path": self.path.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>(),
            "on_error": match self.on_error {
                OnError::Usual => "usual",
                OnError::Skip => "skip",
                OnError::Fail => "fail",
            },
        });
        python::ask(&python, &request).map_err(Error)
    }

    /// Of what was recorded, leaves what is asked for.
    fn select(&self, module: &mut Module) -> Result<(), Error> {
        if !self.name.is_empty() && self.function.is_none() && self.name != module.name {
            return Err(Error(format!("the file describes `{}`, not `{}`", module.name, self.name)));
        }
        let missing = |name: &&String| {
            let known = module
                .functions
                .iter()
                .map(|one| &one.name)
                .chain(module.classes.iter().map(|one| &one.name));
            !known.chain(module.attributes.iter().map(|one| &one.name)).any(|known| known == *name)
        };
        if let Some(name) = self.only.iter().find(missing) {
            return Err(Error(format!("the file describes no `{name}` in `{}`", module.name)));
        }
        let keep =
            |name: &String| (self.only.is_empty() || self.only.contains(name)) && !self.except.contains(name);
        module.functions.retain(|one| keep(&one.name));
        module.classes.retain(|one| keep(&one.name));
        module.attributes.retain(|one| keep(&one.name));
        Ok(())
    }

    /// The description in a [recorded](Self::record) file.
    ///
    /// # Errors
    /// There is no such file, or it is another one.
    pub fn read(file: impl AsRef<Path>) -> Result<Description, Error> {
        let file = file.as_ref();
        let text = fs::read_to_string(file).map_err(|error| Error(format!("{}: {error}", file.display())))?;
        python::read(&text).map_err(|reason| Error(format!("{} {reason}", file.display())))
    }

    /// Writes the description into a file, for [`file`](Self::file).
    ///
    /// # Errors
    /// As for [`describe`](Self::describe); the file cannot be written.
    pub fn record(&self, file: impl AsRef<Path>) -> Result<(), Error> {
        write(file.as_ref(), &to_text(&self.describe()?))
    }

    /// What a recorded description promises and this Python does not keep, as sentences.
    ///
    /// # Errors
    /// As for [`describe`](Self::describe).
    pub fn check(&self, recorded: &Description) -> Result<Vec<String>, Error> {
        let submodules = Submodules::of(&recorded.module);
        let live =
            Bindings { name: recorded.module.name.clone(), submodules, recorded: None, ..self.clone() };
        Ok(drift(recorded, &live.on_error(OnError::Skip).describe()?))
    }

    /// The Rust source of the bindings, as the content of a file that is a module.
    ///
    /// # Errors
    /// As for [`describe`](Self::describe).
    pub fn source(&self) -> Result<String, Error> {
        Ok(self.source_of(&self.describe()?))
    }

    /// The Rust source that is made of a description.
    pub fn source_of(&self, description: &Description) -> String {
        source::file(description, &self.style)
    }

    /// Writes the Rust source into a file. In a build script it also tells Cargo on what the bindings depend.
    ///
    /// # Errors
    /// As for [`describe`](Self::describe); the file cannot be written.
    pub fn write(&self, file: impl AsRef<Path>) -> Result<(), Error> {
        let description = self.describe()?;
        if env::var_os("OUT_DIR").is_some() {
            println!("cargo:rerun-if-env-changed=PYTHON_EXECUTABLE");
            println!("cargo:rerun-if-changed=build.rs");
            for file in self
                .recorded
                .iter()
                .map(|file| file.display().to_string())
                .chain(description.module.file.clone())
            {
                println!("cargo:rerun-if-changed={file}");
            }
        }
        write(file.as_ref(), &self.source_of(&description))
    }

    /// The Rust source as one item: a `pub mod` of that name, or a function. `more` are items to put beside the rest.
    ///
    /// # Errors
    /// What is to be a function is none.
    #[doc(hidden)]
    pub fn item(&self, description: &Description, name: &str, more: &[String]) -> Result<String, Error> {
        match self.function {
            Some(_) => source::function(description, name, &self.style, more).map_err(Error),
            None => Ok(source::module(description, name, &self.style, more)),
        }
    }
}

/// The description as it stands in a file: without what is of one machine alone.
pub fn to_text(description: &Description) -> String {
    fn forget_files(module: &mut Module) {
        module.file = None;
        module.modules.iter_mut().for_each(forget_files);
    }
    let mut description = Description { executable: String::new(), seconds: 0.0, ..description.clone() };
    forget_files(&mut description.module);
    // Text and numbers are always JSON.
    let mut text = serde_json::to_string_pretty(&description).unwrap_or_default();
    text.push('\n');
    text
}

/// Writes a file, unless it is already so.
fn write(file: &Path, text: &str) -> Result<(), Error> {
    if fs::read_to_string(file).is_ok_and(|known| known == text) {
        return Ok(());
    }
    fs::write(file, text).map_err(|error| Error(format!("{}: {error}", file.display())))
}
