//! `chain!`: Rust syntax with Python's meaning.

mod expand;
mod parse;

use crate::arguments::Argument;
use proc_macro2::TokenStream;
use syn::{Ident, Lit};

/// What the macro is given.
pub(crate) enum Statement {
    /// `chain => Type`
    Get(Chain, TokenStream),
    /// `chain = value`
    Set(Chain, Value),
    /// `del chain`
    Delete(Chain),
}

/// A root and what follows it.
pub(crate) struct Chain {
    root: Root,
    links: Vec<Link>,
}

enum Root {
    /// A name of Python's.
    Name(Ident),
    /// `{expression}`, as a reference to its value
    Rust(TokenStream),
    Literal(Lit),
    /// `(value)`, or `-value`
    Group {
        value: Box<Value>,
        negative: bool,
    },
    /// `(value, value)`
    Tuple(Vec<Value>),
    /// `[value, value]`
    List(Vec<Value>),
    /// `...`
    Ellipsis,
}

enum Link {
    /// `.name`
    Attribute(Ident),
    /// `.name(arguments)`
    Method(Ident, Vec<Argument<Value>>),
    /// `(arguments)`
    Call(Vec<Argument<Value>>),
    /// `[value]`
    Item(Value),
}

/// What can be an argument, an item or an index.
pub(crate) enum Value {
    Chain(Chain),
    /// `start..end`, a slice
    Range {
        start: Option<Chain>,
        end: Option<Chain>,
        inclusive: bool,
    },
}
