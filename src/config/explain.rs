//! The search, told as text.

use super::{Environment, Os, Search, Source, search::places_named};

impl Source {
    /// All of them, in the order in which they are tried.
    pub const ALL: [Source; 14] = [
        Source::Given,
        Source::PythonExecutable,
        Source::ProjectVenv,
        Source::VirtualEnv,
        Source::CondaPrefix,
        Source::Path,
        Source::Build,
        Source::Uv,
        Source::Pyenv,
        Source::Conda,
        Source::Homebrew,
        Source::Framework,
        Source::Nix,
        Source::Registry,
    ];

    /// Where it looks, as a sentence.
    pub const fn describe(self) -> &'static str {
        match self {
            Source::Given => "Config::python, Config::venv or Config::libpython; no other takes its place",
            Source::PythonExecutable => {
                "the variable PYTHON_EXECUTABLE, a path or a name; no other takes its place"
            }
            Source::ProjectVenv => ".venv in the working directory, where Config::project_venv allows it",
            Source::VirtualEnv => "the active venv, in the variable VIRTUAL_ENV",
            Source::CondaPrefix => "the active environment of conda or mamba, in the variable CONDA_PREFIX",
            Source::Path => {
                "python3, then python on PATH, through pyenv's shims; not where every user can write, and not in \
                 relative directories"
            }
            Source::Build => "the Python that py4rs was built with",
            Source::Uv => {
                "uv's, the newest first: UV_PYTHON_INSTALL_DIR, else uv/python among the user's data"
            }
            Source::Pyenv => "pyenv's, the newest first: PYENV_ROOT, else ~/.pyenv",
            Source::Conda => "base environments: MAMBA_ROOT_PREFIX, ~/miniforge3 and its like, /opt/conda",
            Source::Homebrew => "Homebrew's, the newest first: HOMEBREW_PREFIX, else its usual prefixes",
            Source::Framework => "frameworks in /Library on macOS: python.org's and Apple's",
            Source::Nix => "the profiles of Nix: ~/.nix-profile, the system's",
            Source::Registry => "the registry of Windows (PEP 514): the user's, then the machine's",
        }
    }
}

/// The search order, with what each place names here. Nothing is examined, and no program is run.
pub fn explain(search: &Search, environment: &Environment) -> String {
    let mut text = "The first of these that works is taken:\n".to_owned();
    let here = |source: &Source| match source {
        Source::Framework => environment.os == Os::MacOs,
        Source::Registry => environment.os == Os::Windows,
        _ => true,
    };
    let named = places_named(search, environment);
    for (index, source) in Source::ALL.into_iter().filter(here).enumerate() {
        text += &format!("{:3}. {source}: {}\n", index + 1, source.describe());
        for (_, path) in named.iter().filter(|(other, _)| *other == source) {
            text += &format!("       {}\n", path.display());
        }
    }
    text += "An interpreter is run only where no file tells about it; what it said is kept in the user's cache.\n";
    text
}
