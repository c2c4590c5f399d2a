//! A small reader of JSON, enough for `build-details.json`.
//!
//! Numbers are kept as text. The depth is limited, so that no file can exhaust the stack.

use std::{iter::Peekable, str::Chars};

/// A JSON value.
#[derive(Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole document; `None` where it is not JSON.
    pub(super) fn parse(text: &str) -> Option<Json> {
        let mut reader = Reader { rest: text.chars().peekable() };
        let value = reader.value(32)?;
        reader.skip_space();
        reader.rest.next().is_none().then_some(value)
    }

    /// The value at a dotted path: `language.version`.
    pub(super) fn at(&self, path: &str) -> Option<&Json> {
        path.split('.').try_fold(self, |value, key| match value {
            Json::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        })
    }

    /// The text at a dotted path.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        match self.at(path)? {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The small whole number at a dotted path.
    pub(super) fn number(&self, path: &str) -> Option<u8> {
        match self.at(path)? {
            Json::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
}

impl Reader<'_> {
    fn value(&mut self, depth: u8) -> Option<Json> {
        let deeper = depth.checked_sub(1)?;
        self.skip_space();
        match self.rest.peek()? {
            '{' => self.object(deeper),
            '[' => self.list(deeper),
            '"' => self.text().map(Json::Text),
            'n' => self.word("null", Json::Null),
            't' => self.word("true", Json::Bool(true)),
            'f' => self.word("false", Json::Bool(false)),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: u8) -> Option<Json> {
        let mut entries = Vec::new();
        self.rest.next();
        if self.takes('}') {
            return Some(Json::Object(entries));
        }
        loop {
            self.skip_space();
            let key = self.text()?;
            self.takes(':').then_some(())?;
            entries.push((key, self.value(depth)?));
            if self.takes('}') {
                return Some(Json::Object(entries));
            }
            self.takes(',').then_some(())?;
        }
    }

    fn list(&mut self, depth: u8) -> Option<Json> {
        let mut items = Vec::new();
        self.rest.next();
        if self.takes(']') {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            if self.takes(']') {
                return Some(Json::List(items));
            }
            self.takes(',').then_some(())?;
        }
    }

    fn text(&mut self) -> Option<String> {
        self.rest.next_if_eq(&'"')?;
        let mut text = String::new();
        loop {
            match self.rest.next()? {
                '"' => return Some(text),
                '\\' => text.push(self.escape()?),
                c => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.rest.next()? {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.four_digits()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first);
                }
                self.word("\\u", ())?;
                let second = self.four_digits()?.checked_sub(0xdc00)?;
                return char::from_u32(0x10000 + ((first - 0xd800) << 10) + second);
            }
            c => c,
        })
    }

    fn four_digits(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |number, _| Some(number * 16 + self.rest.next()?.to_digit(16)?))
    }

    fn number(&mut self) -> Option<Json> {
        let mut digits = String::new();
        while let Some(c) = self.rest.next_if(|c| matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')) {
            digits.push(c);
        }
        digits.parse::<f64>().ok().map(|_| Json::Number(digits))
    }

    fn word<T>(&mut self, word: &str, value: T) -> Option<T> {
        word.chars().all(|c| self.rest.next() == Some(c)).then_some(value)
    }

    /// Whether the next character, after space, is `c`; it is taken if so.
    fn takes(&mut self, c: char) -> bool {
        self.skip_space();
        self.rest.next_if_eq(&c).is_some()
    }

    fn skip_space(&mut self) {
        while self.rest.next_if(|c| c.is_ascii_whitespace()).is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_build_details_hold() {
        let json = Json::parse(r#" {"a": {"b": [1, -2.5e3, true, null], "c": "x\né😀"}, "d": 14} "#);
        let json = json.expect("it is JSON");
        assert_eq!(json.text("a.c"), Some("x\né😀"));
        assert_eq!(json.number("d"), Some(14));
        assert_eq!(json.text("a.b"), None);
        assert_eq!(json.at("a.x"), None);
    }

    #[test]
    fn refuses_what_is_not_json() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", "{\"a\"}", "[1,]", "nul", "1 2", "\"\\ud800x\"", "--1", &deep] {
            assert_eq!(Json::parse(text), None, "{text:.20}");
        }
    }
}
