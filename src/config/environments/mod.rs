//! Environments with packages: made once for an interpreter and a set of requirements, and used again (feature
//! `environments`).
//!
//! An environment is a venv in a directory of its own, which never moves, since scripts in it name it. It is published
//! by a record beside it, a small file whose name is the key: the hash of the interpreter and of the requirements. The
//! record is renamed into its place when all is done, so that a build which was killed has published nothing; what it
//! left is removed by the next one. A lock beside it keeps processes from building the same at a time. Whoever finds the
//! record needs neither lock nor network.

mod build;
mod error;
mod key;
mod needs;
mod requirements;
mod store;

pub use error::EnvironmentError;
pub(crate) use needs::Needs;
pub use store::{Built, Store};

use super::{Config, Environment, NotFound, PythonConfig, Reason, Search, Source, find};
use key::Key;
use requirements::Requirements;

impl Config {
    /// The Python that this configuration asks for, with its packages: found, and where it needs an environment that is
    /// not there yet, made. Nothing is started.
    ///
    /// # Errors
    /// No Python was found, or the environment could not be made.
    pub fn resolve(&self) -> Result<PythonConfig, EnvironmentError> {
        self.resolve_in(&Environment::process())
    }

    /// As [`resolve`](Self::resolve), in an environment of its own.
    ///
    /// # Errors
    /// As for [`resolve`](Self::resolve).
    pub fn resolve_in(&self, environment: &Environment) -> Result<PythonConfig, EnvironmentError> {
        let python = match find(self.search(), environment) {
            Ok(python) => python,
            Err(none) => self.provided(none, environment)?,
        };
        let requirements = Requirements::of(&self.needs, environment)?;
        if requirements.is_empty() {
            return Ok(python);
        }
        let key = Key::of(&python, &requirements);
        let store = Store::of(&self.needs, environment)?;
        store.check()?;
        let built = match store.get(&key) {
            Some(built) => built,
            None => store.build(&key, &python, &requirements, environment)?,
        };
        if let Some((path, None)) = &requirements.lock {
            let text = build::write_lock(path, &built.directory, &requirements, environment)?;
            store.alias(&Key::of(&python, &requirements.pinned_by(text)), &built)?;
        }
        let search = Search { venv: Some(built.directory), ..Search::default() };
        find(&search, environment).map_err(|none| EnvironmentError::NotFound(Box::new(none)))
    }

    /// The Python that uv installs where there is none, if that was asked for.
    fn provided(&self, none: NotFound, environment: &Environment) -> Result<PythonConfig, EnvironmentError> {
        let Some(version) = self.needs.provided.as_ref().filter(|_| none.explicit().is_none()) else {
            return Err(EnvironmentError::NotFound(Box::new(none)));
        };
        let path = build::provide(version, environment)?;
        PythonConfig::of(Source::Uv, &path, None, environment).map_err(|reason: Reason| {
            let outcome = Err(reason);
            let candidates = vec![super::Candidate { source: Source::Uv, path: Some(path), outcome }];
            EnvironmentError::NotFound(Box::new(NotFound { candidates }))
        })
    }
}
