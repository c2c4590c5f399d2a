//! Which submodules belong to bindings.

use crate::description::Module;
use serde_json::{Value, json};

/// Which submodules belong to the bindings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Submodules {
    /// None.
    #[default]
    None,
    /// All whose names do not begin with an underscore, and theirs; tests are left out.
    All,
    /// Those that begin with an underscore, too.
    Hidden,
    /// These, each with its own.
    Named(Vec<(String, Submodules)>),
}

impl Submodules {
    /// These, each without its own, or, where a name has dots, the submodule of a submodule.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Submodules {
        let mut list = Vec::new();
        names.into_iter().for_each(|name| Submodules::add(&mut list, name, Submodules::None));
        Submodules::Named(list)
    }

    /// Adds a submodule to a list; one with dots is the submodule of a submodule.
    #[doc(hidden)]
    pub fn add(list: &mut Vec<(String, Submodules)>, name: &str, inner: Submodules) {
        let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
        let place = match list.iter().position(|(known, _)| known == first) {
            Some(place) => place,
            None => {
                list.push((first.to_owned(), Submodules::None));
                list.len() - 1
            }
        };
        let known = &mut list[place].1;
        match (rest, known) {
            (None, known) => *known = inner,
            (Some(rest), Submodules::Named(list)) => Submodules::add(list, rest, inner),
            (Some(rest), known) => {
                let mut list = Vec::new();
                Submodules::add(&mut list, rest, inner);
                *known = Submodules::Named(list);
            }
        }
    }

    /// Those of a description.
    pub(crate) fn of(module: &Module) -> Submodules {
        let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
        Submodules::Named(module.modules.iter().map(|one| (last(&one.name), Submodules::of(one))).collect())
    }

    pub(crate) fn to_json(&self) -> Value {
        match self {
            Submodules::None => json!("none"),
            Submodules::All => json!("all"),
            Submodules::Hidden => json!("hidden"),
            Submodules::Named(list) => {
                list.iter().map(|(name, inner)| json!([name, inner.to_json()])).collect()
            }
        }
    }
}

impl<const COUNT: usize> From<[&str; COUNT]> for Submodules {
    fn from(names: [&str; COUNT]) -> Submodules {
        Submodules::named(names)
    }
}
