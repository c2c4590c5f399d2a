//! The syntax of `chain!`.

use super::{Chain, Link, Root, Statement, Value};
use crate::{arguments, braces, names};
use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, Lit, Result, Token, bracketed, parenthesized, token};

/// The words that are no names in Python.
const WORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
    "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
    "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// The names that cannot be set.
const CONSTANTS: &[&str] = &["None", "True", "False", "__debug__"];

const START: &str = "a name of Python's, a literal, `{a Rust value}`, a tuple or a list";
const MORE: &str =
    "expected `.`, `[`, `(`, `=`, `=>` and a type, or the end; operators belong into `pyeval!`";

impl Parse for Statement {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if is_del(input) {
            Ident::parse_any(input)?;
            let span = input.span();
            let chain = chain(input, "what to delete")?;
            expect_place(&chain, span, "a name, an attribute or an item to delete")?;
            return match input.is_empty() {
                true => Ok(Statement::Delete(chain)),
                false => Err(input.error("expected nothing after what is deleted")),
            };
        }
        let chain = chain(input, START)?;
        let assigns = input.peek(Token![=]) && !input.peek(Token![==]) && !input.peek(Token![=>]);
        if assigns {
            expect_place(&chain, input.span(), "a name, an attribute or an item before `=`")?;
            input.parse::<Token![=]>()?;
            let value = value(input, "the new value")?;
            if !input.is_empty() {
                return Err(input.error("expected nothing after the new value: an assignment gives `()`"));
            }
            return Ok(Statement::Set(chain, value));
        }
        if !arguments::at_end(input) {
            return Err(input.error(MORE));
        }
        Ok(Statement::Get(chain, arguments::result(input)?))
    }
}

/// Whether `del` and something to delete come next.
fn is_del(input: ParseStream<'_>) -> bool {
    input.cursor().ident().is_some_and(|(word, rest)| word == "del" && !rest.eof())
}

/// Refuses a chain that names no place.
fn expect_place(chain: &Chain, span: Span, what: &str) -> Result<()> {
    match (&chain.root, chain.links.last()) {
        (Root::Name(name), None) if CONSTANTS.iter().any(|constant| name == constant) => {
            Err(Error::new(name.span(), format!("expected {what}; `{name}` is always the same in Python")))
        }
        (_, Some(Link::Attribute(_) | Link::Item(_))) | (Root::Name(_), None) => Ok(()),
        _ => Err(Error::new(span, format!("expected {what}"))),
    }
}

/// A value; the error says that `what` was expected.
fn value(input: ParseStream<'_>, what: &str) -> Result<Value> {
    let dots = |input: ParseStream<'_>| input.peek(Token![..]) && !input.peek(Token![...]);
    let start = if dots(input) { None } else { Some(chain(input, what)?) };
    if !dots(input) {
        return Ok(start.map_or_else(|| unreachable!("without dots there is a chain"), Value::Chain));
    }
    let inclusive = input.peek(Token![..=]);
    if inclusive {
        input.parse::<Token![..=]>()?;
    } else {
        input.parse::<Token![..]>()?;
    }
    let ends = arguments::at_end(input) || input.peek(Token![,]);
    let end = match ends {
        true if inclusive => return Err(input.error("expected the last index after `..=`")),
        true => None,
        false => Some(chain(input, "the end of the slice")?),
    };
    Ok(Value::Range { start, end, inclusive })
}

fn chain(input: ParseStream<'_>, what: &str) -> Result<Chain> {
    let root = root(input, what)?;
    let mut links = Vec::new();
    if matches!(root, Root::Group { negative: true, .. }) {
        return Ok(Chain { root, links });
    }
    loop {
        if input.peek(Token![.]) && !input.peek(Token![..]) {
            input.parse::<Token![.]>()?;
            if !input.peek(Ident::peek_any) {
                return Err(input.error("expected the name of an attribute or a method"));
            }
            let name = Ident::parse_any(input)?;
            links.push(match input.peek(token::Paren) {
                true => Link::Method(name, call(input)?),
                false => Link::Attribute(name),
            });
        } else if input.peek(token::Paren) {
            if let (Root::Literal(Lit::Str(text)), true) = (&root, links.is_empty()) {
                names::expect_name(text)?;
            }
            links.push(Link::Call(call(input)?));
        } else if input.peek(token::Bracket) {
            links.push(Link::Item(index(input)?));
        } else {
            return Ok(Chain { root, links });
        }
    }
}

