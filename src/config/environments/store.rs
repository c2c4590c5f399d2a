//! The directory that environments are kept in.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process,
    time::{Duration, SystemTime},
};

use fd_lock::RwLock;

use super::{
    EnvironmentError, Needs,
    build::{self, Job},
    key::Key,
    requirements::Requirements,
};
use crate::config::{Environment, PythonConfig, cache, path};

/// In an environment that is complete.
const COMPLETE: &str = "py4rs-complete";

/// The directory that environments are kept in.
#[derive(Clone, Debug)]
pub struct Store {
    root: PathBuf,
}

/// An environment that is there.
#[derive(Clone, Debug)]
pub struct Built {
    /// Its directory, a venv.
    pub directory: PathBuf,
    /// The interpreter that it was made with.
    pub interpreter: PathBuf,
    /// What was asked for.
    pub requirements: Vec<String>,
    /// When it was last used, as far as the file system tells.
    pub used: Option<SystemTime>,
    record: PathBuf,
}

impl Store {
    /// The user's own.
    ///
    /// # Errors
    /// The user has no cache directory.
    pub fn open() -> Result<Self, EnvironmentError> {
        Self::of(&Needs::default(), &Environment::process())
    }

    /// One in this directory, which need not be there yet.
    pub fn at(directory: impl Into<PathBuf>) -> Self {
        Store { root: directory.into() }
    }

    pub(super) fn of(needs: &Needs, environment: &Environment) -> Result<Self, EnvironmentError> {
        let own = || Some(cache::directory(environment)?.join("environments"));
        let given = needs.directory.as_ref().map(|directory| environment.absolute(directory));
        given.or_else(own).map(Store::at).ok_or(EnvironmentError::NoDirectory)
    }

    /// Refuses a directory that every user can write to: what is in it would be run.
    pub(super) fn check(&self) -> Result<(), EnvironmentError> {
        path::trust(&self.root)
            .map_err(|reason| EnvironmentError::File(self.root.clone(), reason.to_string()))
    }

    /// All environments that are complete, in the order of their directories.
    pub fn list(&self) -> Vec<Built> {
        let mut list = self.published();
        list.sort_by(|one, other| one.directory.cmp(&other.directory));
        list.dedup_by(|one, other| one.directory == other.directory);
        list
    }

    /// What is published: an environment may have several records.
    fn published(&self) -> Vec<Built> {
        let files = self.files().into_iter();
        files.filter(|path| has_ending(path, "env")).filter_map(|record| Built::read(&record)).collect()
    }

    /// Removes what is of no use: environments that were not finished, whose interpreter is gone, or that were not used
    /// for so long; gives what was removed. What a running program uses is removed too where it is as old as that.
    ///
    /// # Errors
    /// Something could not be removed.
    pub fn prune(&self, unused_for: Option<Duration>) -> Result<Vec<PathBuf>, EnvironmentError> {
        let is_old = |built: &Built| {
            let age = built.used.and_then(|used| SystemTime::now().duration_since(used).ok());
            unused_for.zip(age).is_some_and(|(limit, age)| age >= limit)
        };
        let (kept, others): (Vec<Built>, Vec<Built>) =
            self.published().into_iter().partition(|built| built.interpreter.exists() && !is_old(built));
        for built in &others {
            remove(&built.record)?;
        }
        // Locks stay: somebody may be waiting for one.
        let is_kept = |path: &Path| {
            has_ending(path, "lock")
                || kept
                    .iter()
                    .any(|built| built.directory == path || built.record.file_stem() == path.file_stem())
        };
        let mut removed = Vec::new();
        for path in self.files().into_iter().filter(|path| !is_kept(path)) {
            let Some(mut lock) = self.lock_of(&path).map(RwLock::new) else { continue };
            // What somebody builds just now stays.
            let Ok(_guard) = lock.try_write() else { continue };
            remove(&path)?;
            removed.push(path);
        }
        Ok(removed)
    }

    /// The environment of this key, if it is there and whole.
    pub(super) fn get(&self, key: &Key) -> Option<Built> {
        let built = Built::read(&self.file(key, "env"))?;
        // When it was used is for `prune` alone.
        let _ = File::options()
            .append(true)
            .open(&built.record)
            .and_then(|file| file.set_modified(SystemTime::now()));
        Some(built)
    }

