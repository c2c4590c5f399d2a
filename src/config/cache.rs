//! What an interpreter said of itself, kept between runs.
//!
//! Running an interpreter costs some twenty milliseconds. Its answer is kept in the user's cache directory, with the
//! size and the time of change of the program and of the interpreter behind it, and is used only where all are as they
//! were. A file that is damaged, or that another user could have written, is as good as none: nothing is taken on
//! trust, what it says is checked like an interpreter's own answer, and a fresh one takes its place.

use std::{
    collections::hash_map::DefaultHasher,
    fs::{self, Metadata},
    hash::{Hash, Hasher},
    io,
    path::{Path, PathBuf},
    process,
    time::UNIX_EPOCH,
};

use super::{Environment, Os, text};

/// The first line of a file; another one is of another version of this library.
const FORMAT: &str = "py4rs interpreter 2";

/// What a program may choose a Python by that is one of asdf, of mise, or of their like.
const CHOOSING_VARIABLES: [&str; 3] = ["ASDF_PYTHON_VERSION", "MISE_PYTHON_VERSION", "PYENV_VERSION"];
const CHOOSING_FILES: [&str; 6] = [
    ".mise.toml",
    ".python-version",
    ".tool-versions",
    "mise.local.toml",
    "mise.toml",
    ".config/mise/config.toml",
];

/// py4rs's directory among the user's caches: below `XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS,
/// `%LOCALAPPDATA%` on Windows. `None` where the user has none.
pub(super) fn directory(environment: &Environment) -> Option<PathBuf> {
    let absolute = |name: &str| environment.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = match environment.os {
        Os::Linux => absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache"))),
        Os::MacOs => absolute("HOME").map(|home| home.join("Library/Caches")),
        Os::Windows => absolute("LOCALAPPDATA"),
    };
    caches.map(|caches| caches.join("py4rs"))
}

/// The place of one program's answer.
pub(super) struct Entry {
    file: PathBuf,
    program: PathBuf,
    asker: String,
    choice: String,
}

impl Entry {
    /// Where the answer of a program is kept. What a script answers may depend on where it is asked.
    pub(super) fn of(program: &Path, environment: &Environment) -> Option<Self> {
        let variables = CHOOSING_VARIABLES.map(|name| environment.get(name));
        let asker = format!("{:?} {variables:?}", environment.directory);
        let mut hasher = DefaultHasher::new();
        (program, &asker).hash(&mut hasher);
        let file = directory(environment)?.join("interpreters").join(format!("{:016x}", hasher.finish()));
        Some(Entry { file, program: program.to_owned(), asker, choice: choice(environment) })
    }

    /// The answer that was kept, if it is still true.
    pub(super) fn read(&self) -> Option<String> {
        let file = text::open(&self.file).ok()?;
        if !is_own(&file.metadata().ok()?) {
            return None;
        }
        let text = text::of(file).ok()?;
        let (head, answer) = text.split_once('\0')?;
        (head == self.head(answer)?).then(|| answer.to_owned())
    }

    /// Keeps an answer. Where that fails the interpreter is asked again the next time.
    pub(super) fn write(&self, answer: &str) {
        let _ = self.try_write(answer);
    }

    fn try_write(&self, answer: &str) -> io::Result<()> {
        let Some(head) = self.head(answer) else { return Ok(()) };
        let directory = self.file.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(directory)?;
        let draft = self.file.with_extension(format!("{}.draft", process::id()));
        let written = fs::write(&draft, format!("{head}\0{answer}"));
        written.and_then(|()| fs::rename(&draft, &self.file)).or_else(|_| fs::remove_file(&draft))
    }

    /// What has to stand before an answer: the program, and its state and that of the interpreter that it named.
    fn head(&self, answer: &str) -> Option<String> {
        let behind = answer.split('\0').find_map(|fact| fact.strip_prefix("executable="))?;
        let (program, interpreter) = (stamp(&self.program)?, stamp(Path::new(behind))?);
        let mut hasher = DefaultHasher::new();
        answer.hash(&mut hasher);
        let sum = hasher.finish();
        let (path, Entry { asker, choice, .. }) = (self.program.display(), self);
        Some(format!("{FORMAT}\n{path}\n{asker}\n{choice}\n{program}\n{interpreter}\n{sum:016x}\n"))
    }
}

/// The state of the files by which such a program may choose, in the working directory, above it and at home.
fn choice(environment: &Environment) -> String {
    let home = environment.path("HOME");
    let directories = environment.directory.ancestors().map(Path::to_owned).chain(home);
    let files = directories.flat_map(|directory| CHOOSING_FILES.map(|name| directory.join(name)));
    let stamps = files.filter_map(|file| Some(format!("{file:?} {}", stamp(&file)?)));
    stamps.collect::<Vec<_>>().join(" ")
}

/// The size and the time of the last change of a file.
fn stamp(path: &Path) -> Option<String> {
    let found = fs::metadata(path).ok()?;
    let changed = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {}", found.len(), changed.as_nanos()))
}

/// Whether nobody but this user can have written the file.
#[cfg(unix)]
fn is_own(found: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let mine = fs::metadata("/proc/self").map_or(found.uid(), |own| own.uid());
    found.uid() == mine && found.mode() & 0o022 == 0
}

#[cfg(not(unix))]
fn is_own(_: &Metadata) -> bool {
    true
}
