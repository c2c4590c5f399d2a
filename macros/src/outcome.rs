//! What becomes of the result of functions and methods that Python calls.

use crate::parameter::generic;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{ReturnType, Type, TypeReference};

/// What a call gives, as an object.
pub(crate) fn given(call: TokenStream, output: &ReturnType) -> TokenStream {
    let ty = match output {
        // Such a type has no name: it is a value of Python's.
        ReturnType::Type(_, ty) if contains_impl(ty) => {
            return quote!(::py4rs::Outcome::outcome(#call, __py4rs_py));
        }
        ReturnType::Type(_, ty) => ty.to_token_stream(),
        ReturnType::Default => quote!(()),
    };
    // What is wrong with the type is said where it stands.
    let give = quote_spanned!(ty.span()=> ::py4rs::__private::export::Giving::<#ty>::give);
    quote! {{
        use ::py4rs::__private::export::OfObjects as _;
        #give(#call, __py4rs_py)
    }}
}

fn contains_impl(ty: &Type) -> bool {
    let text = ty.to_token_stream().to_string();
    text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == "impl")
}

/// What a method gives: its own object, in some cases.
pub(crate) enum Gives<'a> {
    /// A value.
    Value(&'a ReturnType),
    /// A reference to its own value, in a `Result` perhaps.
    Own { fails: bool },
    /// Nothing, where Python wants the object: `x += y` makes `x` what the method gives. In a `Result` perhaps.
    Nothing { fails: bool },
    /// The next item, or the end; in a `Result` perhaps.
    Next { item: &'a Type, fails: bool },
}

impl<'a> Gives<'a> {
    /// What a method of that name of a type gives.
    pub(crate) fn of(name: &str, output: &'a ReturnType, owner: &Type) -> Gives<'a> {
        let ReturnType::Type(_, ty) = output else {
            return if is_in_place(name) { Gives::Nothing { fails: false } } else { Gives::Value(output) };
        };
        let inner = generic(ty, "Result");
        let (ty, fails) = (inner.unwrap_or(ty), inner.is_some());
        match ty {
            Type::Reference(TypeReference { elem, .. }) if is_type(elem, owner) => Gives::Own { fails },
            Type::Tuple(tuple) if tuple.elems.is_empty() && is_in_place(name) => Gives::Nothing { fails },
            _ => match generic(ty, "Option") {
                Some(item) if name == "__next__" => Gives::Next { item, fails },
                _ => Gives::Value(output),
            },
        }
    }

    /// The object that a call gives; `lent` is the variable that has the value.
    pub(crate) fn object(&self, call: TokenStream, owner: &Type) -> TokenStream {
        let own = |given| quote!(::py4rs::__private::export::own(__py4rs_this, #given, __py4rs_py));
        match self {
            Gives::Value(output) => given(call, output),
            Gives::Own { fails } => {
                let call = tried(call, *fails);
                let own = own(quote!(__py4rs_given == __py4rs_place));
                quote! {
                    let __py4rs_place = ::core::ptr::from_ref::<#owner>(&*__py4rs_lent);
                    let __py4rs_given = ::core::ptr::from_ref::<#owner>(#call);
                    #own
                }
            }
            Gives::Nothing { fails } => {
                let (call, own) = (tried(call, *fails), own(quote!(true)));
                quote!(#call; #own)
            }
            Gives::Next { item, fails } => {
                let call = tried(call, *fails);
                let given = given(quote!(__py4rs_item), &syn::parse_quote!(-> #item));
                quote! {
                    match #call {
                        ::core::option::Option::Some(__py4rs_item) => #given,
                        ::core::option::Option::None => ::py4rs::__private::export::stop(__py4rs_py),
                    }
                }
            }
        }
    }
}

/// What a call gives, whose error the method ends with.
fn tried(call: TokenStream, fails: bool) -> TokenStream {
    if !fails {
        return call;
    }
    quote! {
        match #call {
            ::core::result::Result::Ok(__py4rs_given) => __py4rs_given,
            ::core::result::Result::Err(__py4rs_error) => {
                return ::py4rs::Outcome::outcome(
                    ::core::result::Result::<(), _>::Err(__py4rs_error), __py4rs_py,
                );
            }
        }
    }
}

/// Whether a type is that of the methods.
fn is_type(ty: &Type, owner: &Type) -> bool {
    let text = ty.to_token_stream().to_string();
    text == "Self" || text == owner.to_token_stream().to_string()
}

/// Operators of two operands.
const OPERATORS: [&str; 20] = [
    "add", "and", "divmod", "eq", "floordiv", "ge", "gt", "le", "lshift", "lt", "matmul", "mod", "mul", "ne",
    "or", "pow", "rshift", "sub", "truediv", "xor",
];

fn inner(name: &str) -> &str {
    name.strip_prefix("__").and_then(|name| name.strip_suffix("__")).unwrap_or_default()
}

/// Whether a name is that of an operator, or of its reflected or its in-place form: where the operand does not convert, the
/// other one may know what to do.
pub(crate) fn is_operator(name: &str) -> bool {
    let name = inner(name);
    let other = name.strip_prefix(['r', 'i']).unwrap_or(name);
    OPERATORS.contains(&name) || OPERATORS.contains(&other)
}

fn is_in_place(name: &str) -> bool {
    inner(name).strip_prefix('i').is_some_and(|name| OPERATORS.contains(&name))
}
