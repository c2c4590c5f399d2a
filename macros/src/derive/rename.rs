//! How Rust's names are written in Python.

use syn::{Error, LitStr, Result};

/// What `rename_all` says.
#[derive(Clone, Copy, Default)]
pub(super) enum Rename {
    #[default]
    Same,
    Lower,
    Upper,
    Camel,
    Pascal,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const NAMES: [(&str, Rename); 8] = [
    ("lowercase", Rename::Lower),
    ("UPPERCASE", Rename::Upper),
    ("camelCase", Rename::Camel),
    ("PascalCase", Rename::Pascal),
    ("snake_case", Rename::Snake),
    ("SCREAMING_SNAKE_CASE", Rename::ScreamingSnake),
    ("kebab-case", Rename::Kebab),
    ("SCREAMING-KEBAB-CASE", Rename::ScreamingKebab),
];

impl Rename {
    pub(super) fn parse(text: &LitStr) -> Result<Rename> {
        let found = NAMES.iter().find(|(name, _)| *name == text.value());
        found.map(|(_, rename)| *rename).ok_or_else(|| {
            let names: Vec<String> = NAMES.iter().map(|(name, _)| format!("`{name}`")).collect();
            Error::new(text.span(), format!("expected one of {}", names.join(", ")))
        })
    }

    /// A name of Rust, in its Python form.
    pub(super) fn apply(self, name: &str) -> String {
        let words = words(name);
        let lower = || words.iter().map(|word| word.to_lowercase());
        let upper = || words.iter().map(|word| word.to_uppercase());
        let joined = |words: &mut dyn Iterator<Item = String>, between: &str| {
            words.collect::<Vec<String>>().join(between)
        };
        match self {
            Rename::Same => name.to_owned(),
            Rename::Lower => name.to_lowercase(),
            Rename::Upper => name.to_uppercase(),
            Rename::Snake => joined(&mut lower(), "_"),
            Rename::ScreamingSnake => joined(&mut upper(), "_"),
            Rename::Kebab => joined(&mut lower(), "-"),
            Rename::ScreamingKebab => joined(&mut upper(), "-"),
            Rename::Pascal => lower().map(capital).collect(),
            Rename::Camel => lower()
                .enumerate()
                .map(|(index, word)| if index == 0 { word } else { capital(word) })
                .collect(),
        }
    }
}

/// The words of a name: parted by underscores, or by capitals.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split('_').filter(|part| !part.is_empty()) {
        let all_capitals = !part.chars().any(char::is_lowercase);
        for (index, c) in part.char_indices() {
            match words.last_mut() {
                Some(word) if index > 0 && (all_capitals || !c.is_uppercase()) => word.push(c),
                _ => words.push(c.to_string()),
            }
        }
    }
    words
}

fn capital(word: String) -> String {
    let mut characters = word.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
