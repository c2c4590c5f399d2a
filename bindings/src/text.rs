//! Rust source that is being written.

use std::fmt::Write;

/// Lines with their indentation.
#[derive(Debug, Default)]
pub struct Text {
    text: String,
    depth: usize,
}

impl Text {
    /// Writes a line; empty ones have no indentation. A line that ends in `{` indents what follows, one that begins
    /// with `}` ends that.
    pub fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if line.starts_with('}') {
            self.depth = self.depth.saturating_sub(1);
        }
        self.plain(line);
        if line.ends_with('{') {
            self.depth += 1;
        }
    }

    fn plain(&mut self, line: &str) {
        let depth = if line.is_empty() { 0 } else { 4 * self.depth };
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{:depth$}{line}", "");
    }

    /// Writes documentation.
    pub fn docs(&mut self, lines: &[String]) {
        for line in lines {
            self.plain(format!("/// {line}").trim_end());
        }
    }

    /// Writes documentation of what is around.
    pub fn inner_docs(&mut self, lines: &[String]) {
        for line in lines {
            self.plain(format!("//! {line}").trim_end());
        }
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A string literal.
pub fn literal(text: &str) -> String {
    format!("{text:?}")
}
