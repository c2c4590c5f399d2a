//! `pycall!` and `pymethod!`: their syntax, and the calls that they become.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, Expr, ExprLit, Ident, Lit, LitStr, Result, Token, Type};

/// `callable, argument, name = argument => Type`
pub(crate) struct Call {
    callable: Expr,
    arguments: Arguments,
}

/// `receiver, method, argument, name = argument => Type`
pub(crate) struct Method {
    receiver: Expr,
    name: Expr,
    arguments: Arguments,
}

/// What follows: the positional arguments, the keyword arguments, and the type of the result.
struct Arguments {
    positional: Vec<Expr>,
    keywords: Vec<(Ident, Expr)>,
    result: Option<Type>,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let callable = value(input, "what to call: a name, an expression or an object")?;
        Ok(Call { callable, arguments: input.parse()? })
    }
}

impl Parse for Method {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let receiver = value(input, "the object whose method is called")?;
        if !input.peek(Token![,]) {
            return Err(input.error("expected a comma and the method's name"));
        }
        input.parse::<Token![,]>()?;
        Ok(Method { receiver, name: value(input, "the method's name")?, arguments: input.parse()? })
    }
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut arguments = Arguments { positional: Vec::new(), keywords: Vec::new(), result: None };
        while !input.is_empty() && !input.peek(Token![=>]) {
            if !input.peek(Token![,]) {
                return Err(input.error("expected a comma, `=>` and a type, or the end"));
            }
            input.parse::<Token![,]>()?;
            if input.is_empty() || input.peek(Token![=>]) {
                break;
            }
            arguments.parse_one(input)?;
        }
        if input.peek(Token![=>]) {
            input.parse::<Token![=>]>()?;
            if input.is_empty() {
                return Err(input.error("expected the type of the result"));
            }
            arguments.result = Some(input.parse()?);
            input.parse::<Option<Token![,]>>()?;
            if !input.is_empty() {
                return Err(input.error("expected nothing after the type of the result"));
            }
        }
        Ok(arguments)
    }
}

/// The value that stands next; the error says that `what` was expected.
fn value(input: ParseStream<'_>, what: &str) -> Result<Expr> {
    if input.is_empty() || input.peek(Token![,]) || input.peek(Token![=>]) {
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

impl Arguments {
    fn parse_one(&mut self, input: ParseStream<'_>) -> Result<()> {
        if input.peek(Ident::peek_any)
            && input.peek2(Token![=])
            && !input.peek2(Token![==])
            && !input.peek2(Token![=>])
        {
            let name = Ident::parse_any(input)?;
            input.parse::<Token![=]>()?;
            if self.keywords.iter().any(|(other, _)| other.unraw() == name.unraw()) {
                let message = format!("keyword argument `{}` is given twice", name.unraw());
                return Err(Error::new(name.span(), message));
            }
            self.keywords.push((name, value(input, "the value of the keyword argument")?));
            return Ok(());
        }
        if input.peek(Token![*]) {
            let message = "`*` is kept for lists of arguments; a value behind a reference is written `(*x)`";
            return Err(input.error(message));
        }
        let value = value(input, "an argument")?;
        match self.keywords.last() {
            None => self.positional.push(value),
            Some((name, _)) => {
                let message = format!("positional argument after the keyword argument `{}`", name.unraw());
                return Err(Error::new(value.span(), message));
            }
        }
        Ok(())
    }

    /// The statics of this call site, and what stands for the keywords in the call.
    fn keywords(&self) -> (TokenStream, TokenStream) {
        if self.keywords.is_empty() {
            return (TokenStream::new(), quote!(::core::option::Option::None));
        }
        let names = self.keywords.iter().map(|(name, _)| name.unraw().to_string());
        let site = quote! {
            static KEYWORDS: ::py4rs::__private::Keywords = ::py4rs::__private::Keywords::new(&[#(#names),*]);
        };
        (site, quote!(::core::option::Option::Some(&KEYWORDS)))
    }

    /// The values, in the order of the call, behind what comes first.
    fn values<'a>(&'a self, first: Option<&'a Expr>) -> TokenStream {
        let keywords = self.keywords.iter().map(|(_, value)| value);
        let values: Vec<&Expr> = first.into_iter().chain(&self.positional).chain(keywords).collect();
        tuples(&values)
    }

    fn result(&self) -> TokenStream {
        self.result.as_ref().map_or_else(|| quote!(_), ToTokens::to_token_stream)
    }
}

/// References to the values in tuples of at most twelve.
fn tuples(values: &[&Expr]) -> TokenStream {
    const MOST: usize = 12;
    let reference = |value: &&Expr| quote_spanned!(value.span()=> &(#value));
    if values.len() <= MOST {
        // The compiler points at a value that is none only if the tuple, too, stands where the user wrote.
        let span = values.first().map_or_else(Span::call_site, |value| value.span());
        let values = values.iter().map(reference);
        return quote_spanned!(span=> (#(#values,)*));
    }
    let (some, rest) = values.split_at(MOST);
    let (some, rest) = (tuples(some), tuples(rest));
    quote!(::py4rs::__private::More(#some, #rest))
}

impl Call {
    pub(crate) fn expand(&self) -> TokenStream {
        let (site, callable) = callable(&self.callable);
        let (keyword_site, keywords) = self.arguments.keywords();
        let (values, result) = (self.arguments.values(None), self.arguments.result());
        quote! {{
            #site
            #keyword_site
            ::py4rs::__private::call_at::<#result>(#callable, #values, #keywords)
        }}
    }
}

impl Method {
    pub(crate) fn expand(&self) -> TokenStream {
        let (keyword_site, keywords) = self.arguments.keywords();
        let (values, result) = (self.arguments.values(Some(&self.receiver)), self.arguments.result());
        let (site, name) = match literal(&self.name) {
            Some(name) => {
                let name = interned(&name.value(), name.span());
                (quote!(static NAME: ::py4rs::Interned = #name;), quote!(&NAME))
            }
            None => {
                let name = &self.name;
                (TokenStream::new(), quote_spanned!(name.span()=> &(#name)))
            }
        };
        quote! {{
            #site
            #keyword_site
            ::py4rs::__private::method_at::<#result>(#name, #values, #keywords)
        }}
    }
}

/// The static of what is called, where it is a name that is written out, and what stands for it in the call.
fn callable(callable: &Expr) -> (TokenStream, TokenStream) {
    match literal(callable) {
        Some(name) if is_path(&name.value()) => {
            let text = name.value();
            let parts: Vec<TokenStream> = text.split('.').map(|part| interned(part, name.span())).collect();
            let count = parts.len();
            let site = quote! {
                static CALLABLE: ::py4rs::__private::Path<#count> =
                    ::py4rs::__private::Path::new([#(#parts),*]);
            };
            (site, quote!(&CALLABLE))
        }
        _ => (TokenStream::new(), quote_spanned!(callable.span()=> &(#callable))),
    }
}

fn interned(text: &str, span: Span) -> TokenStream {
    let text = LitStr::new(text, span);
    quote!(::py4rs::Interned::new(#text))
}

/// The text of a string literal.
fn literal(expression: &Expr) -> Option<&LitStr> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

/// Whether a text is a name, or names with dots between them, and not an expression; as the library decides it of a
/// text that arrives at run time.
fn is_path(text: &str) -> bool {
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with(|first: char| first.is_ascii_digit())
            && part.chars().all(|c| c == '_' || c.is_alphanumeric())
    };
    text.split('.').all(is_name)
}
