//! `#[derive(PyElement)]`: a record of an array.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Result, Token, punctuated::Punctuated};

/// The impl of `Element`.
pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(name, "a record of an array is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(Error::new_spanned(name, "the fields of a record have names"));
    };
    if !input.generics.params.is_empty() {
        return Err(Error::new_spanned(&input.generics, "a record of an array has no parameters"));
    }
    if !is_repr_c(input)? {
        return Err(Error::new_spanned(name, "a record of an array has its fields in order: `#[repr(C)]`"));
    }
    let (mut types, mut names, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for field in &fields.named {
        let field_name = field.ident.as_ref().expect("a named field");
        let text = field_name.to_string();
        types.push(&field.ty);
        texts.push(text.strip_prefix("r#").unwrap_or(&text).to_owned());
        names.push(field_name);
    }
    Ok(quote! {
        const _: () = {
            let mut size = 0;
            #(
                size += ::core::mem::size_of::<#types>();
                ::core::assert!(
                    <#types as ::py4rs::array::Element>::ANY_BYTES,
                    "a field that not any bytes are valid for, such as a `bool`: take an `u8`"
                );
            )*
            ::core::assert!(size > 0, "a record without fields");
            ::core::assert!(
                size == ::core::mem::size_of::<#name>(),
                "there is padding between the fields, or behind them: name it by fields of its own, order the fields \
                 by size, or say `#[repr(C, packed)]`"
            );
        };
        // SAFETY: the fields are elements, for which any bytes are valid, and stand where the compiler says; their sizes
        // add up to the whole, so that there is no padding.
        #[automatically_derived]
        unsafe impl ::py4rs::array::Element for #name {
            const SCALAR: ::core::option::Option<::py4rs::array::Scalar> = ::core::option::Option::None;

            fn dtype() -> ::py4rs::array::DType {
                ::py4rs::array::DType::Struct {
                    fields: ::std::vec![#(
                        ::py4rs::array::Field {
                            name: ::std::string::String::from(#texts),
                            dtype: <#types as ::py4rs::array::Element>::dtype(),
                            offset: ::core::mem::offset_of!(#name, #names),
                        },
                    )*],
                    size: ::core::mem::size_of::<#name>(),
                }
            }
        }
    })
}

/// Whether the struct says `#[repr(C)]`, perhaps with more.
fn is_repr_c(input: &DeriveInput) -> Result<bool> {
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        let parts = attribute.parse_args_with(Punctuated::<syn::Meta, Token![,]>::parse_terminated)?;
        if parts.iter().any(|part| part.path().is_ident("C")) {
            return Ok(true);
        }
    }
    Ok(false)
}
