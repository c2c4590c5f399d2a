//! The error of a search without result: every candidate, why not, and what to do.

use std::{error, fmt};

use super::{Candidate, Reason, Source};

/// No Python was found that can be embedded.
///
/// Its text is made for the person who runs the program: it lists what was looked at, and ends with what
/// mends it.
#[derive(Clone, Debug)]
pub struct NotFound {
    /// What was looked at, in order; the last one where it was an explicit choice.
    pub candidates: Vec<Candidate>,
}

impl NotFound {
    /// What to do, the most specific first.
    pub fn remedies(&self) -> Vec<String> {
        let mut remedies = Vec::new();
        for remedy in self.reasons().filter_map(Reason::remedy) {
            if !remedies.contains(&remedy) {
                remedies.push(remedy);
            }
        }
        remedies.push(match self.explicit() {
            Some(Candidate { source: Source::PythonExecutable, .. }) => {
                "correct PYTHON_EXECUTABLE, or unset it: then others are tried".to_owned()
            }
            Some(_) => "ask for another one, or for none: then others are tried".to_owned(),
            None => {
                "install a Python that has a shared library, for instance: uv python install 3.13; or set \
                     PYTHON_EXECUTABLE to one"
                    .to_owned()
            }
        });
        remedies
    }

    fn reasons(&self) -> impl Iterator<Item = &Reason> {
        self.candidates.iter().filter_map(|candidate| candidate.outcome.as_ref().err())
    }

    /// The explicit choice that failed.
    pub(super) fn explicit(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.is_set() && candidate.source.is_explicit())
    }
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.explicit() {
            Some(candidate) => {
                writeln!(f, "the Python that was chosen cannot be used, and no other takes its place")?;
                writeln!(f, "  {candidate}")?;
            }
            None => {
                writeln!(f, "no Python was found that can be embedded; these were looked at:")?;
                for candidate in &self.candidates {
                    writeln!(f, "  {candidate}")?;
                }
            }
        }
        write!(f, "what to do:")?;
        for remedy in self.remedies() {
            write!(f, "\n  - {remedy}")?;
        }
        Ok(())
    }
}

impl error::Error for NotFound {}
