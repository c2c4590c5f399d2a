//! A rule of the user's that failed.

use super::Error;
use super::step::{Step, location};
use std::fmt;

/// A rule for a conversion that failed: a rustifier or a pythonizer.
pub struct RuleError {
    kind: &'static str,
    name: String,
    error: Error,
    /// From the innermost step out.
    steps: Vec<Step>,
}

impl RuleError {
    pub(super) fn new(kind: &'static str, name: &str, error: Error) -> RuleError {
        RuleError { kind, name: name.to_owned(), error, steps: Vec::new() }
    }

    /// Whether it is this rule that failed.
    pub(super) fn is_of(&self, kind: &str, name: &str) -> bool {
        self.kind == kind && self.name == name
    }

    /// Which rule, as in `rustifier of decimal.Decimal`.
    pub fn rule(&self) -> String {
        format!("{} of {}", self.kind, self.name)
    }

    /// What the rule gave.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Adds the next step outwards.
    pub(super) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} failed", self.rule())?;
        let location = location(&self.steps);
        if !location.is_empty() {
            write!(f, ", at {location}")?;
        }
        write!(f, ": {}", self.error)
    }
}

impl fmt::Debug for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for RuleError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
