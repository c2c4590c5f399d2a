//! Reads `_sysconfigdata_*.py`: what CPython's `configure` and `make` decided, as text.
//!
//! The file is one dictionary literal whose keys are strings and whose values are strings, possibly in
//! several adjacent pieces, or whole numbers. It is read once, from front to back.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::text;

/// The keys that are kept.
const WANTED: &[&str] = &[
    "ABIFLAGS",
    "INCLUDEPY",
    "INSTSONAME",
    "LDLIBRARY",
    "LDVERSION",
    "LIBDIR",
    "LIBPL",
    "LIBS",
    "MULTIARCH",
    "PYTHONFRAMEWORK",
    "Py_DEBUG",
    "Py_ENABLE_SHARED",
    "Py_GIL_DISABLED",
    "SYSLIBS",
    "VERSION",
    "prefix",
];

/// The variables of a build that matter for finding and linking its library.
#[derive(Clone, Debug, Default)]
pub(super) struct Sysconfig {
    values: BTreeMap<String, String>,
}

impl Sysconfig {
    /// Reads the file in the directory of a standard library; `None` where there is none that fits.
    ///
    /// The name carries the ABI flags: `_sysconfigdata_d_linux_x86_64-linux-gnu.py` is a debug build's.
    pub(super) fn of_stdlib(stdlib: &Path, abi: &str) -> Option<Self> {
        let mut names: Vec<String> = fs::read_dir(stdlib)
            .ok()?
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| name.starts_with("_sysconfigdata_") && name.ends_with(".py"))
            .collect();
        names.sort();
        let ours = format!("_sysconfigdata_{abi}_");
        let name = names.iter().find(|name| name.starts_with(&ours)).or(match &names[..] {
            [only] => Some(only),
            _ => None,
        })?;
        let sysconfig = Self::parse(&text::read(&stdlib.join(name)).ok()?);
        (!sysconfig.values.is_empty()).then_some(sysconfig)
    }

    /// Reads the text of such a file; what is not understood ends the reading.
    pub(super) fn parse(text: &str) -> Self {
        let mut values = BTreeMap::new();
        let mut rest = text.split_once('{').map_or("", |(_, body)| body);
        while let Some((key, after)) = string(rest) {
            let Some(after) = after.trim_start().strip_prefix(':') else { break };
            let Some((value, after)) = value(after) else { break };
            if WANTED.contains(&key.as_str()) {
                values.insert(key, value);
            }
            let Some(after) = after.trim_start().strip_prefix(',') else { break };
            rest = after;
        }
        Sysconfig { values }
    }

    /// Takes pairs that the interpreter itself gave.
    pub(super) fn from_pairs<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Sysconfig { values: pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect() }
    }

    /// The variable, unless it is absent or empty.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The variable as a path.
    pub(super) fn path(&self, key: &str) -> Option<PathBuf> {
        self.get(key).map(PathBuf::from)
    }

    /// Whether the variable is 1; `None` where it is absent.
    pub(super) fn flag(&self, key: &str) -> Option<bool> {
        self.get(key).map(|value| value == "1")
    }

    /// The same build, moved to another prefix after it was made.
    ///
    /// Portable builds say `/install` and stand elsewhere; `python3-config` corrects its answers in the same
    /// way.
    pub(super) fn moved_to(mut self, prefix: &Path) -> Self {
        let (Some(from), Some(to)) = (self.get("prefix").map(str::to_owned), prefix.to_str()) else {
            return self;
        };
        if from != to && from != "/" {
            for value in self.values.values_mut() {
                *value = replace_prefix(value, &from, to);
            }
        }
        self
    }
}

/// Replaces a path wherever it stands in the text, but not where it is only the beginning of another name.
fn replace_prefix(text: &str, from: &str, to: &str) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(from) {
        let (before, after) = (&rest[..start], &rest[start + from.len()..]);
        let begins = before.is_empty() || before.ends_with([' ', ',', '=', 'L', 'I', '\'', '"']);
        let ends = after.is_empty() || after.starts_with(['/', ' ', ',', ':', '\'', '"']);
        moved.push_str(before);
        moved.push_str(if begins && ends { to } else { from });
        rest = after;
    }
    moved + rest
}

/// A value: adjacent strings, which Python joins, or a number as text.
fn value(text: &str) -> Option<(String, &str)> {
    let Some((mut joined, mut rest)) = string(text) else {
        let text = text.trim_start();
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '-')).filter(|end| *end > 0)?;
        return Some((text[..end].to_owned(), &text[end..]));
    };
    while let Some((piece, after)) = string(rest) {
        joined.push_str(&piece);
        rest = after;
    }
    Some((joined, rest))
}

/// A string literal as `repr` writes it, after space, and what follows it.
fn string(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let body = &text[1..];
    let mut literal = String::new();
    let mut plain = 0;
    while let Some(at) = body[plain..].find([quote, '\\']).map(|at| plain + at) {
        literal.push_str(&body[plain..at]);
        if body[at..].starts_with(quote) {
            return Some((literal, &body[at + 1..]));
        }
        let escaped = body[at + 1..].chars().next()?;
        literal.push(match escaped {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            c => c,
        });
        plain = at + 1 + escaped.len_utf8();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_pieces_and_reads_numbers() {
        let text = "# made by make\nbuild_time_vars = {'ABIFLAGS': '',\n 'CC': \"it's\",\n \
                    'LIBS': '-ldl '\n         '-L/install/lib',\n 'Py_ENABLE_SHARED': 1,\n 'X': -1,\n \
                    'LIBPL': '/a\\'b\\\\c', 'prefix': '/install'}\n";
        let sysconfig = Sysconfig::parse(text);
        assert_eq!(sysconfig.get("LIBS"), Some("-ldl -L/install/lib"));
        assert_eq!(sysconfig.get("LIBPL"), Some("/a'b\\c"));
        assert_eq!(sysconfig.get("ABIFLAGS"), None);
        assert_eq!(sysconfig.flag("Py_ENABLE_SHARED"), Some(true));
        assert_eq!(sysconfig.get("CC"), None);
        assert_eq!(sysconfig.moved_to(Path::new("/new")).get("LIBS"), Some("-ldl -L/new/lib"));
    }

    #[test]
    fn broken_text_gives_what_came_before() {
        for text in ["", "{", "{'VERSION'", "{'VERSION': ", "{'VERSION': '3", "{'VERSION': x}"] {
            assert!(Sysconfig::parse(text).get("VERSION").is_none(), "{text}");
        }
        assert_eq!(Sysconfig::parse("{'VERSION': '3.9', 'LIBS': oh").get("VERSION"), Some("3.9"));
    }

    #[test]
    fn a_longer_name_is_not_the_prefix() {
        assert_eq!(replace_prefix("/usr2/lib -L/usr/lib,/usr", "/usr", "/x"), "/usr2/lib -L/x/lib,/x");
    }
}
