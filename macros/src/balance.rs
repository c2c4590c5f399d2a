//! Whether brackets and quotes in Python code match: what can be said of code before it is compiled.

use proc_macro2::Span;
use syn::{Error, LitStr, Result};

/// Code that is read piece by piece.
#[derive(Default)]
pub(crate) struct Balance {
    /// The brackets that are open, and where they stand.
    open: Vec<(char, Span)>,
    /// The quotes that are open: one mark or three.
    quotes: Option<(String, Span)>,
    /// A text with code in it is seen, in which newer Pythons allow any quotes: nothing is certain then.
    unsure: bool,
}

/// Refuses a text in which they do not match.
pub(crate) fn expect_balance(text: &LitStr) -> Result<()> {
    let mut balance = Balance::default();
    balance.read(text)?;
    balance.end()
}

impl Balance {
    /// Goes on with a piece of the code.
    pub(crate) fn read(&mut self, piece: &LitStr) -> Result<()> {
        let (text, span) = (piece.value(), piece.span());
        let mut rest = text.as_str();
        let mut word = String::new();
        while let Some(c) = rest.chars().next() {
            if self.unsure {
                return Ok(());
            }
            let mut length = c.len_utf8();
            match (&self.quotes, c) {
                (Some(_), '\\') => length += rest[1..].chars().next().map_or(0, char::len_utf8),
                (Some((quotes, _)), _) if rest.starts_with(quotes.as_str()) => {
                    length = quotes.len();
                    self.quotes = None;
                }
                (Some((quotes, _)), '\n') if quotes.len() == 1 => return self.end(),
                (Some(_), _) => {}
                (None, '#') => length = rest.find('\n').unwrap_or(rest.len()),
                (None, '\'' | '"') => {
                    self.unsure = matches!(word.as_str(), "f" | "F" | "t" | "T")
                        || word.len() == 2 && word.contains(['f', 'F', 't', 'T']);
                    let three = c.to_string().repeat(3);
                    let quotes = if rest.starts_with(&three) { three } else { c.to_string() };
                    length = quotes.len();
                    self.quotes = Some((quotes, span));
                }
                (None, '(' | '[' | '{') => self.open.push((c, span)),
                (None, ')' | ']' | '}') => match self.open.pop() {
                    Some((open, _)) if closes(open) == c => {}
                    Some((open, _)) => return Err(Error::new(span, format!("`{c}` closes `{open}`"))),
                    None => return Err(Error::new(span, format!("`{c}` closes nothing"))),
                },
                (None, _) => {}
            }
            if c.is_alphanumeric() || c == '_' {
                word.push(c);
            } else {
                word.clear();
            }
            rest = &rest[length..];
        }
        Ok(())
    }

    /// Refuses what is still open.
    pub(crate) fn end(&self) -> Result<()> {
        if self.unsure {
            return Ok(());
        }
        let still_open = match (&self.quotes, self.open.last()) {
            (Some((quotes, span)), _) => Some((quotes.clone(), span)),
            (None, open) => open.map(|(open, span)| (open.to_string(), span)),
        };
        let error = |(open, span): (String, &Span)| Error::new(*span, format!("`{open}` is never closed"));
        still_open.map_or(Ok(()), |open| Err(error(open)))
    }
}

fn closes(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}
