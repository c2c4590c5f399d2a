//! Descriptions that were made before, so that a build which changes nothing of Python asks no Python.
//!
//! An answer is kept in the user's cache directory, by the interpreter, the question and the variables that Python
//! listens to, with the size and the time of change of everything that it came from: the interpreter, the folders in which
//! modules are looked for, and the files of all modules that were imported for it. It holds as long as these are as they
//! were; a file that is damaged is as good as none.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process;
use std::time::UNIX_EPOCH;

/// What an interpreter answered, as it stands in a file.
#[derive(Deserialize, Serialize)]
struct Kept {
    /// The whole question, because hashes may be the same.
    question: String,
    /// What the answer came from, and how that was.
    sources: Vec<(PathBuf, String)>,
    answer: String,
}

/// The place of the answer to one question.
pub struct Place {
    file: PathBuf,
    question: String,
}

impl Place {
    /// Where the answer of an interpreter to a script with this request is kept; `None` where the user has no cache.
    pub fn of(python: &Path, script: &str, request: &Value) -> Option<Place> {
        let variables = ["PYTHONPATH", "PYTHONHOME", "PYTHONNOUSERSITE", "PYTHONUSERBASE", "HOME"];
        let variables = variables.map(env::var_os);
        let question = format!("{} {script:?} {request} {variables:?}", python.display());
        let mut hasher = DefaultHasher::new();
        question.hash(&mut hasher);
        let file = directory()?.join("bindings").join(format!("{:016x}.json", hasher.finish()));
        Some(Place { file, question })
    }

    /// The answer that was kept, if it still holds.
    pub fn read(&self) -> Option<String> {
        let kept: Kept = serde_json::from_str(&fs::read_to_string(&self.file).ok()?).ok()?;
        let holds = kept.question == self.question
            && kept.sources.iter().all(|(source, state)| stamp(source).as_ref() == Some(state));
        holds.then_some(kept.answer)
    }

    /// Keeps an answer. Where that fails the interpreter is asked again the next time.
    pub fn write(&self, sources: impl IntoIterator<Item = PathBuf>, answer: &str) {
        let sources = sources.into_iter().map(|source| stamp(&source).map(|state| (source, state)));
        // What has no state could not be seen to change.
        let Some(sources) = sources.collect() else { return };
        let kept = Kept { question: self.question.clone(), sources, answer: answer.to_owned() };
        let (Some(folder), Ok(text)) = (self.file.parent(), serde_json::to_string(&kept)) else { return };
        let draft = self.file.with_extension(format!("{}.draft", process::id()));
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&draft, text));
        if written.and_then(|()| fs::rename(&draft, &self.file)).is_err() {
            let _ = fs::remove_file(&draft);
        }
    }
}

/// py4rs's folder among the user's caches, which the library has too.
fn directory() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        absolute("HOME").map(|home| home.join("Library/Caches"))
    } else {
        absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))
    };
    caches.map(|caches| caches.join("py4rs"))
}

/// The size and the time of the last change.
fn stamp(path: &Path) -> Option<String> {
    let found = fs::metadata(path).ok()?;
    let changed = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", found.len(), changed.as_nanos()))
}
