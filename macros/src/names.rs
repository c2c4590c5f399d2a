//! Names that are written out in the source: the statics that keep their Python strings for the call site.

use crate::balance::expect_balance;
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

/// Refuses a text that is neither a name nor an expression: what can be said of it before Python reads it.
pub(crate) fn expect_callable(text: &LitStr) -> Result<()> {
    let value = text.value();
    let is_names = value.chars().all(|c| c == '.' || c == '_' || c.is_alphanumeric());
    let begins = value.trim_start_matches('.').starts_with(|c: char| !c.is_ascii_digit());
    if value.trim().is_empty() || is_names && begins && value.split('.').any(str::is_empty) {
        return Err(Error::new(
            text.span(),
            "expected a name, names with dots between them, or an expression",
        ));
    }
    expect_balance(text)
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