    /// Makes the environment, unless another process does: then it is waited for.
    pub(super) fn build(
        &self,
        key: &Key,
        python: &PythonConfig,
        requirements: &Requirements,
        environment: &Environment,
    ) -> Result<Built, EnvironmentError> {
        let fail = |error| EnvironmentError::file(&self.root, error);
        fs::create_dir_all(&self.root).map_err(fail)?;
        let open = File::options().create(true).truncate(false).write(true).open(self.file(key, "lock"));
        let mut lock = RwLock::new(open.map_err(fail)?);
        let _guard = lock.write().map_err(fail)?;
        if let Some(built) = self.get(key) {
            return Ok(built);
        }
        self.sweep(key);
        let directory = self.unused(key);
        let job = Job { python, requirements, directory: &directory, environment };
        if let Err(error) = build::run(&job) {
            // What is left of it is removed by the next one.
            let _ = fs::remove_dir_all(&directory);
            return Err(error);
        }
        let record = self.file(key, "env");
        let built = Built {
            directory,
            interpreter: python.executable.clone(),
            requirements: requirements.packages.clone(),
            used: None,
            record,
        };
        built.publish()?;
        Ok(built)
    }

    /// A directory that is not there yet: one of this process's number may be left, of another machine or container.
    fn unused(&self, key: &Key) -> PathBuf {
        let named = |number| self.root.join(format!("{}-{}-{number}", key.as_str(), process::id()));
        (0..u32::MAX).map(named).find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| named(0))
    }

    /// Has another key name the same environment.
    pub(super) fn alias(&self, key: &Key, built: &Built) -> Result<(), EnvironmentError> {
        Built { record: self.file(key, "env"), ..built.clone() }.publish()
    }

    /// Removes what builds of this key have left that were killed. The tool that such a build ran may live on and still
    /// write there: what cannot be removed now is left to the next one, and in nobody's way.
    fn sweep(&self, key: &Key) {
        let of_key = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(&format!("{}-", key.as_str())) && path.is_dir() && !path.join(COMPLETE).exists()
        };
        self.files().iter().filter(|path| of_key(path)).for_each(|path| _ = remove(path));
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().filter_map(Result::ok);
        let is_ours = |path: &PathBuf| key_of(path).is_some();
        entries.map(|entry| entry.path()).filter(is_ours).collect()
    }

    fn file(&self, key: &Key, ending: &str) -> PathBuf {
        self.root.join(format!("{}.{ending}", key.as_str()))
    }

    /// The lock of the environment that a file belongs to.
    fn lock_of(&self, path: &Path) -> Option<File> {
        let lock = self.root.join(format!("{}.lock", key_of(path)?));
        File::options().create(true).truncate(false).write(true).open(lock).ok()
    }
}

impl Built {
    /// What a record says; `None` where that is not, or no more, true.
    fn read(record: &Path) -> Option<Self> {
        let text = fs::read_to_string(record).ok()?;
        let mut lines = text.lines();
        let name = lines.next()?;
        let (interpreter, requirements) = (PathBuf::from(lines.next()?), lines.map(str::to_owned).collect());
        let directory = record.parent()?.join(name);
        let is_ours = Path::new(name).components().count() == 1 && key_of(&directory).is_some();
        (is_ours && directory.join(COMPLETE).is_file() && directory.join("pyvenv.cfg").is_file()).then(|| {
            Built {
                directory,
                interpreter,
                requirements,
                used: fs::metadata(record).and_then(|found| found.modified()).ok(),
                record: record.to_owned(),
            }
        })
    }

    /// Says that it is complete, at one stroke.
    fn publish(&self) -> Result<(), EnvironmentError> {
        let name = self.directory.file_name().unwrap_or_default().to_string_lossy();
        let text = format!("{name}\n{}\n{}\n", self.interpreter.display(), self.requirements.join("\n"));
        let fail = |error| EnvironmentError::file(&self.record, error);
        fs::write(self.directory.join(COMPLETE), "").map_err(fail)?;
        replace(&self.record, &text).map_err(fail)
    }
}

/// Writes a file whole: its readers see the one before or this one.
pub(super) fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.draft", process::id()));
    fs::write(&draft, text)?;
    fs::rename(&draft, path)
}

fn remove(path: &Path) -> Result<(), EnvironmentError> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.map_err(|error| EnvironmentError::file(path, error))
}

/// The key at the beginning of a name; `None` where it has none.
fn key_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let key = name.get(..20)?;
    let is_key = key.bytes().all(|byte| byte.is_ascii_hexdigit()) && name[20..].starts_with(['-', '.']);
    is_key.then(|| key.to_owned())
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension == ending)
}
