//! Enums: a variant is its name, a member of an `Enum` class, or what it holds with its name beside it.

use super::Direction;
use super::attributes::{Container, refuse, variant_name};
use super::body::{from_places, get_named, of_places, open_fields, set_named, take_places, variables};
use super::rename::Rename;
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{DataEnum, Error, Fields, LitStr, Result, Variant};

/// The body of the trait's method.
pub(super) fn body(container: &Container, data: &DataEnum, direction: Direction) -> Result<TokenStream> {
    refuse(
        container.class.as_ref(),
        "`class` is for structs: the class of an enum's members is named by `enum`",
    )?;
    if let Some(class) = &container.enumeration {
        refuse(container.tag.as_ref(), "the members of an `Enum` have no tag")?;
        return members(container, class, data, direction);
    }
    let mut arms = TokenStream::new();
    let mut names = Vec::new();
    for variant in &data.variants {
        let name = variant_name(variant, container.rename_all)?;
        arms.extend(match (&container.tag, direction) {
            (None, Direction::ToPython) => give_beside(container, variant, &name)?,
            (None, Direction::FromPython) => take_beside(container, variant, &name)?,
            (Some(tag), Direction::ToPython) => give_inside(container, variant, &name, tag)?,
            (Some(_), Direction::FromPython) => take_inside(variant, &name)?,
        });
        names.push(name);
    }
    let owner = &container.name;
    let unknown = quote! {
        _ => ::core::result::Result::Err(
            ::py4rs::__private::fields::unknown_variant(#owner, &[#(#names),*], __py4rs_object)
        )
    };
    Ok(match (&container.tag, direction) {
        (_, Direction::ToPython) if data.variants.is_empty() => quote!(match *self {}),
        (_, Direction::ToPython) => quote!(match self { #arms }),
        (None, Direction::FromPython) => quote! {
            let (__py4rs_name, __py4rs_held) =
                ::py4rs::__private::fields::variant(#owner, __py4rs_object, __py4rs_py)?;
            match (&*__py4rs_name, &__py4rs_held) { #arms #unknown }
        },
        (Some(tag), Direction::FromPython) => {
            let open = open_fields(owner, direction);
            quote! {
                #open
                let __py4rs_name: ::std::string::String =
                    __py4rs_fields.get(#tag, ::py4rs::FromPython::from_python)?;
                match &*__py4rs_name { #arms #unknown }
            }
        }
    })
}

/// Members of an `Enum` class.
fn members(
    container: &Container,
    class: &LitStr,
    data: &DataEnum,
    direction: Direction,
) -> Result<TokenStream> {
    let owner = &container.name;
    let (mut idents, mut names) = (Vec::new(), Vec::new());
    for variant in &data.variants {
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new(variant.span(), "a member of an `Enum` holds nothing"));
        }
        idents.push(&variant.ident);
        names.push(variant_name(variant, container.rename_all)?);
    }
    Ok(match direction {
        Direction::ToPython if idents.is_empty() => quote!(match *self {}),
        Direction::ToPython => quote! {
            let __py4rs_name = match self { #(Self::#idents => #names),* };
            ::py4rs::__private::fields::enum_member(#class, __py4rs_name, __py4rs_py)
        },
        Direction::FromPython => quote! {
            match &*::py4rs::__private::fields::enum_name(#class, __py4rs_object, __py4rs_py)? {
                #(#names => ::core::result::Result::Ok(Self::#idents),)*
                _ => ::core::result::Result::Err(
                    ::py4rs::__private::fields::unknown_variant(#owner, &[#(#names),*], __py4rs_object)
                )
            }
        },
    })
}

/// The pattern of a variant, and the variables that it binds.
fn pattern(variant: &Variant) -> (TokenStream, Vec<TokenStream>) {
    let ident = &variant.ident;
    let variables = variables(variant.fields.len());
    let values = variables.iter().map(|variable| quote!(#variable)).collect();
    let pattern = match &variant.fields {
        Fields::Unit => quote!(Self::#ident),
        Fields::Unnamed(_) => quote!(Self::#ident(#(#variables),*)),
        Fields::Named(fields) => {
            let names = fields.named.iter().map(|field| &field.ident);
            quote!(Self::#ident { #(#names: #variables),* })
        }
    };
    (pattern, values)
}

/// A variant as its name, or as a dict of its name and what it holds.
fn give_beside(container: &Container, variant: &Variant, name: &str) -> Result<TokenStream> {
    let (pattern, values) = pattern(variant);
    let owner = &container.name;
    let held = match &variant.fields {
        Fields::Unit => return Ok(quote!(#pattern => ::py4rs::ToPython::to_python(#name, __py4rs_py),)),
        Fields::Unnamed(fields) => of_places(fields, owner, &values)?,
        Fields::Named(fields) => {
            let open = open_fields(owner, Direction::ToPython);
            let set = set_named(fields, Rename::Same, &values)?;
            quote!({ #open #set ::core::result::Result::Ok(__py4rs_fields.into_dict()) })
        }
    };
    // In a closure, so that the error of what is held says where.
    Ok(quote! {
        #pattern => {
            let __py4rs_held = (|| #held)();
            ::py4rs::__private::fields::tagged(#owner, #name, __py4rs_held, __py4rs_py)
        }
    })
}

/// The other way: `object` is what the variant holds.
fn take_beside(container: &Container, variant: &Variant, name: &str) -> Result<TokenStream> {
    let (ident, owner) = (&variant.ident, &container.name);
    let value = match &variant.fields {
        Fields::Unit => {
            let none = quote!(::core::option::Option::None);
            return Ok(quote!((#name, #none) => ::core::result::Result::Ok(Self::#ident),));
        }
        Fields::Unnamed(fields) => {
            let (take, literal) = (take_places(fields), from_places(fields, owner)?);
            quote!(#take ::core::result::Result::Ok(Self::#ident #literal))
        }
        Fields::Named(fields) => {
            let open = open_fields(owner, Direction::FromPython);
            let literal = get_named(fields, Rename::Same)?;
            quote!(#open ::core::result::Result::Ok(Self::#ident #literal))
        }
    };
    Ok(quote! {
        (#name, ::core::option::Option::Some(__py4rs_object)) => {
            ::py4rs::__private::fields::in_field((|| { #value })(), #owner, #name)
        }
    })
}

/// A variant as a dict in which its name stands among its fields.
fn give_inside(container: &Container, variant: &Variant, name: &str, tag: &LitStr) -> Result<TokenStream> {
    let (pattern, values) = pattern(variant);
    let open = open_fields(&container.name, Direction::ToPython);
    let set = match &variant.fields {
        Fields::Unit => TokenStream::new(),
        Fields::Named(fields) => set_named(fields, Rename::Same, &values)?,
        Fields::Unnamed(_) => return Err(no_place(variant)),
    };
    Ok(quote! {
        #pattern => {
            #open
            __py4rs_fields.set(#tag, ::py4rs::ToPython::to_python(#name, __py4rs_py))?;
            #set
            ::core::result::Result::Ok(__py4rs_fields.into_dict())
        }
    })
}

fn take_inside(variant: &Variant, name: &str) -> Result<TokenStream> {
    let ident = &variant.ident;
    let literal = match &variant.fields {
        Fields::Unit => TokenStream::new(),
        Fields::Named(fields) => get_named(fields, Rename::Same)?,
        Fields::Unnamed(_) => return Err(no_place(variant)),
    };
    Ok(quote!(#name => ::core::result::Result::Ok(Self::#ident #literal),))
}

fn no_place(variant: &Variant) -> Error {
    Error::new(
        variant.span(),
        "beside a `tag` fields need names: give the variant named fields, or leave `tag` out",
    )
}
