//! Colours, for terminals only.

use std::{env, io::IsTerminal};

/// Whether and how text is coloured.
#[derive(Clone, Copy)]
pub struct Paint(bool);

impl Paint {
    /// In colours if the output is a terminal that wants them: `NO_COLOR` is not set, and it is not a dumb one.
    pub fn of(output: &impl IsTerminal) -> Self {
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Paint(output.is_terminal() && !is_dumb && !refused)
    }

    /// What works.
    pub fn good(self, text: &str) -> String {
        self.in_colour("32", text)
    }

    /// What does not.
    pub fn bad(self, text: &str) -> String {
        self.in_colour("31", text)
    }

    /// What is of less interest.
    pub fn dim(self, text: &str) -> String {
        self.in_colour("2", text)
    }

    fn in_colour(self, code: &str, text: &str) -> String {
        if self.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }
}
