//! The requirements themselves, wherever they are written.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use super::{EnvironmentError, Needs};
use crate::config::Environment;

/// Files that include files: more than these are a loop.
const DEEPEST: u8 = 8;

/// What is to be installed.
#[derive(Debug)]
pub(super) struct Requirements {
    /// Each as one line, in the order in which they were given.
    pub(super) packages: Vec<String>,
    /// What their versions must be besides, where they are installed at all.
    pub(super) constraints: Vec<String>,
    /// The file that pins them, and its text where it is there.
    pub(super) lock: Option<(PathBuf, Option<String>)>,
}

impl Requirements {
    /// All that are needed.
    pub(super) fn of(needs: &Needs, environment: &Environment) -> Result<Self, EnvironmentError> {
        let mut lists = Lists::default();
        for package in &needs.packages {
            lists.packages.push(located(&checked(package)?, &environment.directory));
        }
        for file in &needs.files {
            let file = environment.absolute(file);
            match file.extension().is_some_and(|extension| extension == "toml") {
                true => lists.packages.extend(of_project(&file)?),
                false => lists.read(&file, Kind::Packages, DEEPEST)?,
            }
        }
        let Lists { packages, constraints } = lists;
        let (packages, constraints) = (each_once(packages), each_once(constraints));
        let lock = needs.lock.as_ref().map(|path| environment.absolute(path));
        let lock = lock.map(|path| (fs::read_to_string(&path).ok(), path)).map(|(text, path)| (path, text));
        Ok(Requirements { packages, constraints, lock })
    }

    /// The same with the text of the lock file.
    pub(super) fn pinned_by(&self, text: String) -> Self {
        let lock = self.lock.clone().map(|(path, _)| (path, Some(text)));
        Requirements { packages: self.packages.clone(), constraints: self.constraints.clone(), lock }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The same in an order that says nothing, for the key.
    pub(super) fn sorted(&self) -> Vec<String> {
        let constraints = self.constraints.iter().map(|line| format!("-c {line}"));
        let mut sorted: Vec<String> = self.packages.iter().cloned().chain(constraints).collect();
        sorted.sort_unstable();
        sorted
    }
}

/// One requirement, which must not be read as an option of the program that installs it.
fn checked(text: &str) -> Result<String, EnvironmentError> {
    let text = text.trim();
    let wrong = |why| Err(EnvironmentError::Requirement(text.to_owned(), why));
    if text.is_empty() {
        wrong("it is empty")
    } else if text.starts_with('-') {
        wrong("it is an option; write options into a requirements file")
    } else if text.contains(['\n', '\r', '\0']) {
        wrong("it has more than one line")
    } else {
        Ok(text.to_owned())
    }
}

/// What files say, line by line.
#[derive(Default)]
struct Lists {
    packages: Vec<String>,
    constraints: Vec<String>,
}

/// What the lines of a file are.
#[derive(Clone, Copy)]
enum Kind {
    Packages,
    Constraints,
}

impl Lists {
    /// The lines of a requirements file: comments go, continued lines are joined, other files that it names are read.
    fn read(&mut self, file: &Path, kind: Kind, depth: u8) -> Result<(), EnvironmentError> {
        let text = fs::read_to_string(file).map_err(|error| EnvironmentError::file(file, error))?;
        let Some(deeper) = depth.checked_sub(1) else {
            return Err(EnvironmentError::File(file.to_owned(), "it includes itself".to_owned()));
        };
        let directory = file.parent().unwrap_or(file);
        let text = text.trim_start_matches('\u{feff}').replace("\\\r\n", " ").replace("\\\n", " ");
        for line in text.lines().map(without_comment).filter(|line| !line.is_empty()) {
            if let Some(name) = argument(line, "-r", "--requirement") {
                self.read(&directory.join(name), kind, deeper)?;
            } else if let Some(name) = argument(line, "-c", "--constraint") {
                self.read(&directory.join(name), Kind::Constraints, deeper)?;
            } else {
                let lines = match kind {
                    Kind::Packages => &mut self.packages,
                    Kind::Constraints => &mut self.constraints,
                };
                lines.push(located(line, directory));
            }
        }
        Ok(())
    }
}

/// A line up to its comment, which begins the line or stands behind space.
fn without_comment(line: &str) -> &str {
    let begins = |(at, _): &(usize, &str)| *at == 0 || line[..*at].ends_with([' ', '\t']);
    let end = line.match_indices('#').find(begins).map_or(line.len(), |(at, _)| at);
    line[..end].trim()
}

/// What a line gives to an option: `-r x`, `-rx`, `--requirement x` or `--requirement=x`.
fn argument<'a>(line: &'a str, short: &str, long: &str) -> Option<&'a str> {
    let after_long = || line.strip_prefix(long).filter(|rest| rest.starts_with([' ', '\t', '=']));
    let rest = after_long().or_else(|| line.strip_prefix(short).filter(|_| !line.starts_with("--")))?;
    Some(rest.trim_start_matches('=').trim().trim_matches(['"', '\'']))
}

/// A line whose relative path, if it is or has one, is seen from the directory: the installer runs elsewhere, and the same
/// path in another directory is another package.
fn located(line: &str, directory: &Path) -> String {
    let absolute = |path: &str| shown(&directory.join(path));
    for (short, long) in [("-e", "--editable"), ("-f", "--find-links")] {
        if let Some(path) = argument(line, short, long) {
            return match path.contains("://") {
                true => line.to_owned(),
                false => format!("{long} {}", absolute(path)),
            };
        }
    }
    if is_path(line) { absolute(line) } else { line.to_owned() }
}

/// A path as it may stand in a line, where a space would end it.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if !text.contains(char::is_whitespace) {
        return text;
    }
    let encode = |text: String, (sign, code): (char, &str)| text.replace(sign, code);
    let backslash = if cfg!(windows) { "/" } else { "%5C" };
    let codes = [('%', "%25"), ('\\', backslash), (' ', "%20"), ('\t', "%09"), ('#', "%23"), ('?', "%3F")];
    let encoded = codes.into_iter().fold(text, encode);
    format!("file://{}{encoded}", if encoded.starts_with('/') { "" } else { "/" })
}

/// Whether a requirement begins with a path, as installers tell one from a name.
fn is_path(line: &str) -> bool {
    let begin = line.split([' ', '\t', '[', ';']).next().unwrap_or_default();
    let is_archive = [".whl", ".zip", ".tar.gz"].iter().any(|ending| begin.ends_with(ending));
    !begin.contains("://") && (begin.starts_with('.') || begin.contains('/') || is_archive)
}

fn each_once(mut lines: Vec<String>) -> Vec<String> {
    let mut seen = HashSet::new();
    lines.retain(|line| seen.insert(line.clone()));
    lines
}

/// The dependencies of a project.
fn of_project(file: &Path) -> Result<Vec<String>, EnvironmentError> {
    let text = fs::read_to_string(file).map_err(|error| EnvironmentError::file(file, error))?;
    let wrong = |why: String| EnvironmentError::File(file.to_owned(), why);
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| wrong(error.message().to_owned()))?;
    let Some(list) = table.get("project").and_then(|project| project.get("dependencies")) else {
        return Ok(Vec::new());
    };
    let items = list.as_array().ok_or_else(|| wrong("project.dependencies is no list".to_owned()))?;
    let text = |item: &toml::Value| match item.as_str() {
        Some(text) => checked(text),
        None => Err(wrong("project.dependencies holds what is no text".to_owned())),
    };
    items.iter().map(text).collect()
}
