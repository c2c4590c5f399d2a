//! Names that are written out in the source: the statics that keep their Python strings for the call site.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Error, Expr, ExprLit, Lit, LitStr, Result};

/// A reference to the static of a name.
pub(crate) fn name(text: &str, span: Span) -> TokenStream {
    let interned = interned(text, span);
    quote!({
        static NAME: ::py4rs::Interned = #interned;
        &NAME
    })
}

/// A reference to the static of a name with dots.
pub(crate) fn path(text: &str, span: Span) -> TokenStream {
    let parts: Vec<TokenStream> = text.split('.').map(|part| interned(part, span)).collect();
    let count = parts.len();
    quote!({
        static PATH: ::py4rs::__private::Path<#count> = ::py4rs::__private::Path::new([#(#parts),*]);
        &PATH
    })
}

/// A reference to the static of the names of keyword arguments.
pub(crate) fn keywords(names: &[String]) -> TokenStream {
    quote!({
        static KEYWORDS: ::py4rs::__private::Keywords = ::py4rs::__private::Keywords::new(&[#(#names),*]);
        &KEYWORDS
    })
}

fn interned(text: &str, span: Span) -> TokenStream {
    let text = LitStr::new(text, span);
    quote!(::py4rs::Interned::new(#text))
}

/// The text of a string literal.
pub(crate) fn literal(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

/// Refuses a text that is meant for a name, and is none: one without blanks in which a name is empty, or in which a
/// bracket or a quote has no other. What has blanks is code, of which Python says what is wrong.
pub(crate) fn expect_name(text: &LitStr) -> Result<()> {
    let value = text.value();
    let wrong = match value.contains(|c: char| c.is_whitespace() || c == '\\') {
        true => None,
        false => empty_name(&value).or_else(|| unbalanced(&value)),
    };
    wrong.map_or(Ok(()), |wrong| Err(Error::new(text.span(), wrong)))
}

/// What is wrong with dots between names.
fn empty_name(text: &str) -> Option<String> {
    let begins = text.trim_start_matches('.').starts_with(|c: char| c == '_' || c.is_alphabetic());
    let are_names = text.chars().all(|c| c == '.' || c == '_' || c.is_alphanumeric());
    (begins && are_names && text.split('.').any(str::is_empty))
        .then(|| "expected names with dots between them".to_owned())
}

/// What is wrong with brackets and quotes.
fn unbalanced(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\'' | '"' if !rest.any(|other| other == c) => return Some(format!("`{c}` is never closed")),
            '(' => open.push((c, ')')),
            '[' => open.push((c, ']')),
            '{' => open.push((c, '}')),
            ')' | ']' | '}' => match open.pop() {
                Some((_, closes)) if closes == c => {}
                Some((open, _)) => return Some(format!("`{c}` closes `{open}`")),
                None => return Some(format!("`{c}` closes nothing")),
            },
            _ => {}
        }
    }
    open.last().map(|(open, _)| format!("`{open}` is never closed"))
}

/// Whether a text is a name, or names with dots between them, and not an expression; as the library decides it of a
/// text that arrives at run time.
pub(crate) fn is_path(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|first: char| first.is_ascii_digit())
            && part.chars().all(|c| c == '_' || c.is_alphanumeric())
    };
    text.split('.').all(is_name)
}
