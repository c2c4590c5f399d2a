//! Python's names as Rust's.

use std::collections::{HashMap, HashSet};

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that cannot be written raw.
const NEVER: &[&str] = &["_", "crate", "self", "super", "Self"];

/// `getLogger` as `get_logger`, `HTTPServer` as `http_server`.
pub fn snake(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, &character) in characters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| characters[before]);
        let after_small = before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit());
        let before_small = before.is_some_and(char::is_uppercase)
            && characters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if character.is_uppercase() && (after_small || before_small) && !all_upper(name) {
            snake.push('_');
        }
        if character == '_' && snake.ends_with('_') && snake.len() > 1 {
            continue;
        }
        snake.extend(character.to_lowercase());
    }
    snake
}

fn all_upper(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// `ordered_dict` as `OrderedDict`.
pub fn camel(name: &str) -> String {
    let mut camel = String::new();
    for part in name.split('_').filter(|part| !part.is_empty()) {
        let mut characters = part.chars();
        camel.extend(characters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(characters.as_str());
    }
    match camel.chars().next() {
        Some(first) if !first.is_numeric() => camel,
        _ => format!("_{camel}"),
    }
}

/// A name as it is written in Rust.
pub fn escaped(name: &str) -> String {
    if NEVER.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Names that are taken in one place.
#[derive(Debug, Default)]
pub struct Names(HashSet<String>);

impl Names {
    /// Those that nothing of Python's can have.
    pub fn reserved(names: &[&str]) -> Names {
        Names(names.iter().map(|&name| name.to_owned()).collect())
    }

    /// The name, or the first with underscores behind it that nobody has.
    pub fn take(&mut self, name: &str) -> String {
        let mut name = name.to_owned();
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        escaped(&name)
    }

    /// A Rust name for each of Python's: one that needs no change keeps its own, the others follow by the alphabet.
    pub fn take_all<'a>(
        &mut self,
        names: impl IntoIterator<Item = &'a str>,
        convert: fn(&str) -> String,
    ) -> HashMap<String, String> {
        let mut names: Vec<(bool, &str)> =
            names.into_iter().map(|name| (convert(name) != name, name)).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().map(|(_, name)| (name.to_owned(), self.take(&convert(name)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_snakes() {
        for (python, rust) in [
            ("getLogger", "get_logger"),
            ("HTTPServer", "http_server"),
            ("IGNORECASE", "ignorecase"),
            ("Fraction", "fraction"),
            ("a__b", "a_b"),
            ("_private", "_private"),
            ("float32", "float32"),
            ("Int8Type", "int8_type"),
        ] {
            assert_eq!(snake(python), rust, "{python}");
        }
        assert_eq!(camel("ordered_dict"), "OrderedDict");
        assert_eq!(camel("c_int"), "CInt");
        assert_eq!(escaped("type"), "r#type");
        assert_eq!(escaped("self"), "self_");
    }

    #[test]
    fn clashes_are_told_apart() {
        let names = Names::default().take_all(["ClassName", "CLASS_NAME", "class_name"], snake);
        assert_eq!(names["class_name"], "class_name");
        assert_eq!(names["CLASS_NAME"], "class_name_");
        assert_eq!(names["ClassName"], "class_name__");
    }
}
