//! `#[derive(ToPython, FromPython)]`, and in a file of its own `#[derive(PyElement)]`: what is derived on, and the impls around the conversions.

mod attributes;
mod body;
pub(crate) mod element;
mod enums;
mod rename;
mod structs;

use attributes::Container;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, GenericParam, Generics, Ident, Result, parse_quote};

/// The conversion that is derived.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Direction {
    ToPython,
    FromPython,
}

/// The impl of one of the two traits.
pub(crate) fn expand(input: &DeriveInput, direction: Direction) -> Result<TokenStream> {
    let container = Container::parse(&input.attrs, &input.ident)?;
    let body = match &input.data {
        Data::Struct(data) => structs::body(&container, &data.fields, direction)?,
        Data::Enum(data) => enums::body(&container, data, direction)?,
        Data::Union(data) => {
            let message = "a union does not know what it holds: it cannot be converted";
            return Err(Error::new(data.union_token.span, message));
        }
    };
    let name = &input.ident;
    let generics = bounded(&input.generics, direction);
    let (parameters, arguments, bounds) = generics.split_for_impl();
    Ok(match direction {
        Direction::ToPython => {
            let pythonized = pythonized(name, &input.generics);
            quote! {
                #[automatically_derived]
                impl #parameters ::py4rs::ToPython for #name #arguments #bounds {
                    fn to_python(
                        &self,
                        __py4rs_py: ::py4rs::Python<'_>,
                    ) -> ::py4rs::Result<::py4rs::PyObject> {
                        let __py4rs_object = ::py4rs::__private::pythonized(self, __py4rs_py);
                        if let ::core::option::Option::Some(__py4rs_object) = __py4rs_object {
                            return __py4rs_object;
                        }
                        #body
                    }
                }
                #pythonized
            }
        }
        Direction::FromPython => quote! {
            #[automatically_derived]
            impl #parameters ::py4rs::FromPython for #name #arguments #bounds {
                fn from_python(
                    __py4rs_object: &::py4rs::PyObject,
                    __py4rs_py: ::py4rs::Python<'_>,
                ) -> ::py4rs::Result<Self> {
                    #body
                }
            }
        },
    })
}

/// The generics with each type parameter bound to the trait.
fn bounded(generics: &Generics, direction: Direction) -> Generics {
    let mut generics = generics.clone();
    for parameter in &mut generics.params {
        if let GenericParam::Type(parameter) = parameter {
            parameter.bounds.push(match direction {
                Direction::ToPython => parse_quote!(::py4rs::ToPython),
                Direction::FromPython => parse_quote!(::py4rs::FromPython),
            });
        }
    }
    generics
}

/// That a pythonizer can take the type, if it is `Clone`: only one without parameters, and so without lifetimes.
fn pythonized(name: &Ident, generics: &Generics) -> Option<TokenStream> {
    generics.params.is_empty().then(|| {
        quote! {
            // SAFETY: a type without parameters has no lifetime.
            #[automatically_derived]
            unsafe impl ::py4rs::Pythonized for #name
            where
                for<'always> #name: ::core::clone::Clone,
            {
                type Borrowed = Self;
            }
        }
    })
}
