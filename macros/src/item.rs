//! `pyref!` and `set_pyref!`: their syntax, and what they become.

use crate::arguments::{self, at_end, reference, tuples, value};
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Result, Token};

/// `object, index, index => Type`
pub(crate) struct Item {
    place: Place,
    result: TokenStream,
}

/// `object, index, index => value`
pub(crate) struct SetItem {
    place: Place,
    value: Expr,
}

/// `object, index, index`
struct Place {
    object: Expr,
    indices: Vec<Expr>,
    /// Whether a comma follows the only index, which makes it a tuple of one, as in Python.
    comma: bool,
}

impl Parse for Place {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut place =
            Place { object: value(input, "an object with items")?, indices: Vec::new(), comma: false };
        while !at_end(input) {
            if !input.peek(Token![,]) {
                return Err(input.error("expected a comma, `=>`, or the end"));
            }
            input.parse::<Token![,]>()?;
            place.comma = at_end(input);
            if !place.comma {
                place.indices.push(value(input, "an index")?);
            }
        }
        if place.indices.is_empty() {
            return Err(input.error("expected a comma and an index"));
        }
        Ok(place)
    }
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        Ok(Item { place: input.parse()?, result: arguments::result(input)? })
    }
}

impl Parse for SetItem {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let place = input.parse()?;
        if !input.peek(Token![=>]) {
            return Err(input.error("expected `=>` and the new value"));
        }
        input.parse::<Token![=>]>()?;
        let value = value(input, "the new value")?;
        match input.is_empty() {
            true => Ok(SetItem { place, value }),
            false => Err(input.error("expected nothing after the new value")),
        }
    }
}

impl Place {
    /// References to the object and to the key.
    fn expand(&self) -> (TokenStream, TokenStream) {
        let indices: Vec<TokenStream> = self.indices.iter().map(reference).collect();
        let key = match &indices[..] {
            [index] if !self.comma => index.clone(),
            _ => {
                let key = tuples(&indices.iter().collect::<Vec<_>>());
                quote!(&#key)
            }
        };
        (reference(&self.object), key)
    }
}

impl Item {
    pub(crate) fn expand(&self) -> TokenStream {
        let ((object, key), result) = (self.place.expand(), &self.result);
        quote!(::py4rs::__private::item_at::<#result>(#object, #key))
    }
}

impl SetItem {
    pub(crate) fn expand(&self) -> TokenStream {
        let ((object, key), value) = (self.place.expand(), reference(&self.value));
        quote!(::py4rs::__private::set_item_at(#object, #key, #value))
    }
}
