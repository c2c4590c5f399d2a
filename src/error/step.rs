//! Where in an outer value something went wrong.

/// One step from an outer value to an inner one.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// The item at an index of a container, by its Python name.
    Item(&'static str, usize),
    /// The value for a key, by the beginning of the key's `repr`.
    Value(String),
    /// A key, by the beginning of its `repr`.
    Key(String),
    /// A member of a set, by the beginning of its `repr`.
    Member(String),
    /// An argument of a call, counted from 1.
    Argument(usize),
    /// An argument of a call, by its name.
    Keyword(&'static str),
    /// The field of a type.
    Field(&'static str, &'static str),
}

/// Where the steps lead, which are given from the innermost out; of many the first ones
/// are shown.
pub(super) fn location(steps: &[Step]) -> String {
    const SHOWN: usize = 20;
    let mut location = String::new();
    for (depth, step) in steps.iter().rev().enumerate() {
        if depth == SHOWN {
            location.push_str(&format!(" and {} steps more", steps.len() - SHOWN));
            break;
        }
        let inner = depth > 0 && !location.starts_with("argument") || depth > 1;
        if depth > 0 && !inner {
            location.push_str(", ");
        }
        location.push_str(&match step {
            Step::Argument(number) => format!("argument {number}"),
            Step::Keyword(name) => format!("argument {name}"),
            Step::Item(_, index) if inner => format!("[{index}]"),
            Step::Item(container, index) => format!("{container}[{index}]"),
            Step::Field(_, name) if inner => format!(".{name}"),
            Step::Field(owner, name) => format!("{owner}.{name}"),
            Step::Value(key) if inner => format!("[{key}]"),
            Step::Value(key) => format!("dict[{key}]"),
            Step::Key(key) if inner => format!(", key {key}"),
            Step::Key(key) => format!("dict, key {key}"),
            Step::Member(member) if inner => format!(", member {member}"),
            Step::Member(member) => format!("set, member {member}"),
        });
    }
    location
}
