//! `pyeval!` and `pyexec!`: code in which Rust values stand.

use crate::arguments::{self, Argument, at_end, reference};
use crate::braces;
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Error, Expr, LitStr, Result, token};

/// `{value} "code" => Type`, in any sequence.
pub(crate) struct Code {
    pieces: Vec<Piece>,
    result: Option<TokenStream>,
}

enum Piece {
    /// Code of Python.
    Text(LitStr),
    /// A Rust value: as it is written, and a reference to it.
    Value(String, TokenStream),
}

impl Parse for Code {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let mut pieces = Vec::new();
        while !at_end(input) {
            pieces.push(piece(input)?);
        }
        if pieces.is_empty() {
            return Err(input.error("expected Python code in quotes, or `{a Rust value}`"));
        }
        let result = if input.is_empty() { None } else { Some(arguments::result(input)?) };
        Ok(Code { pieces, result })
    }
}

fn piece(input: ParseStream<'_>) -> Result<Piece> {
    if input.peek(LitStr) {
        return input.parse().map(Piece::Text);
    }
    if !input.peek(token::Brace) {
        return Err(
            input.error("expected Python code in quotes, `{a Rust value}`, `=>` and a type, or the end")
        );
    }
    let value = braces::value(input)?;
    let written = value.span().source_text().unwrap_or_else(|| value.to_token_stream().to_string());
    let inner = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let written = inner.filter(|_| matches!(value, Expr::Block(_))).unwrap_or(&written);
    Ok(Piece::Value(written.split_whitespace().collect::<Vec<_>>().join(" "), reference(&value)))
}

impl Code {
    /// `pyeval!`
    pub(crate) fn evaluate(&self) -> TokenStream {
        let result = self.result.clone().unwrap_or_else(|| quote!(_));
        self.expand(&quote!(evaluate::<#result>), |code| code.trim_start_matches([' ', '\t']))
    }

    /// `pyexec!`
    pub(crate) fn execute(&self) -> Result<TokenStream> {
        match &self.result {
            Some(result) => {
                Err(Error::new(result.span(), "statements have no result; `pyeval!` gives a value"))
            }
            None => Ok(self.expand(&quote!(execute), |code| code)),
        }
    }

    fn expand(&self, run: &TokenStream, trim: fn(&str) -> &str) -> TokenStream {
        // The code as Python gets it, and as it is shown.
        let (mut text, mut shown) = (String::new(), String::new());
        let (mut names, mut values, mut after_value) = (Vec::new(), Vec::new(), false);
        for piece in &self.pieces {
            let (code, as_shown) = match piece {
                Piece::Text(code) => (code.value(), code.value()),
                Piece::Value(written, value) => {
                    let name = self.hidden_name(written, &names);
                    names.push(name.clone());
                    values.push(Argument::One(value.clone()));
                    (name, format!("{{{written}}}"))
                }
            };
            // A value is a word of its own, whatever stands beside it.
            let is_value = matches!(piece, Piece::Value(..));
            let joined = (is_value || after_value) && text.ends_with(is_word) && code.starts_with(is_word);
            for (whole, part) in [(&mut text, code), (&mut shown, as_shown)] {
                whole.extend(joined.then_some(' '));
                *whole += &part;
            }
            after_value = is_value;
        }
        let values = arguments::expand(&values);
        let (text, shown) = (Literal::string(trim(&text)), Literal::string(trim(&shown)));
        quote!(::py4rs::__private::#run(
            {
                static SNIPPET: ::py4rs::__private::Snippet = ::py4rs::__private::Snippet {
                    text: #text,
                    shown: #shown,
                    names: &[#(#names),*],
                    file: ::core::concat!("<", ::core::file!(), ":", ::core::line!(), ">"),
                    function: ::std::sync::OnceLock::new(),
                };
                &SNIPPET
            },
            #values
        ))
    }

    /// A name for a value that no code here has. It is as long as the value is with its braces, so that columns in
    /// tracebacks are right.
    fn hidden_name(&self, written: &str, others: &[String]) -> String {
        let body: String = written.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let used = |name: &str| {
            let in_code = |piece: &Piece| matches!(piece, Piece::Text(code) if code.value().contains(name));
            others.iter().any(|other| other == name) || self.pieces.iter().any(in_code)
        };
        // Two underscores at the start would be another name inside of a class.
        let body = match body.trim_start_matches('_') {
            "" => "v",
            body => body,
        };
        let first = format!("_{body:_<width$}_", width = written.chars().count());
        let ends = |number: usize| {
            let number = number.to_string();
            let kept = first.len().saturating_sub(number.len()).max(2);
            format!("{}{number}", &first[..kept])
        };
        if used(&first) { (0..).map(ends).find(|name| !used(name)).unwrap_or(first) } else { first }
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}