/// `(arguments)`
fn call(input: ParseStream<'_>) -> Result<Vec<arguments::Argument<Value>>> {
    let inside;
    parenthesized!(inside in input);
    let arguments = arguments::parse_list(&inside, value)?;
    match inside.is_empty() {
        true => Ok(arguments),
        false => Err(inside.error("expected a comma, or the end of the arguments")),
    }
}

/// `[value]`; several are a tuple.
fn index(input: ParseStream<'_>) -> Result<Value> {
    let inside;
    bracketed!(inside in input);
    if inside.is_empty() {
        return Err(inside.error("expected an index"));
    }
    let (mut values, comma) = list(&inside, "an index")?;
    match values.pop() {
        Some(only) if values.is_empty() && !comma => Ok(only),
        last => {
            values.extend(last);
            Ok(Value::Chain(Chain { root: Root::Tuple(values), links: Vec::new() }))
        }
    }
}

/// Values with commas between them, and whether the last one has a comma too.
fn list(input: ParseStream<'_>, what: &str) -> Result<(Vec<Value>, bool)> {
    let (mut values, mut comma) = (Vec::new(), false);
    while !input.is_empty() {
        values.push(value(input, what)?);
        comma = input.peek(Token![,]);
        if comma {
            input.parse::<Token![,]>()?;
        } else if !input.is_empty() {
            return Err(input.error("expected `.`, `[`, `(`, `..`, a comma, or the end"));
        }
    }
    Ok((values, comma))
}

fn root(input: ParseStream<'_>, what: &str) -> Result<Root> {
    if input.peek(token::Brace) {
        return braces::value(input).map(|value| Root::Rust(arguments::reference(&value)));
    }
    if input.peek(token::Paren) {
        let inside;
        parenthesized!(inside in input);
        let (mut values, comma) = list(&inside, START)?;
        return Ok(match values.pop() {
            Some(only) if values.is_empty() && !comma => {
                Root::Group { value: Box::new(only), negative: false }
            }
            last => {
                values.extend(last);
                Root::Tuple(values)
            }
        });
    }
    if input.peek(token::Bracket) {
        let inside;
        bracketed!(inside in input);
        return list(&inside, START).map(|(values, _)| Root::List(values));
    }
    if input.peek(Token![-]) {
        input.parse::<Token![-]>()?;
        let value = Box::new(Value::Chain(chain(input, what)?));
        return Ok(Root::Group { value, negative: true });
    }
    if input.peek(Token![...]) {
        input.parse::<Token![...]>()?;
        return Ok(Root::Ellipsis);
    }
    if input.peek(Lit) {
        return literal(input).map(Root::Literal);
    }
    if input.peek(Ident::peek_any) {
        let name = Ident::parse_any(input)?;
        if WORDS.contains(&name.to_string().as_str()) {
            let message =
                format!("expected {what}; `{name}` is no name in Python, and code belongs into `pyeval!`");
            return Err(Error::new(name.span(), message));
        }
        return Ok(Root::Name(name));
    }
    Err(input.error(format!("expected {what}")))
}

/// A literal that Python has too.
fn literal(input: ParseStream<'_>) -> Result<Lit> {
    let span = input.span();
    let literal: Lit = input.parse()?;
    let wrong = match &literal {
        Lit::Str(_) | Lit::ByteStr(_) | Lit::Char(_) | Lit::Float(_) | Lit::Bool(_) => None,
        Lit::Int(int) if int.base10_digits().parse::<u128>().is_ok() => None,
        Lit::Int(_) => Some("an integer of at most 128 bits; a longer one is a Rust value, `{..}`"),
        _ => Some("a text, a number, `true` or `false`; other literals are Rust values, `{..}`"),
    };
    wrong.map_or(Ok(literal), |expected| Err(Error::new(span, format!("expected {expected}"))))
}
