//! What `chain!` becomes: one verb after the other, inside of one attached region.
//!
//! Rust values are evaluated first, in their order, outside of that region: `?` and `return` in them mean what they
//! say. What a link gives is released by the next one.
//!
//! What the code binds begins with `__py4rs`: a pattern would mean a static or a constant of the same name.

use super::{Chain, Link, Root, Statement, Value};
use crate::arguments::{self, Argument};
use crate::names;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use std::mem::{replace, take};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Lit, LitFloat, LitInt};

/// The most values of a Rust tuple.
const MOST: usize = 12;

/// A value on its way into the next link.
enum Operand {
    /// An expression for a reference to something that Python can be given.
    Lent(TokenStream),
    /// A variable that holds an object of the chain's own, a `Temporary`.
    Made(Ident),
}

impl Operand {
    /// An expression for a reference to it.
    fn reference(&self) -> TokenStream {
        match self {
            Operand::Lent(reference) => reference.clone(),
            Operand::Made(object) => quote!(&*#object),
        }
    }
}

/// The code of a chain as it grows.
#[derive(Default)]
struct Code {
    /// The Rust values, and the variables for references to them.
    values: Vec<(Ident, TokenStream)>,
    statements: TokenStream,
    objects: usize,
}

impl Statement {
    pub(crate) fn expand(&self) -> TokenStream {
        let mut code = Code::default();
        match self {
            Statement::Get(chain, result) => {
                let value = match code.chain(chain) {
                    Operand::Made(object) => quote!(::core::result::Result::Ok(#object.keep())),
                    Operand::Lent(value) => quote!(::py4rs::ToPython::to_python(#value, __py4rs_py)),
                };
                code.finish(quote!(run::<#result>), value)
            }
            Statement::Set(chain, value) => {
                let value = code.value(value).reference();
                let statement = code.place(chain, "set", Some(value));
                code.finish(quote!(run_statement), statement)
            }
            Statement::Delete(chain) => {
                let statement = code.place(chain, "del", None);
                code.finish(quote!(run_statement), statement)
            }
        }
    }
}

impl Code {
    /// The macro's expression: `run` takes what the statements and `last` do.
    fn finish(self, run: TokenStream, last: TokenStream) -> TokenStream {
        let statements = self.statements;
        let run = quote!(::py4rs::__private::link::#run(|__py4rs_py| { #statements #last }));
        if self.values.is_empty() {
            return run;
        }
        let references = self.values.iter().map(|(_, reference)| reference);
        let names = self.values.iter().map(|(name, _)| name);
        quote!(match (#(#references,)*) { (#(#names,)*) => #run })
    }

    /// A new object, of an expression for a `Result`.
    fn object(&mut self, result: &TokenStream) -> Operand {
        let name = Ident::new(&format!("__py4rs_object{}", self.objects), Span::mixed_site());
        self.objects += 1;
        self.statements.extend(quote! {
            let #name = ::py4rs::__private::link::Temporary::new(#result?, __py4rs_py);
        });
        Operand::Made(name)
    }

    /// The object of a function of `link`, that gets `py` and a reference to `operand`, and `more`.
    fn link(&mut self, function: &str, operand: &Operand, more: &TokenStream) -> Operand {
        let function = Ident::new(function, Span::call_site());
        let result = match operand {
            Operand::Lent(value) => quote!(::py4rs::__private::link::#function(__py4rs_py, #value, #more)),
            Operand::Made(object) => quote! {
                ::py4rs::__private::link::then(#object, |__py4rs_object| {
                    ::py4rs::__private::link::#function(__py4rs_py, __py4rs_object, #more)
                })
            },
        };
        self.object(&result)
    }

    fn value(&mut self, value: &Value) -> Operand {
        match value {
            Value::Chain(chain) => self.chain(chain),
            Value::Range { start, end, inclusive } => {
                let none = quote!(&());
                let mut bound = |bound: &Option<Chain>| match bound {
                    Some(chain) => self.chain(chain).reference(),
                    None => none.clone(),
                };
                let (start, end) = (bound(start), bound(end));
                let slice = match inclusive {
                    true => quote!(::py4rs::__private::link::slice_through(#start, #end, __py4rs_py)),
                    false => quote!(::py4rs::__private::link::slice(#start, #end, &(), __py4rs_py)),
                };
                self.object(&slice)
            }
        }
    }

    fn chain(&mut self, chain: &Chain) -> Operand {
        let mut links = chain.links.iter();
        let mut operand = match (&chain.root, chain.links.first()) {
            // What is called by a text is found by its name.
            (Root::Literal(Lit::Str(text)), Some(Link::Call(_))) => {
                let callable = match names::is_path(&text.value()) {
                    true => names::path(&text.value(), text.span()),
                    false => quote!(#text),
                };
                self.object(&quote!(::py4rs::__private::link::callable(__py4rs_py, #callable)))
            }
            (root, _) => self.root(root),
        };
        links.by_ref().for_each(|link| operand = self.next(&operand, link));
        operand
    }

    fn next(&mut self, operand: &Operand, link: &Link) -> Operand {
        match link {
            Link::Attribute(name) => self.link("attribute", operand, &name_of(name)),
            Link::Item(key) => {
                let key = self.value(key).reference();
                self.link("item", operand, &key)
            }
            Link::Call(arguments) => {
                let arguments = self.arguments(arguments);
                self.link("call", operand, &arguments::expand(&arguments))
            }
            Link::Method(name, arguments) => self.method(operand, &name_of(name), arguments),
        }
    }

    /// Python looks a method up before its arguments are evaluated. Where they are Rust values, and so at hand, nobody
    /// sees the difference, and the method is found and called in one.
    fn method(&mut self, operand: &Operand, name: &TokenStream, arguments: &[Argument<Value>]) -> Operand {
        let before = take(&mut self.statements);
        let mut arguments = self.arguments(arguments);
        let evaluation = replace(&mut self.statements, before);
        if !evaluation.is_empty() || arguments.iter().any(Argument::is_spread) {
            let method = self.link("attribute", operand, name);
            self.statements.extend(evaluation);
            return self.link("call", &method, &arguments::expand(&arguments));
        }
        let receiver = match operand {
            Operand::Lent(value) => value.clone(),
            Operand::Made(_) => quote!(__py4rs_receiver),
        };
        arguments.insert(0, Argument::One(receiver));
        let arguments = arguments::expand(&arguments);
        let mut result = quote!(::py4rs::__private::link::method(__py4rs_py, #name, #arguments));
        if let Operand::Made(object) = operand {
            result = quote!(::py4rs::__private::link::then(#object, |__py4rs_receiver| #result));
        }
        self.object(&result)
    }

    /// The arguments, each with an expression for a reference to its value.
    fn arguments(&mut self, arguments: &[Argument<Value>]) -> Vec<Argument<TokenStream>> {
        arguments.iter().map(|argument| argument.with(self.value(argument.value()).reference())).collect()
    }

    fn root(&mut self, root: &Root) -> Operand {
        match root {
            Root::Name(name) => {
                let path = names::path(&name.unraw().to_string(), name.span());
                self.object(&quote!(::py4rs::__private::link::name(__py4rs_py, #path)))
            }
            Root::Rust(value) => {
                let span = Span::mixed_site().located_at(value.span());
                let name = Ident::new(&format!("__py4rs_value{}", self.values.len()), span);
                self.values.push((name.clone(), value.clone()));
                Operand::Lent(quote!(#name))
            }
            Root::Literal(literal) => Operand::Lent(constant(literal, false)),
            Root::Group { value, negative: false } => self.value(value),
            Root::Group { value, negative: true } => match &**value {
                Value::Chain(Chain {
                    root: Root::Literal(literal @ (Lit::Int(_) | Lit::Float(_))),
                    links,
                }) if links.is_empty() && has_negative(literal) => Operand::Lent(constant(literal, true)),
                value => {
                    let value = self.value(value).reference();
                    self.object(&quote!(::py4rs::__private::link::negative(__py4rs_py, #value)))
                }
            },
            Root::Tuple(values) => self.items(values, "tuple"),
            Root::List(values) => self.items(values, "list"),
            Root::Ellipsis => Operand::Lent(quote!(&::py4rs::Ellipsis)),
        }
    }

    fn items(&mut self, values: &[Value], function: &str) -> Operand {
        let values: Vec<_> = values.iter().map(|value| self.value(value).reference()).collect();
        if function == "tuple" && (1..=MOST).contains(&values.len()) {
            return Operand::Lent(quote!(&(#(#values,)*)));
        }
        let function = Ident::new(function, Span::call_site());
        self.object(&quote!(::py4rs::__private::link::#function(__py4rs_py, &[#(&#values),*])))
    }

    /// Sets or deletes what a chain names; the parser knows that it names a place.
    fn place(&mut self, chain: &Chain, verb: &str, value: Option<TokenStream>) -> TokenStream {
        let value = value.into_iter();
        let function = |what: &str| Ident::new(&format!("{verb}_{what}"), Span::call_site());
        let Some((last, links)) = chain.links.split_last() else {
            let Root::Name(name) = &chain.root else { unreachable!("without a link it is a name") };
            let (function, text) = (function("name"), name.unraw().to_string());
            let name = match verb {
                "set" => names::name(&text, name.span()),
                _ => names::path(&text, name.span()),
            };
            return quote!(::py4rs::__private::link::#function(__py4rs_py, #name #(, #value)*));
        };
        let mut owner = self.root(&chain.root);
        links.iter().for_each(|link| owner = self.next(&owner, link));
        let (function, key) = match last {
            Link::Attribute(name) => (function("attribute"), name_of(name)),
            Link::Item(key) => (function("item"), self.value(key).reference()),
            Link::Method(..) | Link::Call(_) => unreachable!("a call is no place"),
        };
        let owner = owner.reference();
        quote!(::py4rs::__private::link::#function(__py4rs_py, #owner, #key #(, #value)*))
    }
}

fn name_of(name: &Ident) -> TokenStream {
    names::name(&name.unraw().to_string(), name.span())
}

/// Whether a type of Rust's has the negative of a number.
fn has_negative(literal: &Lit) -> bool {
    !matches!(literal, Lit::Int(int) if int.base10_digits().parse::<i128>().is_err())
}

/// A reference to a literal's value.
fn constant(literal: &Lit, negative: bool) -> TokenStream {
    let sign = negative.then(|| quote!(-));
    match literal {
        Lit::Str(text) => quote!({
            static TEXT: ::py4rs::__private::Text = ::py4rs::__private::Text::new(#text);
            &TEXT
        }),
        // The number is Python's: what it would be in Rust does not matter.
        Lit::Int(int) => {
            let digits = int.base10_digits();
            let kind = if digits.parse::<i64>().is_ok() {
                "i64"
            } else if digits.parse::<i128>().is_ok() {
                "i128"
            } else {
                "u128"
            };
            let int = LitInt::new(&format!("{digits}{kind}"), int.span());
            quote!(&(#sign #int))
        }
        Lit::Float(float) => {
            let float = LitFloat::new(&format!("{}f64", float.base10_digits()), float.span());
            quote!(&(#sign #float))
        }
        literal => quote!(&#literal),
    }
}
