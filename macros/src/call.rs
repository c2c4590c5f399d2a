//! `pycall!`, `pymethod!` and `args!`: their syntax, and the calls that they become.

use crate::arguments::{self, Argument, at_end, reference, value};
use crate::names;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Expr, Result, Token};

/// `callable, argument, name = argument => Type`
pub(crate) struct Call {
    callable: Expr,
    arguments: Vec<Argument<Expr>>,
    result: TokenStream,
}

/// `receiver, method, argument, name = argument => Type`
pub(crate) struct Method {
    receiver: Expr,
    name: Expr,
    arguments: Vec<Argument<Expr>>,
    result: TokenStream,
}

/// `argument, name = argument`
pub(crate) struct Args(Vec<Argument<Expr>>);

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let callable = value(input, "what to call: a name, an expression or an object")?;
        names::literal(&callable).map_or(Ok(()), names::expect_name)?;
        let (arguments, result) = rest(input)?;
        Ok(Call { callable, arguments, result })
    }
}

impl Parse for Method {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let receiver = value(input, "the object whose method is called")?;
        if !input.peek(Token![,]) {
            return Err(input.error("expected a comma and the method's name"));
        }
        input.parse::<Token![,]>()?;
        let name = value(input, "the method's name")?;
        names::literal(&name).map_or(Ok(()), names::expect_name)?;
        let (arguments, result) = rest(input)?;
        Ok(Method { receiver, name, arguments, result })
    }
}

impl Parse for Args {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let arguments = arguments::parse_list(input, value)?;
        match input.is_empty() {
            true => Ok(Args(arguments)),
            false => Err(input.error("expected a comma, or the end of the arguments")),
        }
    }
}

/// The arguments, each after a comma, and the type of the result.
fn rest(input: ParseStream<'_>) -> Result<(Vec<Argument<Expr>>, TokenStream)> {
    let mut arguments = Vec::new();
    while !at_end(input) {
        if !input.peek(Token![,]) {
            return Err(input.error("expected a comma, `=>` and a type, or the end"));
        }
        input.parse::<Token![,]>()?;
        if !at_end(input) {
            arguments::parse_one(&mut arguments, input, value)?;
        }
    }
    Ok((arguments, arguments::result(input)?))
}

/// The arguments in Rust, behind what comes first.
fn expand(first: Option<&Expr>, arguments: &[Argument<Expr>]) -> TokenStream {
    let first = first.map(|value| Argument::One(reference(value)));
    let others = arguments.iter().map(|argument| argument.with(reference(argument.value())));
    arguments::expand(&first.into_iter().chain(others).collect::<Vec<_>>())
}

impl Call {
    pub(crate) fn expand(&self) -> TokenStream {
        let callable = match names::literal(&self.callable) {
            Some(name) if names::is_path(&name.value()) => names::path(&name.value(), name.span()),
            _ => reference(&self.callable),
        };
        let (arguments, result) = (expand(None, &self.arguments), &self.result);
        quote!(::py4rs::__private::call_at::<#result>(#callable, #arguments))
    }
}

impl Method {
    pub(crate) fn expand(&self) -> TokenStream {
        let name = match names::literal(&self.name) {
            Some(name) => names::name(&name.value(), name.span()),
            None => reference(&self.name),
        };
        let (arguments, result) = (expand(Some(&self.receiver), &self.arguments), &self.result);
        quote!(::py4rs::__private::method_at::<#result>(#name, #arguments))
    }
}

impl Args {
    pub(crate) fn expand(&self) -> TokenStream {
        expand(None, &self.0)
    }
}
