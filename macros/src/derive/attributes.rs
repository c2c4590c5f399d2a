//! `#[py(...)]`: what it may say on a type, a variant and a field.

use super::rename::Rename;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Field, Ident, LitStr, Path, Result, Token, Variant};

/// What the attributes of a type say.
pub(super) struct Container {
    /// The name of the Rust type, for errors.
    pub(super) name: String,
    pub(super) class: Option<LitStr>,
    pub(super) enumeration: Option<LitStr>,
    pub(super) rename_all: Rename,
    pub(super) tag: Option<LitStr>,
}

impl Container {
    pub(super) fn parse(attributes: &[Attribute], name: &Ident) -> Result<Container> {
        let name = name.unraw().to_string();
        let mut container =
            Container { name, class: None, enumeration: None, rename_all: Rename::Same, tag: None };
        let known = "expected `class`, `enum`, `rename_all` or `tag`";
        each(attributes, known, |word, meta| {
            match word {
                "class" => set(&mut container.class, dotted(meta)?, meta)?,
                "enum" => set(&mut container.enumeration, dotted(meta)?, meta)?,
                "tag" => set(&mut container.tag, meta.value()?.parse()?, meta)?,
                "rename_all" => container.rename_all = Rename::parse(&meta.value()?.parse()?)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(container)
    }
}

/// The Python name of a variant.
pub(super) fn variant_name(variant: &Variant, rename_all: Rename) -> Result<String> {
    let mut name: Option<LitStr> = None;
    each(&variant.attrs, "expected `rename`", |word, meta| {
        let known = word == "rename";
        if known {
            set(&mut name, meta.value()?.parse()?, meta)?;
        }
        Ok(known)
    })?;
    Ok(name.map_or_else(|| rename_all.apply(&variant.ident.unraw().to_string()), |name| name.value()))
}

/// What stands for a field that Python does not give.
pub(super) enum Missing {
    Error,
    Default,
    Call(Path),
}

/// What the attributes of a field say.
pub(super) struct FieldRules {
    pub(super) rename: Option<LitStr>,
    pub(super) missing: Missing,
    pub(super) skip: bool,
    pub(super) with: Option<Path>,
}

impl FieldRules {
    /// Those of a field with a name.
    pub(super) fn parse(field: &Field) -> Result<FieldRules> {
        let mut rules = FieldRules { rename: None, missing: Missing::Error, skip: false, with: None };
        let known = "expected `rename`, `default`, `skip` or `with`";
        each(&field.attrs, known, |word, meta| {
            match word {
                "rename" => set(&mut rules.rename, meta.value()?.parse()?, meta)?,
                "default" if meta.input.peek(Token![=]) => {
                    rules.missing = Missing::Call(meta.value()?.parse()?);
                }
                "default" => rules.missing = Missing::Default,
                "skip" => rules.skip = true,
                "with" => set(&mut rules.with, meta.value()?.parse()?, meta)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if rules.skip && (rules.rename.is_some() || rules.with.is_some()) {
            let message = "a field that is skipped has no name and no conversion";
            return Err(Error::new(field.span(), message));
        }
        Ok(rules)
    }

    /// Those of a field without a name.
    pub(super) fn of_place(field: &Field) -> Result<FieldRules> {
        let rules = FieldRules::parse(field)?;
        if rules.rename.is_some() || rules.skip || !matches!(rules.missing, Missing::Error) {
            let message = "a field without a name has its place in Python: only `with` can be said of it";
            return Err(Error::new(field.span(), message));
        }
        Ok(rules)
    }
}

/// Hands each word of the `#[py(...)]` to `take`, which says whether it is one that it knows.
fn each(
    attributes: &[Attribute],
    known: &str,
    mut take: impl FnMut(&str, &ParseNestedMeta<'_>) -> Result<bool>,
) -> Result<()> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("py")) {
        attribute.parse_nested_meta(|meta| {
            let word = meta.path.get_ident().map(|word| word.unraw().to_string()).unwrap_or_default();
            if take(&word, &meta)? { Ok(()) } else { Err(meta.error(known)) }
        })?;
    }
    Ok(())
}

fn set<T>(place: &mut Option<T>, value: T, meta: &ParseNestedMeta<'_>) -> Result<()> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(meta.error("this is said twice")),
    }
}

/// The name of a Python class, with its module.
fn dotted(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    let text: LitStr = meta.value()?.parse()?;
    if text.value().split('.').any(str::is_empty) {
        return Err(Error::new(text.span(), "expected the name of a Python class, as `module.Class`"));
    }
    Ok(text)
}

/// Refuses what is said of a type that it does not fit.
pub(super) fn refuse(said: Option<&LitStr>, why: &str) -> Result<()> {
    said.map_or(Ok(()), |said| Err(Error::new(said.span(), why)))
}
