//! The requirements themselves, wherever they are written.

use std::{
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
    /// The file that pins them, and its text where it is there.
    pub(super) lock: Option<(PathBuf, Option<String>)>,
}

impl Requirements {
    /// All that are needed.
    pub(super) fn of(needs: &Needs, environment: &Environment) -> Result<Self, EnvironmentError> {
        let mut packages = Vec::new();
        for package in &needs.packages {
            packages.push(checked(package)?);
        }
        for file in &needs.files {
            let file = environment.absolute(file);
            match file.extension().is_some_and(|extension| extension == "toml") {
                true => packages.extend(of_project(&file)?),
                false => read_lines(&file, DEEPEST, &mut packages)?,
            }
        }
        let mut seen = Vec::new();
        packages.retain(|package| {
            !seen.contains(package) && {
                seen.push(package.clone());
                true
            }
        });
        let lock = needs.lock.as_ref().map(|path| environment.absolute(path));
        let lock = lock.map(|path| (fs::read_to_string(&path).ok(), path)).map(|(text, path)| (path, text));
        Ok(Requirements { packages, lock })
    }

    /// The same with the text of the lock file.
    pub(super) fn pinned_by(&self, text: String) -> Self {
        let lock = self.lock.clone().map(|(path, _)| (path, Some(text)));
        Requirements { packages: self.packages.clone(), lock }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.packages.is_empty()
    }

    /// The same in an order that says nothing, for the key.
    pub(super) fn sorted(&self) -> Vec<&str> {
        let mut sorted: Vec<&str> = self.packages.iter().map(String::as_str).collect();
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

/// The lines of a requirements file: comments go, continued lines are joined, included files are read.
fn read_lines(file: &Path, depth: u8, packages: &mut Vec<String>) -> Result<(), EnvironmentError> {
    let text = fs::read_to_string(file).map_err(|error| EnvironmentError::file(file, error))?;
    let Some(deeper) = depth.checked_sub(1) else {
        return Err(EnvironmentError::File(file.to_owned(), "it includes itself".to_owned()));
    };
    for line in text.replace("\\\r\n", " ").replace("\\\n", " ").lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let included =
            ["-r ", "--requirement ", "--requirement="].iter().find_map(|option| line.strip_prefix(option));
        match included {
            Some(name) => {
                let directory = file.parent().unwrap_or(file);
                read_lines(&directory.join(name.trim()), deeper, packages)?;
            }
            None => packages.push(line.to_owned()),
        }
    }
    Ok(())
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
