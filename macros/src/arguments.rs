//! The arguments of a call: `1, *more, key = 2, **others`, with values of any kind.

use crate::names;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::spanned::Spanned;
use syn::{Error, Expr, Ident, Result, Token, Type};

/// One argument.
pub(crate) enum Argument<V> {
    /// `value`
    One(V),
    /// `*values`
    Many(V),
    /// `name = value`
    Named(Ident, V),
    /// `**mapping`
    Mapping(V),
}

impl<V> Argument<V> {
    pub(crate) fn value(&self) -> &V {
        match self {
            Argument::One(value)
            | Argument::Many(value)
            | Argument::Named(_, value)
            | Argument::Mapping(value) => value,
        }
    }

    /// Whether it stands for others, that Python finds when it asks the value.
    pub(crate) fn is_spread(&self) -> bool {
        matches!(self, Argument::Many(_) | Argument::Mapping(_))
    }

    /// The same argument with another value.
    pub(crate) fn with<W>(&self, value: W) -> Argument<W> {
        match self {
            Argument::One(_) => Argument::One(value),
            Argument::Many(_) => Argument::Many(value),
            Argument::Named(name, _) => Argument::Named(name.clone(), value),
            Argument::Mapping(_) => Argument::Mapping(value),
        }
    }
}

/// How a value is parsed; the text says what is expected there.
type ParseValue<V> = fn(ParseStream<'_>, &str) -> Result<V>;

/// Arguments with commas between them, up to the end or to `=>`.
pub(crate) fn parse_list<V>(input: ParseStream<'_>, value: ParseValue<V>) -> Result<Vec<Argument<V>>> {
    let mut arguments = Vec::new();
    while !at_end(input) {
        parse_one(&mut arguments, input, value)?;
        if at_end(input) {
            break;
        }
        if !input.peek(Token![,]) {
            return Err(input.error("expected a comma, or the end of the arguments"));
        }
        input.parse::<Token![,]>()?;
    }
    Ok(arguments)
}

/// Whether nothing more belongs to a list.
pub(crate) fn at_end(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![=>])
}

/// Parses an argument and puts it behind the others.
pub(crate) fn parse_one<V>(
    arguments: &mut Vec<Argument<V>>,
    input: ParseStream<'_>,
    value: ParseValue<V>,
) -> Result<()> {
    let span = input.span();
    if input.peek(Token![*]) && input.peek2(Token![*]) {
        input.parse::<Token![*]>()?;
        input.parse::<Token![*]>()?;
        arguments.push(Argument::Mapping(value(input, "a mapping of keyword arguments")?));
    } else if is_named(input) {
        let name = Ident::parse_any(input)?;
        input.parse::<Token![=]>()?;
        if named(arguments).any(|other| other.unraw() == name.unraw()) {
            return Err(Error::new(span, format!("keyword argument `{}` is given twice", name.unraw())));
        }
        let value = value(input, "the value of the keyword argument")?;
        arguments.push(Argument::Named(name, value));
    } else {
        let many = input.parse::<Option<Token![*]>>()?.is_some();
        let value = value(input, if many { "a list of arguments" } else { "an argument" })?;
        let before = match arguments.last() {
            Some(Argument::Named(name, _)) => format!("the keyword argument `{}`", name.unraw()),
            Some(Argument::Mapping(_)) => "`**`".to_owned(),
            _ => {
                arguments.push(if many { Argument::Many(value) } else { Argument::One(value) });
                return Ok(());
            }
        };
        return Err(Error::new(span, format!("positional argument after {before}")));
    }
    Ok(())
}

/// Whether `name = ` comes next.
fn is_named(input: ParseStream<'_>) -> bool {
    let assigns = input.peek2(Token![=]) && !input.peek2(Token![==]) && !input.peek2(Token![=>]);
    input.peek(Ident::peek_any) && assigns
}

fn named<V>(arguments: &[Argument<V>]) -> impl Iterator<Item = &Ident> {
    arguments.iter().filter_map(|argument| match argument {
        Argument::Named(name, _) => Some(name),
        _ => None,
    })
}

/// The Rust value that stands next; the error says that `what` was expected.
pub(crate) fn value(input: ParseStream<'_>, what: &str) -> Result<Expr> {
    if at_end(input) || input.peek(Token![,]) {
        return Err(input.error(format!("expected {what}")));
    }
    match input.parse()? {
        Expr::Assign(assignment) => {
            let message = format!("expected {what}; only a plain name before `=` is a keyword argument's");
            Err(Error::new(assignment.span(), message))
        }
        value => Ok(value),
    }
}

/// `=> Type`, which ends a macro, or nothing; `_` then.
pub(crate) fn result(input: ParseStream<'_>) -> Result<TokenStream> {
    if input.is_empty() {
        return Ok(quote!(_));
    }
    input.parse::<Token![=>]>()?;
    if input.is_empty() {
        return Err(input.error("expected the type of the result"));
    }
    let result: Type = input.parse()?;
    input.parse::<Option<Token![,]>>()?;
    if !input.is_empty() {
        return Err(input.error("expected nothing after the type of the result"));
    }
    Ok(result.into_token_stream())
}

/// A reference to a Rust value, where the user wrote it; a closure becomes a function of Python's.
pub(crate) fn reference(value: &Expr) -> TokenStream {
    if let Expr::Closure(closure) = value {
        return quote_spanned!(value.span()=> &::py4rs::pyfunction(#closure));
    }
    quote_spanned!(value.span()=> &(#value))
}

/// The arguments of a call in Rust; each value is an expression for a reference.
pub(crate) fn expand(arguments: &[Argument<TokenStream>]) -> TokenStream {
    if arguments.iter().any(Argument::is_spread) {
        let parts = arguments.iter().map(part);
        return quote!(::py4rs::__private::Spread { parts: &[#(#parts),*] });
    }
    let values: Vec<&TokenStream> = arguments.iter().map(Argument::value).collect();
    let values = tuples(&values);
    let names: Vec<String> = named(arguments).map(|name| name.unraw().to_string()).collect();
    if names.is_empty() {
        return values;
    }
    let keywords = names::keywords(&names);
    // As in `tuples`.
    let span = values.span();
    quote_spanned!(span=> ::py4rs::__private::Keyed { values: #values, keywords: #keywords })
}

fn part(argument: &Argument<TokenStream>) -> TokenStream {
    let part = quote!(::py4rs::__private::Part);
    match argument {
        Argument::One(value) => quote!(#part::One { value: &#value }),
        Argument::Many(values) => quote!(#part::Many { values: &#values }),
        Argument::Named(name, value) => {
            let name = name.unraw().to_string();
            quote!(#part::Named { name: #name, value: &#value })
        }
        Argument::Mapping(mapping) => quote!(#part::Mapping { mapping: &#mapping }),
    }
}

/// The values in tuples of at most twelve.
pub(crate) fn tuples(values: &[&TokenStream]) -> TokenStream {
    const MOST: usize = 12;
    if values.len() <= MOST {
        // The compiler points at a value that is none only if the tuple, too, stands where the user wrote.
        let span = values.first().map_or_else(Span::call_site, |value| value.span());
        return quote_spanned!(span=> (#(#values,)*));
    }
    let (some, rest) = values.split_at(MOST);
    let (some, rest) = (tuples(some), tuples(rest));
    quote!(::py4rs::__private::More(#some, #rest))
}
