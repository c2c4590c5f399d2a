//! The search: every place that may name a Python, in order.

use std::{
    fs, iter,
    path::{Path, PathBuf},
};

use super::{
    Candidate, Environment, NotFound, Os, PythonConfig, Reason, Source, installed, library, path, program,
    pyenv, venv::Venv,
};

/// Which Python is asked for. The default asks for none: the environment decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// An interpreter: a path, or the name of a program on `PATH`.
    pub python: Option<PathBuf>,
    /// A shared library. Alone it decides the interpreter too.
    pub libpython: Option<PathBuf>,
    /// The directory of a venv.
    pub venv: Option<PathBuf>,
    /// Whether a `.venv` in the working directory may be used. It then stands before `VIRTUAL_ENV`.
    pub project_venv: bool,
}

/// Finds the Python to start: the first candidate that works.
///
/// The candidates are, in order: what `search` asks for, `PYTHON_EXECUTABLE`, the `.venv` of the working
/// directory if allowed, `VIRTUAL_ENV`, `CONDA_PREFIX`, `python3` and `python` on `PATH`, the Python of the
/// build, and then those that nobody names: of uv, pyenv, conda, Homebrew, frameworks, Nix, the registry.
///
/// # Errors
/// No candidate works, or one of the first two is set and does not: an explicit choice is never replaced.
///
/// ```no_run
/// use py4rs::config::{Environment, Search, find};
///
/// let python = find(&Search::default(), &Environment::process())?;
/// println!("{}", python.libpython.display());
/// # Ok::<(), py4rs::config::NotFound>(())
/// ```
pub fn find(search: &Search, environment: &Environment) -> Result<PythonConfig, NotFound> {
    let mut candidates = Vec::new();
    for candidate in examine(search, environment) {
        let is_choice = candidate.is_set() && candidate.source.is_explicit();
        match candidate.outcome {
            Ok(python) => return Ok(python),
            Err(_) if is_choice => return Err(NotFound { candidates: vec![candidate] }),
            Err(_) => candidates.push(candidate),
        }
    }
    Err(NotFound { candidates })
}

/// Examines all candidates, also those after the first that works.
pub fn survey(search: &Search, environment: &Environment) -> Vec<Candidate> {
    examine(search, environment).collect()
}

/// The `.venv` in the working directory, if there is one that was not asked for.
pub fn passed_over(search: &Search, environment: &Environment) -> Option<PathBuf> {
    let place = project_venv(search, environment)?;
    place.path.filter(|_| place.interpreter == Err(Reason::NotAsked))
}

/// What each place names, without a look at it.
pub(super) fn places_named(search: &Search, environment: &Environment) -> Vec<(Source, PathBuf)> {
    places(search, environment).filter_map(|place| Some((place.source, place.path?))).collect()
}

/// A place that names a Python.
struct Place {
    source: Source,
    path: Option<PathBuf>,
    /// The interpreter, or why there is none.
    interpreter: Result<PathBuf, Reason>,
}

impl Place {
    fn not_set(source: Source) -> Self {
        Place { source, path: None, interpreter: Err(Reason::NotSet) }
    }
}

/// Looks at one place after the other, as the caller asks for them.
fn examine(search: &Search, environment: &Environment) -> impl Iterator<Item = Candidate> {
    let mut seen: Vec<(Identity, PathBuf)> = Vec::new();
    places(search, environment).map(move |Place { source, path, interpreter }| {
        let outcome = interpreter.and_then(|interpreter| {
            let identity = identity(&interpreter, environment);
            if let Some((_, first)) = seen.iter().find(|(earlier, _)| *earlier == identity) {
                return Err(Reason::SameAs(first.clone()));
            }
            seen.push((identity, interpreter.clone()));
            let libpython = search.libpython.as_ref().filter(|_| source == Source::Given);
            let libpython = libpython.map(|path| environment.absolute(path));
            PythonConfig::of(source, &interpreter, libpython.as_deref(), environment)
        });
        Candidate { source, path, outcome }
    })
}

/// What makes two interpreters the same: the real file, and the venv around it.
type Identity = (PathBuf, Option<PathBuf>);

fn identity(interpreter: &Path, environment: &Environment) -> Identity {
    let behind = pyenv::look_through(interpreter, environment);
    let behind = behind.as_deref().unwrap_or(interpreter);
    let venv = behind.ancestors().skip(1).take(2).find(|directory| directory.join("pyvenv.cfg").exists());
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    (real(behind), venv.map(real))
}

/// All places, in order. Those after the first one that works are never computed.
fn places(search: &Search, environment: &Environment) -> impl Iterator<Item = Place> {
    let first = iter::once_with(|| given(search, environment)).flatten();
    let variable = iter::once_with(|| variable(environment));
    let project = iter::once_with(|| project_venv(search, environment)).flatten();
    let active = iter::once_with(|| active_venv(environment));
    let conda = iter::once_with(|| conda(environment));
    let on_path = iter::once_with(|| on_path(environment)).flatten();
    let build = iter::once_with(|| build(environment));
    let unnamed = iter::once_with(|| unnamed(environment)).flatten();
    let named = first.chain(variable).chain(project).chain(active).chain(conda).chain(on_path).chain(build);
    named.chain(unnamed)
}

