//! `#[function]`: a Rust function with names, defaults and a docstring for Python.

use crate::outcome::given;
use crate::parameter::{Bindings, Parameters, callable, documentation};
use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;
use syn::{Attribute, Error, ItemFn, Result};

/// What the attribute makes of a function.
pub(crate) fn expand(arguments: TokenStream, mut function: ItemFn) -> Result<TokenStream> {
    if !arguments.is_empty() {
        return Err(Error::new(
            arguments.span(),
            "expected nothing here; `#[default(..)]` and `#[keyword]` stand before a parameter",
        ));
    }
    callable(&function.sig)?;
    let parameters = Parameters::take(function.sig.inputs.iter_mut())?;
    let shape = parameters.shape();
    let (name, visibility) = (function.sig.ident.clone(), function.vis.clone());
    let docs: Vec<Attribute> = function.attrs.extract_if(.., |a| a.path().is_ident("doc")).collect();
    let text = documentation(&docs);
    function.vis = syn::Visibility::Inherited;
    let output = &function.sig.output;
    let (types, count) = (parameters.types(), parameters.len());
    let Bindings { kinds, names, values, gets, passed } = parameters.bindings();
    let given = given(quote!(#name(#(#passed),*)), output);
    let documentation = format!("({shape})\n--\n\n{text}");
    Ok(quote! {
        #(#docs)*
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        #visibility struct #name;

        const _: () = {
            #function

            impl ::core::ops::Deref for #name {
                type Target = fn(#(#types),*) #output;

                fn deref(&self) -> &Self::Target {
                    const __PY4RS_FUNCTION: fn(#(#types),*) #output = #name;
                    &__PY4RS_FUNCTION
                }
            }

            impl ::py4rs::__private::export::Named for #name {
                const KINDS: &'static [::py4rs::__private::export::Kind] = &[#(#kinds),*];
                const NAMES: &'static [&'static str] = &[#(#names),*];
                const DOC: &'static str = #documentation;

                fn call(
                    __py4rs_py: ::py4rs::Python<'_>,
                    __py4rs_signature: ::py4rs::__private::export::Signature<'_>,
                    __py4rs_given: ::py4rs::__private::export::Given<'_>,
                ) -> ::py4rs::Result<::py4rs::PyObject> {
                    let [#(#values),*] = __py4rs_signature.bind::<#count>(__py4rs_py, __py4rs_given)?;
                    #(#gets)*
                    #given
                }
            }
        };
    })
}