fn given(search: &Search, environment: &Environment) -> Option<Place> {
    let place =
        |path: &Path, interpreter| Place { source: Source::Given, path: Some(path.to_owned()), interpreter };
    match search {
        Search { python: Some(python), venv: Some(_), .. } => Some(place(python, Err(Reason::BothGiven))),
        Search { python: Some(python), .. } => Some(place(python, named(python, environment))),
        Search { venv: Some(venv), .. } => {
            Some(place(venv, in_venv(&environment.absolute(venv), environment)))
        }
        Search { libpython: Some(library), .. } => {
            let interpreter = library::interpreter_of(&environment.absolute(library), environment.os);
            Some(place(library, interpreter))
        }
        _ => None,
    }
}

fn variable(environment: &Environment) -> Place {
    let source = Source::PythonExecutable;
    let Some(value) = environment.get("PYTHON_EXECUTABLE").map(Path::new) else {
        return Place::not_set(source);
    };
    Place { source, path: Some(value.to_owned()), interpreter: named(value, environment) }
}

fn project_venv(search: &Search, environment: &Environment) -> Option<Place> {
    let directory = environment.directory.join(".venv");
    let interpreter = match (search.project_venv, directory.is_dir()) {
        (true, true) => in_venv(&directory, environment),
        (true, false) => Err(Reason::Missing),
        (false, true) => Err(Reason::NotAsked),
        (false, false) => return None,
    };
    Some(Place { source: Source::ProjectVenv, path: Some(directory), interpreter })
}

fn active_venv(environment: &Environment) -> Place {
    let source = Source::VirtualEnv;
    let Some(directory) = environment.path("VIRTUAL_ENV") else { return Place::not_set(source) };
    let interpreter = in_venv(&directory, environment);
    Place { source, path: Some(directory), interpreter }
}

fn conda(environment: &Environment) -> Place {
    let source = Source::CondaPrefix;
    let Some(directory) = environment.path("CONDA_PREFIX") else { return Place::not_set(source) };
    let programs = match environment.os {
        Os::Windows => directory.clone(),
        Os::Linux | Os::MacOs => directory.join("bin"),
    };
    let interpreter =
        program::first_in(&programs, path::NAMES, environment.os).ok_or(Reason::NoPython(programs));
    Place { source, path: Some(directory), interpreter }
}

fn on_path(environment: &Environment) -> Vec<Place> {
    let source = Source::Path;
    let programs = path::NAMES.iter().flat_map(|name| path::programs(name, environment));
    let mut places: Vec<Place> = programs
        .map(|(path, trusted)| Place {
            source,
            interpreter: trusted.map(|()| path.clone()),
            path: Some(path),
        })
        .collect();
    if places.is_empty() {
        let missing = Reason::NotOnPath(path::NAMES.join(" or "));
        places.push(Place { source, path: None, interpreter: Err(missing) });
    }
    places
}

fn build(environment: &Environment) -> Place {
    match environment.baked.executable() {
        Some(path) => Place { source: Source::Build, interpreter: Ok(path.clone()), path: Some(path) },
        None => Place::not_set(Source::Build),
    }
}

/// What managers have installed.
fn unnamed(environment: &Environment) -> impl Iterator<Item = Place> {
    let interpreters = installed::interpreters(environment).into_iter();
    interpreters.map(|(source, path)| Place { source, path: Some(path.clone()), interpreter: Ok(path) })
}

/// The interpreter of a venv, which must be one.
fn in_venv(directory: &Path, environment: &Environment) -> Result<PathBuf, Reason> {
    if !directory.is_dir() {
        return Err(Reason::Missing);
    }
    Venv::read(directory)?;
    Ok(Venv::interpreter(directory, environment.os))
}

/// An interpreter that was named by a path, or by the name of a program on `PATH`.
fn named(name: &Path, environment: &Environment) -> Result<PathBuf, Reason> {
    let is_bare = name.parent().is_some_and(|parent| parent.as_os_str().is_empty());
    let in_directory = environment.absolute(name);
    if !is_bare {
        return Ok(in_directory);
    }
    let text = name.to_string_lossy().into_owned();
    let mut programs = path::programs(&text, environment);
    // One that is not trusted counts only for its reason.
    let best = programs.iter().position(|(_, trusted)| trusted.is_ok()).unwrap_or(0);
    match programs.is_empty() {
        true => Err(Reason::NotOnPath(text)),
        false => {
            let (path, trusted) = programs.swap_remove(best);
            trusted.map(|()| path)
        }
    }
}
